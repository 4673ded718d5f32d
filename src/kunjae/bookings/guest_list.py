"""The list of guests: whoever booked, by their newest booking, each person once.

Nothing is kept of who is one person (`bookings.gathering`): a booking is left out where a newer one has its contact, and
for that each contact is asked for its newest booking, in an index that gives it at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.gathering import MOST_BOOKINGS, Found, contact_keys, contacts, is_same, with_contacts
from kunjae.bookings.listing import Place, Wanted, newest_rows
from kunjae.bookings.models import Booking, Guest, Stay
from kunjae.bookings.search import keys_of, words_found, words_of
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

LOOKED_THROUGH = (50, 150)
"""Bookings read for one page, a second helping only where the first had too few people."""


@dataclass(frozen=True, slots=True)
class Stays:
    """What a list says of somebody's stays. `last`: check-in and check-out of the newest begun, `coming`: of the next.
    `has_more`: there are older bookings that were not read. `balance`: of all bookings read, minor units."""

    count: int = 0
    in_house: bool = False
    last: tuple[date, date] | None = None
    coming: tuple[date, date] | None = None
    balance: int = 0
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of the list: their newest booking that was asked for, and the other names in it."""

    booking: Booking
    stays: Stays
    companions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedPage:
    """`further`: where the next page goes on; None on the last."""

    people: list[Listed] = field(default_factory=list)
    further: Place | None = None


def newest_people(
    property: Property, text: str, *, most: int, today: date, below: Place | None = None
) -> ListedPage:
    """Those who booked, or of whom a word of the search was found, by their newest booking, each once.

    A page looks through at most `LOOKED_THROUGH` bookings, so it may hold fewer people than `most` and still not be the
    last. A booking is left out when a newer one that is found as well has the same contact.
    """
    words = words_of(text)
    shown: list[Booking] = []
    further = below
    for size in LOOKED_THROUGH:
        rows = newest_rows(property, Wanted(text=text), most=size + 1, below=further)
        heads = _newest_of_their_contact(property, rows[:size], words)
        further = _place(rows[size - 1]) if len(rows) > size else None
        for row in heads:
            if any(is_same(row.booker, other.booker) for other in shown):
                continue
            if len(shown) == most:
                return ListedPage(_listed(property, shown, today), _place(shown[-1]))
            shown.append(row)
        if further is None or len(shown) == most:
            break
    return ListedPage(_listed(property, shown, today), further)


def _place(row: Booking) -> Place:
    return Place(row.booked_at, row.id)


def _newest_of_their_contact(
    property: Property, rows: Sequence[Booking], words: Sequence[str]
) -> list[Booking]:
    """Those of the bookings of whose booker no newer one is found."""
    newest = _newest_by_key(property, [row.booker for row in rows])
    # A long address is cut in its key: two of them may meet there and still differ.
    newer = {
        row.id: other
        for row in rows
        for other in (newest.get(key) for key in contact_keys(row.booker))
        if other is not None and other.id != row.id and is_same(row.booker, other.booker)
    }
    found = _found_among(property, newer.values(), words) if words else None
    return [
        row for row in rows if row.id not in newer or (found is not None and newer[row.id].id not in found)
    ]


def _newest_by_key(property: Property, guests: Iterable[Guest]) -> dict[bytes, Found]:
    """Contact -> the newest booking with it."""
    newest: dict[bytes, Found] = {}
    for row in with_contacts(property, guests, 1):
        for key in contact_keys(row.booker):
            if key not in newest or row[:2] > newest[key][:2]:
                newest[key] = row
    return newest


def _found_among(property: Property, rows: Collection[Found], words: Sequence[str]) -> set[UUID]:
    """Which of the bookings the words of a search find."""
    names: dict[UUID, list[str]] = {row.id: [row.booker.name] for row in rows}
    for booking_id, _status, _check_in, _check_out, name in _STAYS(property.id, sorted(names)):
        names[booking_id].append(name or "")
    return {
        row.id
        for row in rows
        if words_found(words, keys_of(row.code, names[row.id], row.booker.phone, row.booker.email))
    }


class _Stay(NamedTuple):
    status: StayStatus
    dates: tuple[date, date]
    guest_name: str

    def is_coming(self, today: date) -> bool:
        return self.status is StayStatus.RESERVED and self.dates[1] > today


_STAYS = Rows(
    lambda hotel, bookings: (
        Stay.objects.of(hotel)
        .filter(booking_id__in=bookings)
        .order_by("booking_id", "number")
        .values_list("booking_id", "status", "check_in", "check_out", "guest__name")
    )
)


def _listed(property: Property, rows: Sequence[Booking], today: date) -> list[Listed]:
    """The people of these bookings, in two queries."""
    theirs = _balances(property, [row.booker for row in rows])
    for row in rows:  # without any contact they have their own booking alone
        theirs[row.booker.id][row.id] = row.value - row.paid
    stays: dict[UUID, list[_Stay]] = {}
    ids = {id for balances in theirs.values() for id in balances}
    for booking_id, status, check_in, check_out, name in _STAYS(property.id, sorted(ids)):
        stays.setdefault(booking_id, []).append(_Stay(StayStatus(status), (check_in, check_out), name or ""))
    return [_listed_one(row, theirs[row.booker.id], stays, today) for row in rows]


def _balances(property: Property, guests: Sequence[Guest]) -> dict[UUID, dict[UUID, int]]:
    """Guest -> the bookings with their contact, each with its balance."""
    theirs: dict[UUID, dict[UUID, int]] = {guest.id: {} for guest in guests}
    whose: dict[str, list[UUID]] = {}
    for guest in guests:
        for contact in contacts(guest):
            whose.setdefault(contact, []).append(guest.id)
    for row in with_contacts(property, guests, MOST_BOOKINGS + 1):
        for contact in contacts(row.booker):
            for id in whose.get(contact, ()):
                theirs[id][row.id] = row.value - row.paid
    return theirs


def _listed_one(
    row: Booking, balances: dict[UUID, int], stays: dict[UUID, list[_Stay]], today: date
) -> Listed:
    live = [stay for id in balances for stay in stays.get(id, ()) if stay.status.is_live]
    names = dict.fromkeys(stay.guest_name for stay in stays.get(row.id, ()))
    return Listed(
        row,
        Stays(
            count=len(live),
            in_house=any(stay.status is StayStatus.IN_HOUSE for stay in live),
            last=max((stay.dates for stay in live if not stay.is_coming(today)), default=None),
            coming=min((stay.dates for stay in live if stay.is_coming(today)), default=None),
            balance=sum(balances.values()),
            has_more=len(balances) > MOST_BOOKINGS,
        ),
        tuple(name for name in names if name and name != row.booker.name),
    )
