"""Reads of taken rooms, blocks and type counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from kunjae.inventory.facts import BlockFacts, Occupancy, Taker, TypeCount
from kunjae.inventory.models import Block, OptionNight, RoomNight, TypeNight
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property
from kunjae.properties.queries import House
from kunjae.tenancy.prepared import Rows, any_of

_TAKEN = Rows(
    lambda hotel, rooms, ranges: (
        RoomNight.objects.of(hotel)
        .filter(any_of(Q(night__gte=first, night__lt=until) for first, until in ranges), room_id__in=rooms)
        .values_list(
            "room_id",
            "night",
            "stay__booking__code",
            "stay__number",
            "block__reason",
            "option__booking__code",
            "option_id",
        )
    )
)
_COUNTERS = Rows(
    lambda hotel, types, ranges: (
        TypeNight.objects.of(hotel)
        .filter(
            any_of(Q(night__gte=first, night__lt=until) for first, until in ranges), room_type_id__in=types
        )
        .values_list("room_type_id", "night", "capacity", "sold", "blocked", "kept")
    )
)


_BLOCK_COLUMNS = ("id", "room_id", "first_night", "until", "reason", "blocked_at", "held_until")
_BLOCK = Rows(lambda hotel, id: Block.objects.of(hotel).filter(id=id).values_list(*_BLOCK_COLUMNS))
_BLOCKS = Rows(
    lambda hotel, first, until: (
        Block.objects.of(hotel)
        .filter(first_night__lt=until, until__gt=first)
        .order_by("first_night", "id")
        .values_list(*_BLOCK_COLUMNS)
    )
)


def block_facts(property: Property, house: House, id: UUID) -> BlockFacts | None:
    """The block of that id, in one query; None when it is gone."""
    row = _BLOCK.first(property.id, id)
    return None if row is None else _block_facts(row, house)


def blocks_between(property: Property, house: House, first: date, until: date) -> list[BlockFacts]:
    """The blocks of nights `first <= night < until`, in the order of their beginning; one query."""
    return [_block_facts(row, house) for row in _BLOCKS(property.id, first, until)]


def _block_facts(row: tuple[Any, ...], house: House) -> BlockFacts:
    id, room_id, *rest = row
    room = house.rooms[room_id]
    return BlockFacts(id, room.number, room.room_type, *rest)


def occupancy(
    property: Property,
    house: House,
    *,
    types: Iterable[str],
    ranges: Iterable[StayDates],
    without: Collection[UUID] = (),
) -> Occupancy:
    """Who has the rooms of these types on these nights, and the counters, in two queries; a third one where the options
    `without` count as gone."""
    types, ranges = set(types), list(ranges)
    if not ranges or not types:
        return Occupancy(capacities=house.capacities)
    type_ids = {house.type_ids[code]: code for code in types}
    rooms = {id: room.number for id, room in house.rooms.items() if room.room_type in types}
    taken: dict[tuple[str, date], Taker] = {}
    for room_id, night, booking, stay, reason, waits, option in _TAKEN(
        property.id, list(rooms), _nights(ranges)
    ):
        if option is None or option not in without:
            taken[rooms[room_id], night] = Taker(booking or waits, stay, reason or "", option)
    found = Occupancy(taken, type_counts(property, type_ids, ranges), house.capacities)
    return _without_options(property, house, found, without) if without else found


def _without_options(
    property: Property, house: House, found: Occupancy, options: Collection[UUID]
) -> Occupancy:
    """The counters as they would be if the options were gone."""
    counts = dict(found.counts)
    for (kind, night), rooms in kept_by(property, options).items():
        key = house.types[kind].code, night
        if key in counts:
            counts[key] = replace(counts[key], kept=counts[key].kept - rooms)
    return replace(found, counts=counts)


_KEPT = Rows(
    lambda hotel, options: (
        OptionNight.objects.of(hotel)
        .filter(option_id__in=options)
        .values_list("room_type_id", "night", "rooms")
    )
)


def kept_by(property: Property, options: Collection[UUID]) -> Counter[tuple[UUID, date]]:
    """How many rooms of a type (its id) the options keep on each night, in one query."""
    found: Counter[tuple[UUID, date]] = Counter()
    for kind, night, rooms in _KEPT(property.id, list(options)):
        found[kind, night] += rooms
    return found


def type_counts(
    property: Property, types: dict[UUID, str], ranges: Iterable[StayDates]
) -> dict[tuple[str, date], TypeCount]:
    """The counters of these types (id -> code) on these nights, in one query; a missing one is unsold."""
    return {
        (types[room_type], night): TypeCount(*counted)
        for room_type, night, *counted in _COUNTERS(property.id, list(types), _nights(ranges))
    }


def _nights(ranges: Iterable[StayDates]) -> list[tuple[date, date]]:
    return [(dates.check_in, dates.check_out) for dates in ranges]
