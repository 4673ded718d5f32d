"""What can be asked of a booking (api.md, rules.md 6.1): operations as data. `operations_text` reads and writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from kunjae.bookings.facts import Night
from kunjae.kernel.errors import InvalidInput, invalid
from kunjae.kernel.stay_dates import StayDates
from kunjae.kernel.texts import LocalText
from kunjae.rates.facts import Meal, Policy

MOST_STAYS = 100
MOST_PEOPLE = 100


class Pricing(StrEnum):
    """How the nights of a changed stay are priced (rules.md 3.3)."""

    KEEP = "keep"
    TODAY = "today"
    MANUAL = "manual"


class Unset:
    """Not said: differs from None, which for a room means *assign later*."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()

type RoomChoice = str | Unset | None
"""A room number; None: assign later; UNSET: keep the room if it is free."""


@dataclass(frozen=True, slots=True)
class Priced:
    """Fields of every operation that may reprice a stay. `nightly_prices`: room prices, minor units, as entered."""

    stay: int
    pricing: Pricing | None = None
    nightly_prices: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class MoveDates(Priced):
    dates: StayDates = field(kw_only=True)
    room: RoomChoice = UNSET


@dataclass(frozen=True, slots=True)
class ChangeRoomType(Priced):
    room_type: str = field(kw_only=True)
    room: RoomChoice = UNSET


@dataclass(frozen=True, slots=True)
class ChangeGuests(Priced):
    adults: int = field(kw_only=True)
    children: int | None = field(kw_only=True, default=None)
    """None: as many as before."""


@dataclass(frozen=True, slots=True)
class ChangeRatePlan(Priced):
    rate_plan: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class SetPrices(Priced):
    pass


@dataclass(frozen=True, slots=True)
class AssignRoom:
    stay: int
    room: str | None


@dataclass(frozen=True, slots=True)
class SetTerms:
    """New meal, conditions or policy copy; UNSET leaves each as it is."""

    stay: int
    meal: Meal | Unset = UNSET
    conditions: LocalText | Unset = UNSET
    policy: Policy | Unset | None = UNSET


@dataclass(frozen=True, slots=True)
class SetGuest:
    """Who sleeps there. `guest_id` is filled in when the change is kept, and replaces the name in every copy."""

    stay: int
    guest_name: str
    guest_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    stay: int


@dataclass(frozen=True, slots=True)
class NoShow:
    stay: int


@dataclass(frozen=True, slots=True)
class Reinstate:
    stay: int
    waive_fees: bool = False


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo what entry number `entry` of the history did to a stay: it has the nights of before again, at their prices,
    is reserved again if it had ended, and that entry's `fee` (minor units) is taken back.

    The house makes it out of the history; nobody can ask for it.
    """

    stay: int
    entry: int
    nights: tuple[Night, ...]
    fee: int = 0

    @property
    def dates(self) -> StayDates:
        return StayDates(self.nights[0].date, self.nights[-1].date + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class UpgradeRoom:
    """An order's room upgrade is confirmed, or, `back`, taken back: the stay moves to `room_type` on all its nights, at
    the prices that it has (rules.md 9.7). `order`: whose.

    The house makes it out of an order; nobody can ask for it.
    """

    stay: int
    room_type: str
    order: UUID
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPms:
    """The stay is to be as the hotel's own PMS has it: a stay of that number that lives again if it had ended, or a new
    one. `nights`: one for each date, gross, with all that is charged for them. Its money and its changes are the PMS's: no
    policy, no prepayment. `guest_name` empty: whoever it was.

    The house makes it out of a reservation of the PMS; nobody can ask for it.
    """

    stay: int
    room_type: str
    rate_plan: str
    dates: StayDates
    nights: tuple[Night, ...]
    adults: int
    children: int = 0
    room: RoomChoice = UNSET
    guest_name: str = ""
    guest_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MoveToBooking:
    stay: int
    booking: str


@dataclass(frozen=True, slots=True)
class AddStay:
    """One more room. `stay` is its number, given in the order of the operations; 0 until then."""

    room_type: str
    rate_plan: str
    dates: StayDates
    adults: int
    children: int = 0
    room: str | None = None
    guest_name: str = ""
    guest_id: UUID | None = None
    nightly_prices: tuple[int, ...] | None = None
    stay: int = 0


type Operation = (
    MoveDates
    | ChangeRoomType
    | ChangeGuests
    | ChangeRatePlan
    | SetPrices
    | AssignRoom
    | SetTerms
    | SetGuest
    | Cancel
    | NoShow
    | Reinstate
    | TakeBack
    | UpgradeRoom
    | FollowPms
    | MoveToBooking
    | AddStay
)

ALONE = (Cancel, NoShow, MoveToBooking)
"""Operations that end a stay here: nothing else may be asked of it in the same change."""


def without_names(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The operations as a history keeps them: people only by the id of their guest row (rules.md 6.5)."""
    return tuple(
        replace(operation, guest_name="")
        if isinstance(operation, SetGuest | AddStay | FollowPms)
        else operation
        for operation in operations
    )


def nobody(path: str) -> InvalidInput:
    """The error of a stay without people."""
    return invalid(path, "nobody", "somebody must stay", "ต้องมีผู้เข้าพักอย่างน้อย 1 คน")
