"""How an order stands in the PMS, written on its row: inside a transaction that holds booking, order and postings, in this
order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kunjae.bookings.models import Booking
from kunjae.concierge.commands.counting import counted_now, recount_orders
from kunjae.concierge.facts import OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.pms.models import FolioPosting
from kunjae.pms.rules import Brought, posting_of
from kunjae.properties.models import Property

ON_FOLIO = (PostingState.POSTED.value, PostingState.BY_HAND.value)
_NOT_BY_US = (Posting.TO_DO.value, Posting.NOT_NEEDED.value)


def held_postings(property: Property, order: UUID) -> list[FolioPosting]:
    """All postings of the order, held until the transaction ends."""
    rows = FolioPosting.objects.of(property).filter(order_id=order).order_by("kind", "number")
    return list(rows.select_for_update())


def write_standing(
    property: Property,
    booking: Booking,
    row: Order,
    postings: Collection[FolioPosting],
    now: datetime,
    *,
    otherwise: Posting | None = None,
) -> None:
    """The order says how it stands, and counts in the booking's value or not (rules.md 8). `otherwise`: how it stands where its
    postings do not say."""
    if _is_left_to_clerk(row, postings):
        return
    brought = [_brought(each) for each in postings]
    before = Posting(row.posting) if row.posting in _NOT_BY_US else Posting.NOT_NEEDED
    posting = posting_of(OrderStatus(row.status), brought) or otherwise or before
    charges = [each for each in postings if each.kind == PostingKind.CHARGE.value and each.state in ON_FOLIO]
    first = min(charges, key=lambda each: (each.posted_at or now, each.number), default=None)
    if posting is Posting.POSTED and not charges:  # an upgrade for nothing
        first = next(each for each in postings if each.state in ON_FOLIO)
    columns = {
        "posting": posting.value,
        "posted_at": None if first is None else first.posted_at or now,
        "posted_by": "" if first is None else first.done_by,
    }
    if any(getattr(row, name) != value for name, value in columns.items()):
        for name, value in columns.items():
            setattr(row, name, value)
        Order.objects.of(property).filter(id=row.id).update(**columns)
    if row.counted != counted_now(row):
        recount_orders(property, booking, [row], now)


def _is_left_to_clerk(row: Order, postings: Collection[FolioPosting]) -> bool:
    """Whether a clerk has typed it into the PMS beside all postings, or is to correct there what was typed."""
    if row.posting == Posting.TO_DO.value:
        return row.posted_at is not None
    by_hand = any(each.state == PostingState.BY_HAND.value for each in postings)
    return row.posting == Posting.BY_HAND.value and not by_hand


def _brought(row: FolioPosting) -> Brought:
    return Brought(
        PostingKind(row.kind), PostingState(row.state), row.wanted, bool(row.error), row.posted_at is not None
    )
