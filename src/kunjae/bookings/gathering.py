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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.bookings.listing import Place, Wanted, loaded, newest_rows
from kunjae.bookings.models import Booking, Guest, SearchKey, Stay
from kunjae.bookings.queries import LoadedBooking
from kunjae.bookings.search import keys_of, words_found, words_of
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_BOOKINGS = 100
"""Of one e-mail address or phone number: the newest."""
LOOKED_THROUGH = (50, 200)
"""Bookings read for one page of a list, a second helping only where the first had too few people."""
_NO_CONTACT = keys_of("", (), "", "")


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


def is_same(one: Guest, other: Guest) -> bool:
    """Whether two guest rows are one person."""
    return bool(
        one.id == other.id
        or (one.email and one.email.casefold() == other.email.casefold())
        or (one.phone.startswith("+") and one.phone == other.phone)
    )


def contact_keys(guest: Guest) -> list[bytes]:
    """The search keys of the addresses by which a guest is known again."""
    phone = guest.phone if guest.phone.startswith("+") else ""
    return sorted(keys_of("", (), phone, guest.email) - _NO_CONTACT)


_NEWEST = Rows(
    lambda hotel, bookings, keys: (
        SearchKey.objects.of(hotel)
        .filter(booking_id__in=bookings, key__in=keys)
        .values_list(
            "booking_id",
            Subquery(
                SearchKey.objects.of(hotel)
                .filter(key=OuterRef("key"))
                .order_by("-booked_at", "-booking_id")
                .values("booking_id")[:1]
            ),
        )
    )
)
_ROWS = Rows(lambda hotel, ids: Booking.objects.of(hotel).filter(id__in=ids).select_related("booker", "note"))
_KEYS = Rows(
    lambda hotel, ids: SearchKey.objects.of(hotel).filter(booking_id__in=ids).values_list("booking_id", "key")
)


def _newest_of_their_contact(
    property: Property, rows: Sequence[Booking], words: Sequence[str]
) -> list[Booking]:
    """Those of the bookings of whose booker no newer one is found."""
    own = {row.id: row for row in rows}
    keys = sorted({key for row in rows for key in contact_keys(row.booker)})
    newest = [
        (id, other)
        for id, other in _NEWEST(property.id, list(own), keys)
        if other is not None and other != id
    ]
    newer = {row.id: row for row in _ROWS(property.id, sorted({other for _, other in newest}))}
    found = _found_among(property, newer, words) if words else set(newer)
    # A long address is cut in its key: two of them may meet there and still differ.
    hidden = {id for id, other in newest if other in found and is_same(own[id].booker, newer[other].booker)}
    return [row for row in rows if row.id not in hidden]


def _found_among(property: Property, rows: dict[UUID, Booking], words: Sequence[str]) -> set[UUID]:
    keys: dict[UUID, list[bytes]] = {id: [] for id in rows}
    for id, key in _KEYS(property.id, list(rows)):
        keys[id].append(bytes(key))
    return {id for id, own in keys.items() if words_found(words, own)}


def _newest_with(hotel: Any, key: Any) -> QuerySet[SearchKey, Any]:
    rows = SearchKey.objects.of(hotel).filter(key=key).order_by("-booked_at", "-booking_id")
    return rows.values("booking_id")[: MOST_BOOKINGS + 1]


@cache
def _with_keys(count: int) -> Rows[Any]:
    """The bookings of so many contacts, of each the newest: a statement for each, as each has an end of its own."""

    def build(hotel: Any, *keys: Any) -> QuerySet[Any, Any]:
        first, *more = (
            Booking.objects.of(hotel)
            .filter(id__in=_newest_with(hotel, key))
            .values_list("id", "value", "paid", "booker_id", "booker__email", "booker__phone")
            for key in keys
        )
        return first.union(*more, all=True) if more else first

    return Rows(build)


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
    keys = sorted({key for guest in guests for key in contact_keys(guest)})
    if not keys:
        return theirs
    padding = (1 << (len(keys) - 1).bit_length()) - len(keys)  # so that there are few shapes of the statement
    rows = _with_keys(len(keys) + padding)(property.id, *keys, *keys[-1:] * padding)
    for id, value, paid, booker_id, email, phone in rows:
        booker = Guest(id=booker_id, email=email, phone=phone)
        for guest in guests:
            if is_same(guest, booker):
                theirs[guest.id][id] = value - paid
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
def _about(count: int) -> Rows[tuple[datetime, UUID]]:
    """Moments and ids of the bookings with so many contacts, made with a guest row, or of a stay of whom it is."""

    def build(hotel: Any, guest: Any, *keys: Any) -> QuerySet[Any, tuple[datetime, UUID]]:
        stays = Stay.objects.of(hotel).filter(guest_id=guest).order_by("-check_in", "-id")
        bookings = Booking.objects.of(hotel)
        terms = [
            bookings.filter(booker_id=guest),
            bookings.filter(id__in=stays.values("booking_id")[: MOST_BOOKINGS + 1]),
            *(bookings.filter(id__in=_newest_with(hotel, key)) for key in keys),
        ]
        first, *more = (term.values_list("booked_at", "id") for term in terms)
        return first.union(*more)

    return Rows(build)


def gathered(property: Property, guest: Guest) -> Gathered:
    """All that is known of a guest: bookings with their contact, those made with this very row, and those of whose stays
    they are the named guest; at most the newest `MOST_BOOKINGS`. Seven queries; an erased row has only its own."""
    keys = contact_keys(guest)
    found = sorted(_about(len(keys))(property.id, guest.id, *keys), reverse=True)
    rows = {row.id: row for row in _ROWS(property.id, [id for _, id in found[:MOST_BOOKINGS]])}
    bookings = loaded(property, [rows[id] for _, id in found[:MOST_BOOKINGS] if id in rows])
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
