"""Preview and confirm in-process, beside the same SQL by the bare driver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

from benchmarks.bare_sql import Replayed, executions_of, record, statements_of
from benchmarks.figures import Row, Times, Work, alternate, milliseconds
from benchmarks.hotel import DESK
from benchmarks.wanted_changes import WantedChange
from kunjae.changes.commands import confirm_change, preview_change
from kunjae.properties.models import Property

if TYPE_CHECKING:
    from benchmarks.run import Run

PREVIEW_TARGET, CONFIRM_TARGET, MOST_QUERIES = 3.0, 2.5, 25
WARM_UP = 20


def measure(run: Run) -> Iterator[Row]:
    """Ratios of medians, batches of both in turns, each change on another booking."""
    changes = run.changes[: run.size.in_process]
    yield _previews(run, changes)
    yield from _confirmations(run, changes)


def _previews(run: Run, changes: list[WantedChange]) -> Row:
    replayed = Replayed(run, "replayed")
    live = run.copied_hotel("live")
    run.databases.use(live)
    hotel = run.hotel()
    house = [_preview(hotel, change) for change in changes]
    asked = [record(work) for work in house]
    bare = replayed.works(asked)
    alternate(*(works[:WARM_UP] for works in (house, *bare)))
    ours, *theirs = alternate(house, *bare)
    replayed.close()
    run.databases.drop(live)
    return _row("preview", ours, replayed.quickest(theirs), PREVIEW_TARGET, statements_of(asked[-1]))


def _preview(hotel: Property, change: WantedChange) -> Work:
    return lambda: preview_change(
        property=hotel, code=change.code, operations=change.operations, now=timezone.now()
    )


def _confirmations(run: Run, changes: list[WantedChange]) -> Iterator[Row]:
    """On copies of the hotel: one on which the SQL is recorded, one for the house, one for each way of the driver."""
    replayed = Replayed(run, "replayed")
    recording, live = run.copied_hotel("recording"), run.copied_hotel("live")
    run.databases.use(recording)
    hotel = run.hotel()
    asked = [record(confirmation(hotel, change)) for change in changes]
    bare = replayed.works(asked)
    run.databases.drop(recording)
    run.databases.use(live)
    house = [confirmation(hotel, change) for change in changes]
    alternate(*(works[:WARM_UP] for works in (house, *bare)))
    ours, *theirs = alternate(*(works[WARM_UP:] for works in (house, *bare)))
    replayed.close()
    run.databases.drop(live)
    statements = max(map(statements_of, asked))
    yield _row("confirm", ours, replayed.quickest(theirs), CONFIRM_TARGET, statements)
    executions = max(map(executions_of, asked))
    yield Row(
        what="confirm of two stays, statements, BEGIN and COMMIT included",
        target=f"≤ {MOST_QUERIES}",
        figure=f"{statements}" + f" ({executions} executions)" * (executions > statements),
        reached=statements <= MOST_QUERIES,
        raw={"statements": statements, "executions": executions},
    )


def confirmation(hotel: Property, change: WantedChange) -> Work:
    """Confirm what a preview of this very moment shows; the preview is taken now, not by the work."""
    now = timezone.now()
    digest = preview_change(property=hotel, code=change.code, operations=change.operations, now=now).digest
    return lambda: confirm_change(
        property=hotel,
        code=change.code,
        operations=change.operations,
        digest=digest,
        record=True,
        actor=DESK,
        now=now,
        reason="asked by phone",
    )


def _row(what: str, ours: Times, quickest: tuple[str, Times], target: float, statements: int) -> Row:
    way, theirs = quickest
    ratio = ours.median / theirs.median
    return Row(
        what=f"{what} of two stays in-process, against the same SQL by the bare driver",
        target=f"≤ {target:g} ×",
        figure=f"{ratio:.1f} × ({milliseconds(ours.median)} / {milliseconds(theirs.median)} ms)",
        reached=ratio <= target,
        raw={
            "ratio": ratio,
            "house": ours.raw(),
            "bare": theirs.raw(),
            "driver": way,
            "statements": statements,
        },
    )
