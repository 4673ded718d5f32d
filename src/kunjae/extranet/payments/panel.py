"""The money panel of a booking's page: what came, what went back, what was asked for, what waits, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from kunjae.bookings.facts import BookingFacts
from kunjae.bookings.models import Booking
from kunjae.extranet.access import Desk
from kunjae.payments.commands.refund_states import CALLED_OFF
from kunjae.payments.facts import Account, CheckoutState, RefundState, RequestState
from kunjae.payments.ledger import movements_of
from kunjae.payments.models import Checkout, LedgerEntry, Payment, PaymentRequest, Refund
from kunjae.payments.queries import newest_payments, newest_requests
from kunjae.payments.rules import prepayment_of
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_PAYMENTS = MOST_REQUESTS = 200


@dataclass(frozen=True, slots=True)
class ShownRefund:
    """One refund below its payment; minor units."""

    id: UUID
    url: str
    state: str
    amount: int
    at: datetime
    by: str

    @property
    def is_failed(self) -> bool:
        return self.state in (RefundState.FAILED, CALLED_OFF)

    @property
    def back(self) -> int:
        return -self.amount


@dataclass(frozen=True, slots=True)
class ShownPayment:
    """One payment with what went back of it; minor units. `left`: what can still go back."""

    id: UUID
    method: str
    reference: str
    received_at: datetime
    recorded_by: str
    provider: str
    """Of one that took it by itself; empty where staff recorded it."""
    amount: int
    refunded: int
    refunds: tuple[ShownRefund, ...]
    refund_url: str

    @property
    def left(self) -> int:
        return self.amount - self.refunded


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """One payment request; `state` as it is by now, whether somebody wrote it or not."""

    id: UUID
    url: str
    amount: int
    state: str
    sent_at: datetime
    expires_at: datetime

    @property
    def is_open(self) -> bool:
        return RequestState(self.state).is_open


@dataclass(frozen=True, slots=True)
class ShownTransfer:
    """A slip to be looked at; `code`: what the guest wrote on the transfer."""

    url: str
    amount: int
    code: str
    slip_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """What one room, or (position 0) all fees, is paid when; minor units."""

    position: int
    of: int
    percent: Decimal
    now: int
    later: int


@dataclass(frozen=True, slots=True)
class Schedule:
    lines: tuple[ScheduleLine, ...]

    @property
    def now(self) -> int:
        return sum(line.now for line in self.lines)

    @property
    def later(self) -> int:
        return sum(line.later for line in self.lines)


@dataclass(frozen=True, slots=True)
class MoneyPanel:
    payments: tuple[ShownPayment, ...]
    requests: tuple[ShownRequest, ...]
    transfers: tuple[ShownTransfer, ...]
    schedule: Schedule | None
    ledger: tuple[LedgerEntry, ...]
    paid_ledger: tuple[LedgerEntry, ...]

    @property
    def refundable(self) -> int:
        """What can still go back of all payments, minor units."""
        return sum(payment.left for payment in self.payments)

    @property
    def under_way(self) -> int:
        """What is on its way back and not there yet, minor units."""
        refunds = (refund for payment in self.payments for refund in payment.refunds)
        return sum(
            refund.amount
            for refund in refunds
            if not refund.is_failed and RefundState(refund.state).is_under_way
        )


_REFUNDS = Rows(
    lambda hotel, booking: (
        Refund.objects.of(hotel).filter(booking_id=booking).order_by("-requested_at", "-id")
    )
)
_TRANSFERS = Rows(
    lambda hotel, booking: (
        Checkout.objects.of(hotel)
        .filter(booking_id=booking, state=CheckoutState.SLIP.value)
        .order_by("started_at", "id")
        .values_list("id", "amount", "code", "slips__uploaded_at")
    )
)


def requests_of(property: Property, booking_id: UUID) -> list[PaymentRequest]:
    """The payment requests of a booking, the newest first; one query."""
    return newest_requests(property, booking_id, most=MOST_REQUESTS)


def money_panel(desk: Desk, booking: Booking, facts: BookingFacts) -> MoneyPanel:
    """The panel in five queries, whatever its length."""
    rows = newest_payments(desk.property, booking.id, most=MOST_PAYMENTS)
    ledger = movements_of(desk.property, booking.id)
    refunds: dict[UUID, list[ShownRefund]] = {}
    for refund in _REFUNDS(desk.property.id, booking.id):
        refunds.setdefault(refund.payment_id, []).append(_refund(desk, booking, refund))
    transfers = {
        id: ShownTransfer(address(desk, "transfer", booking, id), amount, code, at)
        for id, amount, code, at in _TRANSFERS(desk.property.id, booking.id)
    }
    return MoneyPanel(
        payments=tuple(_payment(desk, booking, row, refunds.get(row.id, ())) for row in rows),
        requests=tuple(shown_request(desk, booking, row) for row in requests_of(desk.property, booking.id)),
        transfers=tuple(transfers.values()),
        schedule=schedule(facts),
        ledger=tuple(entry for entry in ledger if entry.account == Account.VALUE),
        paid_ledger=tuple(entry for entry in ledger if entry.account == Account.PAID),
    )


def address(desk: Desk, name: str, booking: Booking, id: UUID | None = None) -> str:
    """A page about the booking's money."""
    return reverse(f"extranet:{name}", args=[desk.property.slug, booking.code, *([id] if id else [])])


def _payment(desk: Desk, booking: Booking, row: Payment, refunds: Sequence[ShownRefund]) -> ShownPayment:
    return ShownPayment(
        id=row.id,
        method=row.method,
        reference=row.reference or row.provider_ref,
        received_at=row.received_at,
        recorded_by=row.recorded_by,
        provider=row.provider if row.provider_ref else "",
        amount=row.amount,
        refunded=row.refunded,
        refunds=tuple(refunds),
        refund_url=f"{address(desk, 'refund', booking)}?payment={row.id}",
    )


def _refund(desk: Desk, booking: Booking, row: Refund) -> ShownRefund:
    return ShownRefund(
        id=row.id,
        url=address(desk, "refund_state", booking, row.id),
        state=told_state(row.state, row.error),
        amount=row.amount,
        at=row.done_at or row.requested_at,
        by=row.done_by or row.requested_by,
    )


def told_state(state: str, error: str) -> str:
    """The state of a refund in the words of `pages.words.REFUNDS`."""
    return CALLED_OFF if state == RefundState.FAILED and error == CALLED_OFF else state


def shown_request(desk: Desk, booking: Booking, row: PaymentRequest) -> ShownRequest:
    """A payment request as it stands at this moment."""
    state = RequestState(row.state)
    if state.is_open and row.expires_at <= desk.now:
        state = RequestState.EXPIRED
    return ShownRequest(
        id=row.id,
        url=address(desk, "payment_request", booking, row.id),
        amount=row.amount,
        state=state.value,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
    )


def schedule(facts: BookingFacts) -> Schedule | None:
    """When the booking's value is to be paid: the prepayment of each live room and all fees now, the rest at the hotel
    (rules.md 8). None where nothing is to be paid before the stay."""
    live = [stay for stay in facts.stays if stay.status.is_live]
    lines = [
        ScheduleLine(
            position,
            len(facts.stays),
            stay.prepay_percent,
            now := prepayment_of(stay),
            stay.total - now,
        )
        for position, stay in enumerate(facts.stays, 1)
        if stay in live
    ]
    if facts.fees:
        lines.append(ScheduleLine(0, 0, Decimal(100), facts.fees, 0))
    return Schedule(tuple(lines)) if any(line.now for line in lines) else None
