"""How much is tried: little and always the same in `make test`, more and at random when it is asked for.

KUNJAE_TEST_FUZZ=10 tries ten times as many examples, other ones each time.
"""

import os

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("KUNJAE_TEST_FUZZ", "1"))
SHARE = 4 if os.environ.get("KUNJAE_DATABASE_URL") else 1
"""On PostgreSQL, the second run, a part of the examples: what reads input is the same code."""
SAME_EACH_TIME = FACTOR == 1


def examples(number: int) -> settings:
    """Settings for so many examples, times the factor."""
    return settings(
        max_examples=max(number * FACTOR // SHARE, 2),
        derandomize=SAME_EACH_TIME,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
