"""What came in from the PMS, and what could not: reads for pages, each a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kunjae.bookings.facts import PMS, StayStatus
from kunjae.bookings.models import Booking
from kunjae.pms.models import Reservation
from kunjae.pms.reservations.facts import ReservationShown
from kunjae.properties.models import Property

STAYS_AT_MOST = timedelta(days=60)
"""How long before today guests may have arrived who are still asked for."""


@dataclass(frozen=True, slots=True)
class WithoutEmail:
    """A booking of the PMS that no mail can reach."""

    booking: str
    name: str
    phone: str
    arrival: date
    departure: date


def in_trouble(property: Property, today: date, *, most: int) -> list[ReservationShown]:
    """Reservations of guests who have not left that could not be taken in as they stand, by their arrival; one more than
    `most` if there are more. One query."""
    rows = Reservation.objects.of(property).exclude(problem="").exclude(departure__lt=today)
    rows = rows.order_by("arrival", "id")
    return [_shown(row) for row in rows.select_related("booking")[: most + 1]]


def without_email(property: Property, today: date, *, most: int) -> list[WithoutEmail]:
    """Bookings of the PMS to come or in house whose booker has no e-mail address, by their arrival; one more than `most`
    if there are more. One query."""
    rows = Booking.objects.of(property).filter(
        arrival__gte=today - STAYS_AT_MOST,
        departure__gte=today,
        status__in=[StayStatus.RESERVED.value, StayStatus.IN_HOUSE.value],
        source__startswith=PMS,
        booker__email="",
        booker__erased_at__isnull=True,
    )
    found = rows.order_by("arrival", "id").values_list(
        "code", "booker__name", "booker__phone", "arrival", "departure"
    )
    return [WithoutEmail(*each) for each in found[: most + 1]]


def reservation_of(property: Property, booking: UUID) -> ReservationShown | None:
    """The PMS's reservation that this booking is; None: there is none. One query."""
    row = Reservation.objects.of(property).filter(booking_id=booking).select_related("booking").first()
    return _shown(row) if row else None


def _shown(row: Reservation) -> ReservationShown:
    booking: Booking | None = row.booking
    looked_at: datetime = row.looked_at
    return ReservationShown(
        number=row.number,
        booking=booking.code if booking else "",
        is_theirs=row.is_theirs,
        name=row.name,
        arrival=row.arrival,
        departure=row.departure,
        problem=row.problem,
        problem_values=row.problem_values,
        looked_at=looked_at,
    )
