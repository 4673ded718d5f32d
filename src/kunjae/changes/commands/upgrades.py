"""An order's room upgrade moves its stay, and back, through the change engine (rules.md 9.7): without a fee, without
counting as a change, at the nightly prices that the stay has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.bookings.errors import NoSuchStay
from kunjae.bookings.facts import StayStatus
from kunjae.changes.commands.confirm import Confirmed, save_plan
from kunjae.changes.errors import PlanRefused, TypeTaken
from kunjae.changes.facts import ChangePlan
from kunjae.changes.operations import UpgradeRoom
from kunjae.changes.queries import LoadedChange, load_change
from kunjae.changes.rules import plan
from kunjae.inventory.commands import SoldOut
from kunjae.properties.models import Property

AS_SOLD = ""
"""Stands for the type that the stay was sold as until the booking is read."""


def move_up(
    *, property: Property, code: str, stay: int, room_type: str, order: UUID, actor: Actor, now: datetime
) -> Confirmed:
    """The stay moves to the higher type on all its nights, with what the option of the order's id keeps, which ends. It
    gets a free room of that type if it had a number, the same beds first.

    In the caller's transaction, which is to run again after SoldOut and IntegrityError: somebody was quicker. Raises
    SoldOut when the type has no room left, NoSuchBooking, NoSuchStay, and InvalidInput when the stay has ended.
    """
    loaded, planned = _planned(property, code, UpgradeRoom(stay, room_type, order), now)
    if nights := _nights_lost(planned, stay):
        raise SoldOut(nights, room_type)
    return _saved(property, loaded, planned, actor, now)


def move_back(
    *, property: Property, code: str, stay: int, order: UUID, actor: Actor, now: datetime
) -> Confirmed:
    """The stay moves back to the type that it was sold as. In the caller's transaction, as `move_up`.

    Raises TypeTaken when that type has no room left on some night, NoSuchBooking, NoSuchStay, and InvalidInput when the
    stay has ended.
    """
    loaded, planned = _planned(property, code, UpgradeRoom(stay, AS_SOLD, order, back=True), now)
    if _nights_lost(planned, stay):
        raise TypeTaken(next(each.room_type for each in planned.operations if isinstance(each, UpgradeRoom)))
    return _saved(property, loaded, planned, actor, now)


def _planned(
    property: Property, code: str, operation: UpgradeRoom, now: datetime
) -> tuple[LoadedChange, ChangePlan]:
    """The plan, in which the stay takes a room by itself, as its own is of another type."""
    loaded = load_change(property, code, [operation], lock=True)
    stay = loaded.facts.booking.stay(operation.stay)
    if stay is None:
        raise NoSuchStay(operation.stay)
    if operation.back:
        operation = replace(operation, room_type=stay.priced_as)
    return loaded, plan(loaded.facts, [operation], now, record=False, taking_rooms=True)


def _nights_lost(planned: ChangePlan, number: int) -> tuple[date, ...]:
    """The nights on which the stay finds no room of the type: it is sold out; or guests in house, who cannot be without a
    room, would get none."""
    stay = next(stay for stay in planned.stays if stay.number == number)
    for problem in stay.problems:
        if problem.code == "sold_out":
            return problem.nights
    before, after = stay.before, stay.after
    if before and after and before.status is StayStatus.IN_HOUSE and before.room and not after.room:
        return after.dates.nights
    return ()


def _saved(
    property: Property, loaded: LoadedChange, planned: ChangePlan, actor: Actor, now: datetime
) -> Confirmed:
    if not planned.can_confirm:
        raise PlanRefused(planned)
    return Confirmed(save_plan(property, loaded, planned, actor, now), planned)
