"""Hotel-local times as moments in UTC, on ordinary days and on those when clocks are put forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.moments import local_date, moment_of, moment_text, zone

ZONES = [
    "Asia/Bangkok", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia",
    "Asia/Kathmandu", "UTC",
]  # fmt: skip


@pytest.mark.parametrize(
    ("timezone", "local", "utc"),
    [
        ("Asia/Bangkok", "2026-12-07 14:00:00", "2026-12-07T07:00:00Z"),
        ("Asia/Bangkok", "2026-12-07 00:00:00", "2026-12-06T17:00:00Z"),
        ("Europe/Lisbon", "2026-07-01 14:00:00", "2026-07-01T13:00:00Z"),
        ("Europe/Lisbon", "2026-12-01 14:00:00", "2026-12-01T14:00:00Z"),
        # does not exist: the offset before the gap
        ("Europe/Lisbon", "2026-03-29 01:30:00", "2026-03-29T01:30:00Z"),
        ("America/New_York", "2026-03-08 02:30:00", "2026-03-08T07:30:00Z"),
        ("America/New_York", "2026-03-08 02:00:00", "2026-03-08T07:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-04 02:15:00", "2026-10-03T15:45:00Z"),
        ("Africa/Casablanca", "2026-03-22 02:30:00", "2026-03-22T02:30:00Z"),
        # occurs twice: the first one
        ("Europe/Lisbon", "2026-10-25 01:30:00", "2026-10-25T00:30:00Z"),
        ("America/New_York", "2026-11-01 01:30:00", "2026-11-01T05:30:00Z"),
        ("America/New_York", "2026-11-01 01:59:59", "2026-11-01T05:59:59Z"),
        ("Australia/Lord_Howe", "2026-04-05 01:45:00", "2026-04-04T14:45:00Z"),
        ("Africa/Casablanca", "2026-02-15 02:30:00", "2026-02-15T01:30:00Z"),
        # just before and after
        ("America/New_York", "2026-03-08 01:59:59", "2026-03-08T06:59:59Z"),
        ("America/New_York", "2026-03-08 03:00:00", "2026-03-08T07:00:00Z"),
        ("America/New_York", "2026-11-01 02:00:00", "2026-11-01T07:00:00Z"),
        ("Europe/Lisbon", "2026-03-29 02:00:00", "2026-03-29T01:00:00Z"),
        ("Europe/Lisbon", "2026-10-25 02:00:00", "2026-10-25T02:00:00Z"),
    ],
)
def test_the_moment_of_a_local_time(timezone, local, utc):
    there = datetime.fromisoformat(local)
    assert moment_text(moment_of(there.date(), there.time(), timezone)) == utc


def test_a_time_that_says_it_is_the_second_one_is_still_the_first():
    second = time(1, 30, fold=1)
    assert moment_text(moment_of(date(2026, 11, 1), second, "America/New_York")) == "2026-11-01T05:30:00Z"


@given(st.dates(date(1995, 1, 1), date(2037, 1, 1)), st.times(), st.sampled_from(ZONES))
def test_a_local_time_that_exists_comes_back_and_no_time_is_off_by_more_than_a_day(day, at, timezone):
    at = at.replace(fold=0)
    moment = moment_of(day, at, timezone)
    back = moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    assert moment.tzinfo is UTC
    assert timedelta(0) <= back - datetime.combine(day, at) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("utc", "timezone", "day"),
    [
        ("2026-12-07T16:59:59+00:00", "Asia/Bangkok", date(2026, 12, 7)),
        ("2026-12-07T17:00:00+00:00", "Asia/Bangkok", date(2026, 12, 8)),
        ("2026-12-08T04:59:59+00:00", "America/New_York", date(2026, 12, 7)),
        ("2026-12-08T00:00:00+07:00", "Asia/Bangkok", date(2026, 12, 8)),
        ("2026-12-08T00:00:00+00:00", "UTC", date(2026, 12, 8)),
    ],
)
def test_which_day_it_is_at_the_hotel(utc, timezone, day):
    assert local_date(datetime.fromisoformat(utc), timezone) == day


@pytest.mark.parametrize("name", ["Asia/Bangkok", "Australia/Lord_Howe", "UTC"])
def test_a_time_zone_is_known_by_its_name(name):
    assert zone(name).key == name


@pytest.mark.parametrize(
    "name", ["", "Bangkok", "Asia/Atlantis", "+07:00", "../etc/passwd", "/etc/localtime", "Asia"]
)
def test_an_unknown_time_zone_is_refused(name):
    with pytest.raises(InvalidInput) as caught:
        zone(name, "property.timezone")
    assert [(error.path, error.code) for error in caught.value.errors] == [
        ("property.timezone", "unknown_timezone")
    ]
