"""The keys that find a booking by the beginning of a word, of its code, or by the end of a phone number (design.md 5.6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from kunjae.bookings.facts import StayFacts
from kunjae.bookings.models import Booking, SearchKey
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.prepared import Write, deleting

LONGEST_KEY = 40
MOST_KEYS = 60
_PHONE_SIGNS = " +-.()"
_SEPARATORS = re.compile(r"[\s,;/()\"]+")


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


def save_keys(property_id: UUID, booking_id: UUID, keys: set[bytes]) -> None:
    """Insert the keys of a new booking. Inside a transaction."""
    insert_rows(SearchKey, property_id, ({"booking_id": booking_id, "key": key} for key in sorted(keys)))


_FORGET = Write(lambda hotel, booking: deleting(SearchKey.objects.of(hotel).filter(booking_id=booking)))


def replace_keys(booking: Booking, keys: set[bytes]) -> None:
    """Make these the booking's keys. Inside a transaction."""
    _FORGET(booking.property_id, booking.id)
    save_keys(booking.property_id, booking.id, keys)


def matching(property: Property, rows: QuerySet[Booking], text: str) -> QuerySet[Booking]:
    """Those of the bookings in which every word of the text is found."""
    for word in _asked(text)[:5]:
        found = SearchKey.objects.of(property)
        ranges = SearchKey.objects.none()
        for beginning in _beginnings(word):
            ranges = ranges | found.filter(key__gte=beginning, key__lt=beginning + b"\xff")
        rows = rows.filter(id__in=ranges.values("booking_id"))
    return rows


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
