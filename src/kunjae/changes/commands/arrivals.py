"""Check-in at the desk, and guests who do not come; each can be undone on the same hotel day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.bookings.day import pressed
from kunjae.bookings.facts import RegisteredGuest
from kunjae.bookings.registrations import save_registrations
from kunjae.changes.commands.confirm import QUICKER_RIVAL, Confirmed, confirm_change
from kunjae.changes.commands.course import ARRIVE, NOT_ARRIVE, assign_room, locked_stay, move_on
from kunjae.changes.commands.taking_back import check_same_day, ended_by_no_show, take_back
from kunjae.changes.errors import RoomRequired, WrongStatus
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import NoShow
from kunjae.changes.queries import open_booking
from kunjae.changes.rules.course import check_arrival, check_no_show
from kunjae.properties.cleaning import mark_room
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts
from kunjae.tenancy.transactions import one_transaction, run_in_transaction


@dataclass(frozen=True, slots=True)
class Registered:
    """The guests of a stay as a form gave them. `seen`: the digest of those that it showed; None: whatever is there."""

    guests: Sequence[RegisteredGuest]
    seen: str | None = None


def arrive(
    *,
    property: Property,
    code: str,
    stay: int,
    actor: Actor,
    now: datetime,
    room: str | None = None,
    room_ready: bool = False,
    registered: Registered | None = None,
    reason: str = "",
) -> HistoryEntry:
    """Check guests in: the stay is in house from now on.

    `room`: another one than the stay's own is assigned first, by the change engine, without counting as a change;
    after the arrival day that needs a `reason`. `room_ready`: the room is cleaned. `registered`: replaces the guests
    registered so far; details may be missing and follow later.

    Raises WrongStatus unless the stay is reserved, TooEarly before its first day, RoomRequired without a room,
    RegistrationsMoved, PlanRefused and InvalidInput about the room, NoSuchBooking and NoSuchStay.
    """

    def arrived() -> HistoryEntry:
        opened, facts = locked_stay(property, code, stay)
        check_arrival(facts, property_facts(property).today(now))
        number = room or facts.room
        if number is None:
            raise RoomRequired
        if number != facts.room:
            assign_room(property, code, stay, number, actor, now, reason)
            opened = open_booking(property, code, lock=True)
        if registered is not None:
            stay_id = opened.booking.stay_ids[stay]
            save_registrations(
                property=property, stay_id=stay_id, guests=registered.guests, seen=registered.seen
            )
        if room_ready:
            mark_room(property, opened.house.room_ids[number], to_clean=False)
        return move_on(property, opened.booking, stay, ARRIVE, actor, now, reason=reason)

    return run_in_transaction(arrived, again_after=QUICKER_RIVAL)


@one_transaction
def undo_arrival(*, property: Property, code: str, stay: int, actor: Actor, now: datetime) -> HistoryEntry:
    """The guests were checked in by mistake: reserved again. Room and registrations stay.

    Raises WrongStatus unless the stay is in house, TooLateToUndo on another day than the check-in's.
    """
    opened, _facts = locked_stay(property, code, stay)
    moments = pressed(property, [opened.booking.stay_ids[stay]]).get(opened.booking.stay_ids[stay])
    entry = move_on(property, opened.booking, stay, NOT_ARRIVE, actor, now)
    check_same_day(property, moments.arrived_at if moments else None, now)
    return entry


@one_transaction
def register(*, property: Property, code: str, stay: int, registered: Registered) -> UUID:
    """Save who sleeps in a stay, before, during or after it; the stay's id. Not part of the booking's history.

    Raises RegistrationsMoved when the guests are others than were shown, NoSuchBooking and NoSuchStay.
    """
    opened, _facts = locked_stay(property, code, stay)
    stay_id = opened.booking.stay_ids[stay]
    save_registrations(property=property, stay_id=stay_id, guests=registered.guests, seen=registered.seen)
    return stay_id


def no_show(
    *,
    property: Property,
    code: str,
    stay: int,
    actor: Actor,
    now: datetime,
    digest: str | None = None,
    record: bool = True,
    reason: str = "",
) -> Confirmed:
    """Nobody came: the room is given back, and the policy's fee for it is owed. `digest`: that of the preview; None:
    whatever the fee is now.

    Raises WrongStatus unless the stay is reserved, TooEarly before its first day, PlanOutdated when the digest no
    longer holds, NoSuchBooking and NoSuchStay.
    """

    def confirmed() -> Confirmed:
        _opened, facts = locked_stay(property, code, stay)
        check_no_show(facts, property_facts(property).today(now))
        return confirm_change(
            property=property,
            code=code,
            operations=[NoShow(stay)],
            digest=digest,
            record=record,
            actor=actor,
            now=now,
            reason=reason,
        )

    return run_in_transaction(confirmed, again_after=QUICKER_RIVAL)


def undo_no_show(*, property: Property, code: str, stay: int, actor: Actor, now: datetime) -> Confirmed:
    """The guests came after all: reserved again, as it was and in its room, and the no-show's fee is taken back.

    Raises WrongStatus unless the stay is a no-show, TooLateToUndo on another day, PlanRefused when its room or the
    last one of its type has gone to somebody else meanwhile.
    """

    def taken_back() -> Confirmed:
        opened, facts = locked_stay(property, code, stay)
        if facts.status.value != "no_show":
            raise WrongStatus
        entry = ended_by_no_show(property, opened.booking, stay, now)
        return take_back(property, opened.booking, stay, entry, actor, now)

    return run_in_transaction(taken_back, again_after=QUICKER_RIVAL)
