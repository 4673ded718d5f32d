"""The money that came and went back, and what the hotel asks for, as the guest sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kunjae.payments.facts import RefundState, RequestState
from kunjae.payments.links import request_token
from kunjae.payments.models import PaymentRequest, Refund
from kunjae.payments.queries import newest_payments
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_SHOWN = 100

_REFUNDS = Rows(
    lambda hotel, booking: (
        Refund.objects.of(hotel)
        .filter(booking_id=booking)
        .order_by("-requested_at", "-id")
        .values_list("amount", "state", "requested_at", "done_at", "payment__method")[:MOST_SHOWN]
    )
)
_REQUESTS = Rows(
    lambda hotel, booking, now: (
        PaymentRequest.objects.of(hotel)
        .filter(
            booking_id=booking,
            state__in=[state.value for state in RequestState if state.is_open],
            expires_at__gt=now,
        )
        .order_by("-sent_at", "-id")
        .values_list("id", "amount", "message", "expires_at")[:MOST_SHOWN]
    )
)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came (amount above zero) or goes back (below), minor units. `state`: a refund's, as guests are told:
    `on_its_way` or `done`; a payment has none."""

    at: datetime
    amount: int
    method: str
    state: str = ""


def moved_money(property: Property, booking_id: UUID) -> list[Movement]:
    """All of a booking's payments and refunds, oldest first, in two queries."""
    payments = [
        Movement(payment.received_at, payment.amount, payment.method)
        for payment in newest_payments(property, booking_id, most=MOST_SHOWN)
    ]
    refunds = [_refund(row) for row in _REFUNDS(property.id, booking_id)]
    return sorted([*payments, *refunds], key=lambda movement: movement.at)


def _refund(row: Sequence[Any]) -> Movement:
    amount, state, requested_at, done_at, method = row
    done = state == RefundState.DONE
    # A failed one is the hotel's to mend; to the guest the money is on its way until it is there.
    return Movement(
        done_at if done and done_at else requested_at, -amount, method, "done" if done else "on_its_way"
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the hotel asks for by a link, minor units."""

    token: str
    amount: int
    message: str
    expires_at: datetime


def open_requests(property: Property, booking_id: UUID, now: datetime) -> list[Asked]:
    """The payment requests that can be paid now, newest first, in one query."""
    return [
        Asked(request_token(id), amount, message, expires_at)
        for id, amount, message, expires_at in _REQUESTS(property.id, booking_id, now)
    ]
