"""The day at the desk: who arrives, who leaves, who is in the house (reads).

Each question goes through an index that holds few rows of a day, however many stays there ever were: arrivals and
departures by their dates, the house by the partial index of stays that are in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OrderBy, QuerySet

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Stay
from kunjae.kernel.texts import LocalText
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_OVERDUE = 100
"""Of the arrivals that nobody pressed, the newest so many."""
SOON_DAYS = 3
"""How many days ahead a stay without a room number waits for one."""


@dataclass(frozen=True, slots=True)
class DayStay:
    """One stay as the day shows it; money is the whole booking's, minor units. `room_number` None: not assigned."""

    id: UUID
    booking: str
    number: int
    status: StayStatus
    check_in: date
    check_out: date
    adults: int
    children: int
    room_type: LocalText
    room_number: str | None
    to_clean: bool
    guest: str
    booker: str
    is_erased: bool
    value: int
    paid: int
    arrived_at: datetime | None
    left_at: datetime | None

    @property
    def name(self) -> str:
        """Who sleeps there: the stay's own guest, else the booker."""
        return self.guest or self.booker

    @property
    def balance(self) -> int:
        """Of the booking: above zero the guest owes, below zero the hotel does."""
        return self.value - self.paid


@dataclass(frozen=True, slots=True)
class Pressed:
    """When check-in and check-out of a stay were pressed."""

    arrived_at: datetime | None = None
    left_at: datetime | None = None


BY_ROOM = F("room__number").asc(nulls_last=True)
"""As a person would read them: stays without a number last."""


def _shown(stays: QuerySet[Stay], order: OrderBy | str = BY_ROOM) -> QuerySet[Stay, Any]:
    return stays.order_by(order, "booking__code", "number").values_list(
        "id",
        "booking__code",
        "number",
        "status",
        "check_in",
        "check_out",
        "adults",
        "children",
        "room_type__name",
        "room__number",
        "room__to_clean",
        "guest__name",
        "booking__booker__name",
        "booking__booker__erased_at",
        "booking__value",
        "booking__paid",
        "arrived_at",
        "left_at",
    )


_ARRIVALS = Rows(
    lambda hotel, first, last: _shown(Stay.objects.of(hotel).filter(check_in__gte=first, check_in__lte=last))
)
_DEPARTURES = Rows(lambda hotel, day: _shown(Stay.objects.of(hotel).filter(check_out=day)))
# The status stands in the statement itself: a value given later could not choose the partial index.
_WAITED_FOR = Rows(
    lambda hotel, today: _shown(
        Stay.objects.of(hotel).filter(status="reserved", check_in__lt=today), "-check_in"
    )[:MOST_OVERDUE]
)
_IN_HOUSE = Rows(lambda hotel: _shown(Stay.objects.of(hotel).filter(status="in_house")))


def arrivals(property: Property, day: date, *, until: date | None = None) -> list[DayStay]:
    """The stays that begin on that day, or on one of those until the other, whatever became of them; one query."""
    return _stays(_ARRIVALS(property.id, day, until or day))


def overdue_arrivals(property: Property, today: date) -> list[DayStay]:
    """Reserved stays whose first day has passed, at most the newest 100; one query."""
    return _stays(_WAITED_FOR(property.id, today))


def departures(property: Property, day: date) -> list[DayStay]:
    """The stays that end on that day, whatever became of them; one query."""
    return _stays(_DEPARTURES(property.id, day))


def in_house(property: Property) -> list[DayStay]:
    """The stays that are in the house now, those too that should have left; one query."""
    return _stays(_IN_HOUSE(property.id))


def _stays(rows: Sequence[Any]) -> list[DayStay]:
    found = []
    for id, booking, number, status, check_in, check_out, adults, children, *more in rows:
        room_type, room, to_clean, guest, booker, erased_at, value, paid, arrived_at, left_at = more
        found.append(
            DayStay(
                id=id,
                booking=booking,
                number=number,
                status=StayStatus(status),
                check_in=check_in,
                check_out=check_out,
                adults=adults,
                children=children,
                room_type=room_type,
                room_number=room,
                to_clean=bool(to_clean),
                guest=guest or "",
                booker=booker,
                is_erased=erased_at is not None,
                value=value,
                paid=paid,
                arrived_at=arrived_at,
                left_at=left_at,
            )
        )
    return found


_PRESSED = Rows(
    lambda hotel, stays: (
        Stay.objects.of(hotel).filter(id__in=stays).values_list("id", "arrived_at", "left_at")
    )
)


def pressed(property: Property, stay_ids: Iterable[UUID]) -> dict[UUID, Pressed]:
    """Stay id -> when its check-in and check-out were pressed, in one query."""
    found = _PRESSED(property.id, list(stay_ids))
    return {id: Pressed(arrived_at, left_at) for id, arrived_at, left_at in found}


_OCCUPANTS = Rows(
    lambda hotel, room: (
        Stay.objects.of(hotel)
        .filter(status="in_house", room__number=room)
        .order_by("check_out", "number")
        .values_list("booking__code", "number", "check_out")
    )
)


def occupants(property: Property, room_number: str) -> list[tuple[str, int, date]]:
    """Booking, stay and last day of who is checked in to a room now, in one query."""
    return _OCCUPANTS(property.id, room_number)
