"""The guest's booking as it is now."""

from __future__ import annotations

from datetime import datetime

from kunjae.changes.commands.pending import end_if_over
from kunjae.changes.queries import OpenedBooking, open_booking
from kunjae.properties.models import Property


def opened_now(property: Property, code: str, now: datetime) -> OpenedBooking:
    """The booking; a change of it whose time to pay is over is dropped first, whether a worker is at work or not."""
    found = open_booking(property, code)
    waits = found.booking.facts.pending_id is not None
    if waits and end_if_over(property=property, code=code, now=now):
        found = open_booking(property, code)
    return found
