"""Writes of bookings, stays and their people. Each runs inside the transaction of a command of `changes`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
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
) -> None:
    """The booking's row with its search keys; stays follow by `insert_stays`."""
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
                "booked_at": now,
                "booked_by": actor.name,
                "import_key": import_key,
                **summary(facts),
            }
        ],
    )
    names = [booker.name, *(stay.guest_name for stay in facts.stays)]
    save_keys(property.id, facts.id, now, keys_of(code, names, booker.phone, booker.email))


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


def update_stays(
    *, property: Property, stays: Mapping[UUID, StayFacts], ids: Ids, repriced: Iterable[UUID]
) -> None:
    """Bring rows to the state of the facts (id -> stay): three statements whatever their number.

    Only the stays in `repriced` get new nights.
    """
    rows = {
        id: {**stay_columns(stay, ids, property), "recorded_fee": stay.recorded_fee}
        for id, stay in stays.items()
    }
    update_rows(Stay, property.id, rows)
    repriced = list(repriced)
    _DROP_NIGHTS(property.id, repriced)
    insert_nights(property, {id: stays[id] for id in repriced})


def set_status(*, property: Property, stay_id: UUID, status: StayStatus) -> None:
    """Nothing of the stay but its status, in one statement."""
    update_rows(Stay, property.id, {stay_id: {"status": status.value}})


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


def stay_columns(stay: StayFacts, ids: Ids, property: Property) -> dict[str, object]:
    """A stay's facts as the columns of its row."""
    return {
        "status": stay.status.value,
        "room_type_id": ids.room_types[stay.room_type],
        "room_id": ids.rooms[stay.room] if stay.room else None,
        "rate_plan_id": ids.rate_plans[stay.rate_plan],
        "meal": stay.meal.value,
        "conditions": dict(stay.conditions),
        "policy": stay.policy and policy_to_json(stay.policy, property.currency),
        "prepay_percent": stay.prepay_percent,
        "check_in": stay.check_in,
        "check_out": stay.check_out,
        "earliest_check_in": stay.earliest_check_in,
        "adults": stay.adults,
        "children": stay.children,
        "guest_id": stay.guest_id,
    }
