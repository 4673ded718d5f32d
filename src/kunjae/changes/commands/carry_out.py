"""Carrying out a plan: from plan to rows, in a fixed number of statements. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from kunjae.bookings.commands import Ids, insert_stays, save_guest_names, update_stays
from kunjae.bookings.facts import BookingFacts, StayFacts
from kunjae.bookings.models import Stay
from kunjae.changes.facts import ChangePlan, StayPlan
from kunjae.concierge.models import Order
from kunjae.concierge.rules.following import RoomHold, hold_moves
from kunjae.inventory.commands import RoomMoves, move_rooms
from kunjae.inventory.options import Wanted, ending
from kunjae.payments.facts import EntryKind
from kunjae.payments.ledger import Movement
from kunjae.properties.models import Property
from kunjae.properties.queries import House


def with_guest_rows(property: Property, plan: ChangePlan) -> dict[int, UUID]:
    """Guest rows for the names that the plan gives anew; stay number -> row. One statement, none without names."""
    named = [
        stay.number
        for stay in plan.touched
        if stay.after and stay.after.guest_name and stay.after.guest_id is None
    ]
    names = [stay.after.guest_name for stay in plan.touched if stay.number in named and stay.after]
    return dict(zip(named, save_guest_names(property, names), strict=True))


def stays_after(plan: ChangePlan, guests: Mapping[int, UUID]) -> dict[int, StayFacts]:
    """The touched stays as they will stand, fees and guest rows filled in; moved ones are not among them."""
    after = {}
    for stay in plan.touched:
        if stay.after is not None:
            fee = stay.figures(plan.record).fee - stay.fees_waived
            after[stay.number] = replace(
                stay.after,
                recorded_fee=stay.after.recorded_fee + fee,
                guest_id=guests.get(stay.number, stay.after.guest_id),
            )
    return after


def stays_before(plan: ChangePlan) -> dict[int, StayFacts]:
    """The touched stays as they stand."""
    return {stay.number: stay.before for stay in plan.touched if stay.before is not None}


def booking_after(plan: ChangePlan, after: Mapping[int, StayFacts]) -> BookingFacts:
    """The whole booking as it will stand."""
    booking = plan.facts.booking
    stays = tuple(after.get(stay.number, stay.after) for stay in plan.stays if stay.after is not None)
    return replace(
        booking,
        version=booking.version + 1,
        stays=tuple(stay for stay in stays if stay is not None),
        last_number=max([booking.last_number, *(stay.number for stay in plan.stays)]),
        fees=booking.fees + plan.total.fee - plan.fees_waived,
        orders=plan.orders_after,
        changes_recorded=booking.changes_recorded + plan.record,
        pending_id=None,
    )


def write_stays(
    property: Property,
    plan: ChangePlan,
    after: Mapping[int, StayFacts],
    stay_ids: Mapping[int, UUID],
    ids: Ids,
) -> dict[int, UUID]:
    """Insert the new stays, update the touched ones; all stay ids by number."""
    booking_id = plan.facts.booking.id
    added = [after[stay.number] for stay in plan.touched if stay.before is None and stay.number in after]
    both = {
        stay_ids[stay.number]: (stay.before, after[stay.number])
        for stay in plan.touched
        if stay.before is not None and stay.number in after
    }
    update_stays(property=property, stays=both, ids=ids)
    return {**stay_ids, **insert_stays(property=property, booking_id=booking_id, stays=added, ids=ids)}


def move_stays(
    property: Property, plan: ChangePlan, stay_ids: Mapping[int, UUID], targets: Mapping[str, UUID]
) -> None:
    """Put the stays that move under their new booking and number, with their orders, those that have ended too; their
    recorded fees stay behind (rules.md 6.6)."""
    for stay in plan.touched:
        if stay.moved_to is not None:
            code, number = stay.moved_to
            orders = Order.objects.of(property).filter(stay_id=stay_ids[stay.number])
            orders.update(booking_id=targets[code])
            Stay.objects.of(property).filter(id=stay_ids[stay.number]).update(
                booking_id=targets[code], number=number, recorded_fee=0
            )


def write_rooms(
    property: Property,
    plan: ChangePlan,
    after: Mapping[int, StayFacts],
    stay_ids: Mapping[int, UUID],
    house: House,
    *,
    options: Collection[UUID] = (),
) -> None:
    """Give back and take rooms; what the `options` keep is given back with it. Raises SoldOut or IntegrityError when
    somebody was quicker."""
    moves = ending(property, options)
    for stay in plan.touched:
        if stay.moved_to is None:
            _room_moves(moves, stay, after.get(stay.number), stay_ids[stay.number], house)
    capacities = {house.type_ids[code]: number for code, number in house.capacities.items()}
    move_rooms(property=property, moves=moves, capacities=capacities)


def _room_moves(
    moves: RoomMoves, stay: StayPlan, after: StayFacts | None, stay_id: UUID, house: House
) -> None:
    before = stay.before if stay.before and stay.before.status.is_live else None
    after = after if after and after.status.is_live else None
    if before:
        moves.give_back(house.type_ids[before.room_type], before.dates.nights)
    if after:
        moves.take(house.type_ids[after.room_type], after.dates.nights)
    had = (before.room, before.dates) if before and before.room else None
    gets = (after.room, after.dates) if after and after.room else None
    if had == gets:
        return
    if had:
        moves.cleared.append(stay_id)
    if after and after.room:
        moves.taken.extend((house.room_ids[after.room], night, stay_id) for night in after.dates.nights)


def wanted_nights(plan: ChangePlan, house: House) -> Wanted:
    """What the plan would take and give back, for an option that keeps the difference: its stays, and the nights beside them
    that orders need."""
    wanted = Wanted()
    before = stays_before(plan)
    after = stays_after(plan, {})
    for effect in plan.orders:
        number = effect.order.stay
        had, gets = hold_moves(effect, before[number], after.get(number))
        if had:
            wanted.give_back(*_held(had, house))
        if gets:
            wanted.take(*_held(gets, house))
    for stay in plan.touched:
        if stay.before and stay.before.status.is_live:
            wanted.give_back(*_place(stay.before, house), stay.before.dates.nights)
        if stay.after and stay.after.status.is_live:
            wanted.take(*_place(stay.after, house), stay.after.dates.nights)
    return wanted


def _held(hold: RoomHold, house: House) -> tuple[UUID, UUID | None, tuple[date, ...]]:
    return house.type_ids[hold.room_type], house.room_ids[hold.room] if hold.room else None, hold.nights


def _place(stay: StayFacts, house: House) -> tuple[UUID, UUID | None]:
    return house.type_ids[stay.room_type], house.room_ids[stay.room] if stay.room else None


def value_movements(
    plan: ChangePlan, entry_numbers: Mapping[UUID, int], targets: Mapping[str, UUID]
) -> list[Movement]:
    """What the plan moves in the ledger: each stay's total, its fee, what is waived, and moved stays on both sides.

    `entry_numbers`: booking id -> the history entry that tells of it; empty when the booking is being made.
    """
    booking_id = plan.facts.booking.id
    number = entry_numbers.get(booking_id)
    movements = []
    for stay in plan.touched:
        figures = stay.figures(plan.record)
        movements += [
            Movement(booking_id, EntryKind.STAY, stay.number, figures.new - figures.current, number),
            Movement(booking_id, EntryKind.FEE, stay.number, figures.fee, number),
            Movement(booking_id, EntryKind.FEE_WAIVED, stay.number, -stay.fees_waived, number),
        ]
        if stay.moved_to is not None:
            code, number_there = stay.moved_to
            target = targets[code]
            movements.append(
                Movement(target, EntryKind.STAY, number_there, figures.current, entry_numbers.get(target))
            )
    return movements
