"""Which mails an order's life calls for.

The guest hears of every step; the hotel of what it did not do itself, of an order that waits for it, and of one that a
change of its stay moved, repriced or cancelled: whoever serves it need not be who changed the stay. An order that confirms
itself is told of once, as placed: "received and confirmed".
"""

from __future__ import annotations

from uuid import UUID

from kunjae.bookings.models import Booking
from kunjae.concierge.commands.telling import CANCELLED, CHANGED, CONFIRMED, EXPIRED, PLACED, REMINDER
from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.queries import order_row
from kunjae.messages.drafts import Draft
from kunjae.messages.facts import Kind
from kunjae.outbox.facts import Received
from kunjae.properties.models import Property

KINDS = {
    PLACED: Kind.ORDER_RECEIVED,
    CONFIRMED: Kind.ORDER_CONFIRMED,
    CANCELLED: Kind.ORDER_CANCELLED,
    EXPIRED: Kind.ORDER_EXPIRED,
    REMINDER: Kind.ORDER_REMINDER,
    CHANGED: Kind.ORDER_CHANGED,
}
TO_HOTEL = (PLACED, REMINDER, CHANGED)
STAFF = "staff"


def order_draft(property: Property, booking: Booking, event: Received) -> Draft | None:
    """The mail that a step of an order calls for; None for a reminder of what has been answered by now."""
    order = order_row(property, UUID(event.payload["order"]))
    by, because = event.payload.get("by", ""), event.payload.get("because", "")
    if event.topic == REMINDER and order.status != OrderStatus.UNCONFIRMED:
        return None
    return Draft(
        KINDS[event.topic],
        {"booking": booking.code, "order": order.id.hex, "by": by, "because": because},
        event.key,
        to_guest=event.topic != REMINDER,
        to_hotel=event.topic in TO_HOTEL or (event.topic == CANCELLED and (by != STAFF or bool(because))),
    )
