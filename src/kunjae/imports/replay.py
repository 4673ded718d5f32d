"""Replaying bookings through the house's own commands, each event at its own moment.

The order within a day is that of a hotel's day, and the one in which rooms never run out: who leaves makes room
first, whoever arrives takes a room last. A run can be broken off and continued: what a booking has gone through
already is skipped, and a booking that people have changed since is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from itertools import groupby

from django.db import IntegrityError

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Stay
from kunjae.changes.commands import book, change_at_once, check_in, check_out
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import AddStay, Cancel, ChangeRoomType, NoShow, Pricing
from kunjae.imports.rows import BookingRow, reason_of
from kunjae.inventory.models import RoomNight
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.moments import moment_of
from kunjae.properties.models import Property
from kunjae.properties.queries import House, house
from kunjae.tenancy.transactions import run_in_transaction
from kunjae.tenancy.unchanged import read_once

IMPORTER = Actor("system", "import-bookings", silent=True)
MOST_TOGETHER = 100
"""Events of one day that share a transaction: what an interrupted run loses, and how long others may wait."""


class Kind(IntEnum):
    """What happens, in the order of a hotel's day."""

    CHECK_OUT = 1
    BOOK = 2
    CHANGE_TYPE = 3
    CANCEL = 4
    NO_SHOW = 5
    CHECK_IN = 6


HOURS = {
    Kind.CHECK_OUT: time(11),
    Kind.BOOK: time(12),
    Kind.CHANGE_TYPE: time(13),
    Kind.CANCEL: time(14),
    Kind.NO_SHOW: time(15),
    Kind.CHECK_IN: time(16),
}
"""When on the hotel's clock."""


@dataclass(frozen=True, slots=True)
class Event:
    day: date
    kind: Kind
    row: BookingRow


def events_of(row: BookingRow) -> list[Event]:
    """What happened to the booking, in order."""
    ended_on = row.ended_on or row.dates.check_in
    ends_early = row.status in (StayStatus.CANCELLED, StayStatus.NO_SHOW)
    events = [Event(row.booked_on, Kind.BOOK, row)]
    if row.moves_to is not None:
        day = min(row.dates.check_in, ended_on) if ends_early else row.dates.check_in
        events.append(Event(day, Kind.CHANGE_TYPE, row))
    if row.status is StayStatus.CANCELLED:
        events.append(Event(ended_on, Kind.CANCEL, row))
    elif row.status is StayStatus.NO_SHOW:
        events.append(Event(ended_on, Kind.NO_SHOW, row))
    elif row.status in (StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT):
        events.append(Event(row.dates.check_in, Kind.CHECK_IN, row))
        if row.status is StayStatus.CHECKED_OUT:
            events.append(Event(ended_on, Kind.CHECK_OUT, row))
    return events


def in_order(rows: Iterable[BookingRow]) -> list[Event]:
    """All events of all rows, day by day; within a day by kind, then as the rows stand."""
    events = [event for row in rows for event in events_of(row)]
    return sorted(events, key=lambda event: (event.day, event.kind))


def rooms_needed(rows: Iterable[BookingRow]) -> Counter[str]:
    """Room type -> how many rooms of it the replay ever needs for one night, found by walking through it."""
    sold: Counter[tuple[str, date]] = Counter()
    most: Counter[str] = Counter()
    for event in in_order(rows):
        row = event.row
        if event.kind is Kind.BOOK:
            _take(sold, most, row.room_type, row.dates.nights)
        elif event.kind is Kind.CHANGE_TYPE and row.moves_to:
            sold.subtract((row.room_type, night) for night in row.dates.nights)
            _take(sold, most, row.moves_to, row.dates.nights)
        elif event.kind in (Kind.CANCEL, Kind.NO_SHOW):
            sold.subtract((row.moves_to or row.room_type, night) for night in row.dates.nights)
    return most


def _take(
    sold: Counter[tuple[str, date]], most: Counter[str], room_type: str, nights: Sequence[date]
) -> None:
    for night in nights:
        sold[room_type, night] += 1
        most[room_type] = max(most[room_type], sold[room_type, night])


@dataclass(slots=True)
class _State:
    """Where an imported booking stands."""

    code: str
    status: StayStatus
    room_type: str
    has_room: bool = False
    by_hand: bool = False


class Replay:
    """One run over the rows of a file, for one property.

    After `run`: `rejected` and `unfinished` (key -> reason), `statuses` of the imported rows, how many
    events were `carried_out`, bookings `made`, and rows `worked_on`.
    """

    def __init__(self, property: Property, rows: Sequence[BookingRow]) -> None:
        self.property = property
        self.rows = rows
        self.rejected: dict[str, str] = {}
        self.unfinished: dict[str, str] = {}
        self.carried_out = 0
        self.made = 0
        self.worked_on: set[str] = set()
        self._known = _known(property)
        self._rooms = _FreeRooms(property, rows)
        self._undo: list[Callable[[], None]] = []

    @property
    def statuses(self) -> Counter[StayStatus]:
        """How the imported rows ended up."""
        return Counter(self._known[row.key].status for row in self.rows if row.key in self._known)

    def run(self, tick: Callable[[int], None] = lambda _: None) -> None:
        """Carry out what is still to be done; `tick` hears of every so many events."""
        todo = in_order(self.rows)
        for _, group in groupby(todo, key=lambda event: event.day):
            day = list(group)
            for start in range(0, len(day), MOST_TOGETHER):
                events = day[start : start + MOST_TOGETHER]
                if any(map(self._is_open, events)):
                    self._together(events)
                tick(len(events))

    def _together(self, events: list[Event]) -> None:
        """All events in one transaction; if one of them is refused, each in its own."""

        def work() -> None:
            self._rewind()
            for event in events:
                if self._is_open(event):
                    self._carry_out(event)

        try:
            with read_once():
                run_in_transaction(work)
        except (KunjaeError, IntegrityError):
            self._rewind()
            for event in events:
                self._alone(event)
        except BaseException:
            self._rewind()
            raise
        self._undo.clear()

    def _alone(self, event: Event) -> None:
        """The event by itself: its command opens its own transaction, and so may try again by its own rules."""
        self._undo.clear()
        if not self._is_open(event):
            return
        refused = self.rejected if event.kind is Kind.BOOK else self.unfinished
        try:
            self._carry_out(event)
        except KunjaeError as error:
            self._rewind()
            refused[event.row.key] = reason_of(error)
        except IntegrityError:
            self._rewind()
            refused[event.row.key] = "somebody else was quicker; run the import again"

    def _rewind(self) -> None:
        """Forget what a transaction did that is not going to be."""
        while self._undo:
            self._undo.pop()()

    def _is_open(self, event: Event) -> bool:
        """Whether the event is still to happen."""
        key = event.row.key
        state = self._known.get(key)
        if event.kind is Kind.BOOK:
            return state is None and key not in self.rejected
        if state is None or state.by_hand or key in self.unfinished:
            return False
        if event.kind is Kind.CHECK_OUT:
            return state.status is StayStatus.IN_HOUSE
        if event.kind is Kind.CHANGE_TYPE and state.room_type == event.row.moves_to:
            return False
        return state.status is StayStatus.RESERVED

    def _carry_out(self, event: Event) -> None:
        row = event.row
        now = moment_of(event.day, HOURS[event.kind], self.property.timezone)
        self.carried_out += 1
        self.worked_on.add(row.key)
        self._undo.append(self._uncount)
        if event.kind is Kind.BOOK:
            self._book(row, now)
            return
        state = self._known[row.key]
        was = (state.status, state.room_type, state.has_room)
        self._undo.append(lambda: _restore(state, was))
        if event.kind is Kind.CHANGE_TYPE:
            self._change_type(row, state, now)
        elif event.kind is Kind.CANCEL:
            self._change(state, Cancel(1), now)
            state.status = StayStatus.CANCELLED
        elif event.kind is Kind.NO_SHOW:
            self._change(state, NoShow(1), now)
            state.status = StayStatus.NO_SHOW
        elif event.kind is Kind.CHECK_IN:
            self._check_in(row, state, now)
        elif event.kind is Kind.CHECK_OUT:
            check_out(property=self.property, code=state.code, stay=1, actor=IMPORTER, now=now)
            state.status = StayStatus.CHECKED_OUT

    def _book(self, row: BookingRow, now: datetime) -> None:
        stay = AddStay(
            row.room_type,
            row.rate_plan,
            row.dates,
            row.adults,
            row.children,
            row.room,
            nightly_prices=None if row.price is None else (row.price,) * len(row.dates),
        )
        booked = book(
            property=self.property,
            booker=row.booker,
            stays=[stay],
            source=row.source,
            actor=IMPORTER,
            now=now,
            notes=row.notes,
            import_key=row.key,
        )
        self._known[row.key] = _State(booked.code, StayStatus.RESERVED, row.room_type, row.room is not None)
        self.made += 1
        self._undo.append(lambda: self._unbook(row.key))
        if row.room is not None:
            self._occupy(row.room, row)

    def _change_type(self, row: BookingRow, state: _State, now: datetime) -> None:
        """The other type at the agreed prices: what the guest pays does not change with the room."""
        assert row.moves_to is not None  # noqa: S101
        prices = None if row.price is None else (row.price,) * len(row.dates)
        pricing = Pricing.KEEP if prices is None else Pricing.MANUAL
        self._change(state, ChangeRoomType(1, pricing, prices, room_type=row.moves_to, room=None), now)
        state.room_type, state.has_room = row.moves_to, False

    def _check_in(self, row: BookingRow, state: _State, now: datetime) -> None:
        room = None if state.has_room else self._rooms.find(state.room_type, row.dates.nights)
        check_in(property=self.property, code=state.code, stay=1, actor=IMPORTER, now=now, room=room)
        state.status = StayStatus.IN_HOUSE
        if room is not None:
            self._occupy(room, row)
            state.has_room = True

    def _change(self, state: _State, operation: ChangeRoomType | Cancel | NoShow, now: datetime) -> None:
        change_at_once(
            property=self.property,
            code=state.code,
            operations=[operation],
            actor=IMPORTER,
            now=now,
            record=False,
            reason="import",
        )

    def _occupy(self, room: str, row: BookingRow) -> None:
        self._rooms.take(room, row.dates.nights)
        self._undo.append(lambda: self._rooms.give_back(room, row.dates.nights))

    def _unbook(self, key: str) -> None:
        del self._known[key]
        self.made -= 1

    def _uncount(self) -> None:
        self.carried_out -= 1


def _restore(state: _State, was: tuple[StayStatus, str, bool]) -> None:
    state.status, state.room_type, state.has_room = was


def _known(property: Property) -> dict[str, _State]:
    """Import key -> where the booking stands, in two queries."""
    by_hand = set(
        HistoryEntry.objects.of(property)
        .exclude(actor_kind=IMPORTER.kind, actor_name=IMPORTER.name)
        .filter(booking__import_key__isnull=False)
        .values_list("booking_id", flat=True)
    )
    rows = Stay.objects.of(property).filter(number=1, booking__import_key__isnull=False)
    return {
        str(key): _State(code, StayStatus(status), room_type, room is not None, booking in by_hand)
        for key, code, status, room_type, room, booking in rows.values_list(
            "booking__import_key", "booking__code", "status", "room_type__code", "room_id", "booking_id"
        )
    }


class _FreeRooms:
    """Which rooms are free, kept in memory so that each check-in need not look through all of them."""

    def __init__(self, property: Property, rows: Sequence[BookingRow]) -> None:
        found: House = house(property)
        self._by_type: dict[str, list[str]] = {}
        for room in found.rooms.values():
            if not room.retired:
                self._by_type.setdefault(room.room_type, []).append(room.number)
        first = min((row.dates.check_in for row in rows), default=date.max) - timedelta(days=1)
        nights = RoomNight.objects.of(property).filter(night__gte=first).values_list("room_id", "night")
        self._taken = {(found.rooms[room_id].number, night) for room_id, night in nights}

    def find(self, room_type: str, nights: Sequence[date]) -> str | None:
        """The first room of the type that is free on all nights."""
        for number in self._by_type.get(room_type, ()):
            if not any((number, night) in self._taken for night in nights):
                return number
        return None

    def take(self, room: str, nights: Sequence[date]) -> None:
        self._taken.update((room, night) for night in nights)

    def give_back(self, room: str, nights: Sequence[date]) -> None:
        self._taken.difference_update((room, night) for night in nights)
