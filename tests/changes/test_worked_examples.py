"""The worked examples of the domain rules, one by one."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kunjae.rates.facts import ChargeOn, Clock, Tier

from .sketches import (
    BANGKOK,
    FAR,
    NEAR,
    POLICY_F,
    amount,
    cancel,
    change_facts,
    figures,
    in_currency,
    move,
    planned,
    policy,
    rates,
    stay,
    within,
)

ONE_NIGHT = policy(within(7, nights=1))
ALWAYS_500 = policy(Tier(None, amount=amount(500)))
HALF_OF_ALL = policy(within(3, "50"), charge_on=ChargeOn.WHOLE_STAY)

MOVED = move("12-20", "12-22", room=None)
SHORTER = move("12-10", "12-12")
TO_DELUXE = {"op": "change_room_type", "stay": 1, "room_type": "DLX", "room": "101"}
TWO_ADULTS = {"op": "change_guests", "stay": 1, "adults": 2}


def booked(policy=POLICY_F):
    """10 to 13 December at 1000, 1200 and 1500."""
    return stay("12-10", 1000, 1200, 1500, policy=policy)


def deluxe(*prices):
    return rates("DLX", "12-10", *prices)


def two_nights(**more):
    return stay("12-10", 1500, 1500, **more)


def family(policy=POLICY_F):
    """Two nights of 1500 with a third adult at 500."""
    return stay("12-10", 1500, 1500, extra=500, adults=3, policy=policy)


LATER = rates("STD", "12-20", 1800, 1800)
NEXT_DAY = rates("STD", "12-11", 1300, 1600, 1800)
NEXT_DAY_MOVE = move("12-11", "12-14")
FOR_TWO = rates("STD", "12-10", 1500, 1500, extra_adult=500)

EXAMPLES = {
    "1a": ([two_nights()], LATER, [MOVED], FAR, (3000, 3600, 0, 600)),
    "1b": ([two_nights()], {}, [cancel()], FAR, (3000, 0, 0, -3000)),
    "1": (
        [two_nights(), two_nights(number=2, room="002")],
        LATER,
        [MOVED, cancel(2)],
        FAR,
        (6000, 3600, 0, -2400),
    ),
    "2": (
        [two_nights(), two_nights(number=2, room="002")],
        LATER,
        [MOVED, cancel(2)],
        NEAR,
        (6000, 3600, 3000, 600),
    ),
    "3": ([booked()], NEXT_DAY, [NEXT_DAY_MOVE], NEAR, (3700, 4500, 500, 1300)),
    "4": ([booked()], NEXT_DAY, [NEXT_DAY_MOVE | {"pricing": "today"}], NEAR, (3700, 4700, 500, 1500)),
    "5": ([booked()], deluxe(800, 900, 1200), [TO_DELUXE], NEAR, (3700, 2900, 400, -400)),
    "6": ([booked()], deluxe(800, 900, 1200), [TO_DELUXE], FAR, (3700, 2900, 0, -800)),
    "7": ([booked()], deluxe(2000, 2000, 2000), [TO_DELUXE], NEAR, (3700, 6000, 0, 2300)),
    "8": ([booked()], {}, [SHORTER], NEAR, (3700, 2200, 750, -750)),
    "9": ([booked(ONE_NIGHT)], {}, [cancel()], NEAR, (3700, 0, 1000, -2700)),
    "10": ([booked(ONE_NIGHT)], {}, [SHORTER], NEAR, (3700, 2200, 1000, -500)),
    "11": ([booked(ALWAYS_500)], {}, [cancel()], FAR, (3700, 0, 500, -3200)),
    "12": ([booked(ALWAYS_500)], deluxe(800, 1200, 1500), [TO_DELUXE], FAR, (3700, 3500, 200, 0)),
    "13": ([booked(HALF_OF_ALL)], {}, [SHORTER], NEAR, (3700, 2200, 1850, 350)),
    "14": (
        [stay("12-10", "1000.01", policy=policy(within(3, "33.33")))],
        {},
        [cancel()],
        NEAR,
        ("1000.01", 0, "333.30", "-666.71"),
    ),
    "16": ([booked()], deluxe(800, 1500, 1500), [TO_DELUXE], NEAR, (3700, 3800, 100, 200)),
    "17": ([booked()], deluxe(800, 900), [SHORTER, TO_DELUXE], NEAR, (3700, 1700, 1000, -1000)),
    "18": ([booked()], deluxe(2000, 2000), [SHORTER, TO_DELUXE], NEAR, (3700, 4000, 750, 1050)),
    "19": ([family()], FOR_TWO, [TWO_ADULTS], NEAR, (4000, 3000, 500, -500)),
    "20": ([family(HALF_OF_ALL)], FOR_TWO, [TWO_ADULTS], NEAR, (4000, 3000, 2000, 1000)),
    "21": ([family(ONE_NIGHT)], FOR_TWO, [TWO_ADULTS], NEAR, (4000, 3000, 1000, 0)),
    "22": (
        [stay("12-10", 2000)],
        rates("STD", "12-10", 1200, extra_adult=500),
        [{"op": "change_guests", "stay": 1, "adults": 3, "pricing": "today"}],
        NEAR,
        (2000, 1700, 150, -150),
    ),
}


@pytest.mark.parametrize(
    ("stays", "prices", "operations", "now", "expected"), EXAMPLES.values(), ids=EXAMPLES
)
def test_the_four_figures_of_a_worked_example(stays, prices, operations, now, expected):
    result = planned(change_facts(*stays, rates=prices), *operations, now=now)
    assert figures(result) == tuple(Decimal(figure) for figure in expected)
    assert result.can_confirm


def test_example_15_in_yen_has_no_decimals():
    facts = change_facts(
        stay("12-10", 12345, policy=policy(within(3, "10")), currency="JPY"), hotel=in_currency("JPY")
    )
    assert figures(planned(facts, cancel(), now=NEAR)) == (12345, 0, 1235, -11110)


def test_dinars_have_three_decimals():
    facts = change_facts(
        stay("12-10", "100.001", policy=policy(within(3, "50")), currency="KWD"), hotel=in_currency("KWD")
    )
    assert figures(planned(facts, cancel(), now=NEAR)) == (
        Decimal("100.001"),
        0,
        Decimal("50.001"),
        Decimal("-50.000"),
    )


@pytest.mark.parametrize(
    ("local", "fee"),
    [
        (datetime(2026, 12, 7, 13, 59, 59, tzinfo=BANGKOK), 0),
        (datetime(2026, 12, 7, 14, tzinfo=BANGKOK), 1500),
        (datetime(2026, 12, 9, 13, 59, 59, tzinfo=BANGKOK), 1500),
        (datetime(2026, 12, 9, 14, tzinfo=BANGKOK), 3000),
        (datetime(2026, 12, 7, 7, tzinfo=UTC), 1500),
    ],
)
def test_the_fee_of_example_1b_to_the_second(local, fee):
    assert figures(planned(change_facts(two_nights()), cancel(), now=local.astimezone(UTC)))[2] == fee


@pytest.mark.parametrize(("clock", "fee"), [(Clock.CURRENT_ARRIVAL, 0), (Clock.EARLIEST_ARRIVAL, 1500)])
def test_moving_far_ahead_and_then_cancelling_is_free_only_by_the_current_arrival(clock, fee):
    moved = stay(
        "2027-01-20",
        1500,
        1500,
        policy=policy(within(3, "50"), within(1, "100"), clock=clock),
        earliest="12-10",
    )
    assert figures(planned(change_facts(moved), cancel(), now=NEAR))[2] == fee


@pytest.mark.parametrize(
    ("prepay", "paid", "operation", "prices", "expected"),
    [
        ("100", 3000, cancel(), {}, (1500, 0, 1500)),
        ("0", 0, cancel(), {}, (1500, 1500, 0)),
        ("30", 900, move("12-20", "12-22", room=None), rates("STD", "12-20", 2000, 2000), (4000, 300, 0)),
        ("30", 900, move("12-20", "12-22", room=None), rates("STD", "12-20", 1000, 1000), (2000, 0, 0)),
    ],
    ids=["prepaid_cancel", "unpaid_cancel", "dearer_nights", "cheaper_nights"],
)
def test_the_money_that_follows_a_change(prepay, paid, operation, prices, expected):
    now = NEAR if operation == cancel() else FAR
    result = planned(
        change_facts(two_nights(prepay=prepay), rates=prices, paid=amount(paid)), operation, now=now
    )
    assert (result.money.value, result.money.collect_now, result.money.to_return) == tuple(
        map(amount, expected)
    )


def test_when_nothing_was_paid_nothing_is_returned():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"), rates=LATER)
    money = planned(facts, MOVED, cancel(2)).money
    assert (money.collect_now, money.to_return, money.later) == (0, 0, amount(3600))
