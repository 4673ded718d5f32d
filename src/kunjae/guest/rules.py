"""When a try to sign in is let through, and how long a guest stays signed in. Pure.

A PIN has six digits. Whoever guesses gets a dozen tries at a booking in the first hour and one an hour from then on:
a year of guessing finds one PIN in a hundred. Networks are counted apart and more generously, as all guests of a hotel
may come from one address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from kunjae.guest.facts import Failures, Limits, Session, Tried

COUNTED_FOR = timedelta(hours=24)
"""How long a failed try counts."""
_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LIMITS: Mapping[Tried, Limits] = {
    Tried.BOOKING: Limits(
        ((3, 10 * _SECOND), (4, 30 * _SECOND), (5, 2 * _MINUTE), (7, 5 * _MINUTE), (10, _HOUR))
    ),
    Tried.ADDRESS: Limits(((20, 5 * _SECOND), (30, 30 * _SECOND), (40, 5 * _MINUTE), (60, _HOUR))),
}

SESSION_IDLE = timedelta(hours=12)
SESSION_LASTS = timedelta(hours=48)
SEEN_EVERY = timedelta(minutes=10)
"""How often it is written down that a session was used."""


def wait_after(limits: Limits, failures: int) -> timedelta:
    """How long after the last of so many failures the next try is let through."""
    return max((wait for count, wait in limits.waits if failures >= count), default=timedelta())


def next_try(found: Mapping[Tried, Failures], now: datetime) -> datetime | None:
    """The moment from which a try is let through; None when it is now."""
    moments = [
        failures.last + wait_after(LIMITS[kind], failures.count)
        for kind, failures in found.items()
        if failures.last is not None
    ]
    latest = max(moments, default=now)
    return latest if latest > now else None


def session_holds(session: Session, now: datetime) -> bool:
    """Whether the guest is still signed in."""
    return now < session.expires_at and now < session.seen_at + SESSION_IDLE


def session_to_note(session: Session, now: datetime) -> bool:
    """Whether it is time to write down that the session was used."""
    return now >= session.seen_at + SEEN_EVERY
