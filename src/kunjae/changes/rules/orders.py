"""What becomes of the orders of the stays that a change touches, with the stock and the rooms that they need (rules.md 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from kunjae.bookings.facts import StayFacts
from kunjae.changes.facts import ChangeFacts, StayPlan
from kunjae.changes.operations import Operation, UpgradeRoom
from kunjae.concierge.facts import OrderFacts
from kunjae.concierge.rules.following import (
    NO_HIGHER_ROOM,
    NO_ROOM,
    ROOM_TAKEN,
    SOLD_OUT,
    Does,
    OrderEffect,
    RoomHold,
    follow,
    hold_of,
)


def effects_on_orders(
    facts: ChangeFacts, operations: Sequence[Operation], stays: Sequence[StayPlan]
) -> tuple[OrderEffect, ...]:
    """What becomes of each order that the change concerns, the oldest first: those that were there first have the first
    pick of what is left."""
    upgrades = {each.order: each.stay for each in operations if isinstance(each, UpgradeRoom)}
    orders = [order for order in reversed(facts.orders) if order.id not in upgrades]
    if not orders:
        return ()
    planned = {stay.number: stay for stay in stays if stay.touched and stay.before is not None}
    before = {number: stay.before for number, stay in planned.items() if stay.before is not None}
    after = {number: stay.after for number, stay in planned.items()}
    followed = {
        effect.order.id: effect
        for effect in follow(orders, before, after, facts.property, upgraded=set(upgrades.values()))
    }
    left = _Left(facts, stays)
    found = []
    for order in orders:
        effect = followed.get(order.id)
        if effect is None and order.id in facts.released:
            effect = OrderEffect(order, Does.KEPT, order)
        if effect is not None:
            found.append(left.placed(effect, before[order.stay], after[order.stay]))
    return tuple(effect for effect in found if effect.order.id in followed or effect.does is Does.CANCELLED)


class _Left:
    """What is left of stock and rooms once the stays stand as planned; each order takes its part."""

    def __init__(self, facts: ChangeFacts, stays: Sequence[StayPlan]) -> None:
        self._facts = facts
        self._stock = Counter(facts.stock)
        self._types: Counter[tuple[str, date]] = Counter()
        self._rooms = {
            key
            for key, taker in facts.occupancy.taken.items()
            if taker.booking != facts.booking.code or taker.option not in (None, facts.booking.pending_id)
        }
        for stay in stays:
            stands = stay.before if stay.moved_to or not stay.touched else stay.after
            self._types.update(_type_nights(stay.before))
            self._types.subtract(_type_nights(stands))
            if stands is not None and stands.room is not None and stands.status.is_live:
                self._rooms.update((stands.room, night) for night in stands.dates.nights)

    def placed(self, effect: OrderEffect, before: StayFacts, stay: StayFacts | None) -> OrderEffect:
        """The effect, if there is a place for what it leads to; else the order is cancelled."""
        after = effect.after
        if after is None or stay is None or effect.does is Does.GOES:
            return effect
        if after.kind.moves_an_hour and stay.room is None and before.room is not None:
            return effect.cancelled(NO_ROOM)
        hold = hold_of(after, stay) if effect.order.id in self._facts.released else None
        if hold is not None and not self._has(hold):
            return effect.cancelled(ROOM_TAKEN if hold.room else NO_HIGHER_ROOM)
        if not self._takes_stock(effect.order, after):
            return effect.cancelled(SOLD_OUT)
        if hold is not None:
            self._types.subtract((hold.room_type, night) for night in hold.nights)
            self._rooms.update((hold.room, night) for night in hold.nights if hold.room)
        return effect

    def _has(self, hold: RoomHold) -> bool:
        free = self._facts.occupancy.count
        return all(
            free(hold.room_type, night).free + self._types[hold.room_type, night] > 0
            and (hold.room, night) not in self._rooms
            for night in hold.nights
        )

    def _takes_stock(self, order: OrderFacts, after: OrderFacts) -> bool:
        was, becomes = _stock_of(order), _stock_of(after)
        if was == becomes:
            return True
        for key, pieces in was.items():
            self._stock[key] += pieces
        for key, pieces in becomes.items():
            if key in self._facts.stock and self._stock[key] < pieces:
                return False
            self._stock[key] -= pieces
        return True


def _stock_of(order: OrderFacts) -> dict[tuple[str, date], int]:
    return {} if order.stock_day is None else {(order.offer, order.stock_day): order.pieces}


def _type_nights(stay: StayFacts | None) -> list[tuple[str, date]]:
    if stay is None or not stay.status.is_live:
        return []
    return [(stay.room_type, night) for night in stay.dates.nights]
