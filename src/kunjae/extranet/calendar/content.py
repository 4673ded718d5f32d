"""What the calendar shows: each type with its free rooms, its rooms with their bars, its stays without a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kunjae.bookings.calendar import CalendarStay, KeptNights, kept_between, stays_between
from kunjae.changes.commands.pending import end_all_over
from kunjae.extranet.calendar.layout import Bar, Window, bar, lanes
from kunjae.inventory.facts import BlockFacts
from kunjae.inventory.queries import blocks_between, type_counts
from kunjae.inventory.releasing import release_ended_holds
from kunjae.kernel.stay_dates import StayDates
from kunjae.kernel.texts import LocalText
from kunjae.properties.models import Property
from kunjae.properties.queries import House

type Item = CalendarStay | BlockFacts | KeptNights
type Lane = list[Bar[Item]]


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room and what lies in it. A retired one is shown as long as something does, and takes nothing new."""

    number: str
    bars: Lane
    retired: bool = False


@dataclass(frozen=True, slots=True)
class TypeRows:
    """A room type: how many rooms are free on each night, its rooms in the hotel's order, and in `unassigned` its stays
    without a room number, as few lanes as they fit into, at least one."""

    code: str
    name: LocalText
    free: tuple[int, ...]
    rooms: tuple[RoomRow, ...]
    unassigned: tuple[Lane, ...]
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    window: Window
    today: date
    types: tuple[TypeRows, ...]


def calendar_of(property: Property, house: House, window: Window, *, now: datetime, today: date) -> Calendar:
    """The calendar in four queries, five where stays without a number run into the window; four more where a
    guest's change waits.

    Holds whose time has passed are released first, and changes dropped, if no worker has done it yet: nothing looks held
    or kept that is not.
    """
    first, until = window.first, window.until
    blocks = blocks_between(property, house, first, until)
    if any(block.has_ended(now) and not block.is_over(today) for block in blocks):
        release_ended_holds(property=property, now=now)
        blocks = blocks_between(property, house, first, until)
    codes = {id: facts.code for id, facts in house.types.items()}
    counts = type_counts(property, codes, [StayDates(first, until)])
    sold = sum(count.sold for (_, night), count in counts.items() if night == first)
    stays = stays_between(property, first, until, sold_on_first=sold)
    waits = any(count.kept for count in counts.values()) or any(stay.waits for stay in stays)
    if waits and end_all_over(property=property, now=now):
        return calendar_of(property, house, window, now=now, today=today)

    in_rooms: dict[str, Lane] = {room.number: [] for room in house.rooms.values()}
    without: dict[str, Lane] = {code: [] for code in codes.values()}
    for stay in stays:
        lane = (
            without[codes[stay.room_type_id]]
            if stay.room_id is None
            else in_rooms[house.rooms[stay.room_id].number]
        )
        _put(lane, bar(stay, stay.check_in, stay.check_out, window))
    for block in blocks:
        _put(in_rooms[block.room], bar(block, block.first_night, block.until, window))
    if waits:
        for kept in kept_between(property, first, until):
            lane = (
                without[codes[kept.room_type_id]]
                if kept.room_id is None
                else in_rooms[house.rooms[kept.room_id].number]
            )
            _put(lane, bar(kept, kept.first, kept.until, window))

    nights = window.dates
    types = []
    for code, facts in house.by_code.items():
        rooms = tuple(
            RoomRow(room.number, in_rooms[room.number], room.retired)
            for room in house.rooms.values()
            if room.room_type == code and (not room.retired or in_rooms[room.number])
        )
        if facts.retired and not rooms and not without[code]:
            continue
        capacity = house.capacities[code]
        free = tuple(count.free if (count := counts.get((code, night))) else capacity for night in nights)
        unassigned: Iterable[Lane] = lanes(without[code]) or [[]]
        types.append(TypeRows(code, facts.name, free, rooms, tuple(unassigned), facts.retired))
    return Calendar(window, today, tuple(types))


def _put(lane: Lane, bar: Bar[CalendarStay] | Bar[BlockFacts] | Bar[KeptNights] | None) -> None:
    if bar is not None:
        lane.append(bar)
