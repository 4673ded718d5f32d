"""Lists of bookings, newest first (api.md): by arrival, status, and words of the search.

Every question goes through an index that gives its answer in the list's own order, so that a page takes as long among a
million bookings as among a thousand. Which one, is said here and not left to the database: it would have to guess how
many rows each narrows to, and SQLite guesses without having looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import LoadedBooking, with_all_stays
from kunjae.bookings.search import Place, newest_found, words_of
from kunjae.properties.models import Property
from kunjae.properties.queries import house
from kunjae.rates.queries import rate_plans
from kunjae.tenancy.prepared import Rows

__all__ = ["Place", "Wanted", "loaded", "newest_bookings", "newest_rows"]

TOP = Place(datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))
"""Above every booking."""
MOST_DAYS = 31
"""Of arrivals that are looked up day by day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which bookings; what is None or empty does not narrow."""

    arriving_from: date | None = None
    arriving_to: date | None = None
    status: StayStatus | None = None
    text: str = ""


def newest_bookings(
    property: Property, wanted: Wanted, *, most: int, below: Place | None = None
) -> list[LoadedBooking]:
    """At most so many bookings with their stays, newest first, in six queries; `below`: those that follow."""
    return loaded(property, newest_rows(property, wanted, most=most, below=below))


def newest_rows(
    property: Property, wanted: Wanted, *, most: int, below: Place | None = None
) -> list[Booking]:
    """The same bookings without their stays, with booker and note: one query; two for arrivals of up to a month and for a
    rare word, a few more for several words or frequent ones."""
    words = words_of(wanted.text)
    if words:
        return _searched(property, wanted, words, most, below or TOP)
    if days := _days(wanted):
        return _arriving(property, wanted.status, days, most, below or TOP)
    return _listed(property, wanted, most, below or TOP)


def _listed(property: Property, wanted: Wanted, most: int, below: Place) -> list[Booking]:
    """One after the other in the order of the list, those left out that are not wanted."""
    given = {
        "status": wanted.status and wanted.status.value,
        "arrives__gte": wanted.arriving_from,
        "arrives__lte": wanted.arriving_to,
    }
    narrowed = {name: value for name, value in given.items() if value is not None}
    return _list(most, tuple(narrowed))(property.id, below.at, below.id, *narrowed.values())


@cache
def _list(most: int, narrowed: tuple[str, ...]) -> Rows[Booking]:
    def build(hotel: Any, at: Any, id: Any, *values: Any) -> QuerySet[Booking]:
        rows = _below(Booking.objects.of(hotel), at, id)
        # Not by the index of arrivals: nearly all bookings may lie behind one end.
        rows = rows.alias(arrives=Coalesce("arrival", "arrival")).filter(
            **dict(zip(narrowed, values, strict=True))
        )
        return rows.select_related("booker", "note").order_by("-booked_at", "-id")[:most]

    return Rows(build)


def _arriving(
    property: Property, status: StayStatus | None, days: Sequence[date], most: int, below: Place
) -> list[Booking]:
    """The newest of each day, drawn together."""
    if status is None:
        found = _arrivals(most)(property.id, below.at, below.id, *days)
    else:
        found = _arrivals_with_status(most)(property.id, below.at, below.id, status.value, *days)
    return _at(property, [Place(at, id) for at, id in found])


@cache
def _arrivals(most: int) -> Rows[tuple[datetime, UUID]]:
    return Rows(
        lambda hotel, at, id, *days: _days_together(_below(Booking.objects.of(hotel), at, id), days, most)
    )


@cache
def _arrivals_with_status(most: int) -> Rows[tuple[datetime, UUID]]:
    return Rows(
        lambda hotel, at, id, status, *days: _days_together(
            _below(Booking.objects.of(hotel), at, id).filter(status=status), days, most
        )
    )


def _days_together(
    rows: QuerySet[Booking], days: Sequence[Any], most: int
) -> QuerySet[Any, tuple[datetime, UUID]]:
    first, *more = (rows.filter(arrival=day).values_list("booked_at", "id") for day in days)
    return first.union(*more, all=True).order_by("-booked_at", "-id")[:most]


def _days(wanted: Wanted) -> list[date]:
    """The days of arrival, where they are few."""
    if wanted.arriving_from is None or wanted.arriving_to is None:
        return []
    count = (wanted.arriving_to - wanted.arriving_from).days + 1
    if count > MOST_DAYS:
        return []
    return [wanted.arriving_from + timedelta(days=day) for day in range(count)]


def _searched(
    property: Property, wanted: Wanted, words: Sequence[str], most: int, below: Place
) -> list[Booking]:
    """Those found by the words, looked through for what else is wanted until there are enough of them."""
    rows: list[Booking] = []
    together = most
    while True:
        places = newest_found(property, words, most=together, below=below)
        rows += [row for row in _at(property, places) if _fits(row, wanted)]
        if len(rows) >= most or len(places) < together:
            return rows[:most]
        below, together = places[-1], together * 4


def _fits(row: Booking, wanted: Wanted) -> bool:
    return (
        (wanted.status is None or row.status == wanted.status.value)
        and (wanted.arriving_from is None or row.arrival >= wanted.arriving_from)
        and (wanted.arriving_to is None or row.arrival <= wanted.arriving_to)
    )


_BY_ID = Rows(
    lambda hotel, ids: Booking.objects.of(hotel).filter(id__in=ids).select_related("booker", "note")
)


def _at(property: Property, places: Sequence[Place]) -> list[Booking]:
    """The bookings at these places, in their order."""
    found = {row.id: row for row in _BY_ID(property.id, [place.id for place in places])}
    return [found[place.id] for place in places if place.id in found]


def _below(rows: QuerySet[Booking], at: Any, id: Any) -> QuerySet[Booking]:
    return rows.filter(Q(booked_at__lt=at) | Q(id__lt=id), booked_at__lte=at)


def loaded(property: Property, rows: Sequence[Booking]) -> list[LoadedBooking]:
    """These bookings with their stays, in five queries; none for no rows."""
    if not rows:
        return []
    codes = {id: plan.code for id, plan in rate_plans(property).by_id.items()}
    for row in rows:
        row.property = property
    return with_all_stays(property, rows, house(property), codes)
