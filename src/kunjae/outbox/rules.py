"""When a message is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 5 * 60, 30 * 60, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)))
)
"""Before each attempt, counted from the one before: ten attempts in three days."""

JITTER = 0.2
"""Up to this part of a delay is added at random, so that what failed together is not tried again together."""


def next_due(
    *, now: datetime, attempt: int, after: timedelta, spread: float, delays: Sequence[timedelta] = DELAYS
) -> datetime | None:
    """When to try again after this attempt (from 1) came to nothing, not before `after` has passed; None: never.

    `spread`: a random number from 0 to 1.
    """
    if attempt >= len(delays):
        return None
    return now + max(delays[attempt] * (1 + JITTER * spread), after)
