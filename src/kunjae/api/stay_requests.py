"""What callers ask of the desk: check-in, check-out, no-show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kunjae.api.requests import MOST_REASON, text_or_empty
from kunjae.bookings.facts import RegisteredGuest
from kunjae.bookings.rules import MOST_GUESTS, registered_guest
from kunjae.kernel.moments import local_date
from kunjae.kernel.parsing import Reader, parse_text
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The body of POST …/check-in. `guests` None: who is registered stays."""

    room: str | None
    room_ready: bool
    guests: tuple[RegisteredGuest, ...] | None
    reason: str


def read_check_in(body: Any, property: Property, now: datetime) -> CheckIn:
    reader = Reader(body, "")
    room = reader.take_optional("room", lambda value, path: parse_text(value, path, most=20))
    room_ready = reader.boolean("room_ready", False)
    today = local_date(now, property.timezone)
    guests = (
        None
        if reader.is_null("registrations")
        else reader.items(
            "registrations", lambda value, path: registered_guest(value, path, today), most=MOST_GUESTS
        )
    )
    reason = text_or_empty(reader, "reason", MOST_REASON)
    reader.finish()
    return CheckIn(room, room_ready, None if guests is None else tuple(guests), reason)


@dataclass(frozen=True, slots=True)
class CheckOut:
    """The body of POST …/check-out. `digest` None: no preview is confirmed."""

    reason: str
    digest: str | None
    record: bool


def read_check_out(body: Any) -> CheckOut:
    reader = Reader(body, "")
    reason = text_or_empty(reader, "reason", MOST_REASON)
    digest = reader.take_optional("digest", lambda value, path: parse_text(value, path, most=200, blank=True))
    record = reader.boolean("record", True)
    reader.finish()
    return CheckOut(reason, digest, record)


type NoShow = CheckOut
"""The body of POST …/no-show has the same fields."""
read_no_show = read_check_out
