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
    settled: dict[UUID, bool] = {}
    for order, wanted, state in rows.values_list("order_id", "wanted", "state"):
        is_settled = state in (_THERE if wanted else _GONE)
        settled[order] = settled.get(order, True) and is_settled
    return frozenset(
        number for id, number, status, posting in orders if not settled.get(id, _is_settled(status, posting))
    )


def _is_settled(status: str, posting: str) -> bool:
    """The same of an upgrade that a clerk tells the PMS, or that nobody has told it yet."""
    if status == OrderStatus.CONFIRMED.value:
        return posting in _ON_FOLIO
    return not (status == OrderStatus.CANCELLED.value and posting in _ON_FOLIO)
