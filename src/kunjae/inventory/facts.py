"""Who has which room on which night, and what is left of each type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Taker:
    """What takes a room's night: a stay (`booking`, `stay`), or a block with its reason (`booking` None)."""

    booking: str | None
    stay: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TypeCount:
    """One type on one night: how many rooms it has, how many stays and blocks take."""

    capacity: int
    sold: int = 0
    blocked: int = 0

    @property
    def free(self) -> int:
        return self.capacity - self.sold - self.blocked


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
