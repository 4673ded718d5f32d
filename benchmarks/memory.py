"""Memory of a serving process while it answers previews, three by the API for each one of the change page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import TYPE_CHECKING

from benchmarks.asked import Asked, InProcess, Program, Staff, answered
from benchmarks.figures import Row
from benchmarks.server import serving

if TYPE_CHECKING:
    from benchmarks.run import Run

MOST, MOST_GROWTH = 150.0, 3.0
"""Megabytes; the growth is that of the second half."""
DIFFERENT = 100


def measure(run: Run) -> Iterator[Row]:
    """Looked at after a warm-up of a twentieth, a quarter, a half, three quarters and all."""
    database = run.copied_hotel("served")
    run.databases.use(database)
    asked = cycle(_previews(run))
    run.databases.close(database)
    total = run.size.previews
    steps = (total // 20, total // 4, total // 2, total * 3 // 4, total)
    seen: dict[int, float] = {}
    with serving(run.databases.url(database)) as server:
        client = server.client()
        done = 0
        for until in steps:
            for each in islice(asked, until - done):
                answered(client, each)
            done = until
            seen[until] = server.resident_megabytes()
            run.say(f"  after {until:,} previews {seen[until]:.1f} MB")
    run.databases.drop(database)
    growth = seen[total] - seen[total // 2]
    yield Row(
        what=f"memory of a serving process after {total:,} previews",
        target=f"< {MOST:g} MB and flat",
        figure=f"{seen[total]:.0f} MB ({growth:+.1f} in the second half)",
        reached=seen[total] < MOST and growth < MOST_GROWTH,
        raw={"megabytes": {str(count): round(value, 2) for count, value in seen.items()}},
    )


def _previews(run: Run) -> list[Asked]:
    asking, staff, program = InProcess(), Staff(run.access), Program(run.access)
    found = []
    for place, change in enumerate(run.changes[:DIFFERENT]):
        page = staff.previewed(asking, change) if place % 4 == 0 else program.previewed(change)
        found.append(page)
    return found
