"""Who has which room on which night, and what is left of each type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Taker:
    """What takes a room's night: a stay (`booking`, `stay`), a block with its reason (`booking` None), or an option
    (`booking`, `option`): the room is kept for a change of that booking that waits for its money, or for an order."""

    booking: str | None
    stay: int | None = None
    reason: str = ""
    option: UUID | None = None


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """A room out of service on the nights `first_night <= night < until`; with `held_until` a hold, which is released
    by itself at that moment. `room_type`: the code of its type."""

    id: UUID
    room: str
    room_type: str
    first_night: date
    until: date
    reason: str
    blocked_at: datetime
    held_until: datetime | None = None

    @property
    def version(self) -> str:
        """Differs as soon as anything about it changed: a page carries it, to tell that all is still as it was seen."""
        return block_version(self.first_night, self.until, self.held_until)

    def is_over(self, today: date) -> bool:
        """Whether its last night lies behind today: nothing can be done about it any more."""
        return self.until <= today

    def has_ended(self, now: datetime) -> bool:
        """Whether it is a hold whose time has passed."""
        return self.held_until is not None and self.held_until <= now


def block_version(first_night: date, until: date, held_until: datetime | None) -> str:
    """The version of a block with these dates (`BlockFacts.version`)."""
    return f"{first_night}/{until}/{held_until.timestamp() if held_until else '-'}"


@dataclass(frozen=True, slots=True)
class TypeCount:
    """One type on one night: how many rooms it has, how many stays and blocks take and options keep."""

    capacity: int
    sold: int = 0
    blocked: int = 0
    kept: int = 0

    @property
    def free(self) -> int:
        return self.capacity - self.sold - self.blocked - self.kept


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Taken room nights and type counts of the nights in question.

    `taken`: (room number, night) -> taker. `counts`: (room type code, night) -> count; a night without a row
    has its type's `capacities` and nothing sold.
    """

    taken: Mapping[tuple[str, date], Taker] = field(default_factory=dict)
    counts: Mapping[tuple[str, date], TypeCount] = field(default_factory=dict)
    capacities: Mapping[str, int] = field(default_factory=dict)

    def count(self, room_type: str, night: date) -> TypeCount:
        return self.counts.get((room_type, night)) or TypeCount(self.capacities.get(room_type, 0))
