"""Stays whose room type is on its way into the PMS, or out of it."""

from __future__ import annotations

from uuid import UUID

from kunjae.concierge.facts import OfferKind, OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.pms.models import FolioPosting
from kunjae.properties.models import Property

_ON_FOLIO = {posting.value for posting in Posting if posting.on_folio}
_THERE = (PostingState.POSTED.value, PostingState.BY_HAND.value)
_GONE = (PostingState.REVERSED.value, PostingState.BY_HAND.value)


def upgrading_stays(property: Property, booking: UUID) -> frozenset[int]:
    """Numbers of the booking's stays whose type here is not yet that of the PMS, as an upgrade was confirmed or taken back
    and the PMS, or the clerk who tells it, has not followed. Two queries, one without upgrades."""
    upgrades = Order.objects.of(property).filter(booking_id=booking, kind=OfferKind.UPGRADE.value)
    orders = list(upgrades.values_list("id", "stay__number", "status", "posting"))
    if not orders:
        return frozenset()
    rows = FolioPosting.objects.of(property).filter(
        order_id__in=[id for id, *_ in orders], kind=PostingKind.ROOM_TYPE.value
    )
    postings: dict[UUID, list[tuple[bool, str]]] = {id: [] for id, *_ in orders}
    for order, wanted, state in rows.values_list("order_id", "wanted", "state"):
        postings[order].append((wanted, state))
    return frozenset(
        number for id, number, status, posting in orders if not _is_settled(status, posting, postings[id])
    )


def _is_settled(status: str, posting: str, rows: list[tuple[bool, str]]) -> bool:
    """Whether the PMS has what the order says. What is wanted otherwise than the order says is about to be taken back, or
    brought. Without a posting it is a clerk who tells the PMS, or nobody has begun."""
    confirmed = status == OrderStatus.CONFIRMED.value
    if not all(_is_done(wanted, state, confirmed) for wanted, state in rows):
        return False
    if confirmed:
        return any(wanted for wanted, _ in rows) or posting in _ON_FOLIO
    return bool(rows) or not (status == OrderStatus.CANCELLED.value and posting in _ON_FOLIO)


def _is_done(wanted: bool, state: str, confirmed: bool) -> bool:
    return state in _THERE and confirmed if wanted else state in _GONE
