"""Money comes in for a booking, and settles the guest's change that waits for it, in one transaction (rules.md 7).

Enough in time confirms the change at once, at the prices and fees that were quoted. Money after the hold tries once more:
if the booking's version and the rooms still fit, the change counts; if not, all that its checkouts brought goes back, and
both sides are told. A part never confirms.

Raised inside somebody else's transaction, SoldOut and IntegrityError mean that a rival was quicker at a room: that
transaction is to run again.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from kunjae.accounts.facts import SYSTEM, Actor
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.changes.commands.confirm import QUICKER_RIVAL, save_plan
from kunjae.changes.commands.guest import refund_left_over
from kunjae.changes.commands.pending import (
    DOES_NOT_FIT,
    SLIP_REFUSED,
    end_at,
    end_waiting,
    end_waiting_if_over,
    give_back,
    tell_dropped,
    waiting,
)
from kunjae.changes.errors import SlipChecked
from kunjae.changes.facts import ChangePlan
from kunjae.changes.models import PendingChange, PendingState
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.queries import load_change
from kunjae.changes.quotes import plan_as_quoted, quote_from_json
from kunjae.changes.rules.guest import money_to_move
from kunjae.kernel.errors import InvalidInput
from kunjae.outbox.commands import put
from kunjae.payments.commands.closing import checkout_of, close_checkouts
from kunjae.payments.commands.paid import locked_booking
from kunjae.payments.commands.receiving import capture, record_payment
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.facts import Account, CheckoutState, Method, RefundCause
from kunjae.payments.models import Checkout, LedgerEntry, Payment, Slip
from kunjae.payments.queries import refunds_under_way
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts
from kunjae.tenancy.transactions import one_transaction, run_in_transaction

LATE = "money.late"


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
        _settle(property, booking_row(property, code, lock=True), now)
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
        _after_money(property, booking, row, payment, ended, version, now)
        return payment

    return run_in_transaction(taken, again_after=QUICKER_RIVAL)


def slip_sent(*, property: Property, checkout: UUID, now: datetime) -> None:
    """A guest sent a slip. In time, it stops the countdown of the change that it pays for: the nights stay kept until
    staff have looked at their bank, at most for the property's slip hold. Raises NoSuchCheckout."""

    def sent() -> None:
        row = checkout_of(property, checkout)
        booking = locked_booking(property, row.booking_id)
        end_waiting_if_over(property, booking, now)
        pending = waiting(property, booking)
        if pending is None or pending.id != row.pending_id or pending.state == PendingState.SLIP.value:
            return
        pending.state = PendingState.SLIP.value
        pending.held_until = now + property_facts(property).slip_hold
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
        _after_money(property, booking, row, payment, ended, version, now)
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


def _after_money(
    property: Property,
    booking: Booking,
    checkout: Checkout,
    payment: Payment | None,
    ended: PendingChange | None,
    version: int,
    now: datetime,
) -> None:
    """What the money that came through a checkout does. `ended`: the change that was dropped quietly just before;
    `version`: the booking's before the money."""
    confirmed = None
    if payment is not None and checkout.pending_id is not None and checkout.pending_id != booking.pending_id:
        confirmed = _late(property, booking, checkout.pending_id, payment, version, now)
    elif payment is not None:
        _settle(property, booking, now)
    if ended is not None and confirmed != ended.id:
        tell_dropped(property, booking, ended, now)


def _late(
    property: Property, booking: Booking, pending_id: UUID, payment: Payment, version: int, now: datetime
) -> UUID | None:
    """Money for a change that no longer waits: tried once more, or sent back. The change's id if it counts now."""
    pending = PendingChange.objects.of(property).get(id=pending_id)
    dropped = pending.state == PendingState.DROPPED.value
    if (
        dropped
        and booking.pending_id is None
        and pending.booking_version == version - _own_moves(property, pending, payment)
        and _try(property, booking, pending, now, late=True) is _Tried.CONFIRMED
    ):
        return pending_id
    if dropped:
        give_back(property, booking, pending, RefundCause.LATE_MONEY, SYSTEM, now)
    else:  # the change counts already: it was paid a second time
        request_refund(
            property=property,
            payment=payment.id,
            amount=payment.amount,
            reason="",
            actor=SYSTEM,
            now=now,
            cause=RefundCause.LATE_MONEY,
        )
    payload = {"booking": booking.code, "pending": str(pending.id), "payment": str(payment.id)}
    put(property, LATE, f"{LATE}:{payment.id.hex}", payload, now)
    return None


def _own_moves(property: Property, pending: PendingChange, besides: Payment) -> int:
    """How often the change's own money has moved the booking's version on since it was dropped: parts that went back,
    and what came late before."""
    entries = LedgerEntry.objects.of(property).filter(
        booking_id=pending.booking_id,
        account=Account.PAID.value,
        payment__checkout__pending_id=pending.id,
        at__gte=pending.closed_at,
    )
    return entries.exclude(payment_id=besides.id).count()


def _settle(property: Property, booking: Booking, now: datetime) -> None:
    """Confirm the change that waits if there is enough for it; drop it if it cannot be carried out any more."""
    pending = waiting(property, booking)
    if pending is not None and _try(property, booking, pending, now) is _Tried.DOES_NOT_FIT:
        end_waiting(property, booking, DOES_NOT_FIT, SYSTEM, now)


class _Tried(Enum):
    """What came of trying to carry out a guest's change."""

    CONFIRMED = auto()
    NOT_ENOUGH = auto()
    DOES_NOT_FIT = auto()


def _try(
    property: Property, booking: Booking, pending: PendingChange, now: datetime, *, late: bool = False
) -> _Tried:
    """Carry out the change as it was quoted, if the booking and the rooms allow it and enough has come. `late`: nor may
    it speak of nights that have passed by then."""
    operations = operations_from_json(pending.operations, property.currency)
    loaded = load_change(property, booking.code, operations, lock=True)
    quote = quote_from_json(pending.quote, property.currency)
    try:
        planned = plan_as_quoted(loaded.facts, operations, quote)
    except InvalidInput:  # the booking or the house is no longer what the operations speak of
        return _Tried.DOES_NOT_FIT
    if not planned.can_confirm or (late and _has_begun(planned, now)):
        return _Tried.DOES_NOT_FIT
    to_pay, left_over = money_to_move(planned, refunds_under_way(property, booking.id))
    if to_pay:
        return _Tried.NOT_ENOUGH
    guest = Actor("guest", booking.code)
    entry = save_plan(property, loaded, planned, guest, now, settling=True)
    booking.pending_id = None
    PendingChange.objects.of(property).filter(id=pending.id).update(
        state=PendingState.CONFIRMED.value, closed_at=now, dropped_because="", entry_number=entry.number
    )
    close_checkouts(property=property, pending=pending.id, slips=False, now=now)
    refund_left_over(property, booking, left_over, guest, now)
    return _Tried.CONFIRMED


def _has_begun(planned: ChangePlan, now: datetime) -> bool:
    """Whether the check-in of a stay of the change, as it was or as it would be, lies before today."""
    today = planned.facts.property.today(now)
    return any(
        stay is not None and stay.check_in < today
        for each in planned.touched
        for stay in (each.before, each.after)
    )
