"""How guests get in: what was tried, and the session of one who is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Tried(StrEnum):
    """What failed tries are counted for."""

    BOOKING = "booking"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one may fail. `waits`: after that many failures (the first member of each pair) the next try waits that
    long from the last one; the last pair is the stop."""

    waits: tuple[tuple[int, timedelta], ...]


@dataclass(frozen=True, slots=True)
class Failures:
    """The failed tries of one subject that still count."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A guest who is signed in to one booking; it sees no other. `language`: the booking's."""

    id: UUID
    booking_id: UUID
    code: str
    language: str
    booker_id: UUID
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
