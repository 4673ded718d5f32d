"""A guest's change that waits for its money comes to an end without it (rules.md 7): dropped by its time, by the guest, by
staff, or by another change of its booking. The nights are free again, what its checkouts brought goes back, and both
sides are told.

At the end of the hold a message in the outbox is due, and its handler drops the change. Where no worker is at work the
nights must not stay kept for ever either: whoever is about to show or use the booking drops it first, by `end_if_over`,
and whoever shows many by `end_all_over`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from kunjae.accounts.facts import SYSTEM, Actor
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.changes.models import PendingChange, PendingState
from kunjae.changes.queries import pending_change
from kunjae.inventory.options import release_option
from kunjae.kernel.moments import moment_text
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Received
from kunjae.payments.commands.closing import close_checkouts
from kunjae.payments.commands.paid import locked_booking
from kunjae.payments.commands.refunds import refund_amount
from kunjae.payments.facts import Account, CheckoutState, RefundCause
from kunjae.payments.models import Checkout, LedgerEntry, Payment
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

END_PENDING = "changes.end_pending"
"""The topic of the message that ends the wait when its time has come."""
WAITING, DROPPED = "change.waiting", "change.dropped"

EXPIRED, BY_GUEST, BY_STAFF = "expired", "by_guest", "by_staff"
BOOKING_CHANGED, SLIP_REFUSED, DOES_NOT_FIT = "booking_changed", "slip_refused", "does_not_fit"


@one_transaction
def drop_pending_change(*, property: Property, code: str, because: str, actor: Actor, now: datetime) -> bool:
    """Drop the change of this booking that waits, if one does; whether one did. With a slip it waits for the hotel to
    look at its bank, and its guest can no longer give it up. Raises NoSuchBooking."""
    booking = booking_row(property, code, lock=True)
    if because == BY_GUEST:
        pending = waiting(property, booking)
        if pending is None or pending.state == PendingState.SLIP.value:
            return False
    return end_waiting(property, booking, because, actor, now) is not None


def end_if_over(*, property: Property, code: str, now: datetime) -> bool:
    """Drop the change of this booking that waits if its time is over; whether it was. Raises NoSuchBooking.

    One query where the booking has none, two where its time is not over.
    """
    booking = booking_row(property, code, people=False)
    if booking.pending_id is None:
        return False
    pending = pending_change(property, booking.id)
    return pending is not None and pending.held_until <= now and _end(property, pending.id, now)


def end_all_over(*, property: Property, now: datetime) -> int:
    """Drop every change of the property whose time is over; how many. Each in a transaction of its own."""
    over = PendingChange.objects.of(property).filter(closed_at__isnull=True, held_until__lte=now)
    return sum(
        _end(property, pending, now) for pending in list(over.order_by("id").values_list("id", flat=True))
    )


def end_due(message: Received) -> Answer:
    """Handler: the end of a hold has come. A change that is confirmed or dropped, or that is held longer since (which
    sent a message of its own), is left as it is, so that the message may come any number of times."""
    property = Property.objects.get(id=message.property_id)
    _end(property, UUID(message.payload["pending"]), message.now)
    return None


@one_transaction
def _end(property: Property, pending: UUID, now: datetime) -> bool:
    found = PendingChange.objects.of(property).filter(id=pending).values_list("booking_id", flat=True).first()
    if found is None:
        return False
    booking = locked_booking(property, found)
    return booking.pending_id == pending and end_waiting_if_over(property, booking, now) is not None


def waiting(property: Property, booking: Booking) -> PendingChange | None:
    """The change of this booking that waits, in one query; in none where none does. The booking is locked, and so its
    change is nobody else's."""
    return None if booking.pending_id is None else pending_change(property, booking.id)


def end_at(property: Property, pending: PendingChange, now: datetime) -> None:
    """Have the wait ended when its time has come. Inside a transaction."""
    key = f"{END_PENDING}:{pending.id.hex}:{moment_text(pending.held_until)}"
    put(property, END_PENDING, key, {"pending": pending.id.hex}, now, due_at=pending.held_until)


def end_waiting(
    property: Property, booking: Booking, because: str, actor: Actor, now: datetime, *, tell: bool = True
) -> PendingChange | None:
    """Drop the change of this locked booking that waits: nights, money, checkouts; None if none does. The row in hand
    no longer names it."""
    pending = waiting(property, booking)
    if pending is None:
        return None
    release_option(property=property, option=pending.id)
    Booking.objects.of(property).filter(id=booking.id).update(pending_id=None)
    booking.pending_id = None
    mark_dropped(property, booking, pending, because, actor, now, tell=tell)
    return pending


def end_waiting_if_over(
    property: Property, booking: Booking, now: datetime, *, tell: bool = True
) -> PendingChange | None:
    """Drop the change of this locked booking that waits if its time is over, though no worker has done so yet."""
    pending = waiting(property, booking)
    if pending is None or pending.held_until > now:
        return None
    return end_waiting(property, booking, EXPIRED, SYSTEM, now, tell=tell)


def mark_dropped(
    property: Property,
    booking: Booking,
    pending: PendingChange,
    because: str,
    actor: Actor,
    now: datetime,
    *,
    tell: bool = True,
) -> None:
    """All of a drop but the nights and the booking's own row, which another change may write with its own: what its
    checkouts brought goes back, those still open are closed, both sides are told. One with a slip stays open: whatever
    becomes of the change, staff look for that money at their bank."""
    pending.state, pending.closed_at, pending.dropped_because = PendingState.DROPPED.value, now, because
    pending.moves_before_drop = own_moves(property, pending).count()
    PendingChange.objects.of(property).filter(id=pending.id).update(
        state=pending.state,
        closed_at=now,
        dropped_because=because,
        moves_before_drop=pending.moves_before_drop,
    )
    state = CheckoutState.EXPIRED if because == EXPIRED else CheckoutState.CANCELLED
    close_checkouts(property=property, pending=pending.id, state=state, slips=False, now=now)
    give_back(property, booking, pending, RefundCause.CHANGE_DROPPED, actor, now)
    if tell:
        tell_dropped(property, booking, pending, now)


def tell_dropped(property: Property, booking: Booking, pending: PendingChange, now: datetime) -> None:
    """The message by which guest and hotel hear of a drop."""
    payload = {
        "booking": booking.code,
        "pending": str(pending.id),
        "because": pending.dropped_because,
    }
    put(property, DROPPED, f"{DROPPED}:{pending.id.hex}", payload, now)


def give_back(
    property: Property,
    booking: Booking,
    pending: PendingChange,
    cause: RefundCause,
    actor: Actor,
    now: datetime,
) -> None:
    """Send back whatever the checkouts of a change brought and is not on its way already."""
    checkouts = list(Checkout.objects.of(property).filter(pending_id=pending.id).values_list("id", flat=True))
    if not checkouts:
        return
    payments = Payment.objects.of(property).filter(checkout_id__in=checkouts)
    left = payments.aggregate(left=Sum(F("amount") - F("refunded")))["left"] or 0
    if left:
        refund_amount(
            property=property,
            booking_id=booking.id,
            amount=left,
            cause=cause,
            actor_name=actor.name,
            now=now,
            of_checkouts=checkouts,
        )


def own_moves(property: Property, pending: PendingChange) -> QuerySet[LedgerEntry]:
    """The movements of the change's own money: each moved the booking's version on by one."""
    return LedgerEntry.objects.of(property).filter(
        booking_id=pending.booking_id,
        account=Account.PAID.value,
        payment__checkout__pending_id=pending.id,
    )


def move_on_with(property: Property, booking: Booking, before: int) -> None:
    """The booking has a new version for the sake of money or its details: the change that waits fits that one too."""
    PendingChange.objects.of(property).filter(
        booking_id=booking.id, closed_at__isnull=True, booking_version=before
    ).update(booking_version=booking.version)
