"""Who arrived on which days, with the guests as registered: what the registers are made from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kunjae.bookings.facts import RegisteredGuest, StayStatus
from kunjae.bookings.models import Stay
from kunjae.bookings.registers import Arrival
from kunjae.bookings.registrations import registrations
from kunjae.kernel.moments import moment_of
from kunjae.properties.facts import room_order
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

DAYS_AT_ONCE = 7
"""So that a file of any length needs the memory of a week."""


def arrivals(property: Property, first: date, last: date) -> Iterator[Arrival]:
    """The stays whose guests came on these hotel-local days, both included, in the order of their coming: two queries
    for each week. A stay that was checked in when the moment was not kept yet came on its check-in date."""
    day = first
    while day <= last:
        until = min(day + timedelta(days=DAYS_AT_ONCE - 1), last)
        yield from _arrivals(property, day, until)
        day = until + timedelta(days=1)


def _arrivals(property: Property, first: date, last: date) -> list[Arrival]:
    begin = moment_of(first, time(), property.timezone)
    end = moment_of(last + timedelta(days=1), time(), property.timezone)
    stays = _ARRIVED(property.id, begin, end, first, last)
    guests = registrations(property, (id for id, *_ in stays))
    found = [_arrival(columns, tuple(guests.get(id, ()))) for id, *columns in stays]
    zone = ZoneInfo(property.timezone)
    return sorted(found, key=lambda each: _order(each, zone))


def _order(arrival: Arrival, zone: ZoneInfo) -> tuple[Any, ...]:
    moment = arrival.arrived_at.astimezone(zone).time() if arrival.arrived_at else time()
    return arrival.day(zone), moment, room_order(arrival.room), arrival.code, arrival.number


def _came(hotel: Any, when: Q) -> QuerySet[Any, Any]:
    came = (StayStatus.IN_HOUSE.value, StayStatus.CHECKED_OUT.value)
    return (
        Stay.objects.of(hotel)
        .filter(when, status__in=came)
        .values_list(
            "id",
            "booking__code",
            "number",
            "room__number",
            "guest__name",
            "booking__booker__name",
            "check_in",
            "check_out",
            "arrived_at",
            "left_at",
            "status",
            "adults",
        )
    )


# A statement for each of the two indexes, which OR would not find.
_ARRIVED = Rows(
    lambda hotel, begin, end, first, last: _came(hotel, Q(arrived_at__gte=begin, arrived_at__lt=end)).union(
        _came(hotel, Q(arrived_at=None, check_in__gte=first, check_in__lte=last)), all=True
    )
)


def _arrival(columns: list[Any], guests: tuple[RegisteredGuest, ...]) -> Arrival:
    code, number, room, guest, booker, check_in, check_out, arrived_at, left_at, status, adults = columns
    return Arrival(
        code=code,
        number=number,
        room=room or "",
        booked_as=guest or booker,
        check_in=check_in,
        check_out=check_out,
        arrived_at=arrived_at,
        left_at=left_at,
        has_left=status == StayStatus.CHECKED_OUT.value,
        adults=adults,
        guests=guests,
    )
