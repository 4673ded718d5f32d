"""Which rooms are free (rules.md 2.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from kunjae.properties.facts import RoomFacts


def free_rooms(
    rooms: Iterable[RoomFacts],
    room_type: str,
    nights: Collection[date],
    taken: Collection[tuple[str, date]],
    *,
    like_beds: str | None = None,
) -> tuple[RoomFacts, ...]:
    """The rooms of a type that are free on all nights, those with the same beds first, then by number."""
    free = [
        room
        for room in rooms
        if room.room_type == room_type
        and not room.retired
        and all((room.number, night) not in taken for night in nights)
    ]
    return tuple(
        sorted(
            free, key=lambda room: (like_beds is not None and room.beds != like_beds, room_order(room.number))
        )
    )


def room_order(number: str) -> tuple[int, str]:
    """Rooms in the order a person would list them: 2 before 10, A1 before B1."""
    return (len(number), number) if number.isdigit() else (10**6, number)
