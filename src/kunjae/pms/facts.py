"""What the house and a hotel's PMS tell each other, in the house's words. Money in minor units of the hotel's currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kunjae.bookings.facts import StayStatus


class PostingKind(StrEnum):
    """What is brought into the PMS."""

    CHARGE = "charge"
    """An amount on the guest's folio."""
    ROOM_TYPE = "room_type"
    """The reservation's room gets a higher type (a room upgrade)."""


class PostingState(StrEnum):
    """How one thing that is brought into the PMS stands there."""

    WAITING = "waiting"
    UNKNOWN = "unknown"
    """Sent, and no answer: the PMS is asked before it is sent again."""
    POSTED = "posted"
    FAILED = "failed"
    """The PMS said no, or has not answered for long; it is tried again by itself, unless nothing can change by that."""
    REVERSED = "reversed"
    """Taken back, or never posted: nothing of it is on the folio."""
    BY_HAND = "by_hand"
    """Staff have done it in the PMS, and said so."""


@dataclass(frozen=True, slots=True)
class Line:
    """How to reach a hotel's PMS: its address and what the hotel entered, decrypted. Never logged, never stored."""

    property_id: UUID
    address: str
    currency: str
    timezone: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HouseThere:
    """The hotel as its PMS knows it. `currency`: ISO code."""

    id: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a drop-down that was fetched from the PMS."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class MapField:
    """One thing that a hotel chooses for each offer, so that the PMS knows what it is: a product, a transaction code, a
    tax type. `choices` are fetched (`Pms.choices`). Not required: empty is the PMS's own."""

    name: str
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """An amount for a guest's folio. `key`: its name in the PMS, stable over all attempts, at most 36 characters of
    `a-z0-9-`. `reservation`, `room`: the PMS's own names, as in `ReservationThere`. `amount`: gross, the whole line.
    `mapping`: what the hotel chose for the offer (`Pms.map_fields`). `day`: the hotel day that it belongs to."""

    key: str
    reservation: str
    room: str
    name: str
    amount: int
    currency: str
    quantity: int
    day: date
    booking: str
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Booked:
    """A charge on a folio: what the PMS calls both."""

    id: str
    folio: str = ""


@dataclass(frozen=True, slots=True)
class RequestShown:
    """A request as it would be sent, for people to look at: no credentials in it."""

    method: str
    url: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomThere:
    """One room of a reservation in the PMS. `id`: the PMS's name of it, stable. `room_type`: the PMS's id of the type;
    `rate`: of the rate plan, or empty. `nightly`: gross room prices from `check_in` on, one for each night, or empty where
    the PMS tells only `total`."""

    id: str
    status: StayStatus
    room_type: str
    check_in: date
    check_out: date
    adults: int
    children: int = 0
    rate: str = ""
    room: str = ""
    """The number on the door, if one is assigned."""
    guest: str = ""
    nightly: tuple[int, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationThere:
    """A reservation as it stands in the PMS: always the full state. `number`: the PMS's own name of it. `code`: the code
    that another program gave it (ours, if it was made here), or empty."""

    number: str
    rooms: tuple[RoomThere, ...]
    code: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    country: str = ""
    notes: str = ""
    currency: str = ""
    booked_at: datetime | None = None
