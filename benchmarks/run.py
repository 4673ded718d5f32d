"""One run on one kind of database: `python -m benchmarks.run`, started by `benchmarks` with the environment set."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks.figures import Row, write_rows
from benchmarks.sizes import QUICK, Size

if TYPE_CHECKING:
    from benchmarks.databases import Databases
    from benchmarks.hotel import Access
    from benchmarks.wanted_changes import WantedChange
    from kunjae.properties.models import Property

SUBJECTS = (
    "requests",
    "in_process",
    "throughput",
    "search",
    "orders",
    "concierge",
    "free_rooms",
    "replay",
    "mails",
    "memory",
)
TEMPLATE = "hotel"


@dataclass(slots=True)
class Run:
    """What the subjects share: how much to measure, the databases, and the hotel, made when the first one asks for it."""

    size: Size
    databases: Databases
    began: float = field(default_factory=time.monotonic)
    _access: Access | None = None
    _changes: list[WantedChange] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Tell whoever waits."""
        print(f"{time.monotonic() - self.began:6.0f} s  {text}", file=sys.stderr, flush=True)

    def copied_hotel(self, name: str) -> str:
        """A fresh copy of the hotel with its bookings; the name of its database."""
        self._make()
        return self.databases.copy(TEMPLATE, name)

    def hotel(self) -> Property:
        """The hotel in the database that is in use."""
        from benchmarks.hotel import SLUG
        from kunjae.properties.models import Property

        return Property.objects.get(slug=SLUG)

    @property
    def access(self) -> Access:
        """What opens the hotel's doors, the same in every copy."""
        self._make()
        assert self._access is not None
        return self._access

    @property
    def changes(self) -> list[WantedChange]:
        """The changes that can be made, each in every copy."""
        self._make()
        return self._changes

    def _make(self) -> None:
        if self._access is not None:
            return
        from benchmarks import hotel
        from benchmarks.wanted_changes import wanted_changes

        self.say(f"making a hotel of {hotel.ROOMS} rooms with {self.size.bookings:,} bookings")
        self.databases.make(TEMPLATE)
        made = hotel.make_hotel()
        access = hotel.open_doors(made)
        hotel.fill(made, self.size.bookings)
        self._changes = wanted_changes(made, self.size.changes)
        self.databases.settle(TEMPLATE)
        self._access = access
        self.say(f"made; {len(self._changes)} of its bookings can be changed as the manual's example")


def measure(run: Run, subjects: list[str]) -> Iterator[Row]:
    """All rows of these subjects, and first of all what they are measured on."""
    yield Row(
        what="measured on",
        target="",
        figure=f"{run.databases.about()}, Python {platform.python_version()}, {os.cpu_count()} processors",
        reached=None,
    )
    for name in subjects:
        run.say(name.replace("_", " "))
        for row in importlib.import_module(f"benchmarks.{name}").measure(run):
            run.say(f"  {row.what}: {row.figure}")
            yield row


def main() -> None:
    """Arguments: a file for the rows, then as JSON whether to be quick and which subjects."""
    place, arguments = Path(sys.argv[1]), json.loads(sys.argv[2])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.served_settings")
    django.setup()
    from benchmarks.databases import databases

    run = Run(QUICK if arguments["quick"] else Size(), databases())
    found: list[Row] = []
    for row in measure(run, arguments["subjects"]):
        found.append(row)
        write_rows(place, found)


if __name__ == "__main__":
    main()
