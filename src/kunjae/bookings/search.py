"""The keys that find a booking by the beginning of a word, of its code, or by the end of a phone number (design.md 5.6).

A list wants the newest bookings first, and a word may be that of one guest or of every thirtieth. A rare word's few
keys are read and ordered here. For a frequent one the keys stand in an index by the month in which the booking was made:
it is found often enough in the newest months, and nobody looks at the others. So neither takes longer in a hotel of a
million bookings than in one of a thousand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import batched, chain, islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from kunjae.bookings.facts import StayFacts, pms_number
from kunjae.bookings.models import Booking, SearchKey
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.prepared import Rows, Write, any_of, deleting

LONGEST_KEY = 40
MOST_KEYS = 60
MOST_WORDS = 5
FEW = 100
"""Bookings; a word that finds more is frequent."""
FURTHER_MONTHS = (3, 8)
"""In which a frequent word is looked for after the newest one; then in all that are left."""
_PHONE_SIGNS = " +-.()"
_SEPARATORS = re.compile(r"[\s,;/()\"]+")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a booking stands in a list, which is ordered by the moment it was made, newest first, then by id."""

    at: datetime
    id: UUID


def keys_of(
    code: str, names: Iterable[str], phone: str, email: str, *, import_key: str | None = None
) -> set[bytes]:
    """The keys of a booking: kind, then the folded word; phone numbers from their end. One that lives in the hotel's own
    PMS is found by its number there, too."""
    keys = {_key("c", code)}
    if number := pms_number(import_key):
        keys.add(_key("c", number))
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
    return keys_of(
        booking.code, names, booking.booker.phone, booking.booker.email, import_key=booking.import_key
    )


def save_keys(property_id: UUID, booking_id: UUID, booked_at: datetime, keys: set[bytes]) -> None:
    """Insert the keys of a new booking. Inside a transaction."""
    made = {"booking_id": booking_id, "booked_at": booked_at, "month": month_of(booked_at)}
    insert_rows(SearchKey, property_id, (made | {"key": key} for key in sorted(keys)))


_FORGET = Write(lambda hotel, booking: deleting(SearchKey.objects.of(hotel).filter(booking_id=booking)))


def replace_keys(booking: Booking, keys: set[bytes]) -> None:
    """Make these the booking's keys. Inside a transaction."""
    _FORGET(booking.property_id, booking.id)
    save_keys(booking.property_id, booking.id, booking.booked_at, keys)


def month_of(moment: datetime) -> int:
    """The month of a moment in UTC, counted from the year 0."""
    day = moment.astimezone(UTC)
    return day.year * 12 + day.month - 1


def words_of(text: str) -> list[str]:
    """The words of a search, the first five; none for a text without any."""
    return _asked(text)[:MOST_WORDS]


def words_found(words: Iterable[str], keys: Iterable[bytes]) -> bool:
    """Whether these keys of a booking hold every word of a search."""
    keys = list(keys)
    return all(any(key.startswith(tuple(_beginnings(word))) for key in keys) for word in words)


def word_bounds(words: Iterable[str]) -> list[tuple[bytes, ...]]:
    """Of each word of a search, between which keys it lies: what `holding_words` takes."""
    return [tuple(_bounds(word)) for word in words]


def holding_words(hotel: Any, booking: str, bounds: Iterable[Sequence[Any]]) -> Q:
    """The condition that the booking which this column names holds every word."""
    condition = Q()
    for each in bounds:
        same = SearchKey.objects.of(hotel).filter(booking_id=OuterRef(booking))
        condition &= Q(Exists(same.filter(any_of(_ranges(each)))))
    return condition


def newest_found(property: Property, words: Sequence[str], *, most: int, below: Place) -> list[Place]:
    """The newest bookings below a place in which every word is found, at most so many, newest first. A rare word takes
    one query, and one more if there are other words; frequent ones alone take a few."""
    words = sorted(words, key=len, reverse=True)
    for word in words:
        found = _few(property, word)
        if found is not None:
            places = sorted((place for place in found if place < below), reverse=True)
            others = [each for each in words if each != word]
            return (_holding(property, places, others) if others else places)[:most]
    return _newest_of_many(property, words, most, below)


def _few(property: Property, word: str) -> set[Place] | None:
    """All bookings with the word; None where they are more than a few."""
    rows = _FEW(property.id, *_bounds(word))
    return None if len(rows) > FEW else {Place(at, id) for at, id in rows}


_FEW = Rows(lambda hotel, *bounds: _together(SearchKey.objects.of(hotel), bounds, distinct=False)[: FEW + 1])


def _holding(property: Property, places: Sequence[Place], words: Iterable[str]) -> list[Place]:
    """Those of a few bookings in which these words are found, too."""
    keys: dict[UUID, list[bytes]] = {}
    for id, key, _row in _KEYS(property.id, [place.id for place in places]):
        keys.setdefault(id, []).append(bytes(key))
    beginnings = [tuple(_beginnings(word)) for word in words]
    return [
        place
        for place in places
        if all(any(key.startswith(each) for key in keys[place.id]) for each in beginnings)
    ]


# With the row's own id, which no index of words holds: SQLite would else walk one of them from end to end.
_KEYS = Rows(
    lambda hotel, ids: (
        SearchKey.objects.of(hotel).filter(booking_id__in=ids).values_list("booking_id", "key", "id")
    )
)


def _newest_of_many(property: Property, words: Sequence[str], most: int, below: Place) -> list[Place]:
    """The same for frequent words: from the newest month on, until there are enough."""
    until, bounds = month_of(below.at), [_bounds(word) for word in words]

    def read(months: list[int] | None, left: int) -> list[Place]:
        rows = _many(left, tuple(map(len, bounds)))(
            property.id, until, months, below.at, below.id, *chain.from_iterable(bounds)
        )
        return [Place(at, id) for at, id in rows]

    found = read(None, most)
    if len(found) == most:
        return found
    ((newest, oldest),) = _MONTHS(property.id, until)
    months = list(range((newest or 0) - 1, (oldest or 0) - 1, -1))
    for size in (*FURTHER_MONTHS, len(months)):
        some, months = months[:size], months[size:]
        if some and len(found) < most:
            found += read(some, most - len(found))
    return found


def _newest_month(hotel: Any, until: Any) -> QuerySet[SearchKey, Any]:
    rows = SearchKey.objects.of(hotel).filter(month__lte=until)
    return rows.order_by("-month").values("month")[:1]


_MONTHS = Rows(
    lambda hotel, until: Property.objects.filter(id=hotel).values_list(
        Subquery(_newest_month(hotel, until)),
        Subquery(SearchKey.objects.of(hotel).order_by("month").values("month")[:1]),
    )
)


@cache
def _many(most: int, counts: tuple[int, ...]) -> Rows[tuple[datetime, UUID]]:
    """The read of the newest keys of the first word, of bookings that have the others, in some months; in None: in the
    newest one. `counts`: bounds of each word."""

    def build(
        hotel: Any, until: Any, months: Any, at: Any, id: Any, *bounds: Any
    ) -> QuerySet[Any, tuple[datetime, UUID]]:
        rows = SearchKey.objects.of(hotel).filter(
            Q(booked_at__lt=at) | Q(booking_id__lt=id), booked_at__lte=at
        )
        if months is None:
            rows = rows.filter(month=Subquery(_newest_month(hotel, until)))
        else:
            rows = rows.filter(month__in=months)
        left = iter(bounds)
        own, *others = (tuple(islice(left, count)) for count in counts)
        for each in others:
            same = SearchKey.objects.of(hotel).filter(booking_id=OuterRef("booking_id"))
            rows = rows.filter(Exists(same.filter(any_of(_ranges(each)))))
        found = _together(rows, own, distinct=True)
        return found.order_by("-booked_at", "-booking_id")[:most]

    return Rows(build)


def _together(
    rows: QuerySet[SearchKey], bounds: Sequence[Any], *, distinct: bool
) -> QuerySet[Any, tuple[datetime, UUID]]:
    """Moments and bookings of the keys in any of the ranges: a statement for each, as SQLite finds no index for OR."""
    first, *more = (rows.filter(keys).values_list("booked_at", "booking_id") for keys in _ranges(bounds))
    return first.union(*more, all=not distinct)


def _ranges(bounds: Sequence[Any]) -> Iterator[Q]:
    return (Q(key__gte=beginning, key__lt=end) for beginning, end in batched(bounds, 2, strict=True))


def _bounds(word: str) -> list[bytes]:
    """Between which keys a word's lie, of every kind: from, up to, from, up to."""
    return [bound for beginning in _beginnings(word) for bound in (beginning, beginning + b"\xff")]


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
