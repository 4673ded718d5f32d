"""Which tier is in force when, and what it asks."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.kernel.moments import moment_text
from kunjae.rates.facts import ChargeOn, Clock, NightRate, Policy, Tier
from kunjae.rates.rules import (
    PolicyClock,
    change_fee,
    counted_arrival,
    extra_charge,
    next_deadline,
    no_show_fee,
    tier_in_force,
)
from tests.changes.sketches import POLICY_F, day, policy, within

ARRIVAL = day("12-10")
BANGKOK = PolicyClock(time(14), "Asia/Bangkok")
ALWAYS = Tier(None, percent=Decimal(10))
BASE = ChargeOn.VALUE_GIVEN_BACK
WHOLE = ChargeOn.WHOLE_STAY


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def in_force(a_policy, now, arrival=ARRIVAL, clock=BANGKOK):
    """Days before arrival of the tier in force: a number, `always`, or nothing."""
    reached = tier_in_force(a_policy, arrival, clock, now)
    if reached is None:
        return None
    return "always" if reached.tier.days_before is None else reached.tier.days_before


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-11-25 02:00:00", None),
        ("2026-12-07 06:59:59", None),
        ("2026-12-07 07:00:00", 3),
        ("2026-12-09 06:59:59", 3),
        ("2026-12-09 07:00:00", 1),
        ("2026-12-10 07:00:00", 1),
        ("2027-12-10 07:00:00", 1),
    ],
)
def test_a_tier_is_reached_to_the_second(now, days):
    assert in_force(POLICY_F, at(now)) == days


@pytest.mark.parametrize(
    ("now", "days"),
    [("2020-01-01 00:00:00", "always"), ("2026-12-07 06:59:59", "always"), ("2026-12-07 07:00:00", 3)],
)
def test_always_is_weaker_than_any_number(now, days):
    assert in_force(policy(within(3, "50"), ALWAYS), at(now)) == days
    assert in_force(policy(ALWAYS, within(3, "50")), at(now)) == days


def test_always_is_weaker_than_the_furthest_number():
    assert in_force(policy(ALWAYS, within(1000, "5")), at("2026-12-01 00:00:00")) == 1000


def test_the_order_in_which_tiers_are_written_makes_no_difference():
    backwards = policy(*reversed(POLICY_F.tiers))
    for hour in range(24 * 6):
        now = at("2026-12-05 00:00:00") + timedelta(hours=hour)
        assert in_force(backwards, now) == in_force(POLICY_F, now)


def test_the_day_of_arrival_itself_can_be_a_tier():
    same_day = policy(within(0, "100"))
    assert in_force(same_day, at("2026-12-10 06:59:59")) is None
    assert in_force(same_day, at("2026-12-10 07:00:00")) == 0


def test_a_policy_without_tiers_never_charges():
    assert in_force(policy(), at("2030-01-01 00:00:00")) is None


@pytest.mark.parametrize(
    ("timezone", "cutoff", "arrival", "deadline"),
    [
        # three days before arrival is an ordinary day
        ("Asia/Bangkok", time(14), "2026-12-10", "2026-12-07T07:00:00Z"),
        ("Asia/Bangkok", time(0), "2026-12-10", "2026-12-06T17:00:00Z"),
        ("America/New_York", time(23, 59, 59), "2026-12-10", "2026-12-08T04:59:59Z"),
        ("Pacific/Kiritimati", time(0), "2026-12-10", "2026-12-06T10:00:00Z"),
        # the clocks change between the deadline and arrival
        ("Europe/Lisbon", time(14), "2026-10-27", "2026-10-24T13:00:00Z"),
        ("Europe/Lisbon", time(14), "2026-10-28", "2026-10-25T14:00:00Z"),
        ("America/New_York", time(14), "2026-03-10", "2026-03-07T19:00:00Z"),
        ("America/New_York", time(14), "2026-03-11", "2026-03-08T18:00:00Z"),
        # the deadline's local time does not exist: the offset before the gap
        ("Europe/Lisbon", time(1, 30), "2026-04-01", "2026-03-29T01:30:00Z"),
        ("America/New_York", time(2, 30), "2026-03-11", "2026-03-08T07:30:00Z"),
        ("Australia/Lord_Howe", time(2, 15), "2026-10-07", "2026-10-03T15:45:00Z"),
        ("Africa/Casablanca", time(2, 30), "2026-03-25", "2026-03-22T02:30:00Z"),
        # the deadline's local time occurs twice: the first
        ("Europe/Lisbon", time(1, 30), "2026-10-28", "2026-10-25T00:30:00Z"),
        ("America/New_York", time(1, 30), "2026-11-04", "2026-11-01T05:30:00Z"),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-08", "2026-04-04T14:45:00Z"),
        ("Africa/Casablanca", time(2, 30), "2026-02-18", "2026-02-15T01:30:00Z"),
    ],
)
def test_a_deadline_is_a_local_time(timezone, cutoff, arrival, deadline):
    clock, three_days = PolicyClock(cutoff, timezone), policy(within(3, "50"))
    arrives = date.fromisoformat(arrival)
    moment = clock.reached_at(three_days.tiers[0], arrives)
    assert moment_text(moment) == deadline
    assert in_force(three_days, moment - timedelta(seconds=1), arrives, clock) is None
    assert in_force(three_days, moment, arrives, clock) == 3


def test_a_tier_that_always_holds_has_no_deadline():
    reached = tier_in_force(policy(ALWAYS), ARRIVAL, BANGKOK, at("2020-01-01 00:00:00"))
    assert reached.tier is ALWAYS
    assert reached.reached_at is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-25 02:00:00", (3, "2026-12-07T07:00:00Z")),
        ("2026-12-07 06:59:59", (3, "2026-12-07T07:00:00Z")),
        ("2026-12-07 07:00:00", (1, "2026-12-09T07:00:00Z")),
        ("2026-12-09 07:00:00", None),
    ],
)
def test_the_next_deadline(now, expected):
    coming = next_deadline(policy(ALWAYS, within(1, "100"), within(3, "50")), ARRIVAL, BANGKOK, at(now))
    assert (coming and (coming.tier.days_before, moment_text(coming.reached_at))) == expected


@pytest.mark.parametrize(
    ("clock", "check_in", "earliest", "counted"),
    [
        (Clock.CURRENT_ARRIVAL, "2027-01-20", "2026-12-10", "2027-01-20"),
        (Clock.EARLIEST_ARRIVAL, "2027-01-20", "2026-12-10", "2026-12-10"),
        (Clock.EARLIEST_ARRIVAL, "2026-12-01", "2026-12-01", "2026-12-01"),
        (Clock.EARLIEST_ARRIVAL, "2026-12-01", "2026-12-10", "2026-12-01"),
    ],
)
def test_which_check_in_the_days_are_counted_from(clock, check_in, earliest, counted):
    found = counted_arrival(policy(clock=clock), date.fromisoformat(check_in), date.fromisoformat(earliest))
    assert found.isoformat() == counted


NIGHTS = (100000, 120000, 150000)


@pytest.mark.parametrize(
    ("tier", "charge_on", "given_back", "fee"),
    [
        (None, BASE, 370000, 0),
        (within(3, "50"), BASE, 0, 0),
        (within(3, "50"), WHOLE, 0, 0),
        (within(3, "50"), BASE, 370000, 185000),
        (within(3, "50"), BASE, 150000, 75000),
        (within(3, "50"), WHOLE, 150000, 185000),
        (within(3, "100"), WHOLE, 1, 370000),
        (within(3, "0.0001"), BASE, 370000, 0),
        (within(3, "33.33"), BASE, 100001, 33330),
        (within(3, "50"), BASE, 1, 1),
        (within(7, nights=1), BASE, 370000, 100000),
        (within(7, nights=1), BASE, 40000, 40000),
        (within(7, nights=2), BASE, 370000, 220000),
        (within(7, nights=3), BASE, 370000, 370000),
        (within(7, nights=99), BASE, 370000, 370000),
        (within(7, nights=1), WHOLE, 40000, 100000),
        (within(7, nights=99), WHOLE, 40000, 370000),
        (within(7, amount=50000), BASE, 370000, 50000),
        (within(7, amount=50000), BASE, 20000, 20000),
        (within(7, amount=50000), WHOLE, 20000, 50000),
        (within(7, amount=10**12), WHOLE, 20000, 370000),
        (within(7, amount=0), BASE, 370000, 0),
    ],
)
def test_what_a_change_costs(tier, charge_on, given_back, fee):
    assert change_fee(tier, charge_on, given_back, NIGHTS) == fee


TIERS = st.one_of(
    st.builds(
        Tier, st.none() | st.integers(0, 60), percent=st.integers(0, 10000).map(lambda n: Decimal(n) / 100)
    ),
    st.builds(Tier, st.none() | st.integers(0, 60), nights=st.integers(1, 20)),
    st.builds(Tier, st.none() | st.integers(0, 60), amount=st.integers(0, 10**9)),
)


@given(
    st.none() | TIERS,
    st.sampled_from(ChargeOn),
    st.lists(st.integers(0, 10**8), min_size=1, max_size=20),
    st.floats(0, 1),
)
def test_a_fee_is_never_negative_and_never_above_its_base(tier, charge_on, nights, share):
    given_back = int(sum(nights) * share)
    fee = change_fee(tier, charge_on, given_back, nights)
    base = sum(nights) if charge_on is ChargeOn.WHOLE_STAY else given_back
    assert 0 <= fee <= base
    assert given_back or fee == 0
    assert type(fee) is int


@given(st.lists(TIERS, max_size=6, unique_by=lambda tier: tier.days_before), st.integers(0, 24 * 70))
def test_the_tier_in_force_is_the_reached_one_nearest_to_arrival(tiers, hours):
    now = at("2026-10-05 00:00:00") + timedelta(hours=hours)
    reached = [
        tier.days_before
        for tier in tiers
        if tier.days_before is not None and BANGKOK.reached_at(tier, ARRIVAL) <= now
    ]
    always = "always" if any(tier.days_before is None for tier in tiers) else None
    assert in_force(policy(*tiers), now) == (min(reached) if reached else always)


def test_the_fee_of_a_cancellation_day_by_day_over_sixty_days():
    staircase = policy(
        Tier(None, amount=10000), within(45, "10"), within(30, nights=1), within(14, "50"), within(2, "100")
    )
    days_and_fees = {60: 10000, 45: 37000, 30: 100000, 14: 185000, 2: 370000}
    expected = 0
    for days in range(60, -1, -1):
        expected = days_and_fees.get(days, expected)
        cutoff = BANGKOK.reached_at(within(days, "1"), ARRIVAL)
        for moment in (cutoff, cutoff + timedelta(hours=23, minutes=59, seconds=59)):
            tier = tier_in_force(staircase, ARRIVAL, BANGKOK, moment).tier
            assert change_fee(tier, BASE, sum(NIGHTS), NIGHTS) == expected, days


@pytest.mark.parametrize(
    ("no_show", "total", "fee"),
    [("100", 370000, 370000), ("50", 370000, 185000), ("50", 100001, 50001), ("0", 370000, 0), ("100", 0, 0)],
)
def test_not_showing_up_costs_a_share_of_the_stay_rounded_half_up(no_show, total, fee):
    assert no_show_fee(policy(within(3, "1"), no_show=no_show), total) == fee


def test_without_a_policy_not_showing_up_costs_nothing():
    assert no_show_fee(None, 370000) == 0


@pytest.mark.parametrize(
    ("adults", "children", "base_adults", "extra"),
    [
        (2, 0, 2, 0),
        (1, 0, 2, 0),
        (3, 0, 2, 500),
        (4, 0, 2, 1000),
        (2, 1, 2, 250),
        (1, 2, 2, 500),
        (3, 1, 2, 750),
        (0, 1, 2, 250),
    ],
)
def test_people_beyond_the_base_are_charged_extra(adults, children, base_adults, extra):
    assert extra_charge(NightRate(1500, 500, 250), adults, children, base_adults) == extra


def test_a_policy_may_be_made_of_nothing_but_a_name():
    plain = Policy({"en": "Plain"})
    assert (plain.charge_on, plain.clock, plain.no_show_percent, plain.tiers) == (
        ChargeOn.VALUE_GIVEN_BACK,
        Clock.CURRENT_ARRIVAL,
        Decimal(100),
        (),
    )
