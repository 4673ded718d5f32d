"""Entries of a booking's history, with the booking before and after."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kunjae.api.schemas.bookings import BookingMoney, Person
from kunjae.api.schemas.stays import BareStay
from kunjae.api.schemas.values import Money, Shape
from kunjae.bookings.facts import StayStatus
from kunjae.changes.models import EntryKind


class Actor(Shape):
    kind: Literal["staff", "token", "guest", "system"]
    name: str


class CopiedStay(BareStay):
    """One room in a history's copy."""

    earliest_check_in: dt.date
    recorded_fee: Money


class BookingCopy(BookingMoney):
    """A booking as it was. People are named as they are known today; an erased guest has no name."""

    code: str
    version: int
    status: StayStatus
    booker: Person | None
    notes: str
    source: str
    language: str
    currency: str
    changes_recorded: int
    stays: list[CopiedStay]


class KeptOperation(BaseModel):
    """An operation as it was confirmed; `receive_stay` where a stay came from another booking."""

    model_config = ConfigDict(extra="allow")

    op: str
    stay: int = 0


class Entry(Shape):
    """One entry of a history, never edited."""

    number: Annotated[int, Field(ge=1)]
    kind: EntryKind
    at: dt.datetime
    by: Actor
    reason: str
    recorded: bool
    currency: str
    current: Money | None
    new: Money | None
    fee: Money | None
    change: Money | None
    waived_fee: Money
    fees_waived: Money
    operations: list[KeptOperation]
    before: BookingCopy
    after: BookingCopy


class EntryPage(Shape):
    items: list[Entry]
    next_cursor: str | None
