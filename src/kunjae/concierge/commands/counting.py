"""What orders count in their booking's value: the ledger, the sums of the booking's row and its version, in one step (rules.md
8). Inside a transaction that holds the booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kunjae.bookings.models import Booking
from kunjae.concierge.facts import OrderPayment, OrderStatus
from kunjae.concierge.models import Order
from kunjae.concierge.rules.folio import counts_now
from kunjae.payments.commands.paid import moved_on
from kunjae.payments.facts import EntryKind
from kunjae.payments.ledger import Movement, add_to_value
from kunjae.properties.models import Property


def count_orders(property: Property, booking: Booking, orders: Iterable[Order], now: datetime) -> None:
    """These orders, confirmed or paid, join the booking's value; those that do already stay as they are."""
    move_on(property, booking, [(order, order.amount) for order in orders], now)


def recount_orders(property: Property, booking: Booking, orders: Iterable[Order], now: datetime) -> None:
    """These orders count what they are to count as their rows stand: what the hotel's PMS bills does not (rules.md 8)."""
    move_on(property, booking, [(order, counted_now(order)) for order in orders], now)


def counted_now(order: Order) -> int:
    """What the order is to count as its row stands, minor units."""
    status, payment = OrderStatus(order.status), OrderPayment(order.payment)
    return order.amount if counts_now(status, payment, on_folio=order.posted_at is not None) else 0


def uncount_orders(property: Property, booking: Booking, orders: Iterable[Order], now: datetime) -> None:
    """These orders leave the booking's value."""
    move_on(property, booking, [(order, 0) for order in orders], now)


def move_on(
    property: Property, booking: Booking, counted: Iterable[tuple[Order, int]], now: datetime
) -> None:
    """Let each of these orders of the booking count so much (minor units), and move the booking's version on by one,
    whether its value moved or not: what was seen of it before is no longer how it stands. The rows in hand have it then."""
    moves = [(order, becomes) for order, becomes in counted if becomes != order.counted]
    add_to_value(
        property,
        [
            Movement(booking.id, EntryKind.ORDER, None, becomes - order.counted, order_id=order.id)
            for order, becomes in moves
        ],
        now,
    )
    difference = sum(becomes - order.counted for order, becomes in moves)
    for order, becomes in moves:
        order.counted = becomes
        Order.objects.of(property).filter(id=order.id).update(counted=becomes)
    before = booking.version
    booking.orders, booking.value = booking.orders + difference, booking.value + difference
    booking.version = before + 1
    Booking.objects.of(property).filter(id=booking.id).update(
        orders=booking.orders, value=booking.value, version=booking.version
    )
    moved_on(property, booking, before)
