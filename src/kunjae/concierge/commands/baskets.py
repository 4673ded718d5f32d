"""What is ordered together to be paid at once: the money comes, is kept, or is let go (rules.md 8 and 9).

Inside the transaction that takes the money, the booking held. Until then the orders hold what they sell, but nobody at
the hotel hears of them: that, and confirming by themselves, follows by `READY` (`ordering`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kunjae.accounts.facts import SYSTEM
from kunjae.bookings.models import Booking
from kunjae.concierge.commands.counting import count_orders, counted_now, recount_orders
from kunjae.concierge.commands.telling import note_event, to_folio
from kunjae.concierge.facts import OrderPayment, OrderStatus
from kunjae.concierge.models import Order
from kunjae.kernel.moments import moment_text
from kunjae.outbox.commands import put
from kunjae.payments.commands.closing import close_checkouts
from kunjae.payments.commands.held import (
    is_wanted,
    let_go,
    mark_authorised,
    mark_let_go,
    mark_unwanted,
    take,
)
from kunjae.payments.commands.refunds import refund_amount
from kunjae.payments.facts import CheckoutState, RefundCause
from kunjae.payments.models import Checkout, Payment
from kunjae.payments.queries import refunds_under_way
from kunjae.properties.models import Property

READY = "ordering.basket_ready"
"""The money of a basket is here or kept, or none is waited for: the hotel may hear of its orders. Payload: booking,
basket."""
END_BASKET = "ordering.end_basket"
"""The time to pay a basket is over. Payload: booking, basket; `slips`: so is that for a slip of it to be looked at."""
KEPT = (OrderPayment.AUTHORISED.value, OrderPayment.RELEASED.value)
"""Money that no account holds, but a bank does or did."""
STANDING = (OrderStatus.UNCONFIRMED.value, OrderStatus.CONFIRMED.value)


def basket_orders(property: Property, booking_id: UUID, basket: UUID) -> list[Order]:
    """What was ordered together and still stands, in its order; the booking is locked. What has moved to another booking
    with its stay is no longer of this basket."""
    rows = Order.objects.of(property).filter(booking_id=booking_id, basket=basket, status__in=STANDING)
    return list(rows.order_by("ordered_at", "id"))


def basket_kept(
    property: Property, booking: Booking, checkout: Checkout, payment_ref: str, now: datetime
) -> None:
    """A provider keeps the amount. Orders that have ended meanwhile, or are paid otherwise, want none of it."""
    if not mark_authorised(property, checkout, payment_ref, now):
        return
    waiting = _waiting(property, checkout)
    if sum(order.amount for order in waiting) != checkout.amount:
        mark_unwanted(property, checkout)
        let_go(property, booking.code, checkout.id, now)
        return
    _write(property, waiting, OrderPayment.AUTHORISED, now)
    _ready(property, booking, checkout, now)


def basket_let_go(property: Property, booking: Booking, checkout: Checkout, now: datetime) -> None:
    """The provider keeps the amount no longer: what still stands is billed with the room. Of an attempt that never kept
    any, or that nothing was wanted of, nothing becomes of the orders: another one may keep their money."""
    mark_let_go(property, checkout, now)
    if not is_wanted(checkout):
        return
    kept = [row for row in _of(property, checkout) if row.payment == OrderPayment.AUTHORISED.value]
    _bill_with_room(property, booking, kept, now)


def basket_paid(
    property: Property, booking: Booking, checkout: Checkout, payment: Payment, now: datetime
) -> None:
    """Money came through the checkout. What was paid for counts at once (rules.md 8); an amount that fits nothing stays
    on the booking, and its orders are billed with the room; money for orders that have all ended goes back, and so does
    what was taken for one that ended while it was being taken."""
    standing = _of(property, checkout)
    if not standing:
        _refunded(property, booking, payment.amount, [checkout.id], RefundCause.LATE_MONEY, now)
        return
    kept = [row for row in standing if row.payment == OrderPayment.AUTHORISED.value]
    paid_for = kept or [row for row in standing if row.payment == OrderPayment.TO_PAY.value]
    too_much = payment.amount - sum(row.amount for row in paid_for)
    released = _released(property, booking, checkout.basket) if kept and too_much > 0 else 0
    fits = 0 <= too_much <= released
    if fits:
        _write(property, paid_for, OrderPayment.PAID, now)
        count_orders(property, booking, paid_for, now)
    else:
        _bill_with_room(property, booking, paid_for, now)
    if released:
        back = min(too_much, released)
        _refunded(property, booking, back, [checkout.id], RefundCause.ORDER_CANCELLED, now)
    if not kept:
        _ready(property, booking, checkout, now)


def settle_answered(property: Property, booking: Booking, orders: Iterable[Order], now: datetime) -> None:
    """The money of orders that were just confirmed, cancelled or expired, or whose price moved; the booking is held.

    What was to be paid first and is confirmed without money is billed with the room, and nobody pays it twice. What is
    kept is taken once the whole basket is answered, as much of it as was confirmed, or let go. What was paid for an order
    that ended goes back as far as the booking does not need it (rules.md 8).
    """
    orders = tuple(order for order in orders if order.payment != OrderPayment.ON_BOOKING.value)
    for order in orders:
        ended = order.status not in STANDING
        if order.payment == OrderPayment.TO_PAY.value:
            close_checkouts(property=property, basket=order.basket, slips=False, now=now)
            if order.status == OrderStatus.CONFIRMED.value:
                _write(property, [order], OrderPayment.ON_BOOKING, now)
        elif order.payment == OrderPayment.AUTHORISED.value and ended:
            _write(property, [order], OrderPayment.RELEASED, now)
        elif order.payment == OrderPayment.PAID.value and ended:
            sent_back = _send_back(property, booking, order, now)
            _write(property, [order], OrderPayment.RETURNED if sent_back else OrderPayment.ON_BOOKING, now)
    _take_what_is_answered(property, booking, orders, now)


def settle_followed(property: Property, booking: Booking, orders: Iterable[Order], now: datetime) -> None:
    """The money of orders that a change of the booking has cancelled, or taken along to another one. What was paid for them
    stays on the booking, and goes back with what else the change leaves over (rules.md 6.4 and 7). What goes along waits
    for no money any more: the hotel hears of what it has not heard of yet."""
    orders = tuple(orders)
    left = {
        OrderPayment.AUTHORISED.value: OrderPayment.RELEASED,
        OrderPayment.PAID.value: OrderPayment.ON_BOOKING,
    }
    for order in orders:
        if order.payment == OrderPayment.TO_PAY.value:
            close_checkouts(property=property, basket=order.basket, slips=False, now=now)
        if order.booking_id != booking.id:
            if order.payment in (OrderPayment.TO_PAY.value, *KEPT):
                _write(property, [order], OrderPayment.ON_BOOKING, now)
            _put_ready(property, _code_of(property, order), order.basket, now)
        elif order.status not in STANDING and order.payment in left:
            _write(property, [order], left[order.payment], now)
    _take_what_is_answered(property, booking, orders, now)


def _take_what_is_answered(
    property: Property, booking: Booking, orders: Iterable[Order], now: datetime
) -> None:
    for basket in dict.fromkeys(order.basket for order in orders):
        _take_or_let_go(property, booking, basket, now)


def _take_or_let_go(property: Property, booking: Booking, basket: UUID, now: datetime) -> None:
    rows = Checkout.objects.of(property).filter(basket=basket, state=CheckoutState.AUTHORISED.value)
    checkout = next((row for row in rows.order_by("authorised_at", "id") if is_wanted(row)), None)
    if checkout is None:
        return
    kept = [
        row
        for row in basket_orders(property, booking.id, basket)
        if row.payment == OrderPayment.AUTHORISED.value
    ]
    if any(row.status == OrderStatus.UNCONFIRMED.value for row in kept):
        return
    wanted = min(checkout.amount, sum(row.amount for row in kept))
    if wanted:
        take(property, booking.code, checkout.id, wanted, now)
    else:
        let_go(property, booking.code, checkout.id, now)


def _released(property: Property, booking: Booking, basket: UUID | None) -> int:
    """What the orders of a basket cost whose kept amount was to be let go."""
    if basket is None:
        return 0
    rows = Order.objects.of(property).filter(
        booking_id=booking.id, basket=basket, payment=OrderPayment.RELEASED.value
    )
    return sum(rows.values_list("amount", flat=True))


def _send_back(property: Property, booking: Booking, order: Order, now: datetime) -> bool:
    """Refund what the booking has too much, at most what the order cost, to what was paid for its basket."""
    over = booking.paid - booking.value - refunds_under_way(property, booking.id)
    checkouts = Checkout.objects.of(property).filter(basket=order.basket).values_list("id", flat=True)
    amount = min(order.amount, over)
    return amount > 0 and _refunded(
        property, booking, amount, list(checkouts), RefundCause.ORDER_CANCELLED, now
    )


def _refunded(
    property: Property,
    booking: Booking,
    amount: int,
    checkouts: list[UUID],
    cause: RefundCause,
    now: datetime,
) -> bool:
    """Send so much back to what these attempts brought; whether anything goes."""
    refunds = refund_amount(
        property=property,
        booking_id=booking.id,
        amount=amount,
        cause=cause,
        actor_name=SYSTEM.name,
        now=now,
        of_checkouts=checkouts,
    )
    return bool(refunds)


def end_basket_at(property: Property, booking: Booking, basket: UUID, at: datetime) -> None:
    """Have what nobody has paid by then ended. Inside a transaction."""
    payload = {"booking": booking.code, "basket": basket.hex}
    put(property, END_BASKET, f"{END_BASKET}:{basket.hex}:{moment_text(at)}", payload, at, due_at=at)


def keep_for_slip(
    property: Property, booking: Booking, checkout: Checkout, until: datetime, now: datetime
) -> None:
    """A guest sent the first slip for a basket, before its time was over: what nobody has paid is kept until staff have
    looked at their bank, at most until then. Inside a transaction."""
    if checkout.basket is not None:
        payload = {"booking": booking.code, "basket": checkout.basket.hex, "slips": True}
        put(
            property,
            END_BASKET,
            f"{END_BASKET}:{checkout.basket.hex}:{checkout.id.hex}",
            payload,
            now,
            due_at=until,
        )


def give_up_unpaid(property: Property, booking: Booking, basket: UUID, *, slips: bool = False) -> list[Order]:
    """The orders of a basket that nobody has paid, or is about to: they are to end. None while staff look for its money at
    their bank; `slips`: they have had their time."""
    looked_for = Checkout.objects.of(property).filter(basket=basket, state=CheckoutState.SLIP.value)
    if not slips and looked_for.exists():
        return []
    orders = basket_orders(property, booking.id, basket)
    return [row for row in orders if row.payment == OrderPayment.TO_PAY.value]


def _of(property: Property, checkout: Checkout) -> list[Order]:
    return basket_orders(property, checkout.booking_id, checkout.basket) if checkout.basket else []


def _waiting(property: Property, checkout: Checkout) -> list[Order]:
    return [row for row in _of(property, checkout) if row.payment == OrderPayment.TO_PAY.value]


def _write(property: Property, orders: list[Order], payment: OrderPayment, now: datetime) -> None:
    for order in orders:
        order.payment = payment.value
        note_event(property, order, payment.value, SYSTEM, now)
    Order.objects.of(property).filter(id__in=[order.id for order in orders]).update(payment=payment.value)


def _bill_with_room(property: Property, booking: Booking, orders: list[Order], now: datetime) -> None:
    """They are billed with the room after all: on the folio, where the hotel's PMS has it."""
    _write(property, orders, OrderPayment.ON_BOOKING, now)
    if any(order.counted != counted_now(order) for order in orders):
        recount_orders(property, booking, orders, now)
    for order in orders:
        to_folio(property, booking, order, now)


def _ready(property: Property, booking: Booking, checkout: Checkout, now: datetime) -> None:
    if checkout.basket is not None:
        _put_ready(property, booking.code, checkout.basket, now)


def _put_ready(property: Property, code: str, basket: UUID, now: datetime) -> None:
    put(property, READY, f"{READY}:{basket.hex}:{code}", {"booking": code, "basket": basket.hex}, now)


def _code_of(property: Property, order: Order) -> str:
    return str(Booking.objects.of(property).values_list("code", flat=True).get(id=order.booking_id))
