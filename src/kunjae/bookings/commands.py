"""Writes of bookings, stays and their people. Each runs inside the transaction of a command of `changes`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kunjae.accounts.encryption import encrypt
from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus, booking_status
from kunjae.bookings.models import Booking, Guest, Note, Stay, StayNight
from kunjae.bookings.search import keys_of, save_keys
from kunjae.properties.models import Property
from kunjae.rates.policy_text import policy_to_json
from kunjae.tenancy.bulk import insert_rows, update_rows
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.prepared import Write, deleting

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No look-alikes: no I, L, O, 0 or 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booker:
    """Who books, as given. `phone` in international form where it could be understood."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"
    country: str = ""


@dataclass(frozen=True, slots=True)
class Ids:
    """The rows behind the codes of a property."""

    room_types: Mapping[str, UUID]
    rooms: Mapping[str, UUID]
    rate_plans: Mapping[str, UUID]


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A booking code: KJ and six characters without look-alikes."""
    return "KJ" + "".join(choose(CODE_LETTERS) for _ in range(6))


def new_pin(choose: Callable[[str], str] = secrets.choice) -> str:
    """A PIN of six digits."""
    return "".join(choose("0123456789") for _ in range(6))


def save_booker(property: Property, booker: Booker) -> Guest:
    """A guest row with these details."""
    row = Guest(property_id=property.id, **asdict(booker))
    insert_rows(Guest, property.id, [{"id": row.id, **asdict(booker)}])
    return row


def save_guest_names(property: Property, names: Iterable[str]) -> list[UUID]:
    """Guest rows that hold just a name, in one statement; their ids in the order of the names."""
    named = [(new_id(), name) for name in names]
    insert_rows(Guest, property.id, ({"id": id, "name": name} for id, name in named))
    return [id for id, _ in named]


def save_note(property: Property, text: str) -> Note | None:
    """A note row; none for an empty text."""
    if not text:
        return None
    row = Note(property_id=property.id, text=text)
    insert_rows(Note, property.id, [{"id": row.id, "text": text}])
    return row


def insert_booking(
    *,
    property: Property,
    code: str,
    pin: str,
    booker: Guest,
    note: Note | None,
    source: str,
    language: str,
    facts: BookingFacts,
    actor: Actor,
    now: datetime,
    import_key: str | None = None,
    booked_at: datetime | None = None,
) -> None:
    """The booking's row with its search keys; stays follow by `insert_stays`. `booked_at`: when it was made elsewhere."""
    insert_rows(
        Booking,
        property.id,
        [
            {
                "id": facts.id,
                "code": code,
                "pin": encrypt(pin),
                "booker_id": booker.id,
                "note_id": note and note.id,
                "source": source,
                "language": language,
                "last_stay_number": facts.last_number,
                "value": facts.total,
                "booked_at": booked_at or now,
                "booked_by": actor.name,
                "import_key": import_key,
                **summary(facts),
            }
        ],
    )
    names = [booker.name, *(stay.guest_name for stay in facts.stays)]
    keys = keys_of(code, names, booker.phone, booker.email, import_key=import_key)
    save_keys(property.id, facts.id, booked_at or now, keys)


def summary(facts: BookingFacts) -> dict[str, date | str]:
    """What a booking's row repeats of its stays: status, arrival and departure."""
    live = [stay for stay in facts.stays if stay.status.is_live] or list(facts.stays)
    found: dict[str, date | str] = {"status": booking_status(stay.status for stay in facts.stays).value}
    if live:
        found["arrival"] = min(stay.check_in for stay in live)
        found["departure"] = max(stay.check_out for stay in live)
    return found


def insert_stays(
    *, property: Property, booking_id: UUID, stays: Iterable[StayFacts], ids: Ids
) -> dict[int, UUID]:
    """New stays with their nights, two statements; number -> id."""
    stays = tuple(stays)
    stay_ids = {stay.number: new_id() for stay in stays}
    insert_rows(
        Stay,
        property.id,
        (
            {
                "id": stay_ids[stay.number],
                "booking_id": booking_id,
                "number": stay.number,
                **stay_columns(stay, ids, property),
            }
            for stay in stays
        ),
    )
    insert_nights(property, {stay_ids[stay.number]: stay for stay in stays})
    return stay_ids


_DROP_NIGHTS = Write(lambda hotel, stays: deleting(StayNight.objects.of(hotel).filter(stay_id__in=stays)))


def update_stays(*, property: Property, stays: Mapping[UUID, tuple[StayFacts, StayFacts]], ids: Ids) -> None:
    """Bring rows from the facts before to those after (id -> both): at most three statements whatever their number.

    Only columns that one of the stays changes are written, and only the nights that are others now.
    """
    changed = [
        name
        for name in _COLUMNS
        if any(getattr(before, name) != getattr(after, name) for before, after in stays.values())
    ]
    if changed:
        rows = {id: stay_columns(after, ids, property, changed) for id, (_, after) in stays.items()}
        update_rows(Stay, property.id, rows)
    repriced = {id: after for id, (before, after) in stays.items() if before.nights != after.nights}
    _DROP_NIGHTS(property.id, list(repriced))
    insert_nights(property, repriced)


def set_status(*, property: Property, stay_id: UUID, status: StayStatus, **moments: datetime | None) -> None:
    """Nothing of the stay but its status, and `arrived_at` or `left_at` with it, in one statement."""
    update_rows(Stay, property.id, {stay_id: {"status": status.value, **moments}})


def insert_nights(property: Property, stays: Mapping[UUID, StayFacts]) -> None:
    """The agreed nights of these stays, in one statement."""
    insert_rows(
        StayNight,
        property.id,
        (
            {
                "stay_id": id,
                "night": night.date,
                "room_price": night.room_price,
                "extra_price": night.extra_price,
            }
            for id, stay in stays.items()
            for night in stay.nights
        ),
    )


_COLUMNS = {
    name: f"{name}_id" if name in ("room_type", "room", "rate_plan", "sold_as") else name
    for name in (
        "status", "room_type", "room", "rate_plan", "meal", "conditions", "policy", "prepay_percent", "check_in",
        "check_out", "earliest_check_in", "adults", "children", "guest_id", "recorded_fee", "sold_as",
    )
}  # fmt: skip
"""Facts of a stay that stand in its row -> their columns."""


def stay_columns(
    stay: StayFacts, ids: Ids, property: Property, names: Iterable[str] = tuple(_COLUMNS)
) -> dict[str, object]:
    """Facts of a stay, all or those named, as the columns of its row."""
    return {_COLUMNS[name]: _written(name, getattr(stay, name), ids, property) for name in names}


def _written(name: str, value: Any, ids: Ids, property: Property) -> object:
    match name:
        case "status" | "meal":
            return value.value
        case "room_type":
            return ids.room_types[value]
        case "sold_as":
            return ids.room_types[value] if value else None
        case "room":
            return ids.rooms[value] if value else None
        case "rate_plan":
            return ids.rate_plans[value]
        case "conditions":
            return dict(value)
        case "policy":
            return value and policy_to_json(value, property.currency)
    return value
