"""What a change is planned from, and the plan: what it would do (rules.md 5). Nothing here is ever saved as such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from kunjae.bookings.facts import BookingFacts, StayFacts
from kunjae.changes.operations import Operation
from kunjae.concierge.facts import OrderFacts
from kunjae.concierge.rules.following import OrderEffect, orders_difference
from kunjae.inventory.facts import Occupancy, Taker
from kunjae.payments.rules import MoneyDue
from kunjae.properties.facts import PropertyFacts, RoomFacts, Rooms, RoomTypeFacts
from kunjae.rates.facts import NightRate, RateKey, RatePlanFacts, ReachedTier


@dataclass(frozen=True, slots=True)
class TargetBooking:
    """A booking that a stay moves to: only what its side of the move needs."""

    id: UUID
    code: str
    version: int
    last_number: int


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """All that a plan depends on, of one property, as it stood at one moment.

    `rates` holds every priced night of the plans and types in question, gross, the check-out dates too (for
    closed to departure). `targets`: booking code -> booking that a stay moves to. `orders`: those that stand, newest
    first, read where an operation may concern them; what those in `released` keep counts as free, as it is kept anew.
    `stock`: offer code and day -> pieces left, for what may move there; absent: without limit.
    """

    property: PropertyFacts
    booking: BookingFacts
    room_types: Mapping[str, RoomTypeFacts]
    rooms: Rooms
    rate_plans: Mapping[str, RatePlanFacts]
    rates: Mapping[RateKey, NightRate] = field(default_factory=dict)
    occupancy: Occupancy = field(default_factory=Occupancy)
    targets: Mapping[str, TargetBooking] = field(default_factory=dict)
    orders: tuple[OrderFacts, ...] = ()
    released: frozenset[UUID] = frozenset()
    stock: Mapping[tuple[str, date], int] = field(default_factory=dict)

    def room(self, number: str) -> RoomFacts | None:
        return self.rooms.by_number.get(number)


class Severity(StrEnum):
    """Whether a problem ends a plan, wants a choice first, or may be passed by staff (api.md)."""

    REFUSED = "refused"
    CHOOSE = "choose"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to show about a stay of the plan. Its words are in `changes.wording`."""

    code: str
    severity: Severity
    nights: tuple[date, ...] = ()
    room: str | None = None
    taken_by: Taker | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """The four figures of a preview (rules.md 5), minor units."""

    current: int
    new: int
    fee: int

    @property
    def change(self) -> int:
        return self.new - self.current + self.fee


@dataclass(frozen=True, slots=True)
class StayPlan:
    """What a change does to one stay.

    `before` is None for a room that is added, `after` for a stay that moves to another booking (`moved_to`: its
    code and the stay's number there). A cancelled stay keeps its `after` with that status. `fee` is what the
    policy asks, whether it is recorded or not; `fees_waived` what a reinstatement takes back of earlier fees.
    """

    number: int
    before: StayFacts | None
    after: StayFacts | None
    touched: bool
    fee: int = 0
    given_back: int = 0
    fees_waived: int = 0
    tier: ReachedTier | None = None
    moved_to: tuple[str, int] | None = None
    problems: tuple[Problem, ...] = ()
    rooms_free: tuple[str, ...] = ()

    @property
    def current(self) -> int:
        return self.before.total if self.before else 0

    @property
    def new(self) -> int:
        return self.after.total if self.after else 0

    @property
    def is_listed(self) -> bool:
        """Whether a preview shows it: every live stay, and all that the change touches."""
        return self.touched or bool(self.before and self.before.status.is_live)

    @property
    def ends(self) -> bool:
        """Whether nothing of it remains in this booking."""
        return self.after is None or not self.after.status.is_live

    def figures(self, record: bool) -> Figures:
        return Figures(self.current, self.new, self.fee if record else 0)


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """What a change would do, complete: the preview, and what confirming it saves.

    `operations` are normalised (new stays have their numbers). `digest` stands for all that the plan depends on.
    `money` is the booking's money after the change. `orders`: what becomes of the orders of its stays, oldest first.
    """

    facts: ChangeFacts
    operations: tuple[Operation, ...]
    record: bool
    stays: tuple[StayPlan, ...]
    money: MoneyDue
    digest: str
    orders: tuple[OrderEffect, ...] = ()

    @property
    def orders_before(self) -> int:
        """What orders count in the booking's value, minor units."""
        return self.facts.booking.orders

    @property
    def orders_after(self) -> int:
        """The same once the change is carried out."""
        return self.orders_before + orders_difference(self.orders)

    @property
    def listed(self) -> tuple[StayPlan, ...]:
        return tuple(stay for stay in self.stays if stay.is_listed)

    @property
    def touched(self) -> tuple[StayPlan, ...]:
        return tuple(stay for stay in self.stays if stay.touched)

    @property
    def total(self) -> Figures:
        figures = [stay.figures(self.record) for stay in self.stays]
        return Figures(
            sum(figure.current for figure in figures),
            sum(figure.new for figure in figures),
            sum(figure.fee for figure in figures),
        )

    @property
    def fees(self) -> int:
        """What the policies ask, recorded or not, minor units."""
        return sum(stay.fee for stay in self.stays)

    @property
    def fees_waived(self) -> int:
        return sum(stay.fees_waived for stay in self.stays)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for stay in self.stays for problem in stay.problems)

    @property
    def needs_reason(self) -> bool:
        """Whether staff must say why: nights already slept are corrected (rules.md 2.6)."""
        return any(problem.code == "past_nights" for problem in self.problems)

    @property
    def can_confirm(self) -> bool:
        return bool(self.operations) and all(
            problem.severity is Severity.WARNING for problem in self.problems
        )


@dataclass(frozen=True, slots=True)
class GuestRefusal:
    """Why a guest may not change a stay: a code of rules.md 7. Its words are in `changes.wording`."""

    stay: int
    code: str


@dataclass(frozen=True, slots=True)
class GuestPlan:
    """What a guest's change would do: the plan, why the guest may not, and the money in minor units. `to_pay`: before it
    counts. `to_refund`: what goes back by itself, less what is on its way already. `digest` stands for the plan and the
    money."""

    plan: ChangePlan
    refusals: tuple[GuestRefusal, ...]
    to_pay: int
    to_refund: int
    digest: str
    can_confirm: bool
