"""What a story of the demo hotel is made of: a booking, and what happens to it when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from kunjae.bookings.commands import Booker, new_code
from kunjae.bookings.facts import RegisteredGuest
from kunjae.changes.operations import AddStay, Operation
from kunjae.kernel.moments import moment_of
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.facts import Method

HOUSE = {
    "STD": [f"{number:03}" for number in range(1, 17)],
    "DLX": [f"{number}" for number in range(101, 113)],
    "SEA": [f"{number}" for number in range(201, 209)],
    "VIL": ["V1", "V2", "V3", "V4"],
}
"""Room type -> its rooms."""


class Act(StrEnum):
    """What can happen to a booking once it is made."""

    CHANGE = "change"
    PAY_DUE = "pay_due"
    PAY_ALL = "pay_all"
    ARRIVE = "arrive"
    DEPART = "depart"
    ORDER = "order"
    ANSWER = "answer"
    TICK = "tick"


class Ends(StrEnum):
    """What becomes of an order."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    CANCELLED_BY_GUEST = "cancelled_by_guest"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that a guest orders for the first stay: the first of these offers that the Concierge has then. `label`: one
    of its own. `reason`: why staff cancel it."""

    label: str
    offers: tuple[str, ...]
    ends: Ends
    at_desk: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens at a moment. `operations` of a change; `stay` of guests who arrive or leave, with `room`
    and `guests` (as registered) of those who arrive; `wish` of an order and its answer."""

    at: datetime
    act: Act
    operations: tuple[Operation, ...] = ()
    reason: str = ""
    record: bool = True
    stay: int = 0
    room: str | None = None
    guests: tuple[RegisteredGuest, ...] = ()
    method: Method = Method.CASH
    wish: Wish | None = None


@dataclass(slots=True)
class Story:
    """One booking from its making on."""

    code: str
    booker: Booker
    booked_at: datetime
    source: str
    stays: list[AddStay]
    notes: str = ""
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Example:
    """What is there to be tried. The manual's example: two rooms, one to be moved, one to be cancelled. `guest`: the
    booking of a guest who may move it alone, and pays for dearer nights first."""

    code: str
    new_dates: StayDates
    guest: str


class Rooms:
    """Which room is spoken for when."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, date]] = set()

    def is_free(self, room: str, nights: Sequence[date]) -> bool:
        return not any((room, night) in self._taken for night in nights)

    def take(self, room: str, nights: Sequence[date]) -> None:
        self._taken.update((room, night) for night in nights)


class Teller:
    """Who tells stories around a day: its dates and moments, codes, and rooms that nobody else has."""

    def __init__(self, today: date, timezone: str) -> None:
        self.today = today
        self.timezone = timezone
        self.random = Random(f"baan-talay {today.isoformat()}")  # noqa: S311 - a demo, no secret
        self.rooms = Rooms()
        self._codes: set[str] = set()

    def dates(self, day: int, nights: int) -> StayDates:
        """Nights from a day on; days are counted from today."""
        first = self.today + timedelta(days=day)
        return StayDates(first, first + timedelta(days=nights))

    def day(self, day: date) -> int:
        return (day - self.today).days

    def at(self, day: int, clock: time) -> datetime:
        """The moment at which the hotel's clocks show that on the day."""
        return moment_of(self.today + timedelta(days=day), clock, self.timezone)

    def code(self) -> str:
        """A booking number that no story has yet."""
        while (code := new_code(self.random.choice)) in self._codes:
            pass
        self._codes.add(code)
        return code
