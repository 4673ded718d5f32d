"""What a change of prices makes of the nights it is for, before anything is saved. Pure.

Prices are as the hotel enters them: net where its prices are without taxes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kunjae.kernel.errors import invalid
from kunjae.kernel.money import LARGEST_AMOUNT, percent_of
from kunjae.rates.facts import NightRate, RateKey


class PriceStep(StrEnum):
    """What is done to the price that there is."""

    SET = "set"
    RAISE_PERCENT = "raise_percent"
    LOWER_PERCENT = "lower_percent"
    RAISE_AMOUNT = "raise_amount"
    LOWER_AMOUNT = "lower_amount"

    @property
    def is_percent(self) -> bool:
        return self in (PriceStep.RAISE_PERCENT, PriceStep.LOWER_PERCENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """Nights `first` to `last`, both included, on these weekdays (0: Monday), of these plans in these types.

    `step` None leaves prices as they are; `amount` in minor units. `others`: the further columns of `NightRate` that get
    a value; those that are not named stay.
    """

    plans: tuple[str, ...]
    types: tuple[str, ...]
    first: date
    last: date
    weekdays: frozenset[int]
    step: PriceStep | None = None
    amount: int = 0
    percent: Decimal = Decimal(0)
    others: Mapping[str, Any] = field(default_factory=dict)

    @property
    def nights(self) -> tuple[date, ...]:
        days = (self.first + timedelta(days=index) for index in range((self.last - self.first).days + 1))
        return tuple(day for day in days if day.weekday() in self.weekdays)

    @property
    def groups(self) -> Iterator[tuple[str, str]]:
        """Each plan in each type."""
        return ((plan, kind) for plan in self.plans for kind in self.types)


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What becomes of one plan in one type. `before` and `after`: lowest and highest price, None for no price at all.

    `without_price`: nights that have none and get none, since there is nothing to raise, lower or restrict.
    """

    plan: str
    room_type: str
    changed: int
    new: int
    without_price: int
    before: tuple[int, int] | None
    after: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`after`: the nights that become different, and what they become. `digest`: of all that the change was worked out
    from and comes to; it no longer holds when a price or the change itself is another."""

    after: Mapping[RateKey, NightRate]
    groups: tuple[GroupOutcome, ...]
    digest: str

    @property
    def changed(self) -> int:
        """How many nights, counted for each plan and type."""
        return len(self.after)


def outcome(change: PriceChange, there: Mapping[RateKey, NightRate]) -> Outcome:
    """What the change makes of the prices that there are; other nights may be among them.

    Raises InvalidInput (`value`) when a price would fall below zero or grow too large.
    """
    after: dict[RateKey, NightRate] = {}
    groups: list[GroupOutcome] = []
    seen: list[Any] = []
    for plan, kind in change.groups:
        old, result = [], []
        new = without = changed = 0
        for night in change.nights:
            key = (plan, kind, night)
            was = there.get(key)
            becomes = _changed(change, was)
            seen.append([plan, kind, night.isoformat(), _values(was), _values(becomes)])
            old += [was.price] if was else []
            if becomes is None:
                without += 1
                continue
            result.append(becomes.price)
            if becomes != was:
                after[key] = becomes
                changed, new = changed + 1, new + (was is None)
        groups.append(GroupOutcome(plan, kind, changed, new, without, _span(old), _span(result)))
    digest = hashlib.sha256(json.dumps(seen).encode()).hexdigest()
    return Outcome(after, tuple(groups), digest)


def _changed(change: PriceChange, was: NightRate | None) -> NightRate | None:
    if was is None:
        if change.step is not PriceStep.SET:
            return None
        was = NightRate(change.amount)
    price = _price(change, was.price)
    if price < 0:
        raise invalid("value", "below_zero", "a price would fall below zero", "มีราคาที่ต่ำกว่าศูนย์")
    if price > LARGEST_AMOUNT:
        raise invalid("value", "amount_too_large", "is too large", "มากเกินไป")
    return replace(was, price=price, **change.others)


def _price(change: PriceChange, was: int) -> int:
    """The new price; a percentage of what there is, rounded half up to the minor unit."""
    match change.step:
        case PriceStep.SET:
            return change.amount
        case PriceStep.RAISE_PERCENT:
            return percent_of(was, 100 + change.percent)
        case PriceStep.LOWER_PERCENT:
            return percent_of(was, 100 - change.percent)
        case PriceStep.RAISE_AMOUNT:
            return was + change.amount
        case PriceStep.LOWER_AMOUNT:
            return was - change.amount
        case None:
            return was


def _span(prices: list[int]) -> tuple[int, int] | None:
    return (min(prices), max(prices)) if prices else None


def _values(rate: NightRate | None) -> list[Any] | None:
    return None if rate is None else list(asdict(rate).values())
