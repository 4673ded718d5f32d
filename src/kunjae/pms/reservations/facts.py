"""What a hotel's PMS calls the things that the house knows, and what following a reservation comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kunjae.changes.operations import Operation

CURRENCY, DATES = "currency", "dates"
TYPE_UNKNOWN, PLAN_UNKNOWN = "type_unknown", "plan_unknown"
SOLD_OUT, ROOM_TAKEN, MOVED_AWAY = "sold_out", "room_taken", "moved_away"
LINKED_ALREADY, REFUSED, GONE = "linked_already", "refused", "gone"
PROBLEMS = (
    CURRENCY, DATES, TYPE_UNKNOWN, PLAN_UNKNOWN, SOLD_OUT, ROOM_TAKEN, MOVED_AWAY, LINKED_ALREADY, REFUSED,
    GONE,
)  # fmt: skip
"""Why a reservation could not be taken in as it stands; after `room_taken` and `moved_away` the rest of it was."""


@dataclass(frozen=True, slots=True)
class Known:
    """One thing as the PMS names it, and what it is called there: kept from the last time that the hotel asked."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Naming:
    """`Connection.mapping`: the PMS's id of a room type, or of a rate, -> the house's code. `rate_plan`: the plan of all
    rates that are not named. `types_there`, `rates_there`: what there is, as fetched at `fetched_at`.

    A type that is not named is the house's of the same code, if there is one.
    """

    room_types: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, str] = field(default_factory=dict)
    rate_plan: str = ""
    types_there: tuple[Known, ...] = ()
    rates_there: tuple[Known, ...] = ()
    fetched_at: str = ""

    def room_type(self, there: str) -> str:
        """The house's code of a room type."""
        return self.room_types.get(there, there)

    def plan(self, there: str) -> str:
        """The house's code of the plan that a rate is sold as; empty: the hotel has chosen none."""
        return self.rates.get(there) or self.rate_plan

    def type_there(self, code: str) -> str:
        """The PMS's id of a room type of the house; empty where it has none. Of several, the first by its id."""
        found = sorted(there for there, ours in self.room_types.items() if ours == code)
        return found[0] if found else next((each.id for each in self.types_there if each.id == code), "")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Naming:
        """As it is kept in `Connection.mapping`."""
        return cls(
            dict(data.get("room_types", {})),
            dict(data.get("rates", {})),
            str(data.get("rate_plan", "")),
            _known(data.get("types_there", ())),
            _known(data.get("rates_there", ())),
            str(data.get("fetched_at", "")),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "room_types": dict(self.room_types),
            "rates": dict(self.rates),
            "rate_plan": self.rate_plan,
            "types_there": [[each.id, each.label] for each in self.types_there],
            "rates_there": [[each.id, each.label] for each in self.rates_there],
            "fetched_at": self.fetched_at,
        }


def _known(rows: Sequence[Sequence[Any]]) -> tuple[Known, ...]:
    return tuple(Known(str(id), str(label)) for id, label in rows)


class Step(StrEnum):
    """What happens in the course of a stay, or is taken back."""

    ARRIVE = "arrive"
    LEAVE = "leave"
    NOT_ARRIVE = "not_arrive"
    NOT_LEAVE = "not_leave"


@dataclass(frozen=True, slots=True)
class Person:
    """Who booked, as the PMS has it; what it does not know is empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something of a reservation cannot be followed: a code of `PROBLEMS`."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What brings a booking to the state of its reservation, in this order: steps back, operations of the change engine
    in one change, steps on. `rooms`: the PMS's name of each room -> number of its stay, afterwards. `trouble`: nothing of
    it is to be carried out. `left`: what is not followed now, and is looked at again."""

    back: tuple[tuple[int, Step], ...] = ()
    operations: tuple[Operation, ...] = ()
    on: tuple[tuple[int, Step], ...] = ()
    rooms: Mapping[str, int] = field(default_factory=dict)
    trouble: Trouble | None = None
    left: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationShown:
    """A reservation of the PMS on the hotel's pages. `booking`: its code here, or empty. `is_theirs`: it lives there."""

    number: str
    booking: str
    is_theirs: bool
    name: str
    arrival: date | None
    departure: date | None
    problem: str
    problem_values: Mapping[str, str]
    looked_at: datetime
