"""Money comes in for a booking, and settles the guest's change that waits for it, in one transaction (rules.md 7).

Enough in time confirms the change at once, at the prices and fees that were quoted. Money after the hold tries once more:
if the booking's version and the rooms still fit, the change counts; if not, all that its checkouts brought goes back, and
both sides are told. A part never confirms.

Raised inside somebody else's transaction, SoldOut and IntegrityError mean that a rival was quicker at a room: that
transaction is to run again.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.changes.commands.confirm import QUICKER_RIVAL
from kunjae.changes.commands.pending import (
    SLIP_REFUSED,
    end_at,
    end_waiting,
    end_waiting_if_over,
    waiting,
)
from kunjae.changes.commands.settling import after_money, settle
from kunjae.changes.errors import SlipChecked
from kunjae.changes.models import PendingChange, PendingState
from kunjae.concierge.commands.baskets import basket_kept, basket_let_go, end_basket_at, keep_for_slip
from kunjae.payments.commands.closing import checkout_of, close_checkouts
from kunjae.payments.commands.paid import locked_booking
from kunjae.payments.commands.receiving import capture, record_payment
from kunjae.payments.facts import CheckoutState, Method
from kunjae.payments.models import Checkout, Payment, Slip
from kunjae.payments.ports import Event, EventKind
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts
from kunjae.tenancy.transactions import one_transaction, run_in_transaction


def receive_payment(
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
    """`record_payment`, for a booking that may have a change that waits: with enough it is confirmed."""

    def received() -> Payment:
        end_waiting_if_over(property, booking_row(property, code, lock=True), now)
        payment = record_payment(
            property=property,
            code=code,
            method=method,
            amount=amount,
            actor=actor,
            now=now,
            reference=reference,
            version=version,
        )
        settle(property, booking_row(property, code, lock=True), now)
        return payment

    return run_in_transaction(received, again_after=QUICKER_RIVAL)


def take_provider_payment(
    *,
    property: Property,
    checkout: UUID,
    amount: int,
    method: Method,
    provider: str,
    provider_ref: str,
    now: datetime,
) -> Payment | None:
    """Money that a provider proves to have come through a checkout, whenever and however much; None when this payment
    is known already. Raises NoSuchCheckout."""

    def taken() -> Payment | None:
        row = checkout_of(property, checkout)
        booking = locked_booking(property, row.booking_id)
        # Nobody is told before it is known whether the money that comes now confirms it all the same.
        ended = end_waiting_if_over(property, booking, now, tell=False)
        version = booking.version
        payment = capture(
            property,
            booking,
            row,
            amount=amount,
            method=method,
            provider=provider,
            provider_ref=provider_ref,
            now=now,
        )
        after_money(property, booking, row, payment, ended, version, now)
        return payment

    return run_in_transaction(taken, again_after=QUICKER_RIVAL)


@one_transaction
def take_kept_amount(*, property: Property, checkout: UUID, event: Event, now: datetime) -> None:
    """A provider keeps the amount of orders, or keeps it no longer. Raises NoSuchCheckout."""
    booking = locked_booking(property, checkout_of(property, checkout).booking_id)
    row = checkout_of(property, checkout)  # as it stands now that the booking is held
    if event.kind is EventKind.RELEASED:
        basket_let_go(property, booking, row, now)
    elif event.currency == property.currency and event.amount == row.amount:
        basket_kept(property, booking, row, event.payment_ref, now)


def slip_sent(*, property: Property, checkout: UUID, now: datetime) -> None:
    """A guest sent a slip. In time, it stops the countdown of the change, or of the orders, that it pays for: the nights, or
    what was ordered, stay kept until staff have looked at their bank, at most for the property's slip hold. Raises
    NoSuchCheckout."""

    def sent() -> None:
        row = checkout_of(property, checkout)
        booking = locked_booking(property, row.booking_id)
        end_waiting_if_over(property, booking, now)
        until = now + property_facts(property).slip_hold
        keep_for_slip(property, booking, row, until, now)
        pending = waiting(property, booking)
        if pending is None or pending.id != row.pending_id or pending.state == PendingState.SLIP.value:
            return
        pending.state = PendingState.SLIP.value
        pending.held_until = until
        PendingChange.objects.of(property).filter(id=pending.id).update(
            state=pending.state, held_until=pending.held_until
        )
        end_at(property, pending, now)

    run_in_transaction(sent)


def accept_slip(
    *,
    property: Property,
    checkout: UUID,
    amount: int,
    actor: Actor,
    now: datetime,
    reference: str = "",
) -> Payment:
    """Staff found the money of a slip at their bank: as much as they say, which may be another amount than was asked.
    Raises NoSuchCheckout, SlipChecked, and InvalidInput for an amount of nothing."""

    def accepted() -> Payment:
        row, booking = _unchecked(property, checkout)
        # Nobody is told before it is known whether the money that comes now confirms it all the same.
        ended = end_waiting_if_over(property, booking, now, tell=False)
        version = booking.version
        payment = capture(
            property,
            booking,
            row,
            amount=amount,
            method=_method(row),
            provider=row.provider,
            provider_ref="",
            now=now,
            actor=actor,
            reference=reference,
        )
        _check_slips(property, row, True, "", actor, now)
        after_money(property, booking, row, payment, ended, version, now)
        if payment is None:
            raise SlipChecked
        return payment

    return run_in_transaction(accepted, again_after=QUICKER_RIVAL)


@one_transaction
def refuse_slip(*, property: Property, checkout: UUID, note: str, actor: Actor, now: datetime) -> None:
    """Staff did not find the money: the attempt to pay has failed, and the change that waited for it is dropped, unless
    it waits for another slip. Raises NoSuchCheckout and SlipChecked."""
    row, booking = _unchecked(property, checkout)
    _check_slips(property, row, False, note, actor, now)
    close_checkouts(property=property, checkout=row.id, state=CheckoutState.FAILED, now=now)
    if row.basket is not None:
        end_basket_at(property, booking, row.basket, now)
    pending = waiting(property, booking)
    if pending is None or pending.id != row.pending_id:
        return
    others = Checkout.objects.of(property).filter(pending_id=pending.id, state=CheckoutState.SLIP.value)
    if not others.exists():
        end_waiting(property, booking, SLIP_REFUSED, actor, now)


def _unchecked(property: Property, checkout: UUID) -> tuple[Checkout, Booking]:
    """The attempt to pay with a slip that nobody has looked at, its booking held. Raises SlipChecked."""
    booking = locked_booking(property, checkout_of(property, checkout).booking_id)
    row = checkout_of(property, checkout)  # as it stands now that the booking is held
    if row.state != CheckoutState.SLIP.value:
        raise SlipChecked
    return row, booking


def _check_slips(
    property: Property, checkout: Checkout, accepted: bool, note: str, actor: Actor, now: datetime
) -> None:
    Slip.objects.of(property).filter(checkout_id=checkout.id, accepted__isnull=True).update(
        accepted=accepted, checked_at=now, checked_by=actor.name, note=note[:300]
    )


def _method(checkout: Checkout) -> Method:
    return Method.PROMPTPAY if checkout.provider == "promptpay" else Method.BANK_TRANSFER
