"""Recording money received by hand (rules.md 8)."""

from __future__ import annotations

from datetime import datetime

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.kernel.errors import invalid
from kunjae.kernel.money import amount_text
from kunjae.outbox.commands import put
from kunjae.payments.errors import BookingMoved
from kunjae.payments.facts import Account, EntryKind, Method
from kunjae.payments.models import LedgerEntry, Payment
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

RECEIVED = "payment.received"


@one_transaction
def record_payment(
    *,
    property: Property,
    code: str,
    method: Method,
    amount: int,
    actor: Actor,
    now: datetime,
    reference: str = "",
    version: int | None = None,
) -> Payment:
    """Money that the hotel has, in minor units. The booking's version grows: a preview made before shows money that
    is no longer true. The outside hears of it (`payment.received`), unless the actor is silent.

    `version`: the booking as whoever records it saw it, so that pressing twice records once. Raises BookingMoved when
    it is another by now, NoSuchBooking, and InvalidInput for an amount of nothing.
    """
    if amount <= 0:
        raise invalid("amount", "amount_not_positive", "must be more than zero", "ต้องมากกว่าศูนย์")
    booking = booking_row(property, code, lock=True)
    if version is not None and version != booking.version:
        raise BookingMoved
    payment = Payment(
        property=property,
        booking=booking,
        method=method.value,
        amount=amount,
        reference=reference,
        received_at=now,
        recorded_by=actor.name,
    )
    payment.save(force_insert=True)
    LedgerEntry(
        property=property,
        booking=booking,
        account=Account.PAID.value,
        kind=EntryKind.PAYMENT.value,
        payment=payment,
        amount=amount,
        at=now,
    ).save(force_insert=True)
    paid, grown = booking.paid + amount, booking.version + 1
    Booking.objects.of(property).filter(id=booking.id).update(paid=paid, version=grown)
    if not actor.silent:
        _announce(property, booking, paid, grown, now)
    return payment


def _announce(property: Property, booking: Booking, paid: int, version: int, now: datetime) -> None:
    """The message that tells of it. No entry of the history does: the booking is told as the last one left it, with
    what is paid by then."""
    payload = {
        "booking": booking.code,
        "entry": booking.last_entry_number,
        "version": version,
        "paid": amount_text(paid, property.currency),
    }
    put(property, RECEIVED, f"{RECEIVED}:{booking.code}:{version}", payload, now)
