"""Which bookings are those of one guest.

A guest row is made for each booking and never edited (docs/adr/0005), so nothing says that two rows are one person. Here
two bookings are gathered when their bookers gave **the same e-mail address, or the same phone number in international
form**; never by name alone, as a country has ten thousand Somchais, and never by a number that was not understood, as
`call reception` is not a person. The rule goes one step: whoever shares an address with one booking and a number with
another is shown beside both, but does not make those two one person, as families share telephones.

The keys that find bookings (`bookings.search`) answer exact questions as well, newest first, so that a guest of two
bookings and an agency of a hundred thousand take the same few milliseconds: of each contact only the newest
`MOST_BOOKINGS` are ever read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import batched
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from kunjae.bookings.facts import StayFacts
from kunjae.bookings.listing import loaded
from kunjae.bookings.models import Booking, Guest, SearchKey, Stay
from kunjae.bookings.queries import LoadedBooking
from kunjae.bookings.search import keys_of
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_BOOKINGS = 100
"""Of one e-mail address or phone number: the newest."""
CONTACTS_AT_ONCE = 64
_BOOKER = ("booker_id", "booker__name", "booker__email", "booker__phone")
_NO_CONTACT = keys_of("", (), "", "")


def contacts(guest: Guest) -> set[str]:
    """The addresses by which a guest is known again."""
    phone = guest.phone if guest.phone.startswith("+") else ""
    return {contact for contact in (guest.email.casefold(), phone) if contact}


def is_same(one: Guest, other: Guest) -> bool:
    """Whether two guest rows are one person."""
    return one.id == other.id or not contacts(one).isdisjoint(contacts(other))


def contact_keys(guest: Guest) -> list[bytes]:
    """The search keys of the addresses by which a guest is known again."""
    phone = guest.phone if guest.phone.startswith("+") else ""
    return sorted(keys_of("", (), phone, guest.email) - _NO_CONTACT)


class Found(NamedTuple):
    """One booking with a contact."""

    booked_at: datetime
    id: UUID
    code: str
    value: int
    paid: int
    booker: Guest


def with_contacts(property: Property, guests: Iterable[Guest], most: int) -> list[Found]:
    """The newest bookings with each of the contacts of these guests, so many of each, some twice: a query for every
    `CONTACTS_AT_ONCE` contacts."""
    keys = sorted({key for guest in guests for key in contact_keys(guest)})
    found = []
    for some in batched(keys, CONTACTS_AT_ONCE, strict=False):
        padding = (1 << (len(some) - 1).bit_length()) - len(
            some
        )  # so that there are few shapes of the statement
        rows = _with_keys(len(some) + padding, most)(property.id, *some, *[b""] * padding)
        for at, id, code, value, paid, booker, name, email, phone in rows:
            who = Guest(id=booker, name=name, email=email, phone=phone)
            found.append(Found(at, id, code, value, paid, who))
    return found


@cache
def _with_keys(count: int, most: int) -> Rows[Any]:
    """The newest bookings with so many keys: a statement for each of them, as each has an end of its own."""

    def build(hotel: Any, *keys: Any) -> QuerySet[Any, Any]:
        first, *more = (
            Booking.objects.of(hotel)
            .filter(id__in=_newest_with(hotel, key, most))
            .values_list("booked_at", "id", "code", "value", "paid", *_BOOKER)
            for key in keys
        )
        return first.union(*more, all=True) if more else first

    return Rows(build)


def _newest_with(hotel: Any, key: Any, most: int) -> QuerySet[SearchKey, Any]:
    rows = SearchKey.objects.of(hotel).filter(key=key).order_by("-booked_at", "-booking_id")
    return rows.values("booking_id")[:most]


_ROWS = Rows(lambda hotel, ids: Booking.objects.of(hotel).filter(id__in=ids).select_related("booker", "note"))


@dataclass(frozen=True, slots=True)
class Gathered:
    """A guest with the newest of their bookings, newest first. `whole`: those that they booked; of the others only the
    stays whose guest they are. `others`: how else they gave their details, newest first. `has_more`: older bookings."""

    guest: Guest
    bookings: list[LoadedBooking]
    whole: frozenset[UUID]
    others: list[Guest]
    has_more: bool

    def stays(self, booking: LoadedBooking) -> list[StayFacts]:
        """The stays of one of the bookings that are theirs."""
        facts = booking.facts.stays
        return [stay for stay in facts if booking.row.id in self.whole or stay.guest_id == self.guest.id]


def guest_of(property: Property, id: UUID) -> Guest | None:
    """The guest row of that id, erased ones too."""
    return Guest.objects.of(property).filter(id=id).first()


@cache
def _about(count: int) -> Rows[tuple[datetime, UUID, str]]:
    """Moments and ids of the bookings with so many contacts, made with a guest row, or of a stay of whom it is."""

    def build(hotel: Any, guest: Any, *keys: Any) -> QuerySet[Any, tuple[datetime, UUID, str]]:
        bookings = Booking.objects.of(hotel)
        terms = [
            bookings.filter(booker_id=guest),
            bookings.filter(id__in=Stay.objects.of(hotel).filter(guest_id=guest).values("booking_id")),
            *(bookings.filter(id__in=_newest_with(hotel, key, MOST_BOOKINGS + 1)) for key in keys),
        ]
        # The code is asked for so that no index of the list can answer: SQLite would walk the whole of it.
        first, *more = (term.values_list("booked_at", "id", "code") for term in terms)
        return first.union(*more)

    return Rows(build)


def gathered(property: Property, guest: Guest) -> Gathered:
    """All that is known of a guest: bookings with their contact, those made with this very row, and those of whose stays
    they are the named guest; at most the newest `MOST_BOOKINGS`. Seven queries; an erased row has only its own."""
    keys = contact_keys(guest)
    found = sorted(_about(len(keys))(property.id, guest.id, *keys), reverse=True)
    rows = {row.id: row for row in _ROWS(property.id, [id for _, id, _ in found[:MOST_BOOKINGS]])}
    bookings = loaded(property, [rows[id] for _, id, _ in found[:MOST_BOOKINGS] if id in rows])
    whole = frozenset(each.row.id for each in bookings if is_same(guest, each.row.booker))
    everything = Gathered(guest, bookings, whole, [], len(found) > MOST_BOOKINGS)
    # A long address is cut in its key: what only meets there is not theirs.
    theirs = [each for each in bookings if each.row.id in whole or everything.stays(each)]
    return replace(everything, bookings=theirs, others=_others(guest, (each.row.booker for each in theirs)))


def _others(guest: Guest, bookers: Iterable[Guest]) -> list[Guest]:
    """Rows with another name, address or number, each once."""

    def details(row: Guest) -> tuple[str, str, str]:
        return row.name.casefold(), row.email.casefold(), row.phone

    found: dict[tuple[str, str, str], Guest] = {}
    for row in bookers:
        if row.erased_at is None and is_same(guest, row) and details(row) != details(guest):
            found.setdefault(details(row), row)
    return list(found.values())
