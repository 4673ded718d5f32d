"""What a guest may change alone, and what it costs before it counts (rules.md 7). Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus, pms_of
from kunjae.changes.facts import ChangeFacts, ChangePlan, GuestPlan, GuestRefusal, Severity, StayPlan
from kunjae.changes.operations import Cancel, ChangeRoomType, MoveDates, Operation, Pricing, Unset
from kunjae.changes.rules.plan import plan
from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.moments import moment_of
from kunjae.payments.rules import MoneyDue, money_due
from kunjae.properties.facts import PropertyFacts

__all__ = ["GuestPlan", "GuestRefusal", "changes_left", "guest_plan", "guest_refusals", "money_now"]

STAFF_MAY_PASS = (
    "min_stay",
    "closed_to_arrival",
    "closed_to_departure",
    "closed",
    "occupancy",
    "past_nights",
)
"""Warnings for staff that bind a guest."""


def guest_refusals(
    booking: BookingFacts,
    stay: StayFacts,
    hotel: PropertyFacts,
    money: MoneyDue,
    *,
    cancelling: bool,
    pending: bool,
    now: datetime,
) -> tuple[str, ...]:
    """The codes of rules.md 7 by which the guest may not change (or cancel) this stay, in the order of that table;
    empty: may. `money`: the booking's, as it stands. `pending`: another change waits for its payment."""
    if not stay.status.is_live:
        return ("booking_cancelled",)
    policy = stay.policy
    codes = []
    if pms_of(booking.source):
        codes.append("lives_in_pms")
    elif policy is None:
        codes.append("no_policy")
    elif not (policy.guest_can_cancel if cancelling else policy.guest_can_change):
        codes.append("policy_forbids")
    elif not cancelling and changes_left(booking, stay) == 0:
        codes.append("change_limit_reached")
    if _is_past(stay, hotel, now):
        codes.append("past_check_in")
    if not money.agrees:
        codes.append("balance_mismatch")
    if pending:
        codes.append("change_pending")
    return tuple(codes)


def _is_past(stay: StayFacts, hotel: PropertyFacts, now: datetime) -> bool:
    if stay.status is not StayStatus.RESERVED or stay.check_in < hotel.today(now):
        return True
    return hotel.closes_at_check_in and now >= moment_of(stay.check_in, hotel.check_in_time, hotel.timezone)


def changes_left(booking: BookingFacts, stay: StayFacts) -> int | None:
    """How many recorded changes the stay's policy still allows its guest; None: any number. Cancelling is not bound by
    it. None are left without a policy."""
    if stay.policy is None:
        return 0
    most = stay.policy.max_changes
    return None if most is None else max(0, most - booking.changes_recorded)


def money_now(booking: BookingFacts) -> MoneyDue:
    """The booking's money as it stands."""
    return money_due(booking.stays, fees=booking.fees, orders=booking.orders, paid=booking.paid)


def guest_plan(
    facts: ChangeFacts, operations: Sequence[Operation], now: datetime, *, going_back: int = 0
) -> GuestPlan:
    """What these operations of a guest would do, whether they may, and what is to pay first or goes back.

    A stay that cannot keep its room takes a free one by itself; what is only a warning for staff refuses. `going_back`:
    refunds on their way, minor units: that money no longer pays for anything. Raises InvalidInput for what no guest may
    ask.
    """
    operations = _allowed(operations)
    refusals = _refusals(facts, operations, now)
    # Nothing can be planned for a stay that has ended; the refusal says so.
    ended = {refusal.stay for refusal in refusals if refusal.code == "booking_cancelled"}
    possible = [operation for operation in operations if operation.stay not in ended]
    planned = plan(facts, possible, now, taking_rooms=True)
    planned = replace(planned, stays=tuple(_binding(stay) for stay in planned.stays))
    to_pay, to_refund = money_to_move(planned, going_back)
    return GuestPlan(
        plan=planned,
        refusals=refusals,
        to_pay=to_pay,
        to_refund=to_refund,
        digest=_digest(planned, to_pay, to_refund),
        can_confirm=planned.can_confirm and not refusals and _changes_something(planned),
    )


def money_to_move(planned: ChangePlan, going_back: int) -> tuple[int, int]:
    """What is to pay before the change counts, and what it leaves over (rules.md 8), minor units."""
    paid = planned.money.paid - going_back
    return max(0, planned.money.due_now - paid), max(0, paid - planned.money.value)


def _allowed(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The operations as guests ask them: dates, room type, cancel; prices and rooms follow by themselves."""
    allowed: list[Operation] = []
    errors: list[FieldError] = []
    for index, operation in enumerate(operations):
        path = f"operations.{index}"
        if isinstance(operation, MoveDates | ChangeRoomType):
            if operation.pricing not in (None, Pricing.KEEP) or operation.nightly_prices is not None:
                errors += _not_for_guests(f"{path}.pricing").errors
            if not isinstance(operation.room, Unset):
                errors += _not_for_guests(f"{path}.room").errors
            allowed.append(replace(operation, pricing=None))
        elif isinstance(operation, Cancel):
            allowed.append(operation)
        else:
            errors += _not_for_guests(f"{path}.op").errors
    if errors:
        raise InvalidInput(*errors)
    return tuple(allowed)


def _not_for_guests(path: str) -> InvalidInput:
    return invalid(path, "not_for_guests", "only the hotel can do this", "เฉพาะที่พักเท่านั้นที่ทำรายการนี้ได้")


def _binding(stay: StayPlan) -> StayPlan:
    """The stay with what binds a guest refused; what is in the way has no name."""
    problems = tuple(
        replace(
            problem,
            severity=Severity.REFUSED if problem.code in STAFF_MAY_PASS else problem.severity,
            taken_by=None,
        )
        for problem in stay.problems
    )
    return replace(stay, problems=problems, rooms_free=())


def _refusals(facts: ChangeFacts, operations: Sequence[Operation], now: datetime) -> tuple[GuestRefusal, ...]:
    booking, money = facts.booking, money_now(facts.booking)
    found: dict[GuestRefusal, None] = {}
    for operation in operations:
        stay = booking.stay(operation.stay)
        if stay is not None:
            codes = guest_refusals(
                booking,
                stay,
                facts.property,
                money,
                cancelling=isinstance(operation, Cancel),
                pending=booking.pending_id is not None,
                now=now,
            )
            found.update((GuestRefusal(stay.number, code), None) for code in codes)
    return tuple(found)


def _changes_something(planned: ChangePlan) -> bool:
    return any(stay.before != stay.after for stay in planned.touched)


def _digest(planned: ChangePlan, to_pay: int, to_refund: int) -> str:
    """SHA-256 of the plan's own digest and the money (rules.md 5)."""
    content = json.dumps([planned.digest, to_pay, to_refund])
    return hashlib.sha256(content.encode()).hexdigest()
