"""When a message is tried again: the schedule, walked attempt by attempt."""

from datetime import timedelta

import pytest

from kunjae.checks.outbox import MOST_ATTEMPTS
from kunjae.outbox.rules import DELAYS, JITTER, next_due
from tests.hotel import FAR

NOTHING = timedelta(0)


def test_ten_attempts_in_a_good_three_days():
    assert [delay.total_seconds() for delay in DELAYS] == [
        0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400,
    ]  # fmt: skip


@pytest.mark.parametrize("attempt", range(1, 10))
def test_each_attempt_waits_its_delay_and_at_most_a_fifth_more(attempt):
    soonest, latest = (
        next_due(now=FAR, attempt=attempt, after=NOTHING, spread=spread) - FAR for spread in (0, 1)
    )
    assert soonest == DELAYS[attempt]
    assert latest == DELAYS[attempt] * (1 + JITTER)


def test_after_the_tenth_there_is_none():
    assert next_due(now=FAR, attempt=10, after=NOTHING, spread=0) is None


@pytest.mark.parametrize(("after", "waited"), [(2, 5), (60, 60)])
def test_whoever_asks_for_more_time_gets_it(after, waited):
    due = next_due(now=FAR, attempt=1, after=timedelta(seconds=after), spread=0)
    assert due == FAR + timedelta(seconds=waited)


def test_the_check_of_the_outbox_knows_how_many_attempts_there_are():
    assert len(DELAYS) == MOST_ATTEMPTS
