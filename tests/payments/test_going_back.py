"""Which payments give money back, and when a booking's money is to be paid."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.bookings.facts import StayStatus
from kunjae.payments.facts import Capabilities, DueWhen, Method
from kunjae.payments.rules import Refundable, allocate_refund, money_due, payment_schedule
from tests.changes.sketches import amount, day, stay

START = datetime(2026, 11, 25, tzinfo=UTC)


def payments(*left):
    """Payments of these amounts that can still go back, one a minute."""
    return [
        Refundable(UUID(int=number), START + timedelta(minutes=number), each)
        for number, each in enumerate(left, 1)
    ]


@pytest.mark.parametrize(
    ("left", "wanted", "expected"),
    [
        ([3000], 1000, [(1, 1000)]),
        ([3000], 3000, [(1, 3000)]),
        ([3000], 3001, [(1, 3000)]),  # never more than it holds
        ([1000, 500, 2000], 2200, [(3, 2000), (2, 200)]),  # newest first
        ([1000, 500, 2000], 3500, [(3, 2000), (2, 500), (1, 1000)]),
        ([1000, 0, 2000], 2500, [(3, 2000), (1, 500)]),  # one that has gone back already
        ([0], 10, []),
        ([], 10, []),
        ([1000], 0, []),
    ],
)
def test_the_newest_payments_give_back_first_and_no_more_than_they_hold(left, wanted, expected):
    found = allocate_refund(reversed(payments(*left)), wanted)
    assert [(id.int, part) for id, part in found] == expected


def test_of_payments_in_the_same_moment_the_one_made_later_is_newer():
    same = [Refundable(UUID(int=number), START, 100) for number in (2, 1, 3)]
    assert [id.int for id, _ in allocate_refund(same, 250)] == [3, 2, 1]


@given(st.lists(st.integers(0, 10**9), max_size=6), st.integers(0, 10**10))
def test_all_that_can_go_back_does_and_nothing_more(left, wanted):
    found = dict(allocate_refund(payments(*left), wanted))
    assert sum(found.values()) == min(wanted, sum(left))
    assert all(0 < part <= left[id.int - 1] for id, part in found.items())


def of(check_in, total, prepay="0", status=StayStatus.RESERVED, currency="THB"):
    made = stay(check_in, Decimal(total), prepay=prepay, status=status)
    if currency == "THB":
        return made
    night = replace(made.nights[0], room_price=amount(total, currency))
    return replace(made, nights=(night,))


BOOKED = day("2026-11-25")
NOW, LATER = DueWhen.BOOKING, DueWhen.ARRIVAL


@pytest.mark.parametrize(
    ("stays", "fees", "orders", "paid", "expected"),
    [
        ([], 0, 0, 0, []),
        ([("12-10", 3000, "100")], 0, 0, 0, [(NOW, BOOKED, 3000, 0)]),
        ([("12-10", 3000, "0")], 0, 0, 0, [(LATER, day("12-10"), 3000, 0)]),
        (
            [("12-10", 3000, "30")],
            0,
            0,
            900,
            [(NOW, BOOKED, 900, 900), (LATER, day("12-10"), 2100, 0)],
        ),
        (
            [("12-12", 1000, "50"), ("12-10", 2000, "0"), ("12-10", 500, "0")],
            100,
            300,
            700,
            [(NOW, BOOKED, 600, 600), (LATER, day("12-10"), 2800, 100), (LATER, day("12-12"), 500, 0)],
        ),
        ([], 1500, 200, 9999, [(NOW, BOOKED, 1500, 1500), (LATER, BOOKED, 200, 200)]),
        ([("12-10", 3000, "30")], 0, 0, -100, [(NOW, BOOKED, 900, 0), (LATER, day("12-10"), 2100, 0)]),
    ],
)
def test_what_is_to_be_paid_when(stays, fees, orders, paid, expected):
    found = payment_schedule(
        [of(*each) for each in stays],
        fees=fees * 100,
        orders=orders * 100,
        paid=paid * 100,
        booked_on=BOOKED,
    )
    assert [(part.when, part.day, part.amount // 100, part.paid // 100) for part in found] == expected
    assert all(part.left == part.amount - part.paid for part in found)


@pytest.mark.parametrize(
    ("currency", "total", "now"), [("THB", "1000.01", 33330), ("JPY", "1001", 334), ("KWD", "10.005", 3335)]
)
def test_a_prepayment_is_rounded_half_up_to_the_minor_unit_of_the_currency(currency, total, now):
    made = of("12-10", total, "33.33", currency=currency)
    first, rest = payment_schedule([made], fees=0, orders=0, paid=0, booked_on=BOOKED)
    assert (first.amount, first.amount + rest.amount) == (now, amount(total, currency))


PARTS = st.lists(
    st.tuples(
        st.sampled_from(["12-10", "12-11", "12-20"]),
        st.integers(0, 10**8).map(lambda cents: Decimal(cents) / 100),
        st.integers(0, 100).map(str),
        st.sampled_from(StayStatus),
    ),
    max_size=5,
)


@given(PARTS, st.integers(0, 10**8), st.integers(0, 10**8), st.integers(0, 10**10))
def test_the_parts_are_the_value_and_what_is_due_now_is_what_the_money_rules_say(stays, fees, orders, paid):
    made = [of(*each) for each in stays]
    money = money_due(made, fees=fees, orders=orders, paid=paid)
    found = payment_schedule(made, fees=fees, orders=orders, paid=paid, booked_on=BOOKED)
    assert sum(part.amount for part in found) == money.value
    assert sum(part.amount for part in found if part.when is NOW) == money.due_now
    assert sum(part.paid for part in found) == min(paid, money.value)
    assert sum(part.left for part in found if part.when is NOW) == money.collect_now


def test_what_a_provider_takes_goes_by_currency_and_step():
    can = Capabilities(currencies=("THB", "KWD"), amount_steps=(("KWD", 10),))
    assert can.takes(12345, "THB")
    assert can.takes(12340, "KWD")
    assert not can.takes(12345, "KWD")
    assert not can.takes(100, "JPY")
    assert Capabilities().takes(1, "JPY")
    assert [method for method in Method if not method.by_hand] == [Method.CARD]
