"""Money goes back: asked for, done by hand, done or failed at the provider (rules.md 7 and 8).

    asked for -> queued -> (pending) -> done          a machine can do it
              -> by hand            -> done           staff do it
                 queued or pending  -> failed -> asked for anew, under a new id
                               done -> failed         it came back: the money is here again

What is asked for is reserved on its payment until it has failed. Failed is the end of a refund, whatever is heard of it
later. Where a provider never answered, nobody knows what became of it: it stays pending, with an error, and is tried
again under the same id.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.kernel.errors import invalid
from kunjae.payments.commands.paid import locked_booking
from kunjae.payments.commands.refund_states import (
    CALLED_OFF,
    REFUND,
    REFUND_DONE,
    REFUND_FAILED,
    REFUND_REQUESTED,
    can_refund,
    can_refund_parts,
    fail,
    finish,
    locked_refund,
    queue,
    reserve,
    settle,
    write,
)
from kunjae.payments.commands.refunding import refund_given_up, run_refund
from kunjae.payments.errors import NoSuchPayment, RefundMoved
from kunjae.payments.facts import RefundCause, RefundState
from kunjae.payments.models import Payment, Refund
from kunjae.payments.rules import Refundable, allocate_refund
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

__all__ = [
    "REFUND",
    "REFUND_DONE",
    "REFUND_FAILED",
    "REFUND_REQUESTED",
    "can_refund",
    "can_refund_parts",
    "mark_refund_done",
    "refund_amount",
    "refund_given_up",
    "request_refund",
    "retry_refund",
    "run_refund",
    "set_refund_aside",
    "take_refund_event",
]

MOST_REASON = 300


@one_transaction
def request_refund(
    *,
    property: Property,
    payment: UUID,
    amount: int,
    reason: str,
    actor: Actor,
    now: datetime,
    cause: RefundCause = RefundCause.STAFF,
    id: UUID | None = None,
) -> Refund:
    """Send this much of a payment (minor units) back where it came from. It is reserved on the payment at once.

    Where a machine can do it, the worker asks the provider under the refund's id; else it is a task for staff. `id`:
    what the refund is to be called, so that a form pressed twice asks once. Raises NoSuchPayment,
    RefundExceedsPayment, and InvalidInput for an amount of nothing or a reason that is too long.
    """
    if amount <= 0:
        raise invalid("amount", "amount_not_positive", "must be more than zero", "ต้องมากกว่าศูนย์")
    if len(reason) > MOST_REASON:
        raise invalid(
            "reason", "too_long", "at most {most} characters", "ไม่เกิน {most} ตัวอักษร", most=MOST_REASON
        )
    found = Payment.objects.of(property).filter(id=payment).first()
    if found is None:
        raise NoSuchPayment
    booking = locked_booking(property, found.booking_id)
    if id is not None and (known := Refund.objects.of(property).filter(id=id).first()) is not None:
        return known
    return reserve(property, booking, found, amount, cause, reason, actor.name, now, id=id)


@one_transaction
def refund_amount(
    *,
    property: Property,
    booking_id: UUID,
    amount: int,
    cause: RefundCause,
    actor_name: str,
    now: datetime,
    of_checkouts: Collection[UUID] | None = None,
    reason: str = "",
) -> list[Refund]:
    """Send this much of what was paid for a booking back: to its payments, newest first, never more than each holds.

    `of_checkouts`: only to payments that came through these. What the payments do not hold is not refunded; what is on
    its way back already (`payments.queries.refunds_under_way`) is for the caller to take off.
    """
    booking = locked_booking(property, booking_id)
    rows = Payment.objects.of(property).filter(booking_id=booking_id)
    if of_checkouts is not None:
        rows = rows.filter(checkout_id__in=list(of_checkouts))
    payments = {row.id: row for row in rows}
    refundable = [Refundable(row.id, row.received_at, row.amount - row.refunded) for row in payments.values()]
    return [
        reserve(property, booking, payments[id], part, cause, reason, actor_name, now)
        for id, part in allocate_refund(refundable, amount)
    ]


@one_transaction
def retry_refund(*, property: Property, refund: UUID, actor: Actor, now: datetime) -> Refund:
    """Try again what failed, as a new refund, or what was never answered, under its own id: the refund that is under
    way now. Raises NoSuchRefund, RefundMoved, and RefundExceedsPayment when its payment has been refunded meanwhile."""
    booking, row = locked_refund(property, refund)
    if row.state == RefundState.FAILED and row.settled_at is None:
        payment = Payment.objects.of(property).get(id=row.payment_id)
        anew = reserve(
            property, booking, payment, row.amount, RefundCause(row.cause), row.reason, actor.name, now
        )
        settle(property, row, now)
        return anew
    if row.state == RefundState.PENDING and row.error:
        write(property, row, state=RefundState.QUEUED.value, error="")
        queue(property, booking, row, now, again=True)
        return row
    raise RefundMoved


@one_transaction
def mark_refund_done(
    *, property: Property, refund: UUID, actor: Actor, now: datetime, reference: str = ""
) -> Refund:
    """Staff sent the money back themselves: what was theirs to do, what failed (it is done as a new refund), or what
    was never answered. `reference`: what they want to remember of it, at most 200 characters. The refund that is done.

    Raises NoSuchRefund, RefundMoved, RefundExceedsPayment.
    """
    if len(reference) > 200:
        raise invalid("reference", "too_long", "at most 200 characters", "ไม่เกิน 200 ตัวอักษร")
    booking, row = locked_refund(property, refund)
    if row.state == RefundState.FAILED and row.settled_at is None:
        payment = Payment.objects.of(property).get(id=row.payment_id)
        failed = row
        row = reserve(
            property,
            booking,
            payment,
            row.amount,
            RefundCause(row.cause),
            row.reason,
            actor.name,
            now,
            by_hand=True,
        )
        settle(property, failed, now)
    elif row.state != RefundState.BY_HAND and not (row.state == RefundState.PENDING and row.error):
        raise RefundMoved
    finish(property, booking, row, by=actor.name, ref=reference, now=now)
    return row


@one_transaction
def set_refund_aside(*, property: Property, refund: UUID, actor: Actor, now: datetime) -> Refund:
    """The money stays: a refund that was for staff to do is called off, one that failed is not tried again. Raises
    NoSuchRefund and RefundMoved."""
    booking, row = locked_refund(property, refund)
    if row.state == RefundState.BY_HAND:
        fail(property, booking, row, error=CALLED_OFF, now=now)
    elif row.state != RefundState.FAILED or row.settled_at is not None:
        raise RefundMoved
    settle(property, row, now)
    return row


@one_transaction
def take_refund_event(
    *,
    property: Property,
    done: bool,
    now: datetime,
    refund: UUID | None = None,
    refund_ref: str = "",
    error: str = "",
) -> bool:
    """What a provider tells of a refund, however often and in whatever order; whether it changed anything.

    By our id, or by the provider's name of it. Failed stays failed. What staff did by hand is theirs.
    """
    rows = Refund.objects.of(property)
    if refund is not None:
        found = rows.filter(id=refund).first()
    else:
        found = rows.filter(provider_ref=refund_ref).exclude(provider_ref="").first()
    if found is None:
        return False
    booking, row = locked_refund(property, found.id)
    state = RefundState(row.state)
    if done and state in (RefundState.QUEUED, RefundState.PENDING):
        finish(property, booking, row, by="", ref=refund_ref, now=now)
        return True
    by_machine = state in (RefundState.QUEUED, RefundState.PENDING) or (
        state is RefundState.DONE and not row.done_by
    )
    if not done and by_machine:
        fail(property, booking, row, error=error or "failed", ref=refund_ref, now=now)
        return True
    return False
