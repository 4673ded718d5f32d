"""Planning a change: what the operations would do to a booking, priced, with everything that is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.changes.facts import ChangeFacts, ChangePlan, Problem, StayPlan
from kunjae.changes.operations import Operation
from kunjae.changes.rules.digest import digest_of
from kunjae.changes.rules.fees import fee_of
from kunjae.changes.rules.orders import effects_on_orders
from kunjae.changes.rules.pricing import priced_nights, value_given_back
from kunjae.changes.rules.restrictions import broken_restrictions, past_nights
from kunjae.changes.rules.rooms import RoomFinder
from kunjae.changes.rules.targets import Target, numbered, targets_of
from kunjae.concierge.rules.following import OrderEffect, orders_difference
from kunjae.payments.rules import MoneyDue, money_due


def plan(
    facts: ChangeFacts,
    operations: Iterable[Operation],
    now: datetime,
    *,
    record: bool = True,
    path: str = "operations",
    taking_rooms: bool = False,
    wished: Mapping[int, str | None] | None = None,
) -> ChangePlan:
    """What these operations would do at that moment, with nothing saved (rules.md 5).

    Raises InvalidInput naming the operation that cannot be understood; what merely may not be done is a problem
    of the plan. `path` is what such messages call the operations. `taking_rooms` and `wished`: see `RoomFinder`.
    """
    operations = numbered(operations, facts.booking.last_number)
    targets = targets_of(facts, operations, path)
    finder = RoomFinder(facts, targets, taking=taking_rooms, wished=wished)
    arriving: dict[str, int] = {}
    stays = tuple(_stay_plan(facts, target, finder, arriving, now) for target in targets)
    orders = effects_on_orders(facts, operations, stays)
    return ChangePlan(
        facts=facts,
        operations=operations,
        record=record,
        stays=stays,
        money=money_after(facts, stays, record, orders),
        digest=digest_of(facts, operations, stays, orders),
        orders=orders,
    )


def _stay_plan(
    facts: ChangeFacts, target: Target, finder: RoomFinder, arriving: dict[str, int], now: datetime
) -> StayPlan:
    if not target.touched:
        return StayPlan(target.number, target.before, target.before, touched=False)
    if target.moves_to is not None:
        arriving[target.moves_to] = (
            arriving.get(target.moves_to, facts.targets[target.moves_to].last_number) + 1
        )
        return StayPlan(
            target.number, target.before, None, True, moved_to=(target.moves_to, arriving[target.moves_to])
        )
    if not target.after.status.is_live:
        return _ended(facts, target, now)
    nights, unpriced = priced_nights(facts, target)
    after = replace(target.after, nights=nights)
    before = target.before
    reinstated = before is not None and not before.status.is_live
    given_back = value_given_back(before, after) if before and not reinstated else 0
    fee, tier = fee_of(facts.property, before, after, given_back, now) if before else (0, None)
    waived = before.recorded_fee if before and reinstated and target.waive_fees else target.fee_back
    problems = (
        *finder.problems(target.number),
        *unpriced,
        *broken_restrictions(facts, before, after),
        # What is taken back within its day corrects nothing that had passed before; nor does an upgrade.
        *(() if target.nights else past_nights(before, after, facts.property.today(now))),
    )
    return StayPlan(
        number=target.number,
        before=before,
        after=after,
        touched=True,
        fee=fee,
        given_back=given_back,
        fees_waived=waived,
        tier=tier,
        problems=problems,
        rooms_free=finder.rooms_free(target),
    )


def _ended(facts: ChangeFacts, target: Target, now: datetime) -> StayPlan:
    """A stay that is cancelled or did not show up: all of it is given back."""
    before: StayFacts | None = target.before
    if before is None:
        return StayPlan(target.number, None, target.after, touched=True)
    given_back = value_given_back(before, target.after)
    fee, tier = fee_of(facts.property, before, target.after, given_back, now)
    problems: tuple[Problem, ...] = ()
    if target.after.status is StayStatus.CANCELLED:
        problems = past_nights(before, target.after, facts.property.today(now))
    return StayPlan(target.number, before, target.after, True, fee, given_back, tier=tier, problems=problems)


def money_after(
    facts: ChangeFacts, stays: Sequence[StayPlan], record: bool, orders: Sequence[OrderEffect]
) -> MoneyDue:
    """The booking's money once these stays and orders stand as planned."""
    new_fees = sum(stay.figures(record).fee - stay.fees_waived for stay in stays)
    return money_due(
        (stay.after for stay in stays if stay.after),
        fees=facts.booking.fees + new_fees,
        orders=facts.booking.orders + orders_difference(orders),
        paid=facts.booking.paid,
    )
