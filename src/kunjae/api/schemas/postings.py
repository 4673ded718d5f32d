"""What an order has brought into the hotel's two-way PMS."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from pydantic import Field

from kunjae.api.schemas.values import Money, Shape
from kunjae.concierge.facts import Posting
from kunjae.pms.facts import PostingKind, PostingState


class FolioPosting(Shape):
    """One thing of an order: an amount on the guest's folio, or a higher room type of the reservation."""

    id: UUID
    kind: PostingKind
    state: PostingState
    wanted: bool = Field(description="Whether it is to be there; else it is to be taken back.")
    amount: Money
    reservation: str = Field(description="The PMS's number of the reservation; empty while it is not known.")
    pms_id: str = Field(description="What the PMS calls it; empty while it is not there.")
    folio: str
    error: str = Field(description="Why the last attempt came to nothing, a code; empty when it did not.")
    tries: int
    sent_on: dt.datetime | None
    next_try_on: dt.datetime | None = Field(description="When it is tried again by itself.")
    posted_on: dt.datetime | None
    reversed_on: dt.datetime | None
    done_by: str = Field(description="Who did it by hand in the PMS.")


class OrderPosting(Shape):
    """The newest of each kind first. Without items the order has brought nothing there yet."""

    order: UUID
    posting_status: Posting
    currency: str
    items: list[FolioPosting]
