"""What becomes of orders when their stay is moved, shortened, gets another type or ends (rules.md 9.9). Pure.

Whatever its rule, an order of a stay that ends is cancelled, an upgrade goes with its stay to new nights and ends with
another type, and a late check-out or early check-in goes with the departure or arrival. The unit price stays as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.concierge.facts import OfferKind, OrderFacts, OrderStatus, PricePer, WhenStayChanges
from kunjae.concierge.rules.moments import had_at
from kunjae.kernel.money import round_half_up
from kunjae.properties.facts import PropertyFacts


class Does(StrEnum):
    """What a change does to an order."""

    KEPT = "kept"
    REPRICED = "repriced"
    MOVED = "moved"
    CANCELLED = "cancelled"
    GOES = "goes"
    """With its stay to another booking."""


STAY_CANCELLED, OUTSIDE_STAY, ROOM_TYPE, BY_RULE = "stay_cancelled", "outside_stay", "room_type", "by_rule"
SOLD_OUT, ROOM_TAKEN, NO_ROOM, NO_HIGHER_ROOM = "sold_out", "room_taken", "no_room", "no_higher_room"
"""Why an order is cancelled."""


@dataclass(frozen=True, slots=True)
class OrderEffect:
    """What a change does to one order. `after`: as it stands then; None when it is cancelled, `because` of that code."""

    order: OrderFacts
    does: Does
    after: OrderFacts | None
    because: str = ""

    @property
    def difference(self) -> int:
        """What it counts more in its booking's value, minor units."""
        if self.does is Does.GOES:
            return -self.order.counted
        return (self.after.counted if self.after else 0) - self.order.counted

    @property
    def is_still(self) -> bool:
        """Whether nothing at all becomes of it."""
        return self.after == self.order and self.does is Does.KEPT

    def cancelled(self, because: str) -> OrderEffect:
        """The same order, for which there is no place any more."""
        return OrderEffect(self.order, Does.CANCELLED, None, because)


def orders_difference(effects: Iterable[OrderEffect]) -> int:
    """What the orders count more in their booking's value, minor units."""
    return sum(effect.difference for effect in effects)


def follow(
    orders: Iterable[OrderFacts],
    before: Mapping[int, StayFacts],
    after: Mapping[int, StayFacts | None],
    hotel: PropertyFacts,
    *,
    upgraded: Collection[int] = (),
) -> tuple[OrderEffect, ...]:
    """What becomes of each order that stands and whose stay differs afterwards in what orders hang on; `after` None: the
    stay moves to another booking. Stays in `upgraded` get another type by an order: that is no change of their type.

    Whether there is stock, and a room, for what moves is not looked at.
    """
    found = []
    for order in orders:
        if not order.status.counts or order.stay not in before or order.stay not in after:
            continue
        old, new = before[order.stay], after[order.stay]
        if new is None:
            found.append(OrderEffect(order, Does.GOES, order))
        elif _hangs_on(old) != _hangs_on(new):
            found.append(_followed(order, old, new, hotel, order.stay in upgraded))
    return tuple(found)


def _hangs_on(stay: StayFacts) -> tuple[object, ...]:
    return stay.dates, stay.room_type, stay.room, stay.people, stay.status


def _followed(
    order: OrderFacts, old: StayFacts, new: StayFacts, hotel: PropertyFacts, upgraded: bool
) -> OrderEffect:
    gone = OrderEffect(order, Does.KEPT, order)
    if not new.status.is_live:
        return gone.cancelled(STAY_CANCELLED)
    other_type = old.room_type != new.room_type and not upgraded
    if order.kind is OfferKind.UPGRADE and other_type:
        return gone.cancelled(ROOM_TYPE)
    if order.when_stay_changes is WhenStayChanges.CANCEL and (other_type or old.dates != new.dates):
        return gone.cancelled(BY_RULE)
    day, stock_day = _days(order, old, new)
    if _is_outside(order, new, day):
        return gone.cancelled(OUTSIDE_STAY)
    quantity = _quantity(order, old, new)
    if quantity is None:
        return gone.cancelled(OUTSIDE_STAY)
    amount = _amount(order, quantity)
    moved = replace(
        order,
        quantity=quantity,
        amount=amount,
        counted=amount if order.counted else 0,
        answers=replace(order.answers, day=day),
        stock_day=stock_day,
        pieces=_pieces(order, old, new),
        had_at=_had_at(order, old, new, hotel, day),
    )
    if day != order.answers.day:
        return OrderEffect(order, Does.MOVED, moved)
    return OrderEffect(order, Does.KEPT if amount == order.amount else Does.REPRICED, moved)


# Days


def _days(order: OrderFacts, old: StayFacts, new: StayFacts) -> tuple[date | None, date | None]:
    """The day that the order names, and the day of whose stock it takes."""
    day, stock_day = order.answers.day, order.stock_day
    if order.kind.moves_an_hour:
        day = new.check_out if order.kind is OfferKind.LATE_CHECK_OUT else new.check_in
    elif day is not None and order.when_stay_changes is WhenStayChanges.MOVE:
        day += new.check_in - old.check_in
    if stock_day is None:
        return day, None
    if day is not None:
        return day, day
    # Without a day of its own it counts on the arrival; ordered in house, on that day.
    return None, new.check_in if stock_day == old.check_in else stock_day


def _is_outside(order: OrderFacts, stay: StayFacts, day: date | None) -> bool:
    """Whether its day is none of the stay's: guests are there until the day of departure."""
    if day is None or order.when_stay_changes is WhenStayChanges.KEEP:
        return False
    return not stay.check_in <= day <= stay.check_out


def _had_at(
    order: OrderFacts, old: StayFacts, new: StayFacts, hotel: PropertyFacts, day: date | None
) -> datetime:
    if old.dates == new.dates and day == order.answers.day:
        return order.had_at
    if day is None and order.kind is OfferKind.OFFER:
        if old.status is StayStatus.IN_HOUSE:
            return min(order.had_at, had_at(OfferKind.LATE_CHECK_OUT, new, hotel, day=new.check_out))
        day = new.check_in
    elif day is not None and not new.check_in <= day <= new.check_out:
        return order.had_at
    return had_at(order.kind, new, hotel, day=day or new.check_in, at=order.answers.at)


# Money


def _quantity(order: OrderFacts, old: StayFacts, new: StayFacts) -> int | None:
    """How often the unit price is counted; None when none of its nights is left."""
    rule = order.when_stay_changes
    by_night = order.per.by_night or order.kind is OfferKind.UPGRADE
    if rule is WhenStayChanges.KEEP or not (by_night or rule is WhenStayChanges.REPRICE):
        return order.quantity
    if not by_night:
        return _persons(order, old, new, order.quantity) if order.per is PricePer.PERSON else order.quantity
    persons = _persons_by_night(order, old)
    nights = _nights_left(order.quantity // persons, old, new)
    if not nights:
        return None
    if order.per is PricePer.PERSON_NIGHT:
        persons = _persons(order, old, new, persons)
    return nights * persons


def _persons_by_night(order: OrderFacts, old: StayFacts) -> int:
    if order.per is not PricePer.PERSON_NIGHT:
        return 1
    return order.answers.number or sum(old.people)


def _persons(order: OrderFacts, old: StayFacts, new: StayFacts, persons: int) -> int:
    """For how many it is: whoever said a number keeps it, else all guests of the stay."""
    return sum(new.people) if order.answers.number is None and old.people != new.people else persons


def _nights_left(ordered: int, old: StayFacts, new: StayFacts) -> int:
    """For how many nights it is: all, but those that had gone by when it was ordered."""
    gone_by = max(0, len(old.dates) - ordered)
    if not gone_by:
        return len(new.dates)
    first = old.check_in + timedelta(days=gone_by)
    return sum(night >= first for night in new.dates.nights)


def _amount(order: OrderFacts, quantity: int) -> int:
    """At the frozen unit price; where nights had different ones (an upgrade for a percentage), at their average."""
    if order.amount == order.unit * order.quantity:
        return order.unit * quantity
    return round_half_up(Fraction(order.amount * quantity, order.quantity))


def _pieces(order: OrderFacts, old: StayFacts, new: StayFacts) -> int:
    by_person = order.per in (PricePer.PERSON, PricePer.PERSON_NIGHT) and order.kind is OfferKind.OFFER
    rule = order.when_stay_changes
    follows = order.per is PricePer.PERSON_NIGHT or rule is WhenStayChanges.REPRICE
    if not order.pieces or not by_person or not follows or rule is WhenStayChanges.KEEP:
        return order.pieces
    return _persons(order, old, new, order.pieces)


# What it holds


@dataclass(frozen=True, slots=True)
class RoomHold:
    """The nights that an order keeps (rules.md 9.7 and 9.8): of a type, and of one room where it is the night beside the
    stay."""

    room_type: str
    room: str | None
    nights: tuple[date, ...]


def hold_of(order: OrderFacts, stay: StayFacts) -> RoomHold | None:
    """What the order keeps beside its stay's own nights; None for nothing."""
    if not order.status.counts:
        return None
    if order.kind is OfferKind.UPGRADE:
        waits = order.status is OrderStatus.UNCONFIRMED
        return RoomHold(order.room_type, None, stay.dates.nights) if waits else None
    if not order.kind.moves_an_hour or stay.room is None:
        return None
    late = order.kind is OfferKind.LATE_CHECK_OUT
    beside = stay.check_out if late else stay.check_in - timedelta(days=1)
    return RoomHold(stay.room_type, stay.room, (beside,))


def hold_moves(
    effect: OrderEffect, before: StayFacts, after: StayFacts | None
) -> tuple[RoomHold | None, RoomHold | None]:
    """What the order gives back, and what it keeps anew, when its stay becomes another; neither where it keeps what it
    has."""
    if effect.does is Does.GOES:
        return None, None
    had = hold_of(effect.order, before)
    gets = hold_of(effect.after, after) if effect.after and after else None
    return (None, None) if had == gets else (had, gets)
