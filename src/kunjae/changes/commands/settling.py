"""What money does to the guest's change that it came for: confirmed, still waiting, tried once more, or sent back (rules.md
7). Inside the transaction that records the money, the booking held."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from kunjae.accounts.facts import SYSTEM, Actor
from kunjae.bookings.models import Booking
from kunjae.changes.commands.confirm import save_plan
from kunjae.changes.commands.guest import refund_left_over
from kunjae.changes.commands.pending import (
    BY_GUEST,
    BY_STAFF,
    DOES_NOT_FIT,
    end_waiting,
    give_back,
    own_moves,
    tell_dropped,
    waiting,
)
from kunjae.changes.facts import ChangePlan
from kunjae.changes.models import PendingChange, PendingState
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.queries import load_change
from kunjae.changes.quotes import plan_as_quoted, quote_from_json
from kunjae.changes.rules.guest import money_to_move
from kunjae.concierge.commands.baskets import basket_paid
from kunjae.kernel.errors import InvalidInput
from kunjae.outbox.commands import put
from kunjae.payments.commands.closing import close_checkouts
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.facts import RefundCause
from kunjae.payments.models import Checkout, Payment
from kunjae.payments.queries import refunds_under_way
from kunjae.properties.models import Property

LATE = "money.late"
CALLED_OFF = (BY_GUEST, BY_STAFF)
"""Why a change was dropped, where somebody did so: money that comes all the same does not bring it back."""


def after_money(
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
        if checkout.basket is not None:
            basket_paid(property, booking, checkout, payment, now)
        settle(property, booking, now)
    if ended is not None and confirmed != ended.id:
        tell_dropped(property, booking, ended, now)


def _late(
    property: Property, booking: Booking, pending_id: UUID, payment: Payment, version: int, now: datetime
) -> UUID | None:
    """Money for a change that no longer waits: tried once more, unless guest or staff have dropped it, or sent back. The
    change's id if it counts now."""
    pending = PendingChange.objects.of(property).get(id=pending_id)
    dropped = pending.state == PendingState.DROPPED.value
    if (
        dropped
        and pending.dropped_because not in CALLED_OFF
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
    return own_moves(property, pending).exclude(payment_id=besides.id).count() - pending.moves_before_drop


def settle(property: Property, booking: Booking, now: datetime) -> None:
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
