"""What a change of prices makes of each night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.extranet.settings.rates.price_changes import PriceChange, PriceStep, outcome
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import LARGEST_AMOUNT, round_half_up
from kunjae.rates.facts import NightRate

FIRST = date(2026, 12, 1)
"""A Tuesday."""
EVERY_DAY = frozenset(range(7))


def change(**values: Any) -> PriceChange:
    base: dict[str, Any] = {
        "plans": ("BAR",),
        "types": ("STD",),
        "first": FIRST,
        "last": FIRST,
        "weekdays": EVERY_DAY,
    }
    return PriceChange(**(base | values))


def becomes(price: int, step: PriceStep, **values: Any) -> int:
    key = ("BAR", "STD", FIRST)
    found = outcome(change(step=step, **values), {key: NightRate(price, 500, 250, 2, True)})
    after = found.after.get(key, NightRate(price, 500, 250, 2, True))
    assert after == NightRate(after.price, 500, 250, 2, True)
    return after.price


@pytest.mark.parametrize(
    ("price", "step", "percent", "after"),
    [
        (150_000, PriceStep.RAISE_PERCENT, "10", 165_000),
        (150_000, PriceStep.LOWER_PERCENT, "10", 135_000),
        (100_001, PriceStep.RAISE_PERCENT, "33.33", 133_331),  # 133,331.33
        (12_345, PriceStep.RAISE_PERCENT, "10", 13_580),  # 13,579.5 yen
        (12_345, PriceStep.LOWER_PERCENT, "10", 11_111),  # 11,110.5 yen
        (5, PriceStep.LOWER_PERCENT, "10", 5),  # 4.5
        (150_000, PriceStep.LOWER_PERCENT, "100", 0),
        (150_000, PriceStep.RAISE_PERCENT, "0", 150_000),
        (0, PriceStep.RAISE_PERCENT, "50", 0),
    ],
)
def test_percentages_are_rounded_half_up_to_the_minor_unit(price, step, percent, after) -> None:
    assert becomes(price, step, percent=Decimal(percent)) == after


@given(st.integers(0, LARGEST_AMOUNT // 20), st.integers(0, 999_0000), st.booleans())
def test_any_percentage_is_the_exact_one_rounded(price: int, hundredths: int, up: bool) -> None:
    percent = Decimal(hundredths if up else hundredths % 1_000_001) / 10_000
    step = PriceStep.RAISE_PERCENT if up else PriceStep.LOWER_PERCENT
    exact = Fraction(price) * (100 + Fraction(percent) * (1 if up else -1)) / 100
    assert becomes(price, step, percent=percent) == round_half_up(exact)


@pytest.mark.parametrize(
    ("step", "amount", "after"),
    [
        (PriceStep.SET, 99, 99),
        (PriceStep.SET, 0, 0),
        (PriceStep.RAISE_AMOUNT, 5, 1505),
        (PriceStep.LOWER_AMOUNT, 1500, 0),
    ],
)
def test_amounts(step, amount, after) -> None:
    assert becomes(1500, step, amount=amount) == after


@pytest.mark.parametrize(
    ("price", "values", "code"),
    [
        (1500, {"step": PriceStep.LOWER_AMOUNT, "amount": 1501}, "below_zero"),
        (LARGEST_AMOUNT, {"step": PriceStep.RAISE_AMOUNT, "amount": 1}, "amount_too_large"),
        (LARGEST_AMOUNT, {"step": PriceStep.RAISE_PERCENT, "percent": Decimal(1)}, "amount_too_large"),
    ],
)
def test_prices_below_zero_and_beyond_all_measure_are_refused(price, values, code) -> None:
    with pytest.raises(InvalidInput) as error:
        becomes(price, **values)
    assert [(each.path, each.code) for each in error.value.errors] == [("value", code)]


def test_only_the_weekdays_chosen_are_changed() -> None:
    fridays = change(last=FIRST + timedelta(days=30), weekdays=frozenset({4}), step=PriceStep.SET, amount=1)
    assert [night.day for night in fridays.nights] == [4, 11, 18, 25]
    assert {night for _plan, _type, night in outcome(fridays, {}).after} == set(fridays.nights)


def test_a_night_without_a_price_gets_one_only_when_a_price_is_set() -> None:
    for asked in (
        change(step=PriceStep.RAISE_AMOUNT, amount=100),
        change(step=PriceStep.LOWER_PERCENT, percent=Decimal(5)),
        change(others={"closed": True}),
    ):
        (group,) = outcome(asked, {}).groups
        assert (group.changed, group.without_price, group.after) == (0, 1, None)
    found = outcome(change(step=PriceStep.SET, amount=100, others={"min_stay": 2}), {})
    assert found.after == {("BAR", "STD", FIRST): NightRate(100, min_stay=2)}
    assert (found.groups[0].new, found.groups[0].before) == (1, None)


def test_the_preview_counts_and_spans_each_plan_and_type() -> None:
    there = {
        ("BAR", "STD", FIRST): NightRate(1000),
        ("BAR", "STD", FIRST + timedelta(days=1)): NightRate(1500),
        ("NRF", "STD", FIRST): NightRate(1500),
    }
    found = outcome(
        change(plans=("BAR", "NRF"), last=FIRST + timedelta(days=1), step=PriceStep.SET, amount=1500), there
    )
    told = [(each.plan, each.changed, each.new, each.before, each.after) for each in found.groups]
    assert told == [
        ("BAR", 1, 0, (1000, 1500), (1500, 1500)),
        ("NRF", 1, 1, (1500, 1500), (1500, 1500)),
    ]
    assert found.changed == 2


def test_the_digest_tells_any_other_price_restriction_or_wish() -> None:
    key = ("BAR", "STD", FIRST)
    asked = change(step=PriceStep.RAISE_AMOUNT, amount=100)
    there = {key: NightRate(1000)}
    seen = outcome(asked, there).digest
    assert outcome(asked, {**there, ("BAR", "DLX", FIRST): NightRate(7)}).digest == seen
    others = [
        outcome(asked, {key: NightRate(1001)}).digest,
        outcome(asked, {key: NightRate(1000, min_stay=2)}).digest,
        outcome(asked, {}).digest,
        outcome(replace(asked, amount=101), there).digest,
        outcome(replace(asked, others={"closed": True}), there).digest,
        outcome(replace(asked, last=FIRST + timedelta(days=1)), there).digest,
    ]
    assert len({seen, *others}) == 7
