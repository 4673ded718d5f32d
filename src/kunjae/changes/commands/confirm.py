"""Preview and confirm: the heart of the house (rules.md 5 and 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import BookingFacts
from kunjae.bookings.search import booking_keys, replace_keys
from kunjae.changes.commands.booking_rows import receive_stays, update_booking
from kunjae.changes.commands.carry_out import (
    booking_after,
    move_stays,
    stays_after,
    stays_before,
    value_movements,
    with_guest_rows,
    write_rooms,
    write_stays,
)
from kunjae.changes.commands.history import figures_of, kept_operations, write_entry
from kunjae.changes.commands.pending import BOOKING_CHANGED, mark_dropped, waiting
from kunjae.changes.errors import PlanOutdated, PlanRefused, ReasonRequired
from kunjae.changes.facts import ChangeFacts, ChangePlan
from kunjae.changes.models import EntryKind, HistoryEntry
from kunjae.changes.operations import Operation, UpgradeRoom
from kunjae.changes.queries import LoadedChange, load_change
from kunjae.changes.rules import plan
from kunjae.concierge.commands.following import (
    follow_stays,
    follow_stock,
    held_effects,
    keep_nights,
    order_movements,
)
from kunjae.concierge.errors import SoldOut as NoPiece
from kunjae.inventory.commands import SoldOut
from kunjae.kernel.errors import InvalidInput
from kunjae.payments.ledger import add_to_value
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

LOST_SINCE = {"stay_not_live", "stay_is_live", "stay_moved_away", "not_reserved"}
"""Why an operation may no longer be possible though it was in a preview: somebody else changed its stay."""

QUICKER_RIVAL = (SoldOut, NoPiece, IntegrityError)
"""Somebody took a room, or a piece of an offer, between the reading and the writing of a change: it is planned anew, on
what is left."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed change: its history entry, and the plan that was carried out."""

    entry: HistoryEntry
    plan: ChangePlan


def preview_change(
    *, property: Property, code: str, operations: Sequence[Operation], now: datetime, record: bool = True
) -> ChangePlan:
    """What the operations would do. Saves nothing. Raises NoSuchBooking and InvalidInput."""
    return plan(load_change(property, code, operations).facts, operations, now, record=record)


def confirm_change(
    *,
    property: Property,
    code: str,
    operations: Sequence[Operation],
    digest: str | None,
    record: bool,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> Confirmed:
    """Save what the preview with this digest showed, all of it or nothing. `digest` None: whatever the plan is now.

    Raises PlanOutdated when the digest no longer holds, PlanRefused when something must be chosen first or cannot
    be, ReasonRequired when nights gone by are corrected without one, NoSuchBooking and InvalidInput.
    """
    return run_in_transaction(
        lambda: _confirm(property, code, operations, digest, record, actor, now, reason.strip()),
        again_after=QUICKER_RIVAL,
    )


def change_at_once(
    *,
    property: Property,
    code: str,
    operations: Sequence[Operation],
    actor: Actor,
    now: datetime,
    record: bool = True,
    reason: str = "",
) -> Confirmed:
    """Plan and save in one step, for programs that look at no preview: the importer, check-in with a room."""
    return confirm_change(
        property=property,
        code=code,
        operations=operations,
        digest=None,
        record=record,
        actor=actor,
        now=now,
        reason=reason,
    )


def _confirm(
    property: Property,
    code: str,
    operations: Sequence[Operation],
    digest: str | None,
    record: bool,
    actor: Actor,
    now: datetime,
    reason: str,
) -> Confirmed:
    loaded = load_change(property, code, operations, lock=True)
    planned = _plan(loaded.facts, operations, now, record, seen=digest is not None)
    if digest is not None and digest != planned.digest:
        raise PlanOutdated(planned)
    if not planned.can_confirm:
        raise PlanRefused(planned)
    if planned.needs_reason and not reason:
        raise ReasonRequired
    return Confirmed(save_plan(property, loaded, planned, actor, now, reason), planned)


def _plan(
    facts: ChangeFacts, operations: Sequence[Operation], now: datetime, record: bool, *, seen: bool
) -> ChangePlan:
    """The plan. Where a preview was `seen` and an operation has lost its stay since, raise PlanOutdated with the plan
    of what can still be done."""
    try:
        return plan(facts, operations, now, record=record)
    except InvalidInput as error:
        if not seen or any(wrong.code not in LOST_SINCE for wrong in error.errors):
            raise
        lost = {wrong.path.split(".")[1] for wrong in error.errors}
        left = [operation for index, operation in enumerate(operations) if str(index) not in lost]
        raise PlanOutdated(plan(facts, left, now, record=record)) from error


def save_plan(
    property: Property,
    loaded: LoadedChange,
    planned: ChangePlan,
    actor: Actor,
    now: datetime,
    reason: str = "",
    *,
    settling: bool = False,
) -> HistoryEntry:
    """Carry the plan out; `loaded.booking` and the targets are locked.

    A guest's change of one of these bookings that waits for its money is dropped (rules.md 7), unless `settling`: then
    the plan is that change itself, and only gives up the nights that were kept for it.
    """
    booking = loaded.booking
    if booking is None:
        raise ValueError("a booking that is being made is not confirmed but booked")
    pending = waiting(property, booking.row)
    target_ids = {code: target.facts.id for code, target in loaded.targets.items()}
    guests = with_guest_rows(property, planned)
    after_stays = stays_after(planned, guests)
    after = booking_after(planned, after_stays)
    following = held_effects(property, planned.orders, stays_before(planned), after_stays)
    follow_stock(property, following)
    number = booking.row.last_entry_number + 1
    stay_ids = write_stays(property, planned, after_stays, booking.stay_ids, loaded.ids)
    move_stays(property, planned, stay_ids, target_ids)
    write_rooms(
        property,
        planned,
        after_stays,
        stay_ids,
        loaded.house,
        options=[*_ended(booking.facts, planned), *following.ended],
    )
    keep_nights(property, following, booking.row.id, loaded.house, now)
    entry_numbers = {target.facts.id: target.row.last_entry_number + 1 for target in loaded.targets.values()}
    entry_numbers[booking.facts.id] = number
    moved = {stay.number: stay.moved_to[0] for stay in planned.touched if stay.moved_to is not None}
    movements = value_movements(planned, entry_numbers, target_ids)
    to = {stay: target_ids[code] for stay, code in moved.items()}
    movements += order_movements(booking.facts.id, planned.orders, entry_numbers, to)
    add_to_value(property, movements, now)
    update_booking(booking.row, after, number)
    if guests or target_ids or _renamed(planned):
        replace_keys(booking.row, booking_keys(booking.row, after.stays))
    for code, target in loaded.targets.items():
        receive_stays(property, planned, target, code, actor, now, reason)
    targets = {stay: loaded.targets[code].row for stay, code in moved.items()}
    follow_stays(property, booking.row, following, targets, loaded.facts.property.taxes, actor, now)
    entry = write_entry(
        property=property,
        kind=EntryKind.CHANGE,
        number=number,
        before=booking.facts,
        after=after,
        actor=actor,
        now=now,
        reason=reason,
        operations=kept_operations(planned, guests),
        **figures_of(planned),
    )
    if pending is not None and not settling:
        mark_dropped(property, booking.row, pending, BOOKING_CHANGED, actor, now)
    return entry


def _ended(booking: BookingFacts, planned: ChangePlan) -> list[UUID]:
    """The options that end with the change: that of a guest's change that waits, and of an upgrade that is carried out."""
    upgrades = [operation.order for operation in planned.operations if isinstance(operation, UpgradeRoom)]
    return [booking.pending_id, *upgrades] if booking.pending_id else upgrades


def _renamed(planned: ChangePlan) -> bool:
    return any(
        stay.before and stay.after and stay.before.guest_name != stay.after.guest_name
        for stay in planned.touched
    )
