"""What was paid for a booking moves: the ledger, the booking's sum and its version, in one step (rules.md 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.models import Booking
from kunjae.kernel.money import amount_text
from kunjae.outbox.commands import put
from kunjae.payments.facts import Account, EntryKind
from kunjae.payments.models import LedgerEntry
from kunjae.properties.models import Property

type Follower = Callable[[Property, Booking, int], None]
"""Hears, inside the transaction, that a booking with a change that waits has a new version; the number before it."""

_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let what depends on a booking's version move along when money moves it. For the floor above (`changes`)."""
    if follower not in _followers:
        _followers.append(follower)


def locked_booking(property: Property, booking: UUID) -> Booking:
    """The booking's row, held until the transaction ends; whoever moves its money takes it first."""
    row = Booking.objects.of(property).filter(id=booking).select_for_update().first()
    if row is None:
        raise NoSuchBooking(str(booking))
    row.property = property
    return row


def move_paid(
    property: Property,
    booking: Booking,
    *,
    kind: EntryKind,
    amount: int,
    payment: UUID,
    now: datetime,
    refund: UUID | None = None,
) -> None:
    """Write the movement (signed, minor units) of this locked booking; its row in hand gets the new sum and version."""
    LedgerEntry(
        property=property,
        booking_id=booking.id,
        account=Account.PAID.value,
        kind=kind.value,
        payment_id=payment,
        refund_id=refund,
        amount=amount,
        at=now,
    ).save(force_insert=True)
    before = booking.version
    booking.paid, booking.version = booking.paid + amount, before + 1
    Booking.objects.of(property).filter(id=booking.id).update(paid=booking.paid, version=booking.version)
    moved_on(property, booking, before)


def moved_on(property: Property, booking: Booking, before: int) -> None:
    """The locked booking has a new version for the sake of money or its orders, `before` the one until then: what depends
    on it moves along."""
    if booking.pending_id is not None:
        for follower in _followers:
            follower(property, booking, before)


def announce(property: Property, booking: Booking, topic: str, now: datetime, **ids: UUID) -> None:
    """The message that tells of moved money. No entry of the history does: the booking is told as the last one left it,
    with what is paid by then. `ids`: of the payment or refund."""
    payload: dict[str, Any] = {
        "booking": booking.code,
        "entry": booking.last_entry_number,
        "version": booking.version,
        "paid": amount_text(booking.paid, property.currency),
        **{name: str(id) for name, id in ids.items()},
    }
    put(property, topic, f"{topic}:{booking.code}:{booking.version}", payload, now)
