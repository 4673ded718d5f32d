"""A room held for somebody: what it keeps from being sold until the hold is turned into a booking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from kunjae.inventory.facts import Occupancy
from kunjae.inventory.models import Block
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True)
class Hold:
    """A block as somebody who would book its room sees it. `until`: the moment at which it is released by itself."""

    id: UUID
    room: str
    room_type: str
    dates: StayDates
    reason: str
    until: datetime | None

    def released_from(self, day: date) -> tuple[date, ...]:
        """The nights that releasing it on that day gives back: nights gone by stay as they were."""
        return tuple(night for night in self.dates.nights if night >= day)


def hold_of(property: Property, block: UUID) -> Hold | None:
    """The hold of that id, in one query; None when it is gone, or was no hold: a room out of service is not booked."""
    found = (
        Block.objects.of(property)
        .filter(id=block, held_until__isnull=False)
        .values_list("room__number", "room__room_type__code", "first_night", "until", "reason", "held_until")
        .first()
    )
    if found is None:
        return None
    room, room_type, first, until, reason, held_until = found
    return Hold(block, room, room_type, StayDates(first, until), reason, held_until)


def without_hold(occupancy: Occupancy, hold: Hold, today: date) -> Occupancy:
    """What would be taken if the hold were released on that day."""
    nights = set(hold.released_from(today))
    return replace(
        occupancy,
        taken={key: taker for key, taker in occupancy.taken.items() if not _is_held(key, hold, nights)},
        counts={
            (kind, night): replace(count, blocked=max(0, count.blocked - 1))
            if kind == hold.room_type and night in nights
            else count
            for (kind, night), count in occupancy.counts.items()
        },
    )


def _is_held(key: tuple[str, date], hold: Hold, nights: set[date]) -> bool:
    number, night = key
    return number == hold.room and night in nights
