"""Composing the facts of a change from bookings, rates and inventory: a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kunjae.bookings.commands import Ids
from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.facts import BookingFacts
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import LoadedBooking, booking_row, with_stays
from kunjae.changes.facts import ChangeFacts, TargetBooking
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.changes.operations import (
    AddStay,
    Cancel,
    ChangeRatePlan,
    ChangeRoomType,
    FollowPms,
    MoveDates,
    MoveToBooking,
    NoShow,
    Operation,
    TakeBack,
    UpgradeRoom,
)
from kunjae.changes.orders import Orders, given_up, orders_in_question, widened
from kunjae.inventory.queries import occupancy
from kunjae.kernel.stay_dates import StayDates, merged
from kunjae.properties.models import Property
from kunjae.properties.queries import House, house, property_facts
from kunjae.rates.queries import RatePlans, night_rates, rate_plans
from kunjae.tenancy.prepared import Rows


@dataclass(frozen=True, slots=True)
class OpenedBooking:
    """A booking with its stays, and the house and the plans of its property: what operations are made from."""

    property: Property
    house: House
    plans: RatePlans
    booking: LoadedBooking


@dataclass(frozen=True, slots=True)
class LoadedChange:
    """The facts of a change, and the rows and ids that carrying it out needs. `booking` None: it is being made."""

    facts: ChangeFacts
    booking: LoadedBooking | None
    house: House
    plans: RatePlans
    targets: dict[str, LoadedBooking] = field(default_factory=dict)

    @property
    def ids(self) -> Ids:
        return Ids(self.house.type_ids, self.house.room_ids, self.plans.ids)


def open_booking(property: Property, code: str, *, lock: bool = False) -> OpenedBooking:
    """The booking alone, in six queries; `load_operations` adds what a change of it depends on.

    `lock` holds it until the transaction ends. Raises NoSuchBooking.
    """
    return _opened(property, booking_row(property, code, lock=lock))


def load_operations(opened: OpenedBooking, operations: Sequence[Operation]) -> LoadedChange:
    """All that planning these operations on the booking needs, in three more queries (none if all of them only
    end stays), and three for each booking that a stay moves to."""
    targets = {
        code: with_stays(row, opened.house, _plan_codes(opened.plans))
        for code, row in _rows(
            opened.property, _targets(operations, opened.booking.row.code), lock=False
        ).items()
    }
    return _loaded(opened, operations, targets)


def load_change(
    property: Property,
    code: str,
    operations: Sequence[Operation] = (),
    *,
    lock: bool = False,
    dropping: bool = True,
) -> LoadedChange:
    """The two in one. `lock` holds the booking and those that stays move to, in the order of their codes, until
    the transaction ends. `dropping`: what the booking's own waiting change keeps counts as free, in one more query, as
    confirming another change drops it; False for a guest, who can confirm none meanwhile. Raises NoSuchBooking."""
    code = code.upper()
    rows = _rows(property, {code, *_targets(operations, code)}, lock=lock)
    if code not in rows:
        raise NoSuchBooking(code)
    opened = _opened(property, rows.pop(code))
    plan_codes = _plan_codes(opened.plans)
    return _loaded(
        opened,
        operations,
        {target: with_stays(row, opened.house, plan_codes) for target, row in rows.items()},
        dropping=dropping,
    )


def load_new(property: Property, booking: BookingFacts, operations: Sequence[Operation]) -> LoadedChange:
    """The same for a booking that is being made: it has no stays yet."""
    the_house, plans = house(property), rate_plans(property)
    return LoadedChange(
        _change_facts(property, booking, operations, the_house, plans, {}), None, the_house, plans
    )


def _opened(property: Property, row: Booking) -> OpenedBooking:
    the_house, plans = house(property), rate_plans(property)
    return OpenedBooking(property, the_house, plans, with_stays(row, the_house, _plan_codes(plans)))


def _loaded(
    opened: OpenedBooking,
    operations: Sequence[Operation],
    targets: dict[str, LoadedBooking],
    *,
    dropping: bool = True,
) -> LoadedChange:
    facts = _change_facts(
        opened.property,
        opened.booking.facts,
        operations,
        opened.house,
        opened.plans,
        targets,
        orders=orders_in_question(opened.property, opened.booking.facts, operations),
        dropping=dropping,
    )
    return LoadedChange(facts, opened.booking, opened.house, opened.plans, targets)


def _plan_codes(plans: RatePlans) -> dict[UUID, str]:
    return {id: facts.code for id, facts in plans.by_id.items()}


def _targets(operations: Sequence[Operation], code: str) -> set[str]:
    return {operation.booking for operation in operations if isinstance(operation, MoveToBooking)} - {code}


def _rows(property: Property, codes: set[str], *, lock: bool) -> dict[str, Booking]:
    """The rows of these bookings, locked in one order; unknown ones are left out."""
    rows = {}
    for code in sorted(codes):
        try:
            rows[code] = booking_row(property, code, lock=lock, people=False)
        except NoSuchBooking:
            continue
    return rows


def _change_facts(
    property: Property,
    booking: BookingFacts,
    operations: Sequence[Operation],
    the_house: House,
    plans: RatePlans,
    targets: dict[str, LoadedBooking],
    orders: Orders | None = None,
    dropping: bool = True,
) -> ChangeFacts:
    orders = orders or Orders()
    hotel = property_facts(property)
    # What only ends takes no room and has no new price.
    moving = [operation for operation in operations if not isinstance(operation, Cancel | NoShow)]
    slept = _ranges(booking, operations) if moving else ()
    ranges = merged(widened(slept) if orders.released else slept)
    upgrades = [order.room_type for order in orders.standing if order.id in orders.released]
    types = (
        _codes(
            [*(code for stay in booking.stays for code in (stay.room_type, stay.priced_as)), *upgrades],
            operations,
            "room_type",
        )
        & the_house.by_code.keys()
    )
    sold = _codes([stay.rate_plan for stay in booking.stays], operations, "rate_plan") & plans.by_code.keys()
    return ChangeFacts(
        property=hotel,
        booking=booking,
        room_types=the_house.by_code,
        rooms=the_house.all_rooms,
        rate_plans=plans.by_code,
        rates=night_rates(
            property,
            hotel.taxes,
            plans={plans.ids[code]: code for code in sold},
            types={the_house.type_ids[code]: code for code in types},
            ranges=ranges,
        ),
        occupancy=occupancy(
            property,
            the_house,
            types=types,
            ranges=ranges,
            without=given_up(booking, operations, orders.released, dropping),
        ),
        targets={
            code: TargetBooking(target.facts.id, code, target.facts.version, target.facts.last_number)
            for code, target in targets.items()
        },
        orders=orders.standing,
        released=orders.released,
        stock=orders.stock,
    )


def _ranges(booking: BookingFacts, operations: Sequence[Operation]) -> Iterable[StayDates]:
    yield from (stay.dates for stay in booking.stays)
    moved = MoveDates | AddStay | TakeBack | FollowPms
    yield from (operation.dates for operation in operations if isinstance(operation, moved))


def _codes(known: Iterable[str], operations: Sequence[Operation], name: str) -> set[str]:
    changing = (
        operation
        for operation in operations
        if isinstance(operation, ChangeRoomType | ChangeRatePlan | AddStay | UpgradeRoom | FollowPms)
    )
    return {*known, *(code for operation in changing if (code := getattr(operation, name, None)))}


def history(
    property: Property, booking_id: UUID, *, most: int | None = None, below: int | None = None
) -> list[HistoryEntry]:
    """The entries of a booking's history, newest first, in one query; at most so many, and those under a number."""
    return _entries(most)(property.id, booking_id, below)


@cache
def _entries(most: int | None) -> Rows[HistoryEntry]:
    def build(hotel: Any, booking: Any, below: Any) -> QuerySet[HistoryEntry]:
        entries = HistoryEntry.objects.of(hotel).filter(booking_id=booking).order_by("-number")
        return (entries if below is None else entries.filter(number__lt=below))[:most]

    return Rows(build)


_PENDING = Rows(
    lambda hotel, booking: PendingChange.objects.of(hotel).filter(booking_id=booking, closed_at__isnull=True)
)


def pending_change(property: Property, booking_id: UUID) -> PendingChange | None:
    """The guest's change that waits for its money, in one query; None when none does."""
    return _PENDING.first(property.id, booking_id)


def history_entry(property: Property, booking_id: UUID, number: int) -> HistoryEntry | None:
    """One entry, or None."""
    return HistoryEntry.objects.of(property).filter(booking_id=booking_id, number=number).first()
