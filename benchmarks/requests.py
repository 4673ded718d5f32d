"""Whole requests with the settings of production: `kunjae serve` in a process of its own, one client, medians.

Beside each stands a bare view of the same process, which is what server, Django and middleware take by themselves,
and the same SQL by the bare driver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.asked import DESK, Asked, InProcess, Program, Staff, answered
from benchmarks.bare_sql import Replayed, Statement, record, statements_of
from benchmarks.figures import Row, Work, alternate, milliseconds
from benchmarks.server import Client, serving

if TYPE_CHECKING:
    from benchmarks.run import Run

READ_TARGET, CONFIRM_TARGET = 8.0, 15.0
DIFFERENT = 50
"""How many bookings the reads go round."""
WARM_UP = 20
BARE = Asked("GET", "/bare")


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of request: the requests themselves, and the SQL of each."""

    what: str
    target: float
    asked: Sequence[Asked]
    sql: Sequence[list[Statement]]
    writes: bool = False


def measure(run: Run) -> Iterator[Row]:
    """The pages of a booking with the calls of the API that answer to them, and those of a day at the desk. The requests are made, and their SQL is recorded, on one
    copy of the hotel; the server and each way of the driver work on others."""
    replayed = Replayed(run, "replayed")
    recording, served = run.copied_hotel("recording"), run.copied_hotel("served")
    run.databases.use(recording)
    questions = list(_questions(run))
    run.databases.drop(recording)
    with serving(run.databases.url(served)) as server:
        client = server.client()
        for question in questions:
            yield _measured(question, client, replayed, run.size.requests)
        yield _memory(server.resident_megabytes())
    replayed.close()
    run.databases.drop(served)


def _questions(run: Run) -> Iterator[Question]:
    asking, staff, program = InProcess(), Staff(run.access), Program(run.access)
    half = min(run.size.requests + WARM_UP, len(run.changes) // 2)
    by_page, by_program = run.changes[:half], run.changes[half : 2 * half]
    some = by_page[:DIFFERENT]

    def question(
        what: str, asked: Sequence[Asked], target: float = READ_TARGET, writes: bool = False
    ) -> Question:
        return Question(
            what, target, asked, [record(partial(answered, asking, each)) for each in asked], writes
        )

    yield question("list of bookings, page", [staff.list()])
    yield question("open booking, page", [staff.open(change.code) for change in some])
    yield question("change page", [staff.change(change.code) for change in some])
    yield question("preview of two stays, page", [staff.previewed(asking, change) for change in some])
    for what, below in DESK.items():
        yield question(f"{what}, page", [staff.page(below)])
    yield question("list of bookings, API", [program.list()])
    yield question("open booking, API", [program.open(change.code) for change in some])
    yield question("preview of two stays, API", [program.previewed(change) for change in some])
    yield question(
        "confirm of two stays, page",
        [staff.saved(asking, change) for change in by_page],
        CONFIRM_TARGET,
        writes=True,
    )
    yield question(
        "confirm of two stays, API",
        [program.confirmed(asking, change) for change in by_program],
        CONFIRM_TARGET,
        writes=True,
    )


def _measured(question: Question, client: Client, replayed: Replayed, times: int) -> Row:
    whole: list[Work] = [partial(answered, client, each) for each in question.asked]
    bare = replayed.works(question.sql)
    if not question.writes:  # a change can be made once only; a page be read as often as one likes
        rounds = (times + WARM_UP) // len(whole) + 1
        whole, bare = whole * rounds, [works * rounds for works in bare]
    view: list[Work] = [partial(answered, client, BARE)] * len(whole)
    ways = (whole, view, *bare)
    alternate(*(works[:WARM_UP] for works in ways))
    ours, nothing, *alone = alternate(*(works[WARM_UP : WARM_UP + times] for works in ways))
    driver, sql = replayed.quickest(alone)
    return Row(
        what=question.what,
        target=f"≤ {question.target:g} ms",
        figure=(
            f"{milliseconds(ours.median)} ms (bare view {milliseconds(nothing.median)}, "
            f"bare SQL {milliseconds(sql.median)})"
        ),
        reached=ours.median <= question.target,
        raw={
            "whole": ours.raw(),
            "bare_view": nothing.raw(),
            "bare_sql": sql.raw(),
            "driver": driver,
            "statements": statements_of(question.sql[-1]),
        },
    )


def _memory(megabytes: float) -> Row:
    return Row(
        what="memory of the serving process after these requests",
        target="",
        figure=f"{megabytes:.0f} MB",
        reached=None,
        raw={"megabytes": megabytes},
    )
