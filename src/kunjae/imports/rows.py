"""One row of a file of bookings, understood: one booking of one stay, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kunjae.bookings.commands import Booker
from kunjae.bookings.facts import StayStatus
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.stay_dates import StayDates


class RowRejected(KunjaeError):
    """No hotel could hold this row. `reason` is what the file of rejected rows says."""

    code = "row_rejected"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file. `key`: its identity, the hash of its content and its ordinal among equals."""

    line: int
    number: int
    key: str
    values: Mapping[str, str]


def refuse_more_cells(row: RawRow) -> None:
    """Raise RowRejected for a row that is longer than the header: nobody knows which cell is one too many."""
    if "…" in row.values:
        raise RowRejected("the row has more cells than the header has columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow:
    """A booking of one stay. `price`: the room's, every night, minor units as entered; None: today's of the plan.

    `moves_to`: the type it is moved to on arrival. `ended_on`: when it was cancelled, reported as no-show or
    checked out.
    """

    key: str
    line: int
    booker: Booker
    source: str
    notes: str
    room_type: str
    rate_plan: str
    room: str | None
    dates: StayDates
    adults: int
    children: int
    price: int | None
    booked_on: date
    status: StayStatus
    ended_on: date | None = None
    moves_to: str | None = None


class Reading(Protocol):
    """How a kind of file is understood."""

    columns: frozenset[str]
    """Those that the file must have."""
    may_have: frozenset[str] | None
    """Those that it may have beside them; None: any."""

    def read(self, row: RawRow, today: date) -> BookingRow:
        """The row understood. Raises RowRejected, and InvalidInput naming the column."""
        ...


def reason_of(error: KunjaeError) -> str:
    """Why a row was rejected, in one line."""
    if isinstance(error, InvalidInput):
        return "; ".join(
            f"{wrong.path.removeprefix('stays.0.')}: {wrong.message['en']}" for wrong in error.errors
        )
    return str(error) or type(error).__doc__ or error.code
