"""What callers ask, read by the house's own readers: every wrong field is named with its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict

from kunjae.api.language import hotel_language
from kunjae.api.paging import Page, number_from_json, place_from_json, read_page
from kunjae.api.problems import Refused
from kunjae.bookings.commands import Booker
from kunjae.bookings.contacts import parse_country, parse_email, parse_language, parse_phone, region_of
from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.facts import Source, StayStatus
from kunjae.bookings.listing import Place, Wanted
from kunjae.changes.commands import Details
from kunjae.changes.operations import MOST_PEOPLE, MOST_STAYS, AddStay, Operation
from kunjae.changes.operations_text import add_stay_from_json, operations_from_json
from kunjae.kernel.errors import invalid
from kunjae.kernel.parsing import MOST_TEXT, Reader, parse_choice, parse_text
from kunjae.kernel.stay_dates import StayDates, parse_date
from kunjae.properties.models import Property

MOST_REASON = 1000
_CODE = re.compile(r"[A-Za-z0-9-]{1,20}", re.ASCII)


def booking_code(text: str) -> str:
    """A booking's code out of an address. Raises NoSuchBooking for what can be none."""
    if not _CODE.fullmatch(text):
        raise NoSuchBooking(text[:20])
    return text.upper()


def query_of(request: HttpRequest) -> Reader:
    """The query string as a reader: UTF-8, whatever a Content-Type claims; the last of equal names counts."""
    sent = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    try:
        return Reader(QueryDict(sent, encoding="utf-8").dict(), "")
    except TooManyFieldsSent:
        raise Refused("bad_request") from None


# Bookings


@dataclass(frozen=True, slots=True)
class NewBooking:
    """The body of POST /bookings."""

    booker: Booker
    source: Source
    notes: str
    stays: tuple[AddStay, ...]


def read_new_booking(body: Any, property: Property) -> NewBooking:
    reader = Reader(body, "")
    booker = reader.take("booker", lambda value, path: _read_booker(value, path, property))
    source = reader.choice("source", Source, Source.DIRECT)
    notes = text_or_empty(reader, "notes", MOST_TEXT)
    stays = reader.items(
        "stays", lambda value, path: add_stay_from_json(value, property.currency, path), most=MOST_STAYS
    )
    reader.finish()
    if not stays:
        raise invalid("stays", "required", "needs at least one stay", "ต้องมีอย่างน้อย 1 รายการ")
    return NewBooking(booker, source, notes, tuple(stays))


def _read_booker(value: Any, path: str, property: Property) -> Booker:
    reader = Reader(value, path)
    details = {
        "name": reader.text("name"),
        **_contacts(reader, property),
    }
    reader.finish()
    return Booker(**{"language": hotel_language(property.languages)} | details)


def _contacts(reader: Reader, property: Property) -> dict[str, str]:
    """Those of e-mail, phone, country and language that are there; null empties."""
    region = region_of(property.timezone)
    parsers: Mapping[str, Any] = {
        "email": parse_email,
        "phone": lambda value, path: parse_phone(value, path, region),
        "country": parse_country,
    }
    found = {}
    for name, parse in parsers.items():
        if reader.has(name):
            found[name] = "" if reader.is_null(name) else reader.take(name, parse)
    if not reader.is_null("language"):
        found["language"] = reader.take("language", parse_language)
    return found


def text_or_empty(reader: Reader, name: str, most: int) -> str:
    """The text; empty where it is left out or null."""
    return "" if reader.is_null(name) else reader.text(name, most=most, blank=True)


@dataclass(frozen=True, slots=True)
class Edits:
    """The body of PATCH /bookings/{code}."""

    details: Details
    version: int | None


def read_edits(body: Any, property: Property) -> Edits:
    reader = Reader(body, "")
    version = reader.optional_integer("version", 1, 2**31 - 1)
    booker = (
        {}
        if reader.is_null("booker")
        else reader.take("booker", lambda value, path: _read_person(value, path, property))
    )
    notes = text_or_empty(reader, "notes", MOST_TEXT) if reader.has("notes") else None
    source = reader.take_optional("source", lambda value, path: parse_choice(value, path, Source))
    language = reader.take_optional("language", parse_language)
    reader.finish()
    if language and booker.get("language", language) != language:
        raise invalid(
            "booker.language",
            "languages_differ",
            "a booking and its booker have one language",
            "การจองและผู้จองต้องใช้ภาษาเดียวกัน",
        )
    languages = {"language": language} if language else {}
    return Edits(Details(**booker | languages, notes=notes, source=source and source.value), version)


def _read_person(value: Any, path: str, property: Property) -> dict[str, str]:
    reader = Reader(value, path)
    name = {"name": reader.text("name")} if reader.has("name") else {}
    found = name | _contacts(reader, property)
    reader.finish()
    return found


def read_wanted(request: HttpRequest) -> tuple[Wanted, Page[Place]]:
    """The filters of GET /bookings."""
    reader = query_of(request)
    wanted = Wanted(
        arriving_from=reader.take_optional("arriving_from", parse_date),
        arriving_to=reader.take_optional("arriving_to", parse_date),
        status=reader.take_optional("status", lambda value, path: parse_choice(value, path, StayStatus)),
        text=reader.text("q", "", most=100, blank=True),
    )
    page = read_page(reader, place_from_json)
    reader.finish()
    return wanted, page


def read_places(request: HttpRequest) -> Page[Place]:
    """The query string of a list without filters."""
    reader = query_of(request)
    page = read_page(reader, place_from_json)
    reader.finish()
    return page


def read_numbers(request: HttpRequest) -> Page[int]:
    """The query string of a history."""
    reader = query_of(request)
    page = read_page(reader, number_from_json)
    reader.finish()
    return page


# Changes


@dataclass(frozen=True, slots=True)
class WantedChange:
    """The body of a preview, or of a change to confirm: then `digest` is there."""

    operations: tuple[Operation, ...]
    record: bool
    digest: str = ""
    reason: str = ""


def read_preview(body: Any, property: Property) -> WantedChange:
    reader = Reader(body, "")
    operations = reader.take(
        "operations", lambda value, path: operations_from_json(value, property.currency, path)
    )
    record = reader.boolean("record", True)
    reader.finish()
    return WantedChange(operations, record)


def read_change(body: Any, property: Property) -> WantedChange:
    reader = Reader(body, "")
    operations = reader.take(
        "operations", lambda value, path: operations_from_json(value, property.currency, path)
    )
    record = reader.boolean("record", True)
    digest = reader.take("digest", _parse_digest)
    reason = text_or_empty(reader, "reason", MOST_REASON)
    reader.finish()
    return WantedChange(operations, record, digest, reason)


def _parse_digest(value: Any, path: str) -> str:
    return parse_text(value, path, most=200)


# Availability


@dataclass(frozen=True, slots=True)
class WantedStay:
    """The query of GET /availability."""

    dates: StayDates
    adults: int
    children: int


def read_wanted_stay(request: HttpRequest) -> WantedStay:
    reader = query_of(request)
    check_in = reader.take("check_in", parse_date)
    check_out = reader.take("check_out", parse_date)
    adults = reader.integer("adults", 0, MOST_PEOPLE, 2)
    children = reader.integer("children", 0, MOST_PEOPLE, 0)
    reader.finish()
    dates = StayDates.of(check_in, check_out)
    if adults + children < 1:
        raise invalid("adults", "nobody", "somebody must stay", "ต้องมีผู้เข้าพักอย่างน้อย 1 คน")
    return WantedStay(dates, adults, children)
