"""What is owed, what is to return, and what waits until the guest is at the hotel."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.bookings.facts import StayStatus
from kunjae.payments.rules import MoneyDue, money_due
from tests.changes.sketches import stay


def of(total, prepay="0", status=StayStatus.RESERVED):
    """A stay of one night at that total."""
    return stay("12-10", total, prepay=prepay, status=status)


CANCELLED = StayStatus.CANCELLED


@pytest.mark.parametrize(
    ("stays", "fees", "orders", "paid", "expected"),
    [
        # stays, fees, orders, paid -> value, due now, collect, return, later
        ([of(3000)], 0, 0, 0, (3000, 0, 0, 0, 3000)),
        ([of(3000, "100")], 0, 0, 0, (3000, 3000, 3000, 0, 0)),
        ([of(3000, "100")], 0, 0, 3000, (3000, 3000, 0, 0, 0)),
        ([of(3000, "100", CANCELLED)], 1500, 0, 3000, (1500, 1500, 0, 1500, 0)),
        ([of(3000, "0", CANCELLED)], 1500, 0, 0, (1500, 1500, 1500, 0, 0)),
        ([of(4000, "30")], 0, 0, 900, (4000, 1200, 300, 0, 2800)),
        ([of(2000, "30")], 0, 0, 900, (2000, 600, 0, 0, 1100)),
        ([of(2000, "100")], 0, 900, 3000, (2900, 2000, 0, 100, 0)),
        ([of(3000, "100")], 0, 900, 3000, (3900, 3000, 0, 0, 900)),
        ([of(3600), of(3000, status=CANCELLED)], 0, 0, 0, (3600, 0, 0, 0, 3600)),
        ([of(1000, "50"), of(2000, "100"), of(500)], 100, 300, 200, (3900, 2600, 2400, 0, 1300)),
        ([of(3000, status=StayStatus.NO_SHOW)], 3000, 0, 0, (3000, 3000, 3000, 0, 0)),
        ([of(3000, "100", StayStatus.CHECKED_OUT)], 0, 0, 3000, (3000, 3000, 0, 0, 0)),
        ([of(3000, "100", StayStatus.IN_HOUSE)], 0, 0, 0, (3000, 3000, 3000, 0, 0)),
        ([], 0, 0, 500, (0, 0, 0, 500, 0)),
        ([], 0, 0, 0, (0, 0, 0, 0, 0)),
    ],
)
def test_the_money_of_a_booking(stays, fees, orders, paid, expected):
    money = money_due(stays, fees=fees * 100, orders=orders * 100, paid=paid * 100)
    found = money.value, money.due_now, money.collect_now, money.to_return, money.later
    assert found == tuple(figure * 100 for figure in expected)


@pytest.mark.parametrize(
    ("total", "prepay", "due_now"),
    [("1000.01", "50", 50001), ("0.01", "50", 1), ("1000.01", "33.33", 33330), ("1000.00", "0", 0)],
)
def test_the_prepayment_is_rounded_half_up_for_every_stay(total, prepay, due_now):
    assert money_due([of(total, prepay)], fees=0, orders=0, paid=0).due_now == due_now
    assert money_due([of(total, prepay)] * 2, fees=0, orders=0, paid=0).due_now == 2 * due_now


@pytest.mark.parametrize(
    ("value", "due_now", "paid", "agrees"),
    [
        (3000, 900, 900, True),
        (3000, 900, 3000, True),
        (3000, 900, 2000, True),
        (3000, 900, 899, False),
        (3000, 900, 3001, False),
        (0, 0, 0, True),
    ],
)
def test_a_balance_agrees_between_what_is_due_and_what_it_is_worth(value, due_now, paid, agrees):
    assert MoneyDue(value=value, paid=paid, due_now=due_now).agrees is agrees


AMOUNT = st.integers(0, 10**12)
STAYS = st.lists(
    st.builds(
        lambda price, prepay, status: of(Decimal(price) / 100, prepay, status),
        AMOUNT,
        st.integers(0, 100),
        st.sampled_from(StayStatus),
    ),
    max_size=4,
)


@given(STAYS, AMOUNT, AMOUNT, AMOUNT)
def test_money_is_collected_returned_or_left_but_never_two_ways_at_once(stays, fees, orders, paid):
    money = money_due(stays, fees=fees, orders=orders, paid=paid)
    assert min(money.collect_now, money.to_return, money.later) >= 0
    assert money.due_now <= money.value
    assert not (money.collect_now and money.to_return)
    assert not (money.later and money.to_return)
    assert money.collect_now + money.later - money.to_return == money.balance == money.value - money.paid
    assert money.agrees == (not money.collect_now and not money.to_return)


@given(STAYS, AMOUNT)
def test_ended_stays_are_worth_nothing_and_ask_for_nothing(stays, paid):
    live = [one for one in stays if one.status.is_live]
    assert money_due(stays, fees=0, orders=0, paid=paid) == money_due(live, fees=0, orders=0, paid=paid)
