"""A hotel of a chain with as many bookings as one likes, loaded straight into the tables that lists and searches read:
bookings, stays, guests, notes and search keys. It has no nights, ledger and history: nothing here asks for them.

Keys are made as the house makes them (`bookings.search.keys_of`). Six of ten guests write their names in Thai. Rows are
thought out by processes of their own, one for each processor, while those of the part before are loaded.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.db import connections, models

from benchmarks.databases import Databases
from benchmarks.hotel import make_hotel
from benchmarks.names import some_name
from kunjae.accounts.encryption import encrypt
from kunjae.bookings.commands import CODE_LETTERS
from kunjae.bookings.models import Booking, Guest, Note, SearchKey, Stay
from kunjae.bookings.search import keys_of, month_of
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import RatePlan
from kunjae.tenancy.ids import new_id

ROOMS = 300
PART = 10_000
"""Bookings that are thought out and loaded at once."""
CODES = len(CODE_LETTERS) ** 6
SPREAD = 387_420_489
"""Has no divisor in common with CODES, so that no code comes twice."""

type Packing = Callable[[Sequence[Sequence[Any]]], Any]
type Packed = list[tuple[str, list[str], Any, int]]
"""Of each table its name, its columns, its rows ready to be loaded, and how many they are."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the rows of a hotel point to, and when its bookings were made: a step after the other from a moment on."""

    property: str
    types: list[str]
    rooms: list[tuple[str, str]]
    plans: list[str]
    pin: str
    first: datetime
    step: timedelta
    today: date


def load(databases: Databases, name: str, bookings: int, days: int, today: date) -> int:
    """Make the hotel in a new database: so many bookings, made in the last so many days. How many rows that are."""
    databases.make(name)
    site = _site(make_hotel(rooms=ROOMS), bookings, days, today)
    databases.close(name)
    connections["default"].close()
    count = 0
    with databases.loading(name) as loader:
        for packed in _parts(databases.packed, site, bookings):
            for table, columns, rows, number in packed:
                loader(table, columns, rows)
                count += number
    databases.settle(name)
    return count


def _site(hotel: Property, bookings: int, days: int, today: date) -> Site:
    return Site(
        property=hotel.id.hex,
        types=[row.id.hex for row in RoomType.objects.of(hotel)],
        rooms=[(row.id.hex, row.room_type_id.hex) for row in Room.objects.of(hotel)],
        plans=[row.id.hex for row in RatePlan.objects.of(hotel)],
        pin=encrypt("123456"),
        first=datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=days),
        step=timedelta(days=days) / bookings,
        today=today,
    )


def _parts(pack: Packing, site: Site, bookings: int) -> Iterator[Packed]:
    """The parts in their order, a few of them ahead of the one that is loaded."""
    processes = os.cpu_count() or 1
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        ahead: deque[Any] = deque()
        for start in range(0, bookings, PART):
            ahead.append(pool.apply_async(_part, (pack, site, start, min(start + PART, bookings))))
            if len(ahead) > processes + 1:
                yield ahead.popleft().get()
        while ahead:
            yield ahead.popleft().get()


def _part(pack: Packing, site: Site, start: int, end: int) -> Packed:
    author = _Author(site, start)
    for place in range(start, end):
        author.book(place)
    return [
        (table.name, table.columns, pack(table.rows), len(table.rows))
        for table in (author.guests, author.notes, author.bookings, author.stays, author.keys)
    ]


class Table:
    """Rows of a table: what a row leaves out has its field's default."""

    def __init__(self, model: type[models.Model], property: str) -> None:
        self.name = model._meta.db_table
        fields: dict[str, Any] = {each.column: each for each in model._meta.concrete_fields if each.column}
        self.columns = list(fields)
        self._defaults = {
            name: each.get_default() for name, each in fields.items() if name not in ("id", "property_id")
        } | {"property_id": property}
        self.rows: list[list[Any]] = []

    def add(self, id: str, **values: Any) -> None:
        row = {**self._defaults, "id": id, **values}
        self.rows.append([row[name] for name in self.columns])


class _Author:
    """Thinks bookings out, the same for the same part of the same hotel but for the ids."""

    def __init__(self, site: Site, start: int) -> None:
        self.site = site
        self.random = Random(f"chain {start}")
        self.guests, self.notes, self.bookings, self.stays, self.keys = (
            Table(model, site.property) for model in (Guest, Note, Booking, Stay, SearchKey)
        )

    def book(self, place: int) -> None:
        """Put a booking's rows into the tables."""
        random, site = self.random, self.site
        at = site.first + site.step * place + site.step * random.random()
        language = "th" if random.random() < 0.6 else "en"
        name = some_name(random, language)
        email = f"guest{random.randrange(10**8)}@example.com" if random.random() < 0.85 else ""
        phone = f"+668{random.randrange(10**8):08}" if random.random() < 0.9 else ""
        id, guest, code = new_id().hex, new_id().hex, _code(place)
        self.guests.add(guest, name=name, email=email, phone=phone, language=language, country="THA")
        note = None
        if random.random() < 0.2:
            note = new_id().hex
            self.notes.add(note, text="Late arrival, around 22:30.")
        check_in = at.date() + timedelta(days=min(int(random.expovariate(1 / 30)), 300))
        check_out = check_in + timedelta(days=random.choice((1, 1, 2, 2, 3, 4)))
        status = _status(random, check_in, check_out, site.today)
        count = random.choice((1, 1, 1, 1, 2))
        value = 180_000 * count * (check_out - check_in).days
        moment = str(at.replace(tzinfo=None))
        self.bookings.add(
            id,
            code=code,
            pin=site.pin,
            booker_id=guest,
            note_id=note,
            source="website",
            language=language,
            status=status,
            last_stay_number=count,
            arrival=check_in.isoformat(),
            departure=check_out.isoformat(),
            value=value,
            paid=value if status == "checked_out" else 0,
            booked_at=moment,
            booked_by="booking engine",
        )
        people = [(guest, name)]
        if count > 1:
            people.append((new_id().hex, some_name(random, language)))
            self.guests.add(people[-1][0], name=people[-1][1])
        for number, (sleeper, _) in enumerate(people, 1):
            self._stay(id, number, status, check_in.isoformat(), check_out.isoformat(), sleeper)
        month = month_of(at)
        for key in keys_of(code, [name for _, name in people], phone, email):
            self.keys.add(new_id().hex, booking_id=id, key=key, booked_at=moment, month=month)

    def _stay(
        self, booking: str, number: int, status: str, check_in: str, check_out: str, guest: str
    ) -> None:
        random, site = self.random, self.site
        numbered = random.random() < 0.6
        room, room_type = random.choice(site.rooms) if numbered else (None, random.choice(site.types))
        self.stays.add(
            new_id().hex,
            booking_id=booking,
            number=number,
            status=status,
            room_type_id=room_type,
            room_id=room,
            rate_plan_id=random.choice(site.plans),
            meal="breakfast",
            conditions='{"en": "Pay at the hotel."}',
            prepay_percent="0",
            check_in=check_in,
            check_out=check_out,
            earliest_check_in=check_in,
            adults=2,
            children=0,
            guest_id=guest,
        )


def _code(place: int) -> str:
    """The code of the booking at this place: each another one, and none like that of its neighbour."""
    number, letters = place * SPREAD % CODES, ""
    for _ in range(6):
        number, letter = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[letter]
    return f"KJ{letters}"


def _status(random: Random, check_in: date, check_out: date, today: date) -> str:
    chance = random.random()
    if chance < 0.12:
        return "cancelled"
    if check_out <= today:
        return "no_show" if chance < 0.14 else "checked_out"
    return "in_house" if check_in < today else "reserved"
