"""The orders that a change concerns, and what they need to know of stock and nights: at most two queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from kunjae.bookings.facts import BookingFacts
from kunjae.changes.operations import (
    AssignRoom,
    Cancel,
    ChangeGuests,
    ChangeRoomType,
    FollowPms,
    MoveDates,
    MoveToBooking,
    NoShow,
    Operation,
    TakeBack,
    UpgradeRoom,
)
from kunjae.concierge.commands.following import stock_left
from kunjae.concierge.facts import OfferKind, OrderFacts
from kunjae.concierge.queries import orders_of
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property

_ROOMS = MoveDates | ChangeRoomType | AssignRoom | TakeBack | UpgradeRoom | FollowPms | Cancel | NoShow
"""Operations that may change what an order keeps beside its stay."""


@dataclass(frozen=True, slots=True)
class Orders:
    """See `ChangeFacts`, which has the same."""

    standing: tuple[OrderFacts, ...] = ()
    released: frozenset[UUID] = frozenset()
    stock: dict[tuple[str, date], int] = field(default_factory=dict)


def orders_in_question(property: Property, booking: BookingFacts, operations: Sequence[Operation]) -> Orders:
    """In one query; in none where no operation could concern an order, in two where one may move to another day of its
    offer's stock."""
    if not any(isinstance(operation, _ROOMS | ChangeGuests | MoveToBooking) for operation in operations):
        return Orders()
    standing = tuple(order for order in orders_of(property, booking.id) if order.status.counts)
    stays = {operation.stay for operation in operations if isinstance(operation, _ROOMS)}
    return Orders(
        standing,
        frozenset(
            order.id for order in standing if order.stay in stays and order.kind is not OfferKind.OFFER
        ),
        stock_left(property, _days_to_move_to(booking, standing, operations)),
    )


def given_up(
    booking: BookingFacts, operations: Sequence[Operation], released: Iterable[UUID], dropping: bool
) -> set[UUID]:
    """The options whose nights the change may have, as it ends them or keeps theirs anew."""
    upgrades = {operation.order for operation in operations if isinstance(operation, UpgradeRoom)}
    pending = {booking.pending_id} if dropping and booking.pending_id else set()
    return upgrades | pending | set(released)


def _days_to_move_to(
    booking: BookingFacts, orders: Iterable[OrderFacts], operations: Sequence[Operation]
) -> set[tuple[str, date]]:
    """Offer codes and days of whose stock an order may take more: its own day, and those that new dates lead to."""
    dates = {
        operation.stay: operation.dates
        for operation in operations
        if isinstance(operation, MoveDates | TakeBack | FollowPms)
    }
    moving = dates.keys() | {each.stay for each in operations if isinstance(each, ChangeGuests)}
    found = set()
    for order in orders:
        stay = booking.stay(order.stay)
        if order.stock_day is None or stay is None or order.stay not in moving:
            continue
        new = dates.get(order.stay, stay.dates)
        moved = order.stock_day + (new.check_in - stay.check_in)
        days = {order.stock_day, moved, new.check_in, new.check_out}
        found |= {(order.offer, day) for day in days}
    return found


def widened(ranges: Iterable[StayDates]) -> Iterable[StayDates]:
    """The ranges with the nights beside them, of which hours are ordered."""
    night = timedelta(days=1)
    return (StayDates(dates.check_in - night, dates.check_out + night) for dates in ranges)
