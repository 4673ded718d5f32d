"""A hotel of a chain with as many bookings as one likes, loaded straight into the tables that lists and searches read:
bookings, stays, guests, notes and search keys. It has no nights, ledger and history: nothing here asks for them.

Keys are made as the house makes them (`bookings.search.keys_of`). Names are many, as names are: some given names are
frequent, nearly every family has a name of its own; six of ten guests write theirs in Thai.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, batched
from random import Random
from typing import Any

from django.db import models

from benchmarks.databases import Databases
from benchmarks.hotel import make_hotel
from kunjae.accounts.encryption import encrypt
from kunjae.bookings.commands import new_code
from kunjae.bookings.models import Booking, Guest, Note, SearchKey, Stay
from kunjae.bookings.search import keys_of, month_of
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import RatePlan
from kunjae.tenancy.ids import new_id

ROOMS = 300
AT_ONCE = 20_000
THAI = "สม ชัย วิ พร ศรี สุ นภา กิต ธน รัตน์ ปรี ชา มา ลี อนงค์ บุญ วงศ์ ทอง จันทร์ แก้ว สิน ดา ณัฐ พงษ์ ภัท รา".split()  # noqa: SIM905
LATIN = "so ma ri an da ka li no ve ra to mi el sa jo ne be lu ha vi ko pe ti wa cha su ro ge bo fe".split()  # noqa: SIM905


@dataclass(slots=True)
class Names:
    """Given names, the frequent ones first, and as many family names as there are pairs and triples of syllables."""

    random: Random
    given: dict[str, list[str]] = field(init=False)
    frequent: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.given = {
            language: [self._made(syllables, 2) for _ in range(800)]
            for language, syllables in (("th", THAI), ("en", LATIN))
        }
        self.frequent = list(accumulate(1 / (place + 10) for place in range(800)))

    def some(self, language: str) -> str:
        given = self.random.choices(self.given[language], cum_weights=self.frequent)[0]
        family = self._made(THAI if language == "th" else LATIN, self.random.choice((3, 3, 4)))
        return f"{given.capitalize()} {family.capitalize()}"

    def _made(self, syllables: Sequence[str], count: int) -> str:
        return "".join(self.random.choices(syllables, k=count))


class Table:
    """Rows of a table on their way: what a row leaves out has its field's default."""

    def __init__(self, model: type[models.Model]) -> None:
        self.name = model._meta.db_table
        fields: dict[str, Any] = {each.column: each for each in model._meta.concrete_fields if each.column}
        self.columns = list(fields)
        self._defaults = {
            name: each.get_default() for name, each in fields.items() if name not in ("id", "property_id")
        }
        self.rows: list[list[Any]] = []

    def add(self, property_id: str, id: str, **values: Any) -> None:
        row = {**self._defaults, "property_id": property_id, "id": id, **values}
        self.rows.append(
            list(row.values()) if list(row) == self.columns else [row[name] for name in self.columns]
        )


def load(databases: Databases, name: str, bookings: int, days: int, today: date) -> int:
    """Make the hotel in a new database: so many bookings, made in the last so many days. How many rows that are."""
    databases.make(name)
    hotel = make_hotel(rooms=ROOMS)
    tables: dict[type[models.Model], Table] = {
        model: Table(model) for model in (Guest, Note, Booking, Stay, SearchKey)
    }
    count = 0
    with databases.loading(name) as loader:
        made = _bookings(hotel, bookings, days, today, tables)
        for _ in batched(made, AT_ONCE, strict=False):
            for table in tables.values():
                loader(table.name, table.columns, table.rows)
                count += len(table.rows)
                table.rows = []
    databases.settle(name)
    return count


def _bookings(
    hotel: Property, count: int, days: int, today: date, tables: dict[type[models.Model], Table]
) -> Iterator[None]:
    """Puts a booking's rows into the tables with each step, oldest bookings first."""
    random = Random(f"chain {count}")
    names = Names(random)
    property_id, pin = hotel.id.hex, encrypt("123456")
    types = [row.id.hex for row in RoomType.objects.of(hotel)]
    rooms = [(row.id.hex, row.room_type_id.hex) for row in Room.objects.of(hotel)]
    plans = [row.id.hex for row in RatePlan.objects.of(hotel)]
    codes: set[str] = set()
    first = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=days)
    step = timedelta(days=days) / count
    for place in range(count):
        while (code := new_code(random.choice)) in codes:
            pass
        codes.add(code)
        at = first + step * place + step * random.random()
        _booking(random, names, property_id, code, pin, at, today, types, rooms, plans, tables)
        yield


def _booking(
    random: Random,
    names: Names,
    property_id: str,
    code: str,
    pin: str,
    at: datetime,
    today: date,
    types: list[str],
    rooms: list[tuple[str, str]],
    plans: list[str],
    tables: dict[type[models.Model], Table],
) -> None:
    language = "th" if random.random() < 0.6 else "en"
    name = names.some(language)
    email = f"guest{random.randrange(10**8)}@example.com" if random.random() < 0.85 else ""
    phone = f"+668{random.randrange(10**8):08}" if random.random() < 0.9 else ""
    id, guest = new_id().hex, new_id().hex
    tables[Guest].add(
        property_id, guest, name=name, email=email, phone=phone, language=language, country="THA"
    )
    note = None
    if random.random() < 0.2:
        note = new_id().hex
        tables[Note].add(property_id, note, text="Late arrival, around 22:30.")
    check_in = at.date() + timedelta(days=min(int(random.expovariate(1 / 30)), 300))
    check_out = check_in + timedelta(days=random.choice((1, 1, 2, 2, 3, 4)))
    status = _status(random, check_in, check_out, today)
    count = random.choice((1, 1, 1, 1, 2))
    value = 180_000 * count * (check_out - check_in).days
    tables[Booking].add(
        property_id,
        id,
        code=code,
        pin=pin,
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
        booked_at=str(at.replace(tzinfo=None)),
        booked_by="booking engine",
    )
    people = [name]
    for number in range(1, count + 1):
        sleeper = guest
        if number > 1:
            sleeper = new_id().hex
            people.append(names.some(language))
            tables[Guest].add(property_id, sleeper, name=people[-1])
        room, room_type = random.choice(rooms) if random.random() < 0.6 else (None, random.choice(types))
        tables[Stay].add(
            property_id,
            new_id().hex,
            booking_id=id,
            number=number,
            status=status,
            room_type_id=room_type,
            room_id=room,
            rate_plan_id=random.choice(plans),
            meal="breakfast",
            conditions='{"en": "Pay at the hotel."}',
            prepay_percent="0",
            check_in=check_in.isoformat(),
            check_out=check_out.isoformat(),
            earliest_check_in=check_in.isoformat(),
            adults=2,
            children=0,
            guest_id=sleeper,
        )
    for key in keys_of(code, people, phone, email):
        tables[SearchKey].add(
            property_id,
            new_id().hex,
            booking_id=id,
            key=key,
            booked_at=str(at.replace(tzinfo=None)),
            month=month_of(at),
        )


def _status(random: Random, check_in: date, check_out: date, today: date) -> str:
    chance = random.random()
    if chance < 0.12:
        return "cancelled"
    if check_out <= today:
        return "no_show" if chance < 0.14 else "checked_out"
    return "in_house" if check_in < today else "reserved"
