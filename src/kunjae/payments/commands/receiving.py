"""Money comes in: recorded by hand, or taken by a provider (rules.md 8)."""

from __future__ import annotations

from datetime import datetime

from kunjae.accounts.facts import SYSTEM, Actor
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.kernel.errors import invalid
from kunjae.payments.commands.closing import close_paid
from kunjae.payments.commands.paid import announce, move_paid
from kunjae.payments.errors import BookingMoved
from kunjae.payments.facts import EntryKind, Method
from kunjae.payments.models import Checkout, Payment
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
    it is another by now, NoSuchBooking, and InvalidInput for an amount of nothing, or for a method that is not
    recorded by hand.
    """
    if not method.by_hand:
        raise invalid(
            "method",
            "not_by_hand",
            "payments by card through a provider record themselves",
            "การชำระด้วยบัตรผ่านผู้ให้บริการจะบันทึกโดยอัตโนมัติ",
        )
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
    return _receive(property, booking, payment, now, silent=actor.silent)


def capture(
    property: Property,
    booking: Booking,
    checkout: Checkout,
    *,
    amount: int,
    method: Method,
    provider: str,
    provider_ref: str,
    now: datetime,
    actor: Actor = SYSTEM,
    reference: str = "",
) -> Payment | None:
    """Money that came through a checkout, however late, and whatever amount the provider says; inside a transaction
    that holds the booking. The checkout is paid by it, and so is its payment request once all of it has come.

    None when this payment of the provider's is known already. `provider_ref`: the provider's own name of the payment;
    empty where staff accept what they saw at their bank, and the caller sees to it that they do so once. Raises
    InvalidInput for an amount of nothing.
    """
    if amount <= 0:
        raise invalid("amount", "amount_not_positive", "must be more than zero", "ต้องมากกว่าศูนย์")
    known = Payment.objects.of(property).filter(provider=provider, provider_ref=provider_ref)
    if provider_ref and known.exists():
        return None
    payment = Payment(
        property=property,
        booking=booking,
        checkout_id=checkout.id,
        method=method.value,
        amount=amount,
        reference=reference,
        received_at=now,
        recorded_by=actor.name,
        provider=provider,
        provider_ref=provider_ref,
    )
    _receive(property, booking, payment, now, silent=actor.silent)
    close_paid(property, checkout, now)
    return payment


def _receive(
    property: Property, booking: Booking, payment: Payment, now: datetime, *, silent: bool
) -> Payment:
    payment.save(force_insert=True)
    move_paid(property, booking, kind=EntryKind.PAYMENT, amount=payment.amount, payment=payment.id, now=now)
    if not silent:
        announce(property, booking, RECEIVED, now, payment=payment.id)
    return payment
