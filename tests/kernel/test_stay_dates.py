"""A stay sleeps on check_in <= night < check_out, for 1 to 365 nights."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates, parse_date

ARRIVAL = date(2026, 12, 10)


def code_of(call, *args):
    with pytest.raises(InvalidInput) as caught:
        call(*args)
    (error,) = caught.value.errors
    return error.path, error.code


@pytest.mark.parametrize(
    ("check_in", "check_out", "code"),
    [
        (ARRIVAL, ARRIVAL, "no_nights"),
        (ARRIVAL, ARRIVAL - timedelta(days=1), "no_nights"),
        (ARRIVAL, ARRIVAL - timedelta(days=400), "no_nights"),
        (ARRIVAL, ARRIVAL + timedelta(days=366), "too_many_nights"),
        (ARRIVAL, date(2150, 1, 1), "too_many_nights"),
        (date(1989, 12, 31), date(1990, 1, 2), "date_out_of_range"),
        (date(2199, 12, 31), date(2200, 1, 2), "date_out_of_range"),
        (date.min, date.min + timedelta(days=1), "date_out_of_range"),
        (date.max - timedelta(days=1), date.max, "date_out_of_range"),
        (ARRIVAL, date.max, "date_out_of_range"),
        (date.max, ARRIVAL, "date_out_of_range"),
    ],
)
def test_dates_that_no_stay_can_have(check_in, check_out, code):
    assert code_of(StayDates.of, check_in, check_out, "stays.0.check_out") == ("stays.0.check_out", code)


@pytest.mark.parametrize("nights", [1, 2, 364, 365])
def test_one_to_365_nights_are_a_stay(nights):
    dates = StayDates.of(ARRIVAL, ARRIVAL + timedelta(days=nights))
    assert len(dates) == len(dates.nights) == nights


def test_the_day_one_guest_leaves_another_may_arrive():
    first = StayDates.of(ARRIVAL, date(2026, 12, 12))
    second = StayDates.of(date(2026, 12, 12), date(2026, 12, 14))
    assert first.nights == (date(2026, 12, 10), date(2026, 12, 11))
    assert not set(first.nights) & set(second.nights)
    assert date(2026, 12, 12) not in first
    assert date(2026, 12, 12) in second


def test_a_stay_sleeps_over_leap_day_and_new_year():
    assert date(2028, 2, 29) in StayDates.of(date(2028, 2, 28), date(2028, 3, 1)).nights
    assert len(StayDates.of(date(2026, 12, 30), date(2027, 1, 2))) == 3


@given(st.dates(date(1990, 1, 1), date(2198, 1, 1)), st.integers(1, 365))
def test_nights_are_consecutive_and_end_before_check_out(check_in, length):
    dates = StayDates.of(check_in, check_in + timedelta(days=length))
    assert dates.nights[0] == check_in
    assert dates.nights[-1] + timedelta(days=1) == dates.check_out
    assert all(night in dates for night in dates.nights)
    assert dates.check_out not in dates


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ("2026-12-10", ARRIVAL),
        (ARRIVAL, ARRIVAL),
        ("2028-02-29", date(2028, 2, 29)),
        ("0001-01-01", date.min),
    ],
)
def test_a_date_is_read(given_date, expected):
    assert parse_date(given_date, "check_in") == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-12-1", "2026-13-01", "2026-02-29", "2026-12-00", "20261210", "10/12/2026", "2026/12/10",
        "2026-12-10T00:00:00", " 2026-12-10", "2026-12-10\n", "2569-13-10", "๒๐๒๖-๑๒-๑๐", "２０２６-12-10", "tomorrow!!", "2026-W50-4",
        "2026‑12‑10", None, True, 20261210, 2026.0, [], {}, datetime(2026, 12, 10, tzinfo=UTC),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    assert code_of(parse_date, text, "stays.0.check_in") == ("stays.0.check_in", "invalid_date")
