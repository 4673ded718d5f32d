"""Confirmations per second of eight clients, against the same transactions by the bare driver.

Each client is a process of its own; the house's and the driver's work in turns, each on a copy of the hotel of its own.
The changes can be made in any order (`wanted_changes`), so what was recorded one after the other can be sent again by
several at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from django.utils import timezone

from benchmarks.bare_sql import record
from benchmarks.clients import Clients, by_the_driver, through_the_house
from benchmarks.figures import Row
from benchmarks.in_process import confirmation
from kunjae.changes.commands import preview_change

if TYPE_CHECKING:
    from benchmarks.run import Run

CLIENTS, ROUNDS = 8, 5
TARGET = 0.4


def measure(run: Run) -> Iterator[Row]:
    """The first round warms up."""
    changes = run.changes
    run.databases.use(run.copied_hotel("recording"))
    hotel, now = run.hotel(), timezone.now()
    digests = [
        preview_change(property=hotel, code=change.code, operations=change.operations, now=now).digest
        for change in changes
    ]
    recordings = [record(confirmation(hotel, change)) for change in changes]
    run.databases.drop("recording")
    jobs = {"house": [(change, digest, now) for change, digest in zip(changes, digests, strict=True)]}
    clients = {"house": Clients(CLIENTS, through_the_house, run.copied_hotel("house"))}
    for place, way in enumerate(run.databases.ways):
        jobs[way] = recordings  # type: ignore[assignment]
        clients[way] = Clients(CLIENTS, by_the_driver, run.copied_hotel(f"bare_{place}"), way)
    share = len(changes) // ROUNDS
    rates: dict[str, list[float]] = {way: [] for way in clients}
    for start in range(0, share * ROUNDS, share):
        for way, some in clients.items():
            rates[way].append(share / some.work(jobs[way][start : start + share]))
    for some in clients.values():
        some.close()
    for name in ("house", *(f"bare_{place}" for place, _ in enumerate(run.databases.ways))):
        run.databases.drop(name)
    yield _row(run, {way: median(found[1:]) for way, found in rates.items()})


def _row(run: Run, rates: dict[str, float]) -> Row:
    house = rates.pop("house")
    way, bare = max(rates.items(), key=lambda each: each[1])
    ratio = house / bare
    is_aim = len(run.databases.ways) > 1
    return Row(
        what=f"confirms per second, {CLIENTS} clients, against the same transactions by the bare driver",
        target=f"≥ {TARGET:g} × on PostgreSQL",
        figure=f"{ratio:.2f} × ({house:.0f} / {bare:.0f} per second)",
        reached=ratio >= TARGET if is_aim else None,
        raw={"ratio": ratio, "house": house, "bare": rates, "driver": way},
    )
