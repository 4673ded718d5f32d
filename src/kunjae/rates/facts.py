"""Rate plans, their nightly prices, and policies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from kunjae.kernel.texts import LocalText


class Meal(StrEnum):
    """What a rate plan feeds its guests."""

    NONE = "none"
    BREAKFAST = "breakfast"
    HALF_BOARD = "half_board"
    FULL_BOARD = "full_board"
    ALL_INCLUSIVE = "all_inclusive"


class ChargeOn(StrEnum):
    """What a tier's charge is at most, and what its percentage is taken of (rules.md 4.5)."""

    VALUE_GIVEN_BACK = "value_given_back"
    WHOLE_STAY = "whole_stay"


class Clock(StrEnum):
    """Which check-in the days before arrival are counted from (rules.md 4.3)."""

    CURRENT_ARRIVAL = "current_arrival"
    EARLIEST_ARRIVAL = "earliest_arrival"


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a policy (rules.md 4.2).

    `days_before`: None means always. Exactly one of `percent`, `nights` and `amount` (minor units) is set.
    """

    days_before: int | None
    percent: Decimal | None = None
    nights: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class ReachedTier:
    """The tier in force, and the UTC moment it was reached; None for an `always` tier."""

    tier: Tier
    reached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules for changing and cancelling (rules.md 4.1). `max_changes` None: no limit."""

    name: LocalText
    guest_can_change: bool = True
    guest_can_cancel: bool = True
    max_changes: int | None = None
    charge_on: ChargeOn = ChargeOn.VALUE_GIVEN_BACK
    clock: Clock = Clock.CURRENT_ARRIVAL
    no_show_percent: Decimal = Decimal(100)
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True, slots=True)
class RatePlanFacts:
    """What is sold (rules.md 1). A new stay copies meal, conditions, prepayment and policy from here."""

    code: str
    name: LocalText
    meal: Meal
    policy: Policy | None
    prepay_percent: Decimal
    conditions: LocalText
    retired: bool = False


@dataclass(frozen=True, slots=True)
class NightRate:
    """Today's price of one plan, room type and night, gross minor units, and its restrictions."""

    price: int
    extra_adult: int = 0
    extra_child: int = 0
    min_stay: int = 1
    closed_to_arrival: bool = False
    closed_to_departure: bool = False
    closed: bool = False


type RateKey = tuple[str, str, date]
"""Rate plan code, room type code, night."""
