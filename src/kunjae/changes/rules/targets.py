"""What the operations make of each stay, before rooms are found and nights are priced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kunjae.bookings.facts import Night, StayFacts, StayStatus
from kunjae.changes.facts import ChangeFacts
from kunjae.changes.operations import (
    UNSET,
    AddStay,
    AssignRoom,
    Cancel,
    ChangeGuests,
    ChangeRatePlan,
    ChangeRoomType,
    FollowPms,
    MoveDates,
    MoveToBooking,
    NoShow,
    Operation,
    Priced,
    Pricing,
    Reinstate,
    RoomChoice,
    SetGuest,
    SetTerms,
    TakeBack,
    Unset,
    UpgradeRoom,
    nobody,
)
from kunjae.kernel.errors import InvalidInput, invalid
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.facts import RoomTypeFacts
from kunjae.rates.facts import Meal, RatePlanFacts


@dataclass(slots=True)
class Target:
    """One stay on its way from before to after. `after.nights` and `after.room` are not right yet.

    `prices`: room prices given by hand, as entered; `prices_path` names their operation for messages. `nights`: as an
    undone entry gives them back (`fee_back`: with its fee), as an upgrade leaves them, or as the PMS has them.
    """

    number: int
    before: StayFacts | None
    after: StayFacts
    touched: bool = False
    room: RoomChoice = UNSET
    pricing: Pricing = Pricing.KEEP
    prices: tuple[int, ...] | None = None
    prices_path: str = ""
    moves_to: str | None = None
    waive_fees: bool = False
    nights: tuple[Night, ...] = ()
    fee_back: int = 0

    @property
    def ended(self) -> bool:
        """Whether the operations take the stay out of this booking or out of life."""
        return self.moves_to is not None or not self.after.status.is_live


def numbered(operations: Iterable[Operation], last_number: int) -> tuple[Operation, ...]:
    """The operations with a number for every new stay, following the booking's last (rules.md 6.6)."""
    normalised = []
    for operation in operations:
        if isinstance(operation, AddStay):
            last_number += 1
            operation = replace(operation, stay=last_number)
        normalised.append(operation)
    return tuple(normalised)


def targets_of(facts: ChangeFacts, operations: Iterable[Operation], path: str = "operations") -> list[Target]:
    """Every stay of the booking with what the operations make of it, in the order of the numbers.

    Raises InvalidInput naming the operation that speaks of an unknown stay, code or room, or of a stay that is
    not in a state for it.
    """
    targets = {stay.number: Target(stay.number, stay, stay) for stay in facts.booking.stays}
    errors: list[InvalidInput] = []
    for index, operation in sorted(enumerate(operations), key=lambda each: _turn(each[1])):
        try:
            _apply(facts, targets, operation, f"{path}.{index}")
        except InvalidInput as error:
            errors.append(error)
    if errors:
        raise InvalidInput(*(wrong for error in errors for wrong in error.errors))
    return [targets[number] for number in sorted(targets)]


def _turn(operation: Operation) -> int:
    """Operations count as one new state whatever their order: a stay is reinstated before anything is done to it, and
    a plan brings its terms before they are edited."""
    if isinstance(operation, Reinstate):
        return 0
    return 1 if isinstance(operation, ChangeRatePlan) else 2


def _apply(facts: ChangeFacts, targets: dict[int, Target], operation: Operation, path: str) -> None:
    if isinstance(operation, AddStay):
        targets[operation.stay] = _new_stay(facts, operation, path)
        return
    if isinstance(operation, FollowPms) and operation.stay > facts.booking.last_number:
        targets[operation.stay] = _new_in_pms(facts, operation, path)
        return
    target = targets.get(operation.stay)
    if target is None and operation.stay <= facts.booking.last_number:
        raise invalid(
            f"{path}.stay",
            "stay_moved_away",
            "stay {n} is in another booking now",
            "รายการที่ {n} ย้ายไปการจองอื่นแล้ว",
            n=operation.stay,
        )
    if target is None or target.before is None:
        raise invalid(
            f"{path}.stay",
            "unknown_stay",
            "the booking has no stay {n}",
            "การจองนี้ไม่มีรายการที่ {n}",
            n=operation.stay,
        )
    if isinstance(operation, Reinstate):
        if target.before.status.is_live:
            raise invalid(
                f"{path}.stay",
                "stay_is_live",
                "stay {n} is not cancelled",
                "รายการที่ {n} ไม่ได้ถูกยกเลิก",
                n=operation.stay,
            )
        target.after = replace(target.after, status=StayStatus.RESERVED)
        target.waive_fees = operation.waive_fees
    elif isinstance(operation, TakeBack | FollowPms):
        if not target.after.status.is_live:
            target.after = replace(target.after, status=StayStatus.RESERVED)
        target.nights = operation.nights
        target.fee_back = operation.fee if isinstance(operation, TakeBack) else 0
    elif not target.after.status.is_live:
        raise invalid(
            f"{path}.stay",
            "stay_not_live",
            "stay {n} is cancelled",
            "รายการที่ {n} ถูกยกเลิกแล้ว",
            n=operation.stay,
        )
    target.touched = True
    _change(facts, target, operation, path)


def _change(facts: ChangeFacts, target: Target, operation: Operation, path: str) -> None:
    if isinstance(operation, Priced):
        _take_pricing(target, operation, path)
    match operation:
        case MoveDates(dates=dates, room=room):
            target.after = _moved(target, dates)
            _choose_room(facts, target, room, path)
        case TakeBack(dates=dates):
            target.after = _moved(target, dates)
        case UpgradeRoom():
            target.after, target.nights = _upgraded(target.after, operation), target.after.nights
        case FollowPms():
            _follow_pms(facts, target, operation, path)
        case ChangeRoomType(room_type=room_type, room=room):
            target.after = _of_type(
                target.after,
                _known(facts.room_types, room_type, f"{path}.room_type", target.after.room_type),
            )
            _choose_room(facts, target, room, path)
        case AssignRoom(room=room):
            _choose_room(facts, target, room, path)
        case ChangeGuests(adults=adults, children=children):
            target.after = _with_people(target.after, adults, children, path)
        case ChangeRatePlan(rate_plan=code):
            target.after = _with_plan(facts, target.after, code, f"{path}.rate_plan", target.after.rate_plan)
        case SetTerms():
            target.after = _with_terms(target.after, operation)
        case SetGuest(guest_name=name, guest_id=guest_id):
            target.after = replace(target.after, guest_name=name, guest_id=guest_id)
        case Cancel():
            target.after = _as_sold(replace(target.after, status=StayStatus.CANCELLED))
        case NoShow():
            if target.after.status is not StayStatus.RESERVED:
                raise invalid(
                    f"{path}.stay",
                    "not_reserved",
                    "stay {n} has arrived",
                    "รายการที่ {n} เช็คอินแล้ว",
                    n=target.number,
                )
            target.after = _as_sold(replace(target.after, status=StayStatus.NO_SHOW))
        case MoveToBooking(booking=code):
            if code not in facts.targets:
                raise invalid(
                    f"{path}.booking",
                    "unknown_booking",
                    "there is no other booking {c}",
                    "ไม่พบการจองอื่นหมายเลข {c}",
                    c=code,
                )
            target.moves_to = code


def _take_pricing(target: Target, operation: Priced, path: str) -> None:
    if operation.pricing is not None:
        target.pricing = operation.pricing
    if operation.nightly_prices is not None:
        target.prices, target.prices_path = operation.nightly_prices, f"{path}.nightly_prices"
    elif operation.pricing is Pricing.MANUAL and target.prices is None:
        target.prices_path = f"{path}.nightly_prices"


def _moved(target: Target, dates: StayDates) -> StayFacts:
    earliest = (target.before or target.after).earliest_check_in
    return replace(
        target.after,
        check_in=dates.check_in,
        check_out=dates.check_out,
        earliest_check_in=min(earliest, dates.check_in),
    )


def _of_type(stay: StayFacts, room_type: str) -> StayFacts:
    """Another type than the stay has: what an upgrade moved is forgotten, it is priced as what it is."""
    return stay if room_type == stay.room_type else replace(stay, room_type=room_type, sold_as=None)


def _upgraded(stay: StayFacts, upgrade: UpgradeRoom) -> StayFacts:
    sold_as = None if upgrade.room_type == stay.priced_as else stay.priced_as
    return replace(stay, room_type=upgrade.room_type, sold_as=sold_as)


def _as_sold(stay: StayFacts) -> StayFacts:
    """A stay that ends loses its upgrade with its orders: brought back, it is what it was sold as."""
    return stay if stay.sold_as is None else replace(stay, room_type=stay.sold_as, room=None, sold_as=None)


def _with_people(stay: StayFacts, adults: int, children: int | None, path: str) -> StayFacts:
    children = stay.children if children is None else children
    if adults + children == 0:
        raise nobody(f"{path}.adults")
    return replace(stay, adults=adults, children=children)


def _choose_room(facts: ChangeFacts, target: Target, room: RoomChoice, path: str) -> None:
    if isinstance(room, Unset):
        return
    if room is not None:
        known = facts.room(room)
        has_it = target.before is not None and target.before.room == room
        if known is None or (known.retired and not has_it):
            raise invalid(f"{path}.room", "unknown_room", "there is no room {n}", "ไม่มีห้องหมายเลข {n}", n=room)
    target.room = room


def _with_plan(facts: ChangeFacts, stay: StayFacts, code: str, path: str, current: str | None) -> StayFacts:
    """A new rate plan brings its meal, conditions, prepayment and policy with it (rules.md 6.7)."""
    rate_plan = facts.rate_plans[_known(facts.rate_plans, code, path, current)]
    return replace(
        stay,
        rate_plan=rate_plan.code,
        meal=rate_plan.meal,
        conditions=rate_plan.conditions,
        prepay_percent=rate_plan.prepay_percent,
        policy=rate_plan.policy,
    )


def _with_terms(stay: StayFacts, terms: SetTerms) -> StayFacts:
    if not isinstance(terms.meal, Unset):
        stay = replace(stay, meal=terms.meal)
    if not isinstance(terms.conditions, Unset):
        stay = replace(stay, conditions=terms.conditions)
    if not isinstance(terms.policy, Unset):
        stay = replace(stay, policy=terms.policy)
    return stay


def _new_stay(facts: ChangeFacts, operation: AddStay, path: str) -> Target:
    room_type = _known(facts.room_types, operation.room_type, f"{path}.room_type", None)
    blank = StayFacts(
        number=operation.stay,
        status=StayStatus.RESERVED,
        room_type=room_type,
        room=None,
        rate_plan=operation.rate_plan,
        meal=Meal.NONE,
        conditions={},
        policy=None,
        prepay_percent=Decimal(0),
        check_in=operation.dates.check_in,
        check_out=operation.dates.check_out,
        earliest_check_in=operation.dates.check_in,
        adults=operation.adults,
        children=operation.children,
        nights=(),
        guest_name=operation.guest_name,
        guest_id=operation.guest_id,
    )
    target = Target(
        operation.stay,
        None,
        _with_plan(facts, blank, operation.rate_plan, f"{path}.rate_plan", None),
        touched=True,
        room=operation.room,
        pricing=Pricing.TODAY if operation.nightly_prices is None else Pricing.MANUAL,
        prices=operation.nightly_prices,
        prices_path=f"{path}.nightly_prices",
    )
    _choose_room(facts, target, operation.room, path)
    return target


def _follow_pms(facts: ChangeFacts, target: Target, operation: FollowPms, path: str) -> None:
    """Everything as the PMS has it. A plan brings its meal and conditions when it is another one; policy and prepayment
    never: that money is the PMS's."""
    stay = target.after
    room_type = _known(facts.room_types, operation.room_type, f"{path}.room_type", stay.room_type)
    if operation.rate_plan != stay.rate_plan:
        stay = _with_plan(facts, stay, operation.rate_plan, f"{path}.rate_plan", None)
    stay = _with_people(stay, operation.adults, operation.children, f"{path}")
    if operation.guest_name and operation.guest_name != stay.guest_name:
        stay = replace(stay, guest_name=operation.guest_name, guest_id=operation.guest_id)
    target.after = replace(_of_type(stay, room_type), policy=None, prepay_percent=Decimal(0))
    target.after = _moved(target, operation.dates)
    _choose_room(facts, target, operation.room, path)


def _new_in_pms(facts: ChangeFacts, operation: FollowPms, path: str) -> Target:
    added = AddStay(
        operation.room_type,
        operation.rate_plan,
        operation.dates,
        operation.adults,
        operation.children,
        None if isinstance(operation.room, Unset) else operation.room,
        operation.guest_name,
        operation.guest_id,
        stay=operation.stay,
    )
    target = _new_stay(facts, added, path)
    target.nights = operation.nights
    target.after = replace(target.after, policy=None, prepay_percent=Decimal(0))
    return target


def _known(
    facts: Mapping[str, RoomTypeFacts] | Mapping[str, RatePlanFacts],
    code: str,
    path: str,
    current: str | None,
) -> str:
    """The code, if the hotel sells it still or the stay has it already."""
    known = facts.get(code)
    if known is None or (known.retired and code != current):
        name = path.rpartition(".")[2]
        words = {"room_type": ("room type", "ประเภทห้อง"), "rate_plan": ("rate plan", "เรท")}[name]
        raise invalid(
            path,
            f"unknown_{name}",
            "there is no {kind} {c}",
            "ไม่มี{kind_th} {c}",
            kind=words[0],
            kind_th=words[1],
            c=code,
        )
    return code
