"""The course of a stay: in house only after check-in was pressed, never by date (rules.md 2.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import set_status
from kunjae.bookings.facts import BookingFacts, StayStatus
from kunjae.changes.commands.confirm import QUICKER_RIVAL, change_at_once, update_booking
from kunjae.changes.commands.history import write_entry
from kunjae.changes.errors import WrongStatus
from kunjae.changes.models import EntryKind
from kunjae.changes.operations import AssignRoom
from kunjae.changes.queries import open_booking
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction, run_in_transaction


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

    def arrive() -> None:
        if room is not None:
            assign = [AssignRoom(stay, room)]
            change_at_once(
                property=property,
                code=code,
                operations=assign,
                actor=actor,
                now=now,
                record=False,
                reason=reason,
            )
        _become(
            property, code, stay, StayStatus.RESERVED, StayStatus.IN_HOUSE, EntryKind.CHECK_IN, actor, now
        )

    run_in_transaction(arrive, again_after=QUICKER_RIVAL)


@one_transaction
def check_out(*, property: Property, code: str, stay: int, actor: Actor, now: datetime) -> None:
    """The guests left on their last day. Raises WrongStatus unless the stay is in house."""
    _become(
        property, code, stay, StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT, EntryKind.CHECK_OUT, actor, now
    )


def _become(
    property: Property,
    code: str,
    number: int,
    was: StayStatus,
    becomes: StayStatus,
    kind: EntryKind,
    actor: Actor,
    now: datetime,
) -> None:
    booking = open_booking(property, code, lock=True).booking
    stay = booking.facts.stay(number)
    if stay is None or stay.status is not was:
        raise WrongStatus
    moved = replace(stay, status=becomes)
    before = booking.facts
    stays = tuple(moved if each.number == number else each for each in before.stays)
    after: BookingFacts = replace(before, version=before.version + 1, stays=stays)
    set_status(property=property, stay_id=booking.stay_ids[number], status=becomes)
    entry_number = booking.row.last_entry_number + 1
    update_booking(booking.row, after, entry_number)
    write_entry(
        property=property, kind=kind, number=entry_number, before=before, after=after, actor=actor, now=now
    )
