"""What the pages of paying read: one attempt with all that came of it, and what else the guest has under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from kunjae.changes.models import PendingChange, PendingState
from kunjae.guest.paying.states import Attempt, WaitingChange
from kunjae.payments.facts import CheckoutState, Purpose, RefundState, RequestState
from kunjae.payments.models import Checkout, Payment, PaymentRequest, Refund, Slip
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

_CHECKOUT = Rows(
    lambda hotel, id: Checkout.objects.of(hotel).filter(id=id).select_related("booking", "request")
)
_PENDING = Rows(lambda hotel, id: PendingChange.objects.of(hotel).filter(id=id))
_PAYMENTS = Rows(
    lambda hotel, checkouts: (
        Payment.objects.of(hotel)
        .filter(checkout_id__in=checkouts)
        .order_by("received_at", "id")
        .values_list("id", "checkout_id", "amount", "received_at")
    )
)
_SINCE_ASKED = Rows(
    lambda hotel, booking, checkouts, asked: (
        Payment.objects.of(hotel)
        .filter(Q(checkout_id__in=checkouts) | Q(received_at__gt=asked), booking_id=booking)
        .order_by("received_at", "id")
        .values_list("id", "checkout_id", "amount", "received_at")
    )
)
"""What came for a change that waits: through its own attempts, and by hand since it was asked for."""
_REFUNDS = Rows(
    lambda hotel, payments: (
        Refund.objects.of(hotel).filter(payment_id__in=payments).values_list("amount", "state")
    )
)
_SENT_BACK = Rows(
    lambda hotel, booking, since: (
        Refund.objects.of(hotel)
        .filter(booking_id=booking, requested_at__gte=since)
        .exclude(state="failed")
        .values_list("amount")
    )
)
_LAST_SLIP = Rows(
    lambda hotel, checkout: (
        Slip.objects.of(hotel).filter(checkout_id=checkout).order_by("-uploaded_at", "-id")[:1]
    )
)
_FOR_THE_SAME = Rows(
    lambda hotel, pending: Checkout.objects.of(hotel).filter(pending_id=pending).values_list("id")
)
_UNDER_WAY = Rows(
    lambda hotel, booking: (
        Checkout.objects.of(hotel)
        .filter(booking_id=booking, state__in=["open", "slip"])
        .order_by("-started_at", "-id")[:20]
    )
)
_REQUEST = Rows(lambda hotel, id: PaymentRequest.objects.of(hotel).filter(id=id).select_related("booking"))
_OF_REQUEST = Rows(
    lambda hotel, request: (
        Checkout.objects.of(hotel).filter(request_id=request).order_by("-started_at", "-id")
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """One attempt: its row with booking and request, the change that it is for, the last slip, and the same as facts."""

    row: Checkout
    pending: PendingChange | None
    slip: Slip | None
    attempt: Attempt


def checkout_row(property: Property, id: UUID) -> Checkout | None:
    """The attempt with its booking and request, in one query."""
    row = _CHECKOUT.first(property.id, id)
    if row is not None:
        row.property = property
    return row


def found_attempt(property: Property, row: Checkout, *, proves: bool) -> Found:
    """All that came of an attempt, in at most seven queries."""
    pending = _PENDING.first(property.id, row.pending_id) if row.pending_id else None
    payments = _money_of(property, pending) if pending else _PAYMENTS(property.id, [row.id])
    own = [(id, amount, at) for id, checkout, amount, at in payments if checkout == row.id]
    refunds = [
        (amount, RefundState(state))
        for amount, state in _REFUNDS(property.id, [id for id, _, _ in own])
        if state != RefundState.FAILED.value
    ]
    slip = _LAST_SLIP.first(property.id, row.id)
    attempt = Attempt(
        state=CheckoutState(row.state),
        purpose=Purpose(row.purpose),
        proves=proves,
        amount=row.amount,
        expires_at=row.expires_at,
        came=sum(amount for _, amount, _ in own),
        going_back=sum(amount for amount, _ in refunds),
        back_by_hand=any(state is RefundState.BY_HAND for _, state in refunds),
        late=bool(pending and any(at >= pending.held_until for _, _, at in own)),
        slip_refused=bool(slip and slip.accepted is False),
        change=_change(property, pending, payments) if pending else None,
    )
    return Found(row, pending, slip, attempt)


def _change(property: Property, pending: PendingChange, payments: list[Any]) -> WaitingChange:
    """Where the change stands. While it waits, what goes back since it was asked for pays for nothing any more."""
    state = PendingState(pending.state)
    is_open = state in (PendingState.WAITING, PendingState.SLIP)
    came = sum(amount for _, _, amount, _ in payments)
    if is_open:
        came -= sum(amount for (amount,) in _SENT_BACK(property.id, pending.booking_id, pending.asked_at))
    return WaitingChange(
        is_open=is_open,
        confirmed=state is PendingState.CONFIRMED,
        to_pay=pending.to_pay,
        came=came,
        held_until=pending.held_until,
        because=pending.dropped_because,
    )


def _money_of(property: Property, pending: PendingChange) -> list[Any]:
    attempts = [id for (id,) in _FOR_THE_SAME(property.id, pending.id)]
    return _SINCE_ASKED(property.id, pending.booking_id, attempts or [pending.id], pending.asked_at)


def change_to_pay(property: Property, pending: PendingChange) -> WaitingChange:
    """A change that waits, with what came for it by now: three queries."""
    return _change(property, pending, _money_of(property, pending))


def under_way(property: Property, booking_id: UUID, now: datetime) -> list[Checkout]:
    """The booking's attempts that may still bring money, newest first: slips that the hotel looks at, and those open
    whose time is not over. One query."""
    return [row for row in _UNDER_WAY(property.id, booking_id) if _is_under_way(row, now)]


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """A payment request: its row with the booking, where it stands now, what came for it (minor units), and the attempts
    that may still bring money, newest first."""

    row: PaymentRequest
    state: RequestState
    came: int
    under_way: list[Checkout]

    @property
    def missing(self) -> int:
        return max(0, self.row.amount - self.came)

    @property
    def can_be_paid(self) -> bool:
        return self.state.is_open and self.missing > 0


def found_request(property: Property, id: UUID, now: datetime) -> FoundRequest | None:
    """The payment request as it stands now: one whose time is over is expired, written or not. Three queries."""
    row = _REQUEST.first(property.id, id)
    if row is None:
        return None
    row.property = property
    state = RequestState(row.state)
    if state.is_open and now >= row.expires_at:
        state = RequestState.EXPIRED
    checkouts = _OF_REQUEST(property.id, row.id)
    came = sum(amount for _, _, amount, _ in _PAYMENTS(property.id, [each.id for each in checkouts]))
    waiting = [each for each in checkouts if _is_under_way(each, now)]
    return FoundRequest(row, state, came, waiting)


def _is_under_way(row: Checkout, now: datetime) -> bool:
    """Whether it may still bring money: a slip that the hotel looks at, or one that is open and whose time is not over."""
    state = CheckoutState(row.state)
    return state is CheckoutState.SLIP or (state is CheckoutState.OPEN and row.expires_at > now)
