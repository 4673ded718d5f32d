"""Orders that are paid at once: what is left to pay, and what follows when their money is here or kept, or does not come."""

from __future__ import annotations

from uuid import UUID

from kunjae.accounts.facts import SYSTEM
from kunjae.bookings.queries import booking_row
from kunjae.changes.errors import PlanRefused
from kunjae.concierge.commands.baskets import STANDING, basket_let_go, basket_orders, give_up_unpaid
from kunjae.concierge.commands.telling import note_event
from kunjae.concierge.facts import OrderPayment, OrderStatus
from kunjae.concierge.models import Order
from kunjae.concierge.queries import order_row
from kunjae.inventory.commands import SoldOut as NoRoom
from kunjae.kernel.errors import InvalidInput
from kunjae.ordering.commands.answering import QUICKER_RIVAL, end_held, expire_if_over
from kunjae.ordering.commands.placing import open_to_hotel
from kunjae.outbox.facts import Answer, Received
from kunjae.payments.commands.closing import checkout_of
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction, run_in_transaction

MONEY_STEPS = {payment.value for payment in OrderPayment}
"""What only happens to an order that was to be paid first."""
OPENED = "opened"
"""The step of an order's life with which the hotel hears of one that was to be paid first."""


def unpaid_orders(property: Property, code: str, basket: UUID) -> list[Order]:
    """What was ordered together for the booking and is still to be paid, in its order: one query."""
    rows = Order.objects.of(property).filter(
        basket=basket, booking__code=code, status__in=STANDING, payment=OrderPayment.TO_PAY.value
    )
    return list(rows.order_by("ordered_at", "id"))


def basket_ready(message: Received) -> Answer:
    """Handler: the money of a basket is here or kept, or its orders wait for none any more. The hotel hears of them, and
    those whose offers confirm by themselves are confirmed; each once, however often the message comes. An upgrade that
    finds no room for its guests waits for the hotel's answer."""

    def ready(upgrades: bool) -> None:
        property = Property.objects.get(id=message.property_id)
        booking = booking_row(property, message.payload["booking"], lock=True)
        for found in basket_orders(property, booking.id, UUID(message.payload["basket"])):
            order = order_row(property, found.id)  # an upgrade before it may have cancelled it
            if _is_unheard_of(property, order):
                note_event(property, order, OPENED, SYSTEM, message.now)
                if order.status == OrderStatus.UNCONFIRMED.value and not expire_if_over(
                    property, booking, order, message.now
                ):
                    open_to_hotel(property, booking, order, message.now, upgrades=upgrades)

    try:
        run_in_transaction(lambda: ready(True), again_after=QUICKER_RIVAL)
    except (NoRoom, PlanRefused, InvalidInput):
        run_in_transaction(lambda: ready(False), again_after=QUICKER_RIVAL)
    return None


def _is_unheard_of(property: Property, order: Order) -> bool:
    """Whether it was to be paid first, waits for no money any more, and the hotel has not heard of it: what was billed with
    the room at once, though in the same basket, the hotel has heard of."""
    steps = set(order.events.filter(property=property).values_list("step", flat=True))
    return order.payment != OrderPayment.TO_PAY.value and OPENED not in steps and bool(steps & MONEY_STEPS)


def end_basket_due(message: Received) -> Answer:
    """Handler: the time to pay a basket is over, or that of its slip. What nobody has paid ends, and holds nothing any
    more; money that is found later goes back."""

    def end() -> None:
        property = Property.objects.get(id=message.property_id)
        booking = booking_row(property, message.payload["booking"], lock=True)
        basket, slips = UUID(message.payload["basket"]), bool(message.payload.get("slips"))
        for order in give_up_unpaid(property, booking, basket, slips=slips):
            end_held(property, booking, order, OrderStatus.EXPIRED, SYSTEM, message.now)

    run_in_transaction(end, again_after=QUICKER_RIVAL)
    return None


@one_transaction
def held_gone(message: Received) -> Answer:
    """Handler: what a provider kept was not to be had any more. The orders are billed with the room."""
    property = Property.objects.get(id=message.property_id)
    booking = booking_row(property, message.payload["booking"], lock=True)
    basket_let_go(property, booking, checkout_of(property, UUID(message.payload["checkout"])), message.now)
    return None
