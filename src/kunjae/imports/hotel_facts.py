"""What a hotel file says, as data: the hotel, its room types, policies, rate plans and prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from kunjae.concierge.facts import OfferFacts
from kunjae.rates.facts import NightRate, Policy


class Pms(StrEnum):
    """How the hotel's property management system is connected."""

    NONE = "none"
    ONE_WAY = "one_way"
    TWO_WAY = "two_way"


class Language(StrEnum):
    TH = "th"
    EN = "en"


class Weekday(StrEnum):
    """In the order of `date.weekday()`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS = tuple(Weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class HotelSection:
    """`[property]`: the columns of its row, and the `details` that no rule reads."""

    slug: str
    columns: dict[str, Any]
    details: dict[str, Any]

    @property
    def currency(self) -> str:
        return str(self.columns["currency"])

    @property
    def timezone(self) -> str:
        return str(self.columns["timezone"])


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """One room of a type. `path` names it for messages."""

    number: str
    beds: str
    floor: str
    retired: bool
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTypeEntry:
    code: str
    columns: dict[str, Any]
    rooms: tuple[RoomEntry, ...]
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEntry:
    code: str
    policy: Policy
    retired: bool
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePlanEntry:
    code: str
    columns: dict[str, Any]
    policy: str | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEntry:
    """One price for a range of nights, as entered (net where the hotel's prices are without taxes)."""

    rate_plan: str
    room_type: str
    first: date
    last: date
    weekdays: frozenset[int]
    rate: NightRate
    path: str

    def nights(self) -> Iterable[date]:
        for index in range((self.last - self.first).days + 1):
            night = self.first + timedelta(days=index)
            if night.weekday() in self.weekdays:
                yield night


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEntry:
    """One offer or room upgrade, as entered; its picture by the name of a file."""

    offer: OfferFacts
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HotelFile:
    """A hotel as its file describes it: whole, or (from the settings pages) a part of it."""

    hotel: HotelSection
    room_types: tuple[RoomTypeEntry, ...] = ()
    policies: tuple[PolicyEntry, ...] = ()
    rate_plans: tuple[RatePlanEntry, ...] = ()
    prices: tuple[PriceEntry, ...] = ()
    offers: tuple[OfferEntry, ...] = ()
    """Offers, then upgrades, each in their order."""
    is_part: bool = False
    """Of what it has, neither the order nor (unless `is_of_property`) the property's own section counts."""
    is_of_property: bool = True

    def nightly(self) -> dict[tuple[str, str], dict[date, NightRate]]:
        """(rate plan, room type) -> night -> its price; later entries win."""
        found: dict[tuple[str, str], dict[date, NightRate]] = {}
        for entry in self.prices:
            nights = found.setdefault((entry.rate_plan, entry.room_type), {})
            nights.update(dict.fromkeys(entry.nights(), entry.rate))
        return found
