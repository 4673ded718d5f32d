"""Which rooms are free (rules.md 2.5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kunjae.properties.facts import RoomFacts, Rooms


def free_rooms(
    rooms: Rooms,
    room_type: str,
    nights: Collection[date],
    taken: Collection[tuple[str, date]],
    *,
    like_beds: str | None = None,
) -> tuple[RoomFacts, ...]:
    """The rooms of a type that are free on all nights, those with the same beds first, then by number."""
    busy = {number for number, night in taken if night in nights}
    free = [room for room in rooms.offered(room_type) if room.number not in busy]
    if like_beds is not None:
        free.sort(key=lambda room: room.beds != like_beds)
    return tuple(free)
