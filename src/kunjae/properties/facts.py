"""What the house knows about a hotel, its room types and its rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from kunjae.kernel.moments import local_date
from kunjae.kernel.texts import LocalText


@dataclass(frozen=True, slots=True)
class FurtherFee:
    """A fee beside service charge and VAT, a percentage of the net price (a provincial hotel fee)."""

    name: LocalText
    percent: Decimal


@dataclass(frozen=True, slots=True)
class TaxSettings:
    """How a property's prices and taxes belong together (rules.md 3.1 and 3.5)."""

    service_charge_percent: Decimal = Decimal(0)
    vat_percent: Decimal = Decimal(0)
    further_fees: tuple[FurtherFee, ...] = ()
    vat_on_fees: bool = True
    prices_include_taxes: bool = True


@dataclass(frozen=True, slots=True)
class PropertyFacts:
    """One hotel as the rules need it."""

    id: UUID
    slug: str
    name: LocalText
    timezone: str
    currency: str
    policy_cutoff_time: time
    check_in_time: time
    taxes: TaxSettings
    buddhist_era: bool = True
    closes_at_check_in: bool = False
    """Whether guests may change a stay until its check-in time only, not until the end of that day."""
    payment_hold: timedelta = timedelta(minutes=30)
    """How long the nights of a guest's change are kept for its money."""
    slip_hold: timedelta = timedelta(hours=24)
    """How long they are kept for staff to look at a slip that came in time."""
    check_out_time: time = time(12)

    def today(self, now: datetime) -> date:
        """The hotel-local date at that moment."""
        return local_date(now, self.timezone)

    @property
    def era(self) -> str:
        """Which years Thai dates are written in."""
        return "buddhist" if self.buddhist_era else "gregorian"


@dataclass(frozen=True, slots=True)
class RoomTypeFacts:
    """A kind of room. `rank`: higher is better; `base_adults` are in the room price."""

    code: str
    name: LocalText
    rank: int
    base_adults: int
    max_adults: int
    max_children: int
    beds: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """One numbered room, with its own beds."""

    number: str
    room_type: str
    beds: str
    retired: bool = False


@dataclass(frozen=True)
class Rooms:
    """All rooms of a house, retired ones too, in the hotel's own order: as it sorted them, else as a person would list
    them."""

    every: tuple[RoomFacts, ...]

    @cached_property
    def by_number(self) -> Mapping[str, RoomFacts]:
        return {room.number: room for room in self.every}

    def offered(self, room_type: str) -> tuple[RoomFacts, ...]:
        """The rooms of a type that are in use, in the hotel's own order."""
        return self._offered.get(room_type, ())

    @cached_property
    def _offered(self) -> Mapping[str, tuple[RoomFacts, ...]]:
        found: dict[str, tuple[RoomFacts, ...]] = {}
        for room in self.every:
            if not room.retired:
                found[room.room_type] = (*found.get(room.room_type, ()), room)
        return found


def room_order(number: str) -> tuple[int, str]:
    """Rooms in the order a person would list them: 2 before 10, A1 before B1."""
    return (len(number), number) if number.isdigit() else (10**6, number)
