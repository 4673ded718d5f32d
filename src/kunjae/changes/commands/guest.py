"""A guest changes the booking alone: preview, and confirm at once or keep the nights until the money has come (rules.md
7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import LoadedBooking, booking_row
from kunjae.changes.commands.carry_out import wanted_nights
from kunjae.changes.commands.confirm import LOST_SINCE, QUICKER_RIVAL, save_plan
from kunjae.changes.commands.pending import WAITING, end_at, end_if_over, end_waiting_if_over
from kunjae.changes.errors import GuestPlanOutdated, GuestRefused, PlanRefused
from kunjae.changes.facts import GuestPlan
from kunjae.changes.models import HistoryEntry, PendingChange, PendingState
from kunjae.changes.operations import Operation
from kunjae.changes.operations_text import operations_to_json
from kunjae.changes.queries import LoadedChange, load_change, pending_change
from kunjae.changes.quotes import quote_of, quote_to_json
from kunjae.changes.rules.guest import guest_plan
from kunjae.inventory.options import keep_option
from kunjae.kernel.errors import InvalidInput
from kunjae.outbox.commands import put
from kunjae.payments.commands.refunds import refund_amount
from kunjae.payments.facts import RefundCause
from kunjae.payments.models import Refund
from kunjae.payments.queries import refunds_under_way
from kunjae.properties.models import Property
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import run_in_transaction


@dataclass(frozen=True, slots=True)
class GuestOutcome:
    """What became of a guest's change: the history `entry` of one that counts already, with the refunds that were
    queued, or the `pending` change that waits for its money. One of the two."""

    plan: GuestPlan
    entry: HistoryEntry | None = None
    pending: PendingChange | None = None
    refunds: tuple[Refund, ...] = ()


def preview_guest_change(
    *, property: Property, code: str, operations: Sequence[Operation], now: datetime
) -> GuestPlan:
    """What the operations would do for a guest. Saves nothing, but that a waiting change whose time is over is dropped
    first. At most eleven queries. Raises NoSuchBooking, and InvalidInput for what no guest may ask."""
    loaded = load_change(property, code, operations, dropping=False)
    booking = loaded.facts.booking
    waits = pending_change(property, booking.id) if booking.pending_id is not None else None
    if waits is not None and waits.held_until <= now:
        end_if_over(property=property, code=code, now=now)
        loaded = load_change(property, code, operations, dropping=False)
    return _planned(property, loaded, operations, now)


def confirm_guest_change(
    *,
    property: Property,
    code: str,
    operations: Sequence[Operation],
    digest: str,
    actor: Actor,
    now: datetime,
) -> GuestOutcome:
    """Save what the preview with this digest showed, all of it or nothing. With something to pay, the nights are kept,
    the old ones stay valid, and the change counts when the money has come; without, it counts at once, is always
    recorded, and what it leaves over goes back to the payments it came from.

    Raises GuestPlanOutdated when the digest no longer holds, GuestRefused with the reasons of rules.md 7, PlanRefused
    when nights, rooms or restrictions are in the way, NoSuchBooking and InvalidInput.
    """
    return run_in_transaction(
        lambda: _confirm(property, code, operations, digest, actor, now), again_after=QUICKER_RIVAL
    )


def _confirm(
    property: Property,
    code: str,
    operations: Sequence[Operation],
    digest: str,
    actor: Actor,
    now: datetime,
) -> GuestOutcome:
    end_waiting_if_over(property, booking_row(property, code, lock=True), now)
    loaded = load_change(property, code, operations, lock=True, dropping=False)
    planned = _seen(property, loaded, operations, now)
    if planned.refusals:
        raise GuestRefused(planned)
    if digest != planned.digest:
        raise GuestPlanOutdated(planned)
    if not planned.can_confirm or loaded.booking is None:
        raise PlanRefused(planned.plan)
    if planned.to_pay:
        pending = _keep(property, loaded, loaded.booking, planned, now)
        return GuestOutcome(planned, pending=pending)
    entry = save_plan(property, loaded, planned.plan, actor, now)
    refunds = refund_left_over(property, loaded.booking.row, planned.to_refund, actor, now)
    return GuestOutcome(planned, entry=entry, refunds=refunds)


def _planned(
    property: Property, loaded: LoadedChange, operations: Sequence[Operation], now: datetime
) -> GuestPlan:
    booking = loaded.facts.booking
    # While another change waits, nothing can be changed anyway, and the money needs no second look.
    going_back = refunds_under_way(property, booking.id) if booking.pending_id is None else 0
    return guest_plan(loaded.facts, operations, now, going_back=going_back)


def _seen(
    property: Property, loaded: LoadedChange, operations: Sequence[Operation], now: datetime
) -> GuestPlan:
    """The plan. Where an operation has lost its stay since the preview, raise GuestPlanOutdated with the plan of what
    can still be done."""
    try:
        return _planned(property, loaded, operations, now)
    except InvalidInput as error:
        if any(wrong.code not in LOST_SINCE for wrong in error.errors):
            raise
        lost = {wrong.path.split(".")[1] for wrong in error.errors}
        left = [operation for index, operation in enumerate(operations) if str(index) not in lost]
        raise GuestPlanOutdated(_planned(property, loaded, left, now)) from error


def _keep(
    property: Property,
    loaded: LoadedChange,
    booking: LoadedBooking,
    planned: GuestPlan,
    now: datetime,
) -> PendingChange:
    """Keep the nights and the quote until the money has come."""
    hotel, currency = loaded.facts.property, property.currency
    pending = PendingChange(
        id=new_id(),
        property=property,
        booking_id=booking.row.id,
        state=PendingState.WAITING.value,
        operations=operations_to_json(planned.plan.operations, currency),
        quote=quote_to_json(quote_of(planned.plan, now), currency),
        digest=planned.digest,
        booking_version=booking.row.version,
        to_pay=planned.to_pay,
        asked_at=now,
        held_until=now + hotel.payment_hold,
    )
    pending.save(force_insert=True)
    keep_option(
        property=property,
        option=pending.id,
        booking=booking.row.id,
        wanted=wanted_nights(planned.plan, loaded.house),
        capacities={loaded.house.type_ids[code]: rooms for code, rooms in loaded.house.capacities.items()},
        now=now,
    )
    Booking.objects.of(property).filter(id=booking.row.id).update(pending_id=pending.id)
    end_at(property, pending, now)
    payload = {"booking": booking.row.code, "pending": str(pending.id)}
    put(property, WAITING, f"{WAITING}:{pending.id.hex}", payload, now)
    return pending


def refund_left_over(
    property: Property, booking: Booking, amount: int, actor: Actor, now: datetime
) -> tuple[Refund, ...]:
    """Queue what a guest's change left over, to the payments it came from, newest first."""
    if not amount:
        return ()
    return tuple(
        refund_amount(
            property=property,
            booking_id=booking.id,
            amount=amount,
            cause=RefundCause.GUEST_CHANGE,
            actor_name=actor.name,
            now=now,
        )
    )
