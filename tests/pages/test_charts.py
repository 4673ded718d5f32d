"""The fee of a policy as a step chart."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.pages.charts import HEIGHT, WIDTH, FeeChart, fee_chart
from kunjae.rates.facts import ChargeOn, Policy, Tier
from kunjae.rates.rules import PolicyClock

CLOCK = PolicyClock(time(14), "Asia/Bangkok")
F = Policy({}, tiers=(Tier(3, percent=Decimal(50)), Tier(1, percent=Decimal(100))))


def chart(
    policy: Policy | None,
    now: datetime | None = datetime(2026, 12, 1, tzinfo=UTC),
    prices: tuple[int, ...] = (150000, 150000),
) -> FeeChart | None:
    return fee_chart(
        policy,
        arrival=date(2026, 12, 10),
        clock=CLOCK,
        now=now,
        night_prices=prices,
        currency="THB",
        language="en",
    )


def test_the_chart_shows_what_cancelling_costs_and_says_it_in_words() -> None:
    drawn = chart(F)
    assert drawn is not None
    assert [figure.text for figure in drawn.figures] == ["0", "1,500", "3,000"]
    assert [figure.under for figure in drawn.figures] == ["", "50%", "100%"]
    assert [tick.text for tick in drawn.ticks] == ["7 Dec", "9 Dec"]
    assert drawn.now is not None
    assert drawn.now.text == "Today"
    assert drawn.text == (
        "Fee if the whole stay is cancelled: Free until 7 Dec 2026 14:00, then 50%, from 9 Dec 2026 14:00 100%"
    )


@pytest.mark.parametrize("policy", [None, Policy({}), Policy({}, tiers=(Tier(None, percent=Decimal(50)),))])
def test_nothing_is_drawn_where_nothing_ever_changes(policy: Policy | None) -> None:
    assert chart(policy) is None


def test_today_has_no_line_once_the_guests_have_come_or_when_it_does_not_matter() -> None:
    for now in (datetime(2026, 12, 20, tzinfo=UTC), None):
        drawn = chart(F, now)
        assert drawn is not None
        assert drawn.now is None


def test_a_stay_for_nothing_is_drawn_flat() -> None:
    drawn = chart(F, prices=(0,))
    assert drawn is not None
    assert {figure.text for figure in drawn.figures} == {"0"}


@given(
    st.lists(
        st.builds(
            lambda days, percent: Tier(days, percent=Decimal(percent)),
            st.none() | st.integers(0, 1000),
            st.integers(0, 100),
        ),
        max_size=20,
        unique_by=lambda tier: tier.days_before,
    ),
    st.sampled_from(ChargeOn),
    st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_every_policy_stays_inside_the_box_and_runs_from_left_to_right(
    tiers: list[Tier], charge_on: ChargeOn, now: datetime
) -> None:
    drawn = chart(Policy({}, charge_on=charge_on, tiers=tuple(tiers)), now)
    if drawn is None:
        return
    xs = [float(x) for x in re.findall(r"H([\d.]+)", drawn.line)]
    assert xs == sorted(xs)
    assert xs[-1] <= WIDTH
    for label in (*drawn.figures, *drawn.ticks, *filter(None, [drawn.now])):
        assert 0 <= label.x <= WIDTH
        assert 0 <= label.y <= HEIGHT
