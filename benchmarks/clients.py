"""Clients that work at the same time, each a process of its own: through the house, or with the bare driver.

Nothing of Django is imported when this module is: a new process reads it before Django is set up.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from benchmarks.bare_sql import Statement
    from benchmarks.wanted_changes import WantedChange

type Job = Any
type Making = Callable[..., Callable[[Job], object]]
"""Called once in the client's process; what it returns does one job."""


class Clients:
    """So many clients on one database, ready to work."""

    def __init__(self, count: int, making: Making, *arguments: object) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_client, args=(theirs, making, arguments), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        for pipe in self._pipes:
            pipe.recv()

    def work(self, jobs: Sequence[Job]) -> float:
        """Share the jobs out and let all begin at once; how many seconds it took until the last was done."""
        for place, pipe in enumerate(self._pipes):
            pipe.send(list(jobs[place :: len(self._pipes)]))
        for pipe in self._pipes:
            pipe.recv()
        began = perf_counter()
        for pipe in self._pipes:
            pipe.send(None)
        for pipe in self._pipes:
            pipe.recv()
        return perf_counter() - began

    def close(self) -> None:
        """Let them go home."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(20)


def _client(pipe: Connection, making: Making, arguments: tuple[object, ...]) -> None:
    import django

    django.setup()
    work = making(*arguments)
    pipe.send("here")
    while True:
        try:
            jobs = pipe.recv()
        except EOFError:
            return
        pipe.send("ready")
        pipe.recv()
        for job in jobs:
            work(job)
        pipe.send("done")


def through_the_house(database: str) -> Callable[[tuple[WantedChange, str, datetime]], object]:
    """A client that confirms: a job is a change with its digest and its moment."""
    from benchmarks.databases import databases
    from benchmarks.hotel import DESK, SLUG
    from kunjae.changes.commands import confirm_change
    from kunjae.properties.models import Property

    databases().use(database)
    hotel = Property.objects.get(slug=SLUG)

    def confirm(job: tuple[WantedChange, str, datetime]) -> None:
        change, digest, now = job
        confirm_change(
            property=hotel,
            code=change.code,
            operations=change.operations,
            digest=digest,
            record=True,
            actor=DESK,
            now=now,
            reason="asked by phone",
        )

    return confirm


def by_the_driver(database: str, way: str) -> Callable[[list[Statement]], object]:
    """A client that sends again what was recorded: a job is the statements of one confirmation."""
    from benchmarks.bare_sql import for_driver, replay
    from benchmarks.databases import databases

    driver = databases().bare(database, way)

    def send(job: list[Statement]) -> None:
        replay(for_driver(job, driver), driver, in_order=False)

    return send
