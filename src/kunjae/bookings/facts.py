"""Bookings, stays and their agreed nights as the rules see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from kunjae.kernel.stay_dates import StayDates
from kunjae.kernel.texts import LocalText
from kunjae.rates.facts import Meal, Policy


class StayStatus(StrEnum):
    """rules.md 2.7. In house only after check-in was pressed, never by date."""

    RESERVED = "reserved"
    IN_HOUSE = "in_house"
    CHECKED_OUT = "checked_out"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"

    @property
    def is_live(self) -> bool:
        """Whether the stay counts: it has a value and takes a room."""
        return self not in (StayStatus.CANCELLED, StayStatus.NO_SHOW)


PMS = "pms:"
"""Before the code of the hotel's own PMS: the source of bookings that live there, and the beginning of their import keys."""


class Source(StrEnum):
    """Where a booking came from, as people say it; one that lives in the hotel's own PMS has `pms_source`."""

    DIRECT = "direct"
    WEBSITE = "website"
    PHONE = "phone"
    LINE = "line"
    WALK_IN = "walk_in"
    AGENCY = "agency"
    GROUP = "group"
    CORPORATE = "corporate"
    OTHER = "other"


def pms_source(pms: str) -> str:
    """The source of bookings that live in this PMS: `pms:cloudbeds`."""
    return f"{PMS}{pms}"


def pms_of(source: str) -> str:
    """The code of the PMS in which a booking of this source lives; empty: it lives here."""
    return source[len(PMS) :] if source.startswith(PMS) else ""


def is_source(text: str) -> bool:
    """Whether a booking can have this source."""
    return text in list(Source) or bool(pms_of(text))


def pms_number(import_key: str | None) -> str:
    """The number under which a booking's PMS knows it; empty where it lives here."""
    if import_key is None or not import_key.startswith(PMS):
        return ""
    return import_key.removeprefix(PMS).partition(":")[2]


class Sex(StrEnum):
    """As passports say it."""

    MALE = "m"
    FEMALE = "f"
    OTHER = "x"


class Document(StrEnum):
    """What a guest is registered by."""

    ID_CARD = "id_card"
    PASSPORT = "passport"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredGuest:
    """One person who sleeps in a stay, as the law wants guests registered. `nationality`: ISO 3166-1, three letters.
    What is not known yet is empty."""

    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    sex: Sex | None = None
    birth_date: date | None = None
    nationality: str = ""
    document: Document | None = None
    document_number: str = ""
    occupation: str = ""
    address: str = ""
    phone: str = ""
    coming_from: str = ""
    going_to: str = ""

    @property
    def name(self) -> str:
        """The whole name."""
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)


@dataclass(frozen=True, slots=True)
class Night:
    """One night as agreed: room price and extra-person charge, gross minor units (rules.md 3.2)."""

    date: date
    room_price: int
    extra_price: int = 0

    @property
    def total(self) -> int:
        return self.room_price + self.extra_price


@dataclass(frozen=True, slots=True)
class StayFacts:
    """One room item of a booking, complete: what a change starts from and what it ends in.

    Rooms, types and plans by their codes. `room` None: not assigned yet. `policy`: the copy it was sold with.
    `recorded_fee`: fees of earlier recorded changes of this stay, minor units. `guest_id`: the guest row that
    holds the name; None where a new name was only just given, or none is known. `sold_as`: the type it was sold as,
    where an upgrade moved it to another.
    """

    number: int
    status: StayStatus
    room_type: str
    room: str | None
    rate_plan: str
    meal: Meal
    conditions: LocalText
    policy: Policy | None
    prepay_percent: Decimal
    check_in: date
    check_out: date
    earliest_check_in: date
    adults: int
    children: int
    nights: tuple[Night, ...]
    guest_name: str = ""
    guest_id: UUID | None = None
    recorded_fee: int = 0
    sold_as: str | None = None

    @property
    def priced_as(self) -> str:
        """The room type that its nights are priced as (rules.md 9.7)."""
        return self.sold_as or self.room_type

    @property
    def dates(self) -> StayDates:
        return _dates(self.check_in, self.check_out)

    @property
    def agreed_total(self) -> int:
        """The sum of its nights, minor units, whether it is live or not."""
        return sum(night.total for night in self.nights)

    @property
    def total(self) -> int:
        """What the stay is worth now: its nights while live, nothing otherwise."""
        return self.agreed_total if self.status.is_live else 0

    @property
    def people(self) -> tuple[int, int]:
        return self.adults, self.children

    def night_on(self, day: date) -> Night | None:
        """The agreed night of that date, if the stay has it."""
        index = (day - self.check_in).days
        if 0 <= index < len(self.nights) and self.nights[index].date == day:
            return self.nights[index]
        return next((night for night in self.nights if night.date == day), None)


_dates = lru_cache(maxsize=1_000)(StayDates)


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """A booking with all its stays, in the order of their numbers; amounts in minor units.

    `fees`: all recorded fees of the booking, those of cancelled and moved stays too. `orders`: orders that count
    in its value. `last_number`: the highest stay number it ever had. Booker and note are rows of their own: the
    facts know only their ids. `pending_id`: the guest's change that waits for its money, if one does.
    """

    id: UUID
    code: str
    version: int
    stays: tuple[StayFacts, ...]
    last_number: int
    paid: int = 0
    fees: int = 0
    orders: int = 0
    changes_recorded: int = 0
    booker_id: UUID | None = None
    note_id: UUID | None = None
    source: str = ""
    language: str = ""
    pending_id: UUID | None = None

    def stay(self, number: int) -> StayFacts | None:
        return next((stay for stay in self.stays if stay.number == number), None)

    @property
    def total(self) -> int:
        """The sum over all live stays, without fees and orders (rules.md 5)."""
        return sum(stay.total for stay in self.stays)


def booking_status(statuses: Iterable[StayStatus]) -> StayStatus:
    """The one status that a list shows for a booking: of the stays that count, the earliest in a guest's course.

    In house as soon as one stay is; a booking whose stays all ended is cancelled, or no-show if one was.
    """
    found = set(statuses)
    for status in (StayStatus.IN_HOUSE, StayStatus.RESERVED, StayStatus.CHECKED_OUT, StayStatus.NO_SHOW):
        if status in found:
            return status
    return StayStatus.CANCELLED
