"""What is kept of a reservation, whatever became of it. Inside the transaction of what did."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from kunjae.bookings.facts import pms_source
from kunjae.bookings.models import Booking
from kunjae.pms.facts import ReservationThere
from kunjae.pms.models import Reservation
from kunjae.pms.reservations.facts import GONE, Naming, Trouble
from kunjae.pms.reservations.following import MOST_NAME
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

MOST_KEY = 64
"""Characters of an import key."""


def fingerprint(there: ReservationThere, naming: Naming, version: int) -> str:
    """SHA-256, in hexadecimal, of all that following depends on: as long as it is the same, there is nothing to do.
    `version`: of the booking."""
    names = (sorted(naming.room_types.items()), sorted(naming.rates.items()), naming.rate_plan)
    content = json.dumps([asdict(there), names, version], default=str, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def import_key(pms: str, number: str) -> str:
    """The import key of the booking that a reservation is, at most 64 characters."""
    key = f"{pms_source(pms)}:{number}"
    if len(key) <= MOST_KEY:
        return key
    return f"{pms_source(pms)}:{hashlib.sha256(number.encode()).hexdigest()[:40]}"


@one_transaction
def keep_trouble(property: Property, there: ReservationThere, trouble: Trouble, now: datetime) -> str:
    """Why the reservation could not be taken in; the code of its booking, if it has one."""
    row = row_of(property, there.number, lock=True) or Reservation(property=property, number=there.number)
    keep(row, there, now, trouble)
    code = Booking.objects.of(property).filter(reservations__id=row.id).values_list("code", flat=True).first()
    return code or ""


def row_of(property: Property, number: str, *, lock: bool = False) -> Reservation | None:
    """What is known of a reservation. Locked, it comes without its booking."""
    rows = Reservation.objects.of(property).filter(number=number)
    return (rows.select_for_update() if lock else rows.select_related("booking")).first()


def keep(
    row: Reservation, there: ReservationThere, now: datetime, trouble: Trouble | None = None, seen: str = ""
) -> None:
    """The reservation as it was just seen."""
    rooms = [room for room in there.rooms if room.status.is_live] or there.rooms
    if rooms:
        row.arrival = min(room.check_in for room in rooms)
        row.departure = max(room.check_out for room in rooms)
        name = there.name or next((room.guest for room in rooms if room.guest), "")
        row.name = name.replace("\0", "")[:MOST_NAME]
    row.problem = trouble.code if trouble else ""
    row.problem_values = dict(trouble.values) if trouble else {}
    row.seen, row.looked_at = seen, now
    row.save()


@one_transaction
def mark_gone(property: Property, numbers: Iterable[str], now: datetime) -> None:
    """The PMS knows nothing of these reservations any more, and nobody knows why."""
    rows = Reservation.objects.of(property).filter(number__in=list(numbers))
    rows.update(problem=GONE, problem_values={}, seen="", looked_at=now)
