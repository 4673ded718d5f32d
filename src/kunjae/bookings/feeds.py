"""Private addresses of calendars: made, listed, revoked, and opened by whoever has one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from kunjae.bookings.models import CalendarFeed
from kunjae.kernel.errors import invalid
from kunjae.properties.models import Property, Room
from kunjae.tenancy.transactions import one_transaction

MOST_FEEDS = 500
"""Of one property: a room may have more than one, for several programs."""
LONGEST_SECRET = 100
NOTED_EVERY = timedelta(hours=1)


class NoSuchFeed(LookupError):
    """There is no such address, or there is no longer."""


@dataclass(frozen=True, slots=True)
class FeedShown:
    """A feed without its secret. `room`: its number, empty for all rooms."""

    id: UUID
    room: str
    with_names: bool
    description: str
    made_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedFeed:
    """What an address opens. `room_id`: None for all rooms."""

    room_id: UUID | None
    room: str
    with_names: bool


@one_transaction
def make_feed(
    *, property: Property, room: str, with_names: bool, now: datetime, description: str = ""
) -> str:
    """The secret of a new address, for the room of this number or for all rooms (empty). Raises InvalidInput naming `room`
    or `description`."""
    row = None
    if room:
        row = (
            Room.objects.of(property).filter(number=room, retired=False).first() if "\0" not in room else None
        )
        if row is None:
            raise invalid(
                "room", "room_unknown", "“{room}” is no room of the hotel", "ไม่มีห้อง “{room}”", room=room[:20]
            )
    if CalendarFeed.objects.of(property).count() >= MOST_FEEDS:
        raise invalid(
            "room",
            "too_many",
            "the hotel has {most} addresses already: remove one first",
            "ที่พักมีที่อยู่ปฏิทินครบ {most} รายการแล้ว กรุณาลบออกก่อน",
            most=MOST_FEEDS,
        )
    secret = secrets.token_urlsafe(24)
    CalendarFeed(
        property=property,
        room_id=row.id if row else None,
        secret_hash=_hash_of(secret),
        with_names=with_names,
        description=_words(description),
        made_at=now,
    ).save(force_insert=True)
    return secret


def feeds_of(property: Property) -> list[FeedShown]:
    """All that are open, those of all rooms first, then room by room. One query."""
    rows = CalendarFeed.objects.of(property).select_related("room")
    found = [
        FeedShown(
            row.id,
            row.room.number if row.room else "",
            row.with_names,
            row.description,
            row.made_at,
            row.read_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda feed: (feed.room, feed.made_at, feed.id))


@one_transaction
def revoke_feed(*, property: Property, id: UUID) -> bool:
    """The address opens nothing from now on. False when it opened nothing before."""
    return bool(CalendarFeed.objects.of(property).filter(id=id).delete()[0])


def open_feed(property: Property, secret: str, now: datetime) -> OpenedFeed:
    """What this address opens; that it was read is noted once an hour. Raises NoSuchFeed."""
    hashed = _hash_of(secret[:LONGEST_SECRET])
    row = CalendarFeed.objects.of(property).filter(secret_hash=hashed).select_related("room").first()
    if row is None:
        raise NoSuchFeed
    if row.read_at is None or row.read_at <= now - NOTED_EVERY:
        _note(property, row.id, now)
    return OpenedFeed(row.room_id, row.room.number if row.room else "", row.with_names)


@one_transaction
def _note(property: Property, id: UUID, now: datetime) -> None:
    seen_before = Q(read_at__isnull=True) | Q(read_at__lt=now)
    CalendarFeed.objects.of(property).filter(seen_before, id=id).update(read_at=now)


def _hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _words(text: str) -> str:
    text = " ".join(text.split())
    most = CalendarFeed._meta.get_field("description").max_length or 0
    if len(text) > most:
        raise invalid(
            "description", "too_long", "at most {most} characters", "ไม่เกิน {most} ตัวอักษร", most=most
        )
    if "\0" in text:
        raise invalid("description", "invalid_text", "holds a character that no text has", "มีอักขระที่ใช้ไม่ได้")
    return text
