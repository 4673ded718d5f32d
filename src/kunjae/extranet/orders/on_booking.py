"""Orders on the page of their booking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kunjae.bookings.models import Booking
from kunjae.concierge.facts import Posting
from kunjae.concierge.queries import orders_of
from kunjae.concierge.words import payment_text, posting_text, status_text
from kunjae.extranet.access import Desk
from kunjae.extranet.orders.answers import answers_when
from kunjae.kernel.texts import in_language

BADGES = {Posting.WAITING: "waiting", Posting.UNKNOWN: "warn", Posting.FAILED: "warn"}


@dataclass(frozen=True, slots=True)
class Line:
    """One order; the amount in minor units. `posting`: what is not as it should be in a two-way PMS, in words, and
    `posting_badge` its badge; else empty."""

    id: Any
    offer: str
    stay: int
    when: str
    amount: int
    status: str
    said: str
    payment: str
    counts: bool
    posting: str
    posting_badge: str


def orders_on(desk: Desk, booking: Booking) -> list[Line]:
    """All orders of the booking, newest first, in one query."""
    return [
        Line(
            id=order.id,
            offer=in_language(order.name, desk.language),
            stay=order.stay,
            when=answers_when(order.kind, order.answers, desk.language, desk.hotel.era),
            amount=order.amount,
            status=order.status.value,
            said=status_text(order.status, desk.language),
            payment=payment_text(order.payment, desk.language),
            counts=order.status.counts,
            posting=posting_text(order.posting, desk.language) if order.posting in BADGES else "",
            posting_badge=BADGES.get(order.posting, ""),
        )
        for order in orders_of(desk.property, booking.id)
    ]
