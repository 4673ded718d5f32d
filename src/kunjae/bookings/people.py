"""Who has booked here before: people by a few letters of their name, phone number or e-mail address.

Through the keys that find bookings (`bookings.search`): as quick among a million bookings as among a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kunjae.bookings.listing import Wanted, newest_rows
from kunjae.bookings.models import Booking, Guest
from kunjae.bookings.search import keys_of, words_found, words_of
from kunjae.properties.models import Property

SHORTEST = 2
"""Letters: fewer find everybody."""
LOOKED_THROUGH = 40
"""Bookings, the newest that are found; a guest who comes often stands in several."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's details as they last gave them. `last_booking` and `last_arrival`: of the newest booking found."""

    id: UUID
    name: str
    phone: str
    email: str
    language: str
    country: str
    last_booking: str = ""
    last_arrival: date | None = None


def find_people(property: Property, text: str, *, most: int = 6) -> list[Person]:
    """Those whose booking was made last come first, everybody once; in as many queries as a search of bookings."""
    words = words_of(text)
    if sum(map(len, words)) < SHORTEST:
        return []
    found: dict[tuple[str, str, str], Person] = {}
    for row in newest_rows(property, Wanted(text=text), most=LOOKED_THROUGH):
        if _is_meant(row, words):
            person = _person(row.booker, row.code, row.arrival)
            found.setdefault((person.name.casefold(), person.phone, person.email.casefold()), person)
    return list(found.values())[:most]


def person_of(property: Property, guest: UUID) -> Person | None:
    """The person of a guest row, in one query; None when there is none, or was erased."""
    row = Guest.objects.of(property).filter(id=guest, erased_at=None).first()
    return _person(row) if row else None


def _is_meant(row: Booking, words: list[str]) -> bool:
    """Whether the booking was found by its booker or its code, not by somebody else who sleeps there."""
    booker = row.booker
    if not booker.name or booker.erased_at is not None:
        return False
    return words_found(words, keys_of(row.code, [booker.name], booker.phone, booker.email))


def _person(row: Guest, code: str = "", arrival: date | None = None) -> Person:
    return Person(row.id, row.name, row.phone, row.email, row.language, row.country, code, arrival)
