"""The course of a stay: in house only after check-in was pressed, never by date (rules.md 2.7).

`check_in` and `check_out` write what happened, for programs that know that it did: an import, a demo. The desk's own
verbs, with its rules, are in `arrivals` and `departures`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import set_status
from kunjae.bookings.errors import NoSuchStay
from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus
from kunjae.bookings.queries import LoadedBooking
from kunjae.changes.commands.booking_rows import update_booking
from kunjae.changes.commands.confirm import QUICKER_RIVAL, change_at_once
from kunjae.changes.commands.history import write_entry
from kunjae.changes.commands.pending import BOOKING_CHANGED, end_waiting
from kunjae.changes.errors import WrongStatus
from kunjae.changes.models import EntryKind, HistoryEntry
from kunjae.changes.operations import AssignRoom
from kunjae.changes.queries import OpenedBooking, open_booking
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction, run_in_transaction


@dataclass(frozen=True, slots=True)
class Move:
    """A stay goes from one status to the next (or back), which an entry of the history tells."""

    was: StayStatus
    becomes: StayStatus
    kind: EntryKind


ARRIVE = Move(StayStatus.RESERVED, StayStatus.IN_HOUSE, EntryKind.CHECK_IN)
LEAVE = Move(StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT, EntryKind.CHECK_OUT)
NOT_ARRIVE = Move(StayStatus.IN_HOUSE, StayStatus.RESERVED, EntryKind.UNDO_CHECK_IN)
NOT_LEAVE = Move(StayStatus.CHECKED_OUT, StayStatus.IN_HOUSE, EntryKind.UNDO_CHECK_OUT)


def check_in(
    *,
    property: Property,
    code: str,
    stay: int,
    actor: Actor,
    now: datetime,
    room: str | None = None,
    reason: str = "",
) -> None:
    """The guests arrived. `room`: assigned first, through the change engine, without counting as a change; after the
    arrival day that needs a `reason`, as nights that have passed get a room.

    Raises WrongStatus unless the stay is reserved, and what `change_at_once` raises about the room.
    """

    def arrived() -> None:
        if room is not None:
            assign_room(property, code, stay, room, actor, now, reason)
        move_on(property, open_booking(property, code, lock=True).booking, stay, ARRIVE, actor, now)

    run_in_transaction(arrived, again_after=QUICKER_RIVAL)


@one_transaction
def check_out(*, property: Property, code: str, stay: int, actor: Actor, now: datetime) -> None:
    """The guests left. Raises WrongStatus unless the stay is in house."""
    move_on(property, open_booking(property, code, lock=True).booking, stay, LEAVE, actor, now)


def assign_room(
    property: Property, code: str, stay: int, room: str, actor: Actor, now: datetime, reason: str
) -> None:
    """The stay gets this room: a change that is not counted."""
    change_at_once(
        property=property,
        code=code,
        operations=[AssignRoom(stay, room)],
        actor=actor,
        now=now,
        record=False,
        reason=reason,
    )


def locked_stay(property: Property, code: str, number: int) -> tuple[OpenedBooking, StayFacts]:
    """The booking, held until the transaction ends, and one stay of it. Raises NoSuchBooking and NoSuchStay."""
    opened = open_booking(property, code, lock=True)
    return opened, stay_of(opened.booking.facts, number)


def stay_of(booking: BookingFacts, number: int) -> StayFacts:
    """The stay of that number. Raises NoSuchStay."""
    stay = booking.stay(number)
    if stay is None:
        raise NoSuchStay(number)
    return stay


def move_on(
    property: Property,
    booking: LoadedBooking,
    number: int,
    move: Move,
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
    operations: list[dict[str, Any]] | None = None,
) -> HistoryEntry:
    """Write the move and the entry that tells of it; the booking is held. Raises WrongStatus and NoSuchStay."""
    stay = stay_of(booking.facts, number)
    if stay.status is not move.was:
        raise WrongStatus
    moved = replace(stay, status=move.becomes)
    before = booking.facts
    stays = tuple(moved if each.number == number else each for each in before.stays)
    after: BookingFacts = replace(before, version=before.version + 1, stays=stays, pending_id=None)
    end_waiting(property, booking.row, BOOKING_CHANGED, actor, now)
    set_status(
        property=property, stay_id=booking.stay_ids[number], status=move.becomes, **_moments(move, now)
    )
    entry_number = booking.row.last_entry_number + 1
    update_booking(booking.row, after, entry_number)
    return write_entry(
        property=property,
        kind=move.kind,
        number=entry_number,
        before=before,
        after=after,
        actor=actor,
        now=now,
        reason=reason,
        operations=operations,
    )


def _moments(move: Move, now: datetime) -> dict[str, datetime | None]:
    """When check-in and check-out were pressed, as far as the move tells."""
    match move.kind:
        case EntryKind.CHECK_IN:
            return {"arrived_at": now}
        case EntryKind.CHECK_OUT:
            return {"left_at": now}
        case EntryKind.UNDO_CHECK_IN:
            return {"arrived_at": None}
        case _:
            return {"left_at": None}
