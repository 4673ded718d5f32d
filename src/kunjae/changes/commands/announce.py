"""Telling the outside that a booking was made or changed: a message in the outbox, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import BookingFacts, StayStatus, booking_status
from kunjae.outbox.commands import put
from kunjae.properties.models import Property

CREATED, CHANGED, CANCELLED = TOPICS = ("booking.created", "booking.changed", "booking.cancelled")


def announce(
    property: Property,
    before: BookingFacts | None,
    after: BookingFacts,
    entry: int,
    actor: Actor,
    now: datetime,
) -> None:
    """One message for one entry of a booking's history; `before` None and `entry` 0 when the booking was made.

    Nothing is told of what an actor does in silence. The message holds no names: `webhooks.content` reads the booking
    as it stood after the entry.
    """
    if actor.silent:
        return
    topic = _topic(before, after)
    payload = {"booking": after.code, "entry": entry, "version": after.version}
    put(property, topic, f"{topic}:{after.code}:{after.version}", payload, now)


def _topic(before: BookingFacts | None, after: BookingFacts) -> str:
    if before is None:
        return CREATED
    ended = _status(after) is StayStatus.CANCELLED and _status(before) is not StayStatus.CANCELLED
    return CANCELLED if ended else CHANGED


def _status(booking: BookingFacts) -> StayStatus:
    return booking_status(stay.status for stay in booking.stays)
