"""Nights kept for a guest's change until its money has come (rules.md 7), or for an order (9.7, 9.8): like sold ones, but
for an option, which is gone as soon as the change is confirmed or dropped, the order served or cancelled. Inside the
transaction of a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from kunjae.inventory.commands import RoomMoves, TypeNightKey, move_rooms
from kunjae.inventory.models import Option, OptionNight
from kunjae.inventory.queries import kept_by
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows


@dataclass(slots=True)
class Wanted:
    """What a change would take, and what its booking gives back for it. Only what is taken beyond that needs keeping:
    the rest stays the booking's own until the change is confirmed."""

    types: Counter[TypeNightKey] = field(default_factory=Counter)
    rooms: set[tuple[UUID, date]] = field(default_factory=set)
    own_rooms: set[tuple[UUID, date]] = field(default_factory=set)

    def give_back(self, room_type: UUID, room: UUID | None, nights: Iterable[date]) -> None:
        nights = list(nights)
        self.types.subtract((room_type, night) for night in nights)
        if room is not None:
            self.own_rooms.update((room, night) for night in nights)

    def take(self, room_type: UUID, room: UUID | None, nights: Iterable[date]) -> None:
        nights = list(nights)
        self.types.update((room_type, night) for night in nights)
        if room is not None:
            self.rooms.update((room, night) for night in nights)


def keep_option(
    *,
    property: Property,
    option: UUID,
    booking: UUID,
    wanted: Wanted,
    capacities: Mapping[UUID, int],
    now: datetime,
) -> None:
    """Keep what the change needs under the option's id, in a fixed number of statements.

    `capacities`: room type id -> rooms in use. Raises SoldOut, or IntegrityError when somebody else took a room, or
    changed the house, meanwhile.
    """
    keep_options(property=property, kept=[Kept(option, booking, wanted)], capacities=capacities, now=now)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one option keeps for a booking."""

    option: UUID
    booking: UUID
    wanted: Wanted


def keep_options(
    *, property: Property, kept: Sequence[Kept], capacities: Mapping[UUID, int], now: datetime
) -> None:
    """`keep_option` for several, in as many statements."""
    options = [{"id": each.option, "booking_id": each.booking, "made_at": now} for each in kept]
    insert_rows(Option, property.id, options)
    nights = [
        {"option_id": each.option, "room_type_id": kind, "night": night, "rooms": rooms}
        for each in kept
        for (kind, night), rooms in sorted((+each.wanted.types).items())
    ]
    insert_rows(OptionNight, property.id, nights)
    moves = RoomMoves()
    for each in kept:
        moves.kept.update(+each.wanted.types)
        moves.kept_rooms += [
            (room, night, each.option) for room, night in each.wanted.rooms - each.wanted.own_rooms
        ]
    move_rooms(property=property, moves=moves, capacities=capacities)


def ending(property: Property, options: Collection[UUID]) -> RoomMoves:
    """The moves that end options: all that they keep is given back. One query, none without options; others may add to
    the moves."""
    kept = kept_by(property, options)
    return RoomMoves(kept=Counter({key: -rooms for key, rooms in kept.items()}), ended=list(options))


def release_option(*, property: Property, option: UUID) -> None:
    """End an option: its nights are free again. One that is gone already is left alone."""
    move_rooms(property=property, moves=ending(property, [option]), capacities={})
