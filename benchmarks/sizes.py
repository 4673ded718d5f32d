"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Numbers of one run; the defaults are those of the targets."""

    bookings: int = 5_000
    changes: int = 480
    """How many different bookings are changed by a subject at most."""
    requests: int = 200
    in_process: int = 300
    many_bookings: int = 1_000_000
    few_bookings: int = 1_000
    desk_bookings: int = 5_000
    many_orders: int = 1_000_000
    few_orders: int = 1_000
    searches: int = 100
    replay_rows: int | None = None
    """None: the whole file."""
    plain_rows: int = 1_000
    """How many rows the plain ORM gets to do beside the replay."""
    previews: int = 20_000


QUICK = Size(
    bookings=1_000,
    changes=80,
    requests=40,
    in_process=40,
    many_bookings=20_000,
    many_orders=20_000,
    searches=20,
    replay_rows=400,
    plain_rows=200,
    previews=1_000,
)
"""For trying out: every subject in about two minutes for both databases. The figures mean little."""
