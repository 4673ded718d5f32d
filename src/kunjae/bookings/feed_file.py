"""What a calendar feed says (RFC 5545): one event of whole days for each stay, block or kept room, from the day of arrival
until the day of departure, which is free again. No time zone is in it: hotel days are days anywhere.

The same bookings give the same file, byte for byte, so that a program that has it needs not read it again. An event keeps its
UID for as long as its stay lasts.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q
from icalendar import Calendar, Event

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.feeds import OpenedFeed
from kunjae.bookings.models import Stay
from kunjae.inventory.models import Block, RoomNight
from kunjae.kernel.texts import in_language
from kunjae.properties.models import Property

SINCE, AHEAD = timedelta(days=31), timedelta(days=550)
"""Which stays are in it: those that end no longer ago, and begin no further ahead."""
_LIVE = [status.value for status in StayStatus if status.is_live]
_WORDS = {
    "reserved": {"en": "Reserved", "th": "จองแล้ว"},
    "blocked": {"en": "Out of service", "th": "ปิดใช้งาน"},
    "kept": {"en": "Held", "th": "กันห้องไว้"},
    "booking": {"en": "Booking number {code}", "th": "หมายเลขการจอง {code}"},
}


def feed_calendar(property: Property, feed: OpenedFeed, language: str, today: date) -> bytes:
    """The file of a feed on a hotel day. Three queries, however many stays."""
    first, until = today - SINCE, today + AHEAD
    calendar = Calendar()
    calendar.add("prodid", "-//Kunjae//Kunjae//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", " ".join(filter(None, (in_language(property.name, language), feed.room))))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", timedelta(hours=1))
    for event in (
        *_stays(property, feed, language, first, until),
        *_blocks(property, feed, language, first, until),
        *_kept(property, feed, language, first, until),
    ):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _stays(property: Property, feed: OpenedFeed, language: str, first: date, until: date) -> list[Event]:
    rows = Stay.objects.of(property).filter(check_out__gte=first, check_in__lt=until, status__in=_LIVE)
    if feed.room_id is not None:
        rows = rows.filter(room_id=feed.room_id)
    columns = (
        "id", "check_in", "check_out", "booking__code", "booking__version", "booking__booked_at",
        "room__number", "room_type__name", "guest__name", "booking__booker__name",
    )  # fmt: skip
    events = []
    for row in rows.order_by("check_in", "check_out", "id").values_list(*columns):
        id, check_in, check_out, code, version, booked_at, room, room_type, guest, booker = row
        where = "" if feed.room_id is not None else room or in_language(room_type, language)
        who = (guest or booker) if feed.with_names else ""
        said = who or _said("reserved", language)
        event = _event(property, id, check_in, check_out, booked_at, " · ".join(filter(None, (where, said))))
        event.add("sequence", version)
        if feed.with_names:
            event.add("description", _said("booking", language).format(code=code))
        events.append(event)
    return events


def _blocks(property: Property, feed: OpenedFeed, language: str, first: date, until: date) -> list[Event]:
    rows = Block.objects.of(property).filter(until__gte=first, first_night__lt=until)
    if feed.room_id is not None:
        rows = rows.filter(room_id=feed.room_id)
    columns = ("id", "first_night", "until", "blocked_at", "held_until", "room__number")
    return [
        _event(
            property,
            id,
            first_night,
            ends,
            at,
            _summary(feed, room, "blocked" if held is None else "kept", language),
        )
        for id, first_night, ends, at, held, room in rows.order_by("first_night", "id").values_list(*columns)
    ]


def _kept(property: Property, feed: OpenedFeed, language: str, first: date, until: date) -> list[Event]:
    """Rooms that a change or an order keeps until it is settled; nights in a row are one event."""
    rows = RoomNight.objects.of(property).filter(
        Q(night__gte=first, night__lt=until), option_id__isnull=False
    )
    if feed.room_id is not None:
        rows = rows.filter(room_id=feed.room_id)
    nights = list(
        rows.order_by("room__number", "option_id", "night").values_list(
            "room_id", "option_id", "room__number", "option__made_at", "night"
        )
    )
    events = []
    # Nights in a row are as far from a fixed day as they stand behind each other.
    for (_run, *taken), run in groupby(
        enumerate(nights), key=lambda each: (each[1][4] - timedelta(days=each[0]), *each[1][:4])
    ):
        days = [row[4] for _index, row in run]
        room_id, option_id, room, made_at = taken
        id = f"{option_id}-{room_id}-{days[0]:%Y%m%d}"
        summary = _summary(feed, room, "kept", language)
        events.append(_event(property, id, days[0], days[-1] + timedelta(days=1), made_at, summary))
    return events


def _event(property: Property, id: UUID | str, first: date, until: date, at: datetime, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{id}@{property.slug}.kunjae")
    event.add("dtstamp", at)
    event.add("dtstart", first)
    event.add("dtend", until)
    event.add("summary", summary)
    event.add("transp", "OPAQUE")
    return event


def _summary(feed: OpenedFeed, room: str, code: str, language: str) -> str:
    said = _said(code, language)
    return said if feed.room_id is not None else f"{room} · {said}"


def _said(code: str, language: str) -> Any:
    return in_language(_WORDS[code], language)
