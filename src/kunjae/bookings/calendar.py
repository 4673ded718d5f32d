"""The stays of some nights, for a calendar: one row for a stay, never one for a night, and nothing read that lies
elsewhere, however many bookings there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Stay
from kunjae.inventory.models import Option, OptionNight, RoomNight
from kunjae.kernel.texts import LocalText
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_NUMBER = 1_000_000
_LIVE = [status.value for status in StayStatus if status.is_live]


class CalendarStay(NamedTuple):
    """A live stay as a calendar shows it. `value` and `paid`: of its whole booking, minor units."""

    code: str
    number: int
    status: str
    room_id: UUID | None
    room_type_id: UUID
    check_in: date
    check_out: date
    guest: str
    value: int
    paid: int
    waits: bool
    """Whether a change of its booking waits for its money."""


_COLUMNS = (
    "booking__code",
    "number",
    "status",
    "room_id",
    "room_type_id",
    "check_in",
    "check_out",
    "guest__name",
    "booking__booker__name",
    "booking__value",
    "booking__paid",
    "booking__pending_id",
)
_BEGINNING = Rows(
    lambda hotel, first, until: (
        Stay.objects.of(hotel)
        .filter(check_in__gte=first, check_in__lt=until, status__in=_LIVE)
        .values_list(*_COLUMNS)
    )
)
_IN_ROOMS = Rows(
    lambda hotel, night: (
        RoomNight.objects.of(hotel)
        .filter(night=night)  # blocks, too: a condition on the stay would have SQLite read all nights by it
        .values_list(*(f"stay__{column}" for column in _COLUMNS))
    )
)


@cache
def _without_room(most: int) -> Rows[tuple[Any, ...]]:
    """At most so many stays without a room number that began before a night and sleep on it. Those that leave first
    come first: they stand together in the index by check-out, so that finding all of them ends soon after the night."""
    return Rows(
        lambda hotel, night: (
            Stay.objects.of(hotel)
            .filter(room_id__isnull=True, status__in=_LIVE, check_in__lt=night, check_out__gt=night)
            .order_by("check_out")
            .values_list(*_COLUMNS)[:most]
        )
    )


def stays_between(property: Property, first: date, until: date, *, sold_on_first: int) -> list[CalendarStay]:
    """The live stays that sleep on any night `first <= night < until`: two queries, a third where stays without a room
    number run into the first night.

    `sold_on_first`: how many stays sleep on the first night, as the counters say: it tells how many of them have no
    room, and so when to stop looking for those.
    """
    found = [_stay(row) for row in _BEGINNING(property.id, first, until)]
    in_rooms = [_stay(row) for row in _IN_ROOMS(property.id, first) if row[0] is not None]
    new_without_room = sum(stay.room_id is None and stay.check_in == first for stay in found)
    found += [stay for stay in in_rooms if stay.check_in < first]
    missing = sold_on_first - len(in_rooms) - new_without_room
    if missing > 0:
        found += [_stay(row) for row in _without_room(missing)(property.id, first)]
    return found


def _stay(row: tuple[Any, ...]) -> CalendarStay:
    guest, booker = row[7], row[8]
    return CalendarStay._make((*row[:7], guest or booker, *row[9:11], row[11] is not None))


@dataclass(frozen=True, slots=True)
class KeptNights:
    """Nights `first <= night < until` one after the other that are kept for a guest's change until its money has come:
    of a room, or of a type only (`room_id` None). `guest`: the booker of that booking."""

    code: str
    guest: str
    room_id: UUID | None
    room_type_id: UUID
    first: date
    until: date


_OPTIONS = Rows(
    lambda hotel: Option.objects.of(hotel).values_list("id", "booking__code", "booking__booker__name")
)
_KEPT_TYPES = Rows(
    lambda hotel, first, until, options: (
        OptionNight.objects.of(hotel)
        .filter(option_id__in=options, night__gte=first, night__lt=until)
        .values_list("option_id", "room_type_id", "night", "rooms")
    )
)
_KEPT_ROOMS: Rows[Any] = Rows(
    lambda hotel, first, until, options: (
        RoomNight.objects.of(hotel)
        .filter(option_id__in=options, night__gte=first, night__lt=until)
        .values_list("option_id", "room__room_type_id", "night", "room_id")
    )
)


def kept_between(property: Property, first: date, until: date) -> list[KeptNights]:
    """What is kept of the nights `first <= night < until`, in three queries; one where nothing is kept at all."""
    whose = {option: (code, booker) for option, code, booker in _OPTIONS(property.id)}
    if not whose:
        return []
    # (option, type, the room or which of the rooms without a number) -> its nights
    found: dict[tuple[UUID, UUID, UUID | int], list[date]] = {}
    without = Counter(
        {
            (option, kind, night): rooms
            for option, kind, night, rooms in _KEPT_TYPES(property.id, first, until, list(whose))
        }
    )
    for option, kind, night, room in _KEPT_ROOMS(property.id, first, until, list(whose)):
        found.setdefault((option, kind, room), []).append(night)
        without[option, kind, night] -= 1
    for (option, kind, night), rooms in without.items():
        for which in range(rooms):
            found.setdefault((option, kind, which), []).append(night)
    return [
        KeptNights(*whose[option], None if isinstance(room, int) else room, kind, nights[0], after)
        for (option, kind, room), all_nights in found.items()
        for nights, after in _runs(all_nights)
    ]


def _runs(nights: Iterable[date]) -> list[tuple[list[date], date]]:
    """The nights in order, cut where one is missing; each run with the day after its last night."""
    counted = enumerate(sorted(nights))
    runs = (
        [night for _, night in run] for _, run in groupby(counted, lambda each: each[1].toordinal() - each[0])
    )
    return [(run, run[-1] + timedelta(days=1)) for run in runs]


class CardStay(NamedTuple):
    """A stay as the card beside its bar tells of it. `value` and `paid`: of its whole booking, minor units."""

    code: str
    number: int
    status: str
    check_in: date
    check_out: date
    adults: int
    children: int
    room_type: LocalText
    room: str | None
    guest: str
    booker: str
    phone: str
    source: str
    value: int
    paid: int
    waits: bool

    @property
    def nights(self) -> int:
        return (self.check_out - self.check_in).days

    @property
    def balance(self) -> int:
        """Above zero the guest owes, below zero the hotel does."""
        return self.value - self.paid


_CARD = Rows(
    lambda hotel, code, number: (
        Stay.objects.of(hotel)
        .filter(booking__code=code, number=number)
        .values_list(
            "booking__code",
            "number",
            "status",
            "check_in",
            "check_out",
            "adults",
            "children",
            "room_type__name",
            "room__number",
            "guest__name",
            "booking__booker__name",
            "booking__booker__phone",
            "booking__source",
            "booking__value",
            "booking__paid",
            "booking__pending_id",
        )
    )
)


def stay_on_card(property: Property, code: str, number: int) -> CardStay | None:
    """The stay of that number, in one query; None when there is none."""
    if "\0" in code or number > MOST_NUMBER:  # no code has NUL, and no database takes any number
        return None
    row = _CARD.first(property.id, code, number)
    if row is None:
        return None
    guest, booker = row[9] or row[10], row[10]
    return CardStay(*row[:9], guest, booker, *row[11:15], row[15] is not None)
