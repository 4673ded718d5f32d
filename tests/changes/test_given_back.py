"""What a change gives back of a stay (rules.md 4.4), and where its nights' prices come from (3.3)."""

from dataclasses import replace

import pytest

from kunjae.bookings.facts import Night, StayStatus
from kunjae.changes.facts import Problem, Severity
from kunjae.changes.rules.fees import fee_of
from kunjae.changes.rules.pricing import value_given_back

from .sketches import (
    FAR,
    HOTEL,
    NEAR,
    POLICY_F,
    amount,
    change_facts,
    day,
    move,
    planned,
    policy,
    rates,
    stay,
    within,
)


def three_nights(**more):
    return stay("12-10", 1000, 1200, 1500, **more)


def priced(before, *prices, **more):
    """The stay at these prices, otherwise as before."""
    nights = tuple(
        replace(night, room_price=amount(price)) for night, price in zip(before.nights, prices, strict=True)
    )
    return replace(before, nights=nights, **more)


@pytest.mark.parametrize(
    ("after", "given_back"),
    [
        (three_nights(), 0),
        (None, 3700),
        (three_nights(status=StayStatus.CANCELLED), 3700),
        (three_nights(status=StayStatus.NO_SHOW), 3700),
        # nights dropped at either end, or all of them
        (stay("12-10", 1000, 1200), 1500),
        (stay("12-11", 1200, 1500), 1000),
        (stay("12-11", 1200), 2500),
        (stay("12-20", 1, 1, 1), 3700),
        (stay("12-12", 1500, 9000, 9000), 2200),
        # other prices for the same thing give nothing back
        (priced(three_nights(), 1, 1, 1), 0),
        # another type, plan or party: the fall of each night's price, never offset by a rise
        (priced(three_nights(), 900, 1100, 1400, room_type="DLX"), 300),
        (priced(three_nights(), 900, 9000, 1400, room_type="DLX"), 200),
        (priced(three_nights(), 900, 1200, 1500, rate_plan="NRF"), 100),
        (priced(three_nights(), 900, 1200, 1501, adults=1), 100),
        (priced(three_nights(), 900, 1200, 1499, children=1), 101),
        # another type and fewer nights
        (priced(stay("12-10", 1000, 1200), 900, 1300, room_type="DLX"), 1600),
    ],
)
def test_what_is_given_back(after, given_back):
    assert value_given_back(three_nights(), after) == amount(given_back)


def test_a_night_that_has_no_price_any_more_gives_nothing_back():
    """The plan is refused anyway; its figures must not jump."""
    after = replace(three_nights(), room_type="DLX", nights=(Night(day("12-10"), amount(900)),))
    assert value_given_back(three_nights(), after) == amount(100)


def test_extra_persons_are_given_back_with_the_night():
    before = three_nights(adults=3, extra=500)
    assert value_given_back(before, stay("12-10", 1000, 1200, adults=3, extra=500)) == amount(2000)
    assert value_given_back(before, three_nights(adults=2)) == amount(1500)


def test_the_plan_of_a_stay_says_what_it_gives_back():
    facts = change_facts(three_nights(), rates=rates("STD", "12-10", 1, 1, 1))
    shorter = move("12-10", "12-12")
    assert [planned(facts, shorter, now=now).stays[0].given_back for now in (FAR, NEAR)] == [amount(1500)] * 2


NO_PRICE = {"rate_plan": "BAR", "room_type": "STD"}


def test_nights_without_a_price_are_named_with_the_plan_and_type_that_has_none():
    result = planned(change_facts(three_nights()), move("12-09", "12-14"))
    assert result.problems == (
        Problem("no_price", Severity.REFUSED, (day("12-09"), day("12-13")), values=NO_PRICE),
    )
    to_deluxe = {"op": "change_room_type", "stay": 1, "room_type": "DLX", "room": "101"}
    found = planned(change_facts(three_nights()), to_deluxe).problems
    assert Problem(
        "no_price", Severity.REFUSED, three_nights().dates.nights, values=NO_PRICE | {"room_type": "DLX"}
    ) in found  # fmt: skip


PRICES = rates("STD", "12-10", 1100, 1300, 1700, extra_adult=400) | rates(
    "STD", "12-10", 800, 900, 1000, plan="NRF", extra_adult=300
)


@pytest.mark.parametrize(
    ("operations", "nights"),
    [
        # the old price and the old extra belong to the old plan
        ([{"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF"}], [(800, 300), (900, 300), (1000, 300)]),
        (
            [{"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF", "pricing": "keep"}],
            [(800, 300), (900, 300), (1000, 300)],
        ),
        # one child or one adult more is another party
        ([{"op": "change_guests", "stay": 1, "adults": 3, "children": 1}], [(1000, 400), (1200, 400), (1500, 400)]),
        ([{"op": "change_guests", "stay": 1, "adults": 4}], [(1000, 800), (1200, 800), (1500, 800)]),
        # the same party again is none
        ([{"op": "change_guests", "stay": 1, "adults": 3}], [(1000, 500), (1200, 500), (1500, 500)]),
    ],
)  # fmt: skip
def test_where_the_price_of_a_night_comes_from(operations, nights):
    before = three_nights(adults=3, extra=500)
    (one,) = planned(change_facts(before, rates=PRICES), *operations).stays
    assert one.after.nights == tuple(
        Night(day(night), amount(price), amount(extra))
        for night, (price, extra) in zip(("12-10", "12-11", "12-12"), nights, strict=True)
    )


@pytest.mark.parametrize(
    ("adults", "children", "is_priced"), [(2, 0, True), (1, 0, True), (3, 0, False), (2, 1, False), (1, 1, False)]
)  # fmt: skip
def test_a_kept_night_without_todays_price_can_be_had_by_the_people_in_its_price(adults, children, is_priced):
    guests = {"op": "change_guests", "stay": 1, "adults": adults, "children": children}
    before = three_nights(adults=3, children=2, extra=500)
    (one,) = planned(change_facts(before), guests).stays
    assert [night.extra_price for night in one.after.nights] == [0, 0, 0] * is_priced
    assert bool(one.problems) is not is_priced


def test_the_fee_names_its_tier_also_when_it_asks_nothing():
    before = three_nights(policy=policy(within(3, "0")))
    fee, tier = fee_of(HOTEL, before, None, amount(3700), NEAR)
    assert (fee, tier.tier.days_before) == (0, 3)
    assert fee_of(HOTEL, before, None, 0, NEAR) == (0, None)
    assert fee_of(HOTEL, before, None, amount(3700), FAR) == (0, None)
    assert fee_of(HOTEL, three_nights(policy=None), None, amount(3700), NEAR) == (0, None)
    assert fee_of(HOTEL, three_nights(), None, 1, NEAR)[0] == 1


def test_the_fee_of_a_no_show_is_taken_of_what_the_stay_is_worth():
    absent = three_nights(status=StayStatus.NO_SHOW)
    assert fee_of(HOTEL, three_nights(policy=policy(no_show="50")), absent, 1, NEAR) == (amount(1850), None)
    assert fee_of(HOTEL, three_nights(policy=POLICY_F), absent, 1, FAR) == (amount(3700), None)
