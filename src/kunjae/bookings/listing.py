"""Lists of bookings, newest first (api.md): by arrival, status, and words of the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import LoadedBooking, with_all_stays
from kunjae.bookings.search import matching
from kunjae.properties.models import Property
from kunjae.properties.queries import house
from kunjae.rates.queries import rate_plans


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a list that is ordered by a moment, newest first, then by id."""

    at: datetime
    id: UUID


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
    """The same bookings without their stays, with booker and note: one query."""
    rows = Booking.objects.of(property)
    if wanted.arriving_from:
        rows = rows.filter(arrival__gte=wanted.arriving_from)
    if wanted.arriving_to:
        rows = rows.filter(arrival__lte=wanted.arriving_to)
    if wanted.status:
        rows = rows.filter(status=wanted.status.value)
    found = matching(property, rows, wanted.text) if wanted.text else rows
    if below is not None:
        found = found.filter(
            Q(booked_at__lt=below.at) | Q(booked_at=below.at, id__lt=below.id), booked_at__lte=below.at
        )
    return list(found.select_related("booker", "note").order_by("-booked_at", "-id")[:most])


def loaded(property: Property, rows: Sequence[Booking]) -> list[LoadedBooking]:
    """These bookings with their stays, in five queries; none for no rows."""
    if not rows:
        return []
    codes = {id: plan.code for id, plan in rate_plans(property).by_id.items()}
    for row in rows:
        row.property = property
    return with_all_stays(property, rows, house(property), codes)
