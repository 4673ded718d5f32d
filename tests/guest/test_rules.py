"""When a try to sign in is let through, and how long a session holds."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kunjae.guest.facts import Failures, Session, Tried
from kunjae.guest.reading import typed_code, typed_pin
from kunjae.guest.rules import (
    COUNTED_FOR,
    LIMITS,
    SESSION_IDLE,
    SESSION_LASTS,
    next_try,
    session_holds,
    session_to_note,
    wait_after,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("kind", "failures", "seconds"),
    [
        (Tried.BOOKING, 0, 0),
        (Tried.BOOKING, 2, 0),
        (Tried.BOOKING, 3, 10),
        (Tried.BOOKING, 4, 30),
        (Tried.BOOKING, 5, 120),
        (Tried.BOOKING, 6, 120),
        (Tried.BOOKING, 7, 300),
        (Tried.BOOKING, 9, 300),
        (Tried.BOOKING, 10, 3600),
        (Tried.BOOKING, 1000, 3600),
        (Tried.ADDRESS, 19, 0),
        (Tried.ADDRESS, 20, 5),
        (Tried.ADDRESS, 30, 30),
        (Tried.ADDRESS, 40, 300),
        (Tried.ADDRESS, 60, 3600),
    ],
)
def test_who_fails_more_often_waits_longer(kind, failures, seconds):
    assert wait_after(LIMITS[kind], failures) == timedelta(seconds=seconds)


def test_a_wait_runs_from_the_last_try_and_ends_to_the_second():
    found = {Tried.BOOKING: Failures(3, NOON)}
    assert next_try(found, NOON) == NOON + 10 * SECOND
    assert next_try(found, NOON + 9 * SECOND) == NOON + 10 * SECOND
    assert next_try(found, NOON + 10 * SECOND) is None


def test_the_longer_of_two_waits_counts():
    found = {Tried.BOOKING: Failures(3, NOON), Tried.ADDRESS: Failures(40, NOON - timedelta(minutes=4))}
    assert next_try(found, NOON) == NOON + timedelta(minutes=1)


def test_nobody_waits_who_never_failed():
    assert next_try({}, NOON) is None
    assert next_try({Tried.ADDRESS: Failures()}, NOON) is None


def test_a_patient_guesser_gets_fewer_than_forty_tries_a_day():
    """Against a million PINs: whoever tries at every moment that is let through, for a week."""
    tries: list[datetime] = []
    now = NOON
    while now < NOON + timedelta(days=7):
        counted = [at for at in tries if at > now - COUNTED_FOR]
        wait = next_try({Tried.BOOKING: Failures(len(counted), max(counted, default=None))}, now)
        if wait is None:
            tries.append(now)
        now = wait or now + SECOND
    assert len(tries) < 7 * 40


def session(**given):
    values = {"began_at": NOON, "seen_at": NOON, "expires_at": NOON + SESSION_LASTS}
    return Session(UUID(int=1), UUID(int=2), "KJAAAAAA", "th", UUID(int=3), **(values | given))


@pytest.mark.parametrize(
    ("seen", "now", "holds"),
    [
        (NOON, NOON, True),
        (NOON, NOON + SESSION_IDLE - SECOND, True),
        (NOON, NOON + SESSION_IDLE, False),
        (NOON + timedelta(hours=40), NOON + SESSION_LASTS - SECOND, True),
        (NOON + timedelta(hours=40), NOON + SESSION_LASTS, False),
    ],
)
def test_a_session_ends_when_it_is_not_used_and_after_two_days(seen, now, holds):
    assert session_holds(session(seen_at=seen), now) is holds


def test_use_is_written_down_every_ten_minutes():
    assert not session_to_note(session(), NOON + timedelta(minutes=10) - SECOND)
    assert session_to_note(session(), NOON + timedelta(minutes=10))


@pytest.mark.parametrize(
    "typed",
    ["KJ4F2A7M", "kj4f2a7m", " KJ4F 2A7M ", "kj-4f2-a7m", "KJ๔F๒A๗M", "ＫＪ４Ｆ２Ａ７Ｍ", "KJ4F2A7M.\n"],
)
def test_a_booking_number_is_read_however_it_is_typed(typed):
    assert typed_code(typed) == "KJ4F2A7M"


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "012-345", "๐๑๒๓๔๕", "０１２３４５"])
def test_a_pin_is_read_however_it_is_typed(typed):
    assert typed_pin(typed) == "012345"


@pytest.mark.parametrize("typed", ["01234x", "o12345", "------x", "01234\0"])
def test_what_is_no_digit_makes_another_pin(typed):
    assert typed_pin(typed) != "012345"
    assert not typed_pin(typed).isdigit()
