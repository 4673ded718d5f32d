"""Where a refund stands, and what each step does to its payment, its booking and the ledger.

Every function runs inside a transaction that holds the booking.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from kunjae.bookings.models import Booking
from kunjae.outbox.commands import put
from kunjae.payments.commands.paid import announce, locked_booking, move_paid
from kunjae.payments.errors import NoSuchRefund, RefundExceedsPayment
from kunjae.payments.facts import Capabilities, EntryKind, RefundCause, RefundState
from kunjae.payments.models import Payment, Refund
from kunjae.payments.providers.errors import NoSuchProvider
from kunjae.payments.providers.registry import provider
from kunjae.properties.models import Property

REFUND = "payments.refund"
"""The worker asks the provider."""
REFUND_REQUESTED = "refund.requested"
REFUND_DONE = "refund.done"
REFUND_FAILED = "refund.failed"
"""What had gone has come back. A refund that never went is told to nobody: the booking is as it was."""
CALLED_OFF = "called_off"
"""The error of a refund that staff decided not to make."""


def reserve(
    property: Property,
    booking: Booking,
    payment: Payment,
    amount: int,
    cause: RefundCause,
    reason: str,
    by: str,
    now: datetime,
    *,
    id: UUID | None = None,
    by_hand: bool = False,
) -> Refund:
    """Reserve the amount on its payment, and see to it that somebody or something sends it back."""
    rows = Payment.objects.of(property).filter(id=payment.id)
    if not rows.filter(refunded__lte=F("amount") - amount).update(refunded=F("refunded") + amount):
        held, refunded = rows.values_list("amount", "refunded").get()
        raise RefundExceedsPayment(held - refunded, property.currency)
    machine = not by_hand and can_refund(payment, amount, property.currency)
    row = Refund(
        property=property,
        booking_id=booking.id,
        payment_id=payment.id,
        amount=amount,
        state=(RefundState.QUEUED if machine else RefundState.BY_HAND).value,
        cause=cause.value,
        reason=reason,
        requested_at=now,
        requested_by=by,
        **({"id": id} if id else {}),
    )
    row.save(force_insert=True)
    if machine:
        queue(property, booking, row, now)
    payload = {"booking": booking.code, "refund": str(row.id)}
    put(property, REFUND_REQUESTED, f"{REFUND_REQUESTED}:{row.id}", payload, now)
    return row


def can_refund(payment: Payment, amount: int, currency: str) -> bool:
    """Whether a machine can send this much of the payment back."""
    can = _abilities(payment)
    if can is None or not can.refund or not can.takes(amount, currency):
        return False
    return can.partial_refund or amount == payment.amount


def can_refund_parts(payment: Payment) -> bool:
    """Whether a machine can send back a part of the payment, in the provider's own steps of amounts."""
    can = _abilities(payment)
    return can is not None and can.refund and can.partial_refund


def _abilities(payment: Payment) -> Capabilities | None:
    if not payment.provider_ref:
        return None
    try:
        return provider(payment.provider).can
    except NoSuchProvider:
        return None


def queue(property: Property, booking: Booking, row: Refund, now: datetime, *, again: bool = False) -> None:
    """Let the worker ask the provider; `again`: what was never answered."""
    key = f"{REFUND}:{row.id}"
    if again:
        key += f":{now.isoformat()}"
    put(property, REFUND, key, {"booking": booking.code, "refund": str(row.id)}, now)


def locked_refund(property: Property, refund: UUID) -> tuple[Booking, Refund]:
    """The refund as it stands now, its booking held first: nobody else moves its money meanwhile."""
    found = Refund.objects.of(property).filter(id=refund).values_list("booking_id", flat=True).first()
    if found is None:
        raise NoSuchRefund
    booking = locked_booking(property, found)
    return booking, Refund.objects.of(property).select_for_update().get(id=refund)


def finish(property: Property, booking: Booking, row: Refund, *, by: str, ref: str, now: datetime) -> None:
    """The money has gone. `by`: who did it by hand, empty for a provider; `ref`: what it is called where it was done."""
    write(
        property,
        row,
        state=RefundState.DONE.value,
        done_at=now,
        done_by=by,
        provider_ref=ref or row.provider_ref,
        error="",
    )
    move_paid(
        property,
        booking,
        kind=EntryKind.REFUND,
        amount=-row.amount,
        payment=row.payment_id,
        refund=row.id,
        now=now,
    )
    announce(property, booking, REFUND_DONE, now, refund=row.id)


def fail(
    property: Property, booking: Booking, row: Refund, *, error: str, now: datetime, ref: str = ""
) -> None:
    """Give the reservation back, and the money where it had gone already."""
    was_done = row.state == RefundState.DONE
    write(
        property,
        row,
        state=RefundState.FAILED.value,
        error=error[:100],
        provider_ref=ref or row.provider_ref,
    )
    Payment.objects.of(property).filter(id=row.payment_id).update(refunded=F("refunded") - row.amount)
    if was_done:
        move_paid(
            property,
            booking,
            kind=EntryKind.REFUND_FAILED,
            amount=row.amount,
            payment=row.payment_id,
            refund=row.id,
            now=now,
        )
        announce(property, booking, REFUND_FAILED, now, refund=row.id)


def settle(property: Property, row: Refund, now: datetime) -> None:
    """Nobody needs to look at this failed refund any more."""
    write(property, row, settled_at=now)


def write(property: Property, row: Refund, **values: object) -> None:
    """Change the refund, in hand and in the database."""
    for name, value in values.items():
        setattr(row, name, value)
    Refund.objects.of(property).filter(id=row.id).update(**values)
