"""Free rooms of a month in a hotel of 300 rooms: how many statements it takes, and how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from benchmarks.bare_sql import record
from benchmarks.figures import Row, Work, alternate, milliseconds
from benchmarks.hotel import fill, make_hotel
from kunjae.changes.availability import available
from kunjae.inventory.queries import occupancy, type_counts
from kunjae.kernel.moments import local_date
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.queries import house

if TYPE_CHECKING:
    from benchmarks.run import Run

ROOMS, NIGHTS, TIMES = 300, 30, 60


def measure(run: Run) -> Iterator[Row]:
    """Of each type and night how many rooms are left; which room numbers are taken; and the whole answer of what can be
    sold, with prices and restrictions. House and plans are known when the first two are asked."""
    database = run.databases.make("large_house")
    hotel = make_hotel(rooms=ROOMS)
    fill(hotel, run.size.bookings * 2 // 5, ROOMS, (0, 40))
    run.databases.settle(database)
    now = timezone.now()
    first = local_date(now, hotel.timezone) + timedelta(days=1)
    month = StayDates(first, first + timedelta(days=NIGHTS))
    the_house = house(hotel)
    types = {id: facts.code for id, facts in the_house.types.items()}
    by_type = _row(
        "free rooms of each type, a month of a 300-room hotel",
        lambda: type_counts(hotel, types, [month]),
        most=1,
    )
    yield by_type
    yield _row(
        "the same by room number, and the counters",
        lambda: occupancy(hotel, the_house, types=types.values(), ranges=[month]),
    )
    yield _row(
        "what can be sold for that month: rooms, prices, restrictions of 12 products",
        lambda: available(hotel, month, adults=2, children=0, now=now),
    )
    run.databases.drop(database)


def _row(what: str, work: Callable[[], object], most: int | None = None) -> Row:
    statements = len(record(work))
    works: list[Work] = [work] * TIMES
    alternate(works[:10])
    (times,) = alternate(works)
    return Row(
        what=what,
        target="" if most is None else f"{most} query",
        figure=f"{statements} {'query' if statements == 1 else 'queries'}, {milliseconds(times.median)} ms",
        reached=None if most is None else statements <= most,
        raw={"statements": statements, **times.raw()},
    )
