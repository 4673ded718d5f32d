"""Orders that are paid at once: what is left to pay, and what follows when their money is here or kept, or does not come."""

from __future__ import annotations

from uuid import UUID

from kunjae.accounts.facts import SYSTEM
from kunjae.bookings.queries import booking_row
from kunjae.concierge.commands.baskets import STANDING, basket_let_go, basket_orders, give_up_unpaid
from kunjae.concierge.commands.telling import note_event
from kunjae.concierge.facts import OrderPayment, OrderStatus
from kunjae.concierge.models import Order
from kunjae.ordering.commands.answering import QUICKER_RIVAL, end_held
from kunjae.ordering.commands.placing import open_to_hotel
from kunjae.outbox.facts import Answer, Received
from kunjae.payments.commands.closing import checkout_of
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction, run_in_transaction

OPENED = "opened"
"""The step of an order's life with which the hotel hears of one that was to be paid first."""


def unpaid_orders(property: Property, code: str, basket: UUID) -> list[Order]:
    """What was ordered together for the booking and is still to be paid, in its order: one query."""
    rows = Order.objects.of(property).filter(
        basket=basket, booking__code=code, status__in=STANDING, payment=OrderPayment.TO_PAY.value
    )
    return list(rows.order_by("ordered_at", "id"))


def basket_ready(message: Received) -> Answer:
    """Handler: the money of a basket is here or kept. The hotel hears of its orders, and those whose offers confirm by
    themselves are confirmed; each once, however often the message comes."""

    def ready() -> None:
        property = Property.objects.get(id=message.property_id)
        booking = booking_row(property, message.payload["booking"], lock=True)
        for order in basket_orders(property, booking.id, UUID(message.payload["basket"])):
            is_new = not order.events.filter(property=property, step=OPENED).exists()
            if is_new and order.payment != OrderPayment.TO_PAY.value:
                note_event(property, order, OPENED, SYSTEM, message.now)
                if order.status == OrderStatus.UNCONFIRMED.value:
                    open_to_hotel(property, booking, order, message.now)

    run_in_transaction(ready, again_after=QUICKER_RIVAL)
    return None


def end_basket_due(message: Received) -> Answer:
    """Handler: the time to pay a basket is over. What nobody has paid ends, and holds nothing any more."""

    def end() -> None:
        property = Property.objects.get(id=message.property_id)
        booking = booking_row(property, message.payload["booking"], lock=True)
        for order in give_up_unpaid(property, booking, UUID(message.payload["basket"])):
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
