"""Stays and bookings as the rules see them."""

from itertools import combinations

import pytest

from kunjae.bookings.facts import StayStatus, booking_status
from tests.changes.sketches import change_facts, day, stay

RESERVED, IN_HOUSE, CHECKED_OUT, CANCELLED, NO_SHOW = StayStatus


@pytest.mark.parametrize(
    ("status", "is_live"),
    [(RESERVED, True), (IN_HOUSE, True), (CHECKED_OUT, True), (CANCELLED, False), (NO_SHOW, False)],
)
def test_a_stay_counts_until_it_is_cancelled_or_nobody_came(status, is_live):
    one = stay("12-10", 1500, 1500, status=status)
    assert status.is_live is is_live
    assert one.agreed_total == 300000
    assert one.total == (300000 if is_live else 0)


def test_a_night_is_found_by_its_date():
    one = stay("12-10", 1000, 1200, extra=300)
    assert one.night_on(day("12-11")).total == 150000
    assert one.night_on(day("12-12")) is None
    assert one.night_on(day("12-09")) is None


def test_a_booking_is_worth_its_live_stays():
    booking = change_facts(
        stay("12-10", 1000),
        stay("12-10", 2000, number=2, room="002", status=CANCELLED),
        stay("12-11", 500, number=5),
    ).booking
    assert booking.total == 150000
    assert booking.stay(5).total == 50000
    assert booking.stay(3) is None


@pytest.mark.parametrize(
    ("statuses", "shown"),
    [
        ([], CANCELLED),
        ([CANCELLED], CANCELLED),
        ([CANCELLED, NO_SHOW], NO_SHOW),
        ([RESERVED, CANCELLED], RESERVED),
        ([RESERVED, IN_HOUSE], IN_HOUSE),
        ([CHECKED_OUT, IN_HOUSE], IN_HOUSE),
        ([CHECKED_OUT, RESERVED], RESERVED),
        ([CHECKED_OUT, CANCELLED], CHECKED_OUT),
    ],
)
def test_the_one_status_of_a_booking(statuses, shown):
    assert booking_status(statuses) is shown


def test_the_order_of_the_stays_makes_no_difference():
    for pair in combinations(StayStatus, 2):
        assert booking_status(pair) is booking_status(reversed(pair))
