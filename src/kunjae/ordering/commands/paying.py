"""Orders that are paid at once: what is left to pay, and what follows when their money is here, kept, or does not come."""

from __future__ import annotations

from uuid import UUID

from kunjae.concierge.commands.baskets import STANDING
from kunjae.concierge.facts import OrderPayment
from kunjae.concierge.models import Order
from kunjae.properties.models import Property


def unpaid_orders(property: Property, code: str, basket: UUID) -> list[Order]:
    """What was ordered together for the booking and is still to be paid, in its order: one query."""
    rows = Order.objects.of(property).filter(
        basket=basket, booking__code=code, status__in=STANDING, payment=OrderPayment.TO_PAY.value
    )
    return list(rows.order_by("ordered_at", "id"))
