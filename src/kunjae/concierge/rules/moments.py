"""When an order is had, until when a guest may cancel it alone, and when its hotel is reminded of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.concierge.facts import OfferKind, OrderFacts
from kunjae.kernel.moments import moment_of
from kunjae.properties.facts import PropertyFacts

REMINDED_BEFORE = timedelta(hours=24)


def had_at(
    kind: OfferKind, stay: StayFacts, hotel: PropertyFacts, *, day: date, at: time | None = None
) -> datetime:
    """The UTC moment from which it can no longer be served, at which an unanswered order expires.

    With a time on its day: that time. Without: the end of the day, at most the check-out of the stay. A late check-out: the
    usual check-out. An early check-in: its hour. An upgrade: the check-in; of a stay in house the check-out.
    """
    leaves = moment_of(stay.check_out, hotel.check_out_time, hotel.timezone)
    if kind is OfferKind.LATE_CHECK_OUT:
        return leaves
    if kind is OfferKind.UPGRADE:
        if stay.status is StayStatus.IN_HOUSE:
            return leaves
        return moment_of(stay.check_in, hotel.check_in_time, hotel.timezone)
    if at is not None:
        return moment_of(day, at, hotel.timezone)
    return min(moment_of(day + timedelta(days=1), time(0), hotel.timezone), leaves)


def remind_at(ordered_at: datetime, had_at: datetime) -> datetime:
    """When the hotel is reminded of an unanswered order: 24 hours before it is had; half-way when it was ordered later
    than that."""
    usual = had_at - REMINDED_BEFORE
    return usual if ordered_at < usual else ordered_at + (had_at - ordered_at) / 2


def free_until(had_at: datetime, guest_cancels_until: int | None) -> datetime | None:
    """Until when the guest may cancel alone, free of charge; None: never."""
    return None if guest_cancels_until is None else had_at - timedelta(hours=guest_cancels_until)


def guest_may_cancel(order: OrderFacts, now: datetime) -> bool:
    """Whether the guest may cancel it alone now: it counts still, and its moment has not come."""
    until = free_until(order.had_at, order.guest_cancels_until)
    return order.status.counts and until is not None and now < until
