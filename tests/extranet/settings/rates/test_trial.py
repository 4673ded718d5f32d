"""The fee of every day before arrival, and its drawing, are what the engine's rules say."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunjae.extranet.settings.rates.day_chart import DayChart, day_chart, days_text, edges_of
from kunjae.extranet.settings.rates.trial import Example, Trial, tried
from kunjae.pages.charts import FLOOR, LEFT, RIGHT, TOP
from kunjae.rates.facts import ChargeOn, Policy, Tier
from kunjae.rates.rules import PolicyClock, change_fee, no_show_fee, tier_in_force

BANGKOK = PolicyClock(time(14), "Asia/Bangkok")
CLOCKS = (BANGKOK, PolicyClock(time(2, 30), "Europe/Berlin"), PolicyClock(time(0), "America/New_York"))
F = Policy({}, tiers=(Tier(3, percent=Decimal(50)), Tier(1, percent=Decimal(100))))
NEAR = datetime(2026, 12, 8, 2, tzinfo=UTC)
"""9 o'clock in Bangkok."""
EXAMPLE = Example(date(2026, 12, 10), 2, 150_000, NEAR)

tiers = st.lists(
    st.tuples(
        st.none() | st.integers(0, 400),
        st.one_of(
            st.builds(lambda share: {"percent": Decimal(share) / 100}, st.integers(0, 10_000)),
            st.builds(lambda nights: {"nights": nights}, st.integers(1, 10)),
            st.builds(lambda amount: {"amount": amount}, st.integers(0, 1_000_000)),
        ),
    ).map(lambda pair: Tier(pair[0], **pair[1])),
    max_size=20,
    unique_by=lambda tier: tier.days_before,
)
policies = st.builds(
    lambda found, charge_on, no_show: Policy(
        {}, tiers=tuple(found), charge_on=charge_on, no_show_percent=Decimal(no_show)
    ),
    tiers,
    st.sampled_from(ChargeOn),
    st.integers(0, 100),
)
examples = st.builds(
    Example,
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.integers(1, 14),
    st.integers(0, 1_000_000),
    st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


def drawn(trial: Trial, example: Example, clock: PolicyClock = BANGKOK, language: str = "en") -> DayChart:
    return day_chart(trial, example, clock, currency="THB", language=language)


def test_the_example_of_the_rules() -> None:
    trial = tried(F, EXAMPLE, BANGKOK)
    assert (trial.total, trial.fee, trial.no_show) == (300_000, 150_000, 300_000)
    assert trial.reached is not None
    assert trial.reached.tier.days_before == 3
    assert [(days.first_day, days.last_day, days.fee) for days in trial.course] == [
        (None, 4, 0),
        (3, 2, 150_000),
        (1, 0, 300_000),
    ]


@settings(deadline=None, max_examples=50)
@given(policies, examples, st.sampled_from(CLOCKS))
def test_the_fee_of_every_day_is_what_the_rules_ask_on_it(
    policy: Policy, example: Example, clock: PolicyClock
) -> None:
    trial = tried(policy, example, clock)
    for day in {
        0,
        1,
        2,
        401,
        *(tier.days_before or 0 for tier in policy.tiers),
        *(tier.days_before + 1 for tier in policy.tiers if tier.days_before),
    }:
        begins = clock.reached_at(Tier(day), example.check_in)
        assert begins is not None
        reached = tier_in_force(policy, example.check_in, clock, begins)
        total = sum(example.night_prices)
        expected = change_fee(
            reached.tier if reached else None, policy.charge_on, total, example.night_prices
        )
        (on_it,) = [days for days in trial.course if day in days]
        assert on_it.fee == expected, day
    assert trial.no_show == no_show_fee(policy, trial.total)


@settings(deadline=None, max_examples=50)
@given(policies, examples, st.sampled_from(CLOCKS))
def test_the_line_runs_at_the_height_of_the_fee(policy: Policy, example: Example, clock: PolicyClock) -> None:
    """Read back from the drawing: each stretch stands where it begins and is as high as its fee."""
    trial = tried(policy, example, clock)
    chart = drawn(trial, example, clock)
    steps = [tuple(map(float, found)) for found in re.findall(r"[ML]([\d.]+) ([\d.]+)H([\d.]+)", chart.line)]
    highest = max(1, *(days.fee for days in trial.course))
    assert [y for _x, y, _end in steps] == [
        round(FLOOR - days.fee / highest * (FLOOR - TOP), 1) for days in trial.course
    ]
    assert steps[0][0] == LEFT
    assert steps[-1][2] == pytest.approx(RIGHT, abs=0.2)
    assert [end for _x, _y, end in steps[:-1]] == [x for x, _y, _end in steps[1:]]
    assert all(x < end for x, _y, end in steps)


@settings(deadline=None, max_examples=50)
@given(policies, examples, st.sampled_from(CLOCKS), st.sampled_from(["en", "th"]))
def test_everything_stays_inside_the_box(
    policy: Policy, example: Example, clock: PolicyClock, language: str
) -> None:
    trial = tried(policy, example, clock)
    chart = drawn(trial, example, clock, language)
    for label in (*chart.figures, *chart.ticks, chart.now):
        assert 0 <= label.x <= 360
        assert 0 <= label.y <= 152
    assert list(chart.marks) == sorted(chart.marks)
    assert all(LEFT <= x <= RIGHT + 0.2 for x in chart.marks)
    edges = edges_of(trial.course, example, clock)
    assert edges == sorted(edges)
    assert all(second > first for first, second in pairwise(edges))


def test_the_chart_says_in_words_what_it_shows() -> None:
    chart = drawn(tried(F, EXAMPLE, BANGKOK), EXAMPLE)
    assert chart.text == "Fee by days before check-in: 4 or more 0; 3–2 1,500; 1 to check-in and after 3,000"
    assert [tick.text for tick in chart.ticks] == ["3", "1", "0"]
    assert [figure.text for figure in chart.figures] == ["0", "1,500", "3,000"]
    assert "วัน" in drawn(tried(F, EXAMPLE, BANGKOK), EXAMPLE, language="th").text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((), ["at any time"]),
        ((Tier(None, percent=Decimal(50)),), ["at any time"]),
        ((Tier(0, percent=Decimal(50)),), ["1 or more", "check-in day and after"]),
        (
            (Tier(2, percent=Decimal(50)), Tier(1, percent=Decimal(70))),
            ["3 or more", "2", "1 to check-in and after"],
        ),
    ],
)
def test_the_days_of_each_stretch_have_words(found: tuple[Tier, ...], words: list[str]) -> None:
    trial = tried(Policy({}, tiers=found), EXAMPLE, BANGKOK)
    assert [days_text(days, "en") for days in trial.course] == words
