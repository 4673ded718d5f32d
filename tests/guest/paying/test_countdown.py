"""How long is left, and how often a page asks."""

from datetime import timedelta

import pytest

from kunjae.guest.paying.countdown import MOST_LOOKS, Countdown, look_of, pause_before
from tests.hotel import FAR


@pytest.mark.parametrize(
    ("left", "clock", "over"),
    [
        (timedelta(minutes=30), "30:00", False),
        (timedelta(minutes=29, seconds=5), "29:05", False),
        (timedelta(hours=1, minutes=2, seconds=3), "1:02:03", False),
        (timedelta(milliseconds=1), "0:01", False),
        (timedelta(), "0:00", True),
        (timedelta(seconds=-5), "0:00", True),
    ],
)
def test_the_clock_says_what_is_left_and_zero_only_when_it_is_over(left, clock, over):
    countdown = Countdown(FAR + left, FAR)
    assert (countdown.clock, countdown.over) == (clock, over)


def test_seconds_run_within_a_day_only():
    assert Countdown(FAR + timedelta(hours=24), FAR).runs
    assert not Countdown(FAR + timedelta(hours=24, seconds=1), FAR).runs
    assert not Countdown(FAR, FAR).runs


def test_a_page_asks_often_at_first_then_less_and_then_no_more():
    pauses = [pause_before(look) for look in range(MOST_LOOKS)]
    assert pauses[0] == 2
    assert pauses == sorted(pauses)
    assert 5 * 60 < sum(pauses) < 20 * 60
    assert pause_before(MOST_LOOKS) is None
    assert pause_before(10**6) is None


@pytest.mark.parametrize(
    ("text", "look"), [("7", 7), ("999", 999), ("1000", 0), ("-1", 0), ("x", 0), (None, 0), ("๓", 0)]
)
def test_what_a_browser_says_of_its_looks_is_a_small_number_or_nothing(text, look):
    assert look_of(text) == look
