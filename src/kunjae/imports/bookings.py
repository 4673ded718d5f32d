"""Importing a file of bookings: read, understand, replay, tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from kunjae.bookings.facts import StayStatus
from kunjae.imports.csv_files import read_rows
from kunjae.imports.errors import NothingToImport
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_booking_demand import TIMEZONE, HotelBookingDemand, hotel_for
from kunjae.imports.own_format import OwnFormat
from kunjae.imports.replay import Replay, events_of, rooms_needed
from kunjae.imports.rows import BookingRow, RawRow, Reading, reason_of
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.moments import local_date
from kunjae.properties.models import Property


class Map(StrEnum):
    """Files of others that we understand."""

    HOTEL_BOOKING_DEMAND = "hotel-booking-demand"


@dataclass(slots=True)
class Understood:
    """A file read: what is a booking, and what was rejected with which reason."""

    header: list[str]
    raw: list[RawRow]
    rows: list[BookingRow] = field(default_factory=list)
    rejected: list[tuple[RawRow, str]] = field(default_factory=list)

    @property
    def events(self) -> int:
        return sum(len(events_of(row)) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBookings:
    """What an import did. `read` = `imported` + rejected. `made`: bookings that were new; `events`: commands run, for `worked_on` rows;
    `unfinished`: imported rows that could not be brought to their final status."""

    read: int
    imported: int
    made: int
    events: int
    worked_on: int
    statuses: Counter[StayStatus]
    rejected: list[tuple[RawRow, str]]
    unfinished: list[tuple[RawRow, str]]


def understand(path: Path, reading: Reading, now: datetime, timezone: str) -> Understood:
    """Read the file and each of its rows. Raises BrokenFile when it is no such file at all."""
    today = local_date(now, timezone)
    header, raw = read_rows(path, reading)
    found = Understood(header, raw)
    for row in raw:
        try:
            found.rows.append(reading.read(row, today))
        except KunjaeError as error:
            found.rejected.append((row, reason_of(error)))
    return found


def understand_own(path: Path, property: Property, now: datetime) -> Understood:
    """A file in our own format, for this hotel."""
    return understand(path, OwnFormat(property.currency), now, property.timezone)


def understand_mapped(path: Path, map: Map, now: datetime) -> Understood:
    """A file of others."""
    return understand(path, {Map.HOTEL_BOOKING_DEMAND: HotelBookingDemand}[map](), now, TIMEZONE)


def make_hotel(slug: str, found: Understood, now: datetime) -> Property:
    """The hotel that a mapped file needs, with as many rooms per type as it ever needs at once.

    Raises NothingToImport for a file without a usable row.
    """
    if not found.rows:
        raise NothingToImport("No row of the file can be imported, so no hotel was made.")
    file = hotel_for(slug, found.raw, found.rows, rooms_needed(found.rows))
    return import_hotel(file=file, now=now).property


def import_bookings(
    *, property: Property, found: Understood, tick: Callable[[int], None] = lambda _: None
) -> ImportedBookings:
    """Replay the rows; every row once, however often this runs. `tick` hears of every so many events."""
    replay = Replay(property, found.rows)
    replay.run(tick)
    by_key = {row.key: row for row in found.raw}
    rejected = [*found.rejected, *((by_key[key], reason) for key, reason in replay.rejected.items())]
    return ImportedBookings(
        read=len(found.raw),
        imported=len(found.raw) - len(rejected),
        made=replay.made,
        events=replay.carried_out,
        worked_on=len(replay.worked_on),
        statuses=replay.statuses,
        rejected=rejected,
        unfinished=[(by_key[key], reason) for key, reason in replay.unfinished.items()],
    )
