"""Rooms held for somebody until a moment: released by themselves, prolonged, or turned into a booking.

A hold is a block with `held_until`. A message in the outbox is due at that moment, and its handler releases the room.
Where no worker is at work the room must not stay held for ever either: whoever shows holds (the calendar) first
releases those whose time has passed, by `release_ended_holds`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.inventory.blocking import (
    BlockChanged,
    NoSuchBlock,
    check_moment,
    locked_block,
    release_at,
    release_block,
)
from kunjae.inventory.facts import block_version
from kunjae.inventory.models import Block
from kunjae.kernel.moments import local_date
from kunjae.outbox.facts import Answer, Received
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction


@one_transaction
def prolong_hold(
    *, property: Property, block: UUID, held_until: datetime, now: datetime, seen: str | None = None
) -> None:
    """Hold the room until another moment, later or earlier; `seen` as for `release_block`.

    Raises NoSuchBlock, BlockChanged (also for a block that is no hold, or whose time has passed), and InvalidInput
    (`held_until`) for a moment that has passed or lies after its nights.
    """
    row = locked_block(property, block, seen)
    if row.held_until is None or row.held_until <= now:
        raise BlockChanged
    check_moment(property, held_until, row.until, now)
    Block.objects.of(property).filter(id=row.id).update(held_until=held_until)
    release_at(property, row.id, held_until, now)


def release_ended_holds(*, property: Property, now: datetime) -> int:
    """Release every hold whose time has passed; how many. Each in a transaction of its own: one that somebody else
    released or prolonged meanwhile is left as it is."""
    today = local_date(now, property.timezone)
    ended = Block.objects.of(property).filter(held_until__lte=now, until__gt=today).order_by("id")
    return sum(_release(property, block, now) for block in list(ended.values_list("id", flat=True)))


def release_due(message: Received) -> Answer:
    """Handler: the moment of a hold has come. A hold that is gone, or was prolonged (which sent a message of its own),
    is left as it is, so that the message may come any number of times."""
    property = Property.objects.get(id=message.property_id)
    _release(property, UUID(message.payload["block"]), message.now)
    return None


def _release(property: Property, block: UUID, now: datetime) -> bool:
    """Release the hold if it is still there, and its time has passed; whether it was."""
    row = Block.objects.of(property).filter(id=block, held_until__lte=now).first()
    if row is None:
        return False
    seen = block_version(row.first_night, row.until, row.held_until)
    try:
        release_block(property=property, block=block, now=now, seen=seen)
    except (NoSuchBlock, BlockChanged):  # somebody was quicker
        return False
    return True
