"""Orders that nobody answers: the hotel is reminded, and what can no longer be served expires (rules.md 9.2)."""

from __future__ import annotations

from uuid import UUID

from kunjae.accounts.facts import SYSTEM
from kunjae.concierge.commands.telling import REMINDER, note_event, tell
from kunjae.concierge.errors import NoSuchOrder
from kunjae.concierge.facts import OrderStatus
from kunjae.ordering.commands.answering import QUICKER_RIVAL, expire_if_over, held_order
from kunjae.outbox.facts import Answer, Received
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction


def expire_due(message: Received) -> Answer:
    """Handler: the moment of an order has come. One that was answered, or whose moment has moved on (which sent a message
    of its own), is left as it is, so that the message may come any number of times."""

    def expire() -> None:
        property = Property.objects.get(id=message.property_id)
        try:
            booking, row = held_order(property, UUID(message.payload["order"]))
        except NoSuchOrder:
            return
        expire_if_over(property, booking, row, message.now)

    run_in_transaction(expire, again_after=QUICKER_RIVAL)
    return None


def remind_due(message: Received) -> Answer:
    """Handler: the hotel hears again of an order that still waits, while there is time. Reminded once, however often the
    message comes."""

    def remind() -> None:
        property = Property.objects.get(id=message.property_id)
        try:
            booking, row = held_order(property, UUID(message.payload["order"]))
        except NoSuchOrder:
            return
        waits = row.status == OrderStatus.UNCONFIRMED.value and message.now < row.had_at
        if not waits or row.events.filter(property=property, step="reminded").exists():
            return
        note_event(property, row, "reminded", SYSTEM, message.now)
        tell(property, booking, row, REMINDER, message.now)

    run_in_transaction(remind, again_after=QUICKER_RIVAL)
    return None
