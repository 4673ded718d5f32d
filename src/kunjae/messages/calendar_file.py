"""A booking as an iCalendar file: one event from the first check-in to the last check-out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from icalendar import Calendar, Event

from kunjae.kernel.moments import moment_of
from kunjae.properties.models import Property

PRODUCER = "-//Kunjae//Booking//EN"


def calendar_file(
    property: Property,
    *,
    code: str,
    version: int,
    arrival: date,
    departure: date,
    title: str,
    description: str,
    place: str,
    cancelled: bool,
    made_at: datetime,
) -> bytes:
    """The file, `text/calendar`. The event keeps its id, and its number grows with the booking's version, so that a
    newer file replaces an older one in the guest's calendar; a cancelled booking takes it out. Moments are in UTC, which
    needs no rules of time zones in the file."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{code}@{property.slug}.kunjae")
    event.add("sequence", version)
    event.add("dtstamp", made_at)
    event.add("dtstart", moment_of(arrival, property.check_in_time, property.timezone))
    event.add("dtend", moment_of(departure, property.check_out_time, property.timezone))
    event.add("summary", title)
    event.add("description", description)
    if place:
        event.add("location", place)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def whole_dates(stays: Iterable[tuple[date, date]]) -> tuple[date, date]:
    """From the first check-in to the last check-out."""
    every = list(stays)
    return min(first for first, _ in every), max(last for _, last in every)
