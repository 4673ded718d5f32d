"""The way to the Concierge on the page of the booking."""

from __future__ import annotations

from dataclasses import dataclass

from kunjae.bookings.facts import StayFacts
from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.models import Offer, Order
from kunjae.guest.access import GuestDesk
from kunjae.guest.concierge.opening import OPEN
from kunjae.tenancy.prepared import Rows

MOST_PICTURES = 3
_OFFERS = Rows(
    lambda hotel: (
        Offer.objects.of(hotel)
        .filter(enabled=True, retired=False)
        .order_by("position", "code")
        .values_list("picture")[:60]
    )
)
_STANDING = Rows(
    lambda hotel, booking: (
        Order.objects.of(hotel)
        .filter(booking_id=booking, status__in=[status.value for status in OrderStatus if status.counts])
        .order_by("id")
        .values_list("id")
    )
)


@dataclass(frozen=True, slots=True)
class Teaser:
    """What leads there. `pictures`: of some offers; `ordered`: how many orders stand. Whether an offer fits this stay is
    seen there: it would take all that the Concierge reads."""

    pictures: tuple[str, ...]
    ordered: int
    can_order: bool


def concierge_teaser(desk: GuestDesk, stays: tuple[StayFacts, ...]) -> Teaser | None:
    """None where the hotel sells nothing and the guest has ordered nothing; two queries."""
    offers = _OFFERS(desk.property.id)
    ordered = len(_STANDING(desk.property.id, desk.booking_id)) if desk.booking_id else 0
    can_order = bool(offers) and any(stay.status in OPEN for stay in stays)
    if not can_order and not ordered:
        return None
    pictures = [picture for (picture,) in offers if picture]
    return Teaser(tuple(pictures[:MOST_PICTURES]), ordered, can_order)
