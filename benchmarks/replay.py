"""The real data replayed: `kunjae import-bookings` as a hotel would run it, and what the plain ORM makes of as many
statements."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from benchmarks.bare_sql import record, statements_of
from benchmarks.figures import Row, undisturbed
from benchmarks.plain_orm import PlainOrm
from kunjae.imports.bookings import Map, import_bookings, make_hotel, understand_mapped
from kunjae.properties.models import Property

if TYPE_CHECKING:
    from benchmarks.run import Run

FILE = Path(__file__).resolve().parent.parent / "tests" / "data" / "resort_hotel_bookings.csv.gz"
SLUG = "resort"
TARGET = 150
_SAID = re.compile(r"([\d,.]+) s, ([\d,]+) rows/s")


class NotReplayed(Exception):
    """The command failed, or did not say how quick it was."""


def measure(run: Run) -> Iterator[Row]:
    """First the command as it is, then a part of the rows here, and by the plain ORM."""
    run.databases.make("replay")
    yield _command(run)
    run.databases.drop("replay")
    yield from _beside_the_plain_orm(run)


def _command(run: Run) -> Row:
    file = _file(run.size.replay_rows)
    with gzip.open(file) as lines:
        rows = sum(1 for _ in lines) - 1  # the first line names the columns
    command = [sys.executable, "-m", "kunjae", "import-bookings", str(file)]
    done = subprocess.run(
        [*command, "--property", SLUG, "--map", "hotel-booking-demand"],
        env=os.environ | {"KUNJAE_DATABASE_URL": run.databases.url("replay")},
        capture_output=True,
        text=True,
        check=False,
    )
    said = _SAID.search(done.stdout)
    if done.returncode or said is None:
        raise NotReplayed(done.stdout + done.stderr)
    seconds, rate = (float(number.replace(",", "")) for number in said.groups())
    is_aim = len(run.databases.ways) == 1
    return Row(
        what="replay of real bookings, `kunjae import-bookings`",
        target=f"≥ {TARGET} rows/s on SQLite",
        figure=f"{rate:.0f} rows/s ({rows:,} rows in {seconds:.0f} s)",
        reached=rate >= TARGET if is_aim else None,
        raw={"rows": rows, "seconds": seconds, "rows_per_second": rate},
    )


def _file(rows: int | None) -> Path:
    """The file, or its first rows, in the folder of the run: the command puts what it rejects beside it."""
    place = Path(os.environ["KUNJAE_DATA_DIR"]) / FILE.name
    if rows is None:
        shutil.copyfile(FILE, place)
    else:
        with gzip.open(FILE) as whole, gzip.open(place, "wb") as part:
            for _, line in zip(range(rows + 1), whole, strict=False):
                part.write(line)
    return place


def _beside_the_plain_orm(run: Run) -> Iterator[Row]:
    """Three times the same rows on the same empty hotel: recorded, replayed, and as plain statements of the ORM."""
    run.databases.make("empty")
    found = understand_mapped(_file(run.size.plain_rows), Map.HOTEL_BOOKING_DEMAND, timezone.now())
    make_hotel(SLUG, found, timezone.now())

    def replayed() -> None:
        import_bookings(property=Property.objects.get(slug=SLUG), found=found)

    run.databases.use(run.databases.copy("empty", "recorded"))
    recording = record(replayed)
    run.databases.use(run.databases.copy("empty", "house"))
    house = _rows_a_second(replayed, len(found.rows))
    run.databases.use(run.databases.copy("empty", "plain"))
    plain = _rows_a_second(PlainOrm(recording).run, len(found.rows))
    for name in ("recorded", "house", "plain", "empty"):
        run.databases.drop(name)
    yield Row(
        what="the plain ORM without rules, as many statements on the same tables",
        target="",
        figure=f"{plain:.0f} rows/s (the replay of these {len(found.rows):,} rows: {house:.0f})",
        reached=None,
        raw={
            "plain_rows_per_second": plain,
            "house_rows_per_second": house,
            "statements": statements_of(recording),
            "rows": len(found.rows),
        },
    )


def _rows_a_second(work: Callable[[], object], rows: int) -> float:
    with undisturbed():
        began = time.perf_counter()
        work()
        return rows / (time.perf_counter() - began)
