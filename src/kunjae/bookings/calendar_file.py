"""A booking as an iCalendar file (RFC 5545): one event for each stay, for the page's download and for mails.

An event keeps its UID for good, and its sequence is the booking's version: a later file moves the event or takes it out
of the calendar of whoever opened an earlier one.
"""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar, Event

from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus
from kunjae.kernel.moments import moment_of
from kunjae.kernel.texts import in_language
from kunjae.properties.models import Property
from kunjae.properties.queries import House

_WORDS = {
    "summary": {"en": "{hotel}: {room_type}", "th": "{hotel}: {room_type}"},
    "booking": {"en": "Booking number {code}", "th": "หมายเลขการจอง {code}"},
    "phone": {"en": "Phone {phone}", "th": "โทร. {phone}"},
}


def booking_calendar(
    property: Property, booking: BookingFacts, house: House, language: str, now: datetime
) -> bytes:
    """The file, from check-in time to check-out time of every stay; stays that ended are there as cancelled."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kunjae//Kunjae//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for stay in booking.stays:
        calendar.add_component(_event(property, booking, stay, house, language, now))
    return bytes(calendar.to_ical())


def _event(
    property: Property, booking: BookingFacts, stay: StayFacts, house: House, language: str, now: datetime
) -> Event:
    hotel = in_language(property.name, language)
    known = house.by_code.get(stay.room_type)
    lines = [in_language(_WORDS["booking"], language).format(code=booking.code)]
    if phone := property.details.get("phone"):
        lines.append(in_language(_WORDS["phone"], language).format(phone=phone))
    event = Event()
    event.add("uid", f"{booking.code}-{stay.number}@{property.slug}.kunjae")
    event.add("dtstamp", now)
    event.add("sequence", booking.version)
    event.add("dtstart", moment_of(stay.check_in, property.check_in_time, property.timezone))
    event.add("dtend", moment_of(stay.check_out, property.check_out_time, property.timezone))
    event.add(
        "summary",
        in_language(_WORDS["summary"], language).format(
            hotel=hotel, room_type=in_language(known.name, language) if known else stay.room_type
        ),
    )
    event.add("description", "\n".join(lines))
    address = in_language(property.details.get("address") or {}, language)
    event.add("location", ", ".join(part for part in (hotel, address) if part))
    ended = stay.status in (StayStatus.CANCELLED, StayStatus.NO_SHOW)
    event.add("status", "CANCELLED" if ended else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
