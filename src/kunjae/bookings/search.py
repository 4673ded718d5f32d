"""The keys that find a booking by the beginning of a word, of its code, or by the end of a phone number (design.md 5.6).

A list wants the newest bookings first, and a word may be rare or be that of every thirtieth guest. So the keys stand
in their index by the quarter of the year in which the booking was made: a frequent word is found often enough in the
newest quarters, and for a rare one all quarters together hold few keys. Neither takes longer in a hotel of a million
bookings than in one of a thousand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from kunjae.bookings.facts import StayFacts
from kunjae.bookings.models import Booking, SearchKey
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.prepared import Rows, Write, any_of, deleting

LONGEST_KEY = 40
MOST_KEYS = 60
MOST_WORDS = 5
_PHONE_SIGNS = " +-.()"
_SEPARATORS = re.compile(r"[\s,;/()\"]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a booking stands in a list, which is ordered by the moment it was made, newest first, then by id."""

    at: datetime
    id: UUID


def keys_of(code: str, names: Iterable[str], phone: str, email: str) -> set[bytes]:
    """The keys of a booking: kind, then the folded word; phone numbers from their end."""
    keys = {_key("c", code)}
    for word in {word for name in names for word in _words(name)}:
        keys.add(_key("n", word))
    if digits := _digits(phone):
        keys.add(_key("p", digits[::-1]))
    if email:
        keys.add(_key("e", email))
    return set(sorted(keys)[:MOST_KEYS])


def booking_keys(booking: Booking, stays: Iterable[StayFacts]) -> set[bytes]:
    """The keys of a booking with these stays; `booking.booker` is loaded."""
    names = [booking.booker.name, *(stay.guest_name for stay in stays)]
    return keys_of(booking.code, names, booking.booker.phone, booking.booker.email)


def save_keys(property_id: UUID, booking_id: UUID, booked_at: datetime, keys: set[bytes]) -> None:
    """Insert the keys of a new booking. Inside a transaction."""
    made = {"booking_id": booking_id, "booked_at": booked_at, "quarter": quarter_of(booked_at)}
    insert_rows(SearchKey, property_id, (made | {"key": key} for key in sorted(keys)))


_FORGET = Write(lambda hotel, booking: deleting(SearchKey.objects.of(hotel).filter(booking_id=booking)))


def replace_keys(booking: Booking, keys: set[bytes]) -> None:
    """Make these the booking's keys. Inside a transaction."""
    _FORGET(booking.property_id, booking.id)
    save_keys(booking.property_id, booking.id, booking.booked_at, keys)


def quarter_of(moment: datetime) -> int:
    """The quarter of the year of a moment in UTC, counted from the year 0."""
    day = moment.astimezone(UTC)
    return day.year * 4 + (day.month - 1) // 3


def words_of(text: str) -> list[str]:
    """The words of a search, the first five; none for a text without any."""
    return _asked(text)[:MOST_WORDS]


def newest_found(property: Property, words: Sequence[str], *, most: int, below: Place) -> list[Place]:
    """The newest bookings below a place in which every word is found, at most so many, newest first.

    Two queries where the newest two quarters hold enough of them, three where they do not.
    """
    rarest, *others = sorted(words, key=len, reverse=True)
    ((newest, oldest),) = _QUARTERS(property.id)
    if newest is None:
        return []
    first = min(newest, quarter_of(below.at))
    found: list[Place] = []
    for quarters in (range(first, first - 2, -1), range(first - 2, oldest - 1, -1)):
        if quarters and len(found) < most:
            read = _found(most - len(found), len(others))
            ranges = [_ranges(word) for word in (rarest, *others)]
            rows = read(property.id, list(quarters), below.at, below.id, *ranges)
            found += [Place(at, id) for at, id in rows]
    return found


_QUARTERS = Rows(
    lambda hotel: Property.objects.filter(id=hotel).values_list(
        Subquery(SearchKey.objects.of(hotel).order_by("-quarter").values("quarter")[:1]),
        Subquery(SearchKey.objects.of(hotel).order_by("quarter").values("quarter")[:1]),
    )
)


@cache
def _found(most: int, others: int) -> Rows[tuple[datetime, UUID]]:
    """The read of the keys of one word, beside so many others."""

    def build(
        hotel: Any, quarters: Any, at: Any, id: Any, rarest: Any, *further: Any
    ) -> QuerySet[Any, tuple[datetime, UUID]]:
        rows = SearchKey.objects.of(hotel).filter(
            Q(booked_at__lt=at) | Q(booking_id__lt=id), quarter__in=quarters, booked_at__lte=at
        )
        for ranges in further:
            same = SearchKey.objects.of(hotel).filter(booking_id=OuterRef("booking_id"))
            rows = rows.filter(Exists(same.filter(any_of(_between(*each) for each in ranges))))
        # A statement for each kind, as SQLite finds no index for one with OR.
        first, *more = (
            rows.filter(_between(*each)).values_list("booked_at", "booking_id") for each in rarest
        )
        return first.union(*more).order_by("-booked_at", "-booking_id")[:most]

    return Rows(build)


def _between(beginning: Any, end: Any) -> Q:
    return Q(key__gte=beginning, key__lt=end)


def _ranges(word: str) -> list[tuple[bytes, bytes]]:
    """Between which keys a word's lie: from, and up to."""
    return [(beginning, beginning + b"\xff") for beginning in _beginnings(word)]


def _asked(text: str) -> list[str]:
    """The words of a search; a phone number typed in groups (`081 234 5678`) is one."""
    digits = _digits(text)
    if len(digits) >= 6 and all(letter in _PHONE_SIGNS or letter in digits for letter in text.strip()):
        return [digits]
    return _words(text)


def _beginnings(word: str) -> list[bytes]:
    """What a typed word may be the beginning (a phone number: the end) of."""
    kinds = [_key("c", word), _key("n", word), _key("e", word)]
    digits = _digits(word)
    if len(digits) >= 3 and len(digits) >= len(word) - 4:
        # A number is kept with its country's code, which people at home leave out and write a 0 for.
        kinds.append(_key("p", digits.removeprefix("0")[::-1]))
    return kinds


def _words(text: str) -> list[str]:
    return [word for word in _SEPARATORS.split(_folded(text)) if word]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f")


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())


def _key(kind: str, word: str) -> bytes:
    return f"{kind}:{_folded(word)}"[:LONGEST_KEY].encode()[:120]
