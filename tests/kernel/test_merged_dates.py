"""Many stays' nights in as few ranges as possible, so that each night is read once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.kernel.stay_dates import StayDates, merged

FIRST = date(2026, 12, 1)


def dates(check_in, check_out):
    """By days after the first of December."""
    return StayDates(FIRST + timedelta(days=check_in), FIRST + timedelta(days=check_out))


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], []),
        ([(3, 5)], [(3, 5)]),
        ([(3, 5), (3, 5)], [(3, 5)]),
        ([(3, 5), (5, 7)], [(3, 7)]),
        ([(5, 7), (3, 5)], [(3, 7)]),
        ([(3, 5), (6, 7)], [(3, 5), (6, 7)]),
        ([(3, 9), (4, 5)], [(3, 9)]),
        ([(3, 9), (4, 5), (8, 12)], [(3, 12)]),
        ([(20, 22), (1, 2), (2, 4), (30, 31), (21, 25)], [(1, 4), (20, 25), (30, 31)]),
    ],
)
def test_ranges_that_touch_become_one(ranges, expected):
    assert merged(dates(*one) for one in ranges) == [dates(*one) for one in expected]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=8))
def test_the_nights_stay_the_same_each_of_them_once(stays):
    ranges = [dates(start, start + nights) for start, nights in stays]
    found = [night for one in merged(ranges) for night in one.nights]
    assert found == sorted({night for one in ranges for night in one.nights})
