"""What is told of an order, and what becomes of one that nobody answers: messages in the outbox. Inside the transaction of
what they tell of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.concierge.facts import Posting
from kunjae.concierge.models import Order, OrderEvent
from kunjae.concierge.order_text import order_standing
from kunjae.concierge.rules.moments import remind_at
from kunjae.kernel.moments import moment_text
from kunjae.outbox.commands import put
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows

PLACED, CONFIRMED, CANCELLED = "order.placed", "order.confirmed", "order.cancelled"
EXPIRED, REMINDER, CHANGED = "order.expired", "order.reminder", "order.changed"
TOPICS = (PLACED, CONFIRMED, CANCELLED, EXPIRED, REMINDER, CHANGED)
"""What mails and webhooks hang on. Payload: booking (its code) and its version, order (hex) and what it said `then`; of
`order.cancelled` also `by`, the actor's kind. An order that confirms itself is told once, as placed: whoever hears of it
sees that it is confirmed."""
EXPIRE, REMIND = "ordering.expire", "ordering.remind"
"""An order has waited until it can no longer be served; until it is time to remind the hotel of it."""


FOLIO = "pms.folio"
"""What an order is to be on the guest's folio in a two-way PMS may have changed. Payload: booking (its code) and order (hex)."""


def tell(property: Property, booking: Booking, order: Order, topic: str, now: datetime, **more: str) -> None:
    """The message that something became of the order, once for each version of its booking."""
    payload = {
        "booking": booking.code,
        "order": order.id.hex,
        "version": booking.version,
        "then": order_standing(order, property.currency),
        **more,
    }
    put(property, topic, f"{topic}:{order.id.hex}:{booking.version}", payload, now)


_TWO_WAY = tuple(each.value for each in (Posting.WAITING, Posting.POSTED, Posting.UNKNOWN, Posting.FAILED))
_NEVER_SENT = (Posting.NOT_NEEDED.value, Posting.REVERSED.value)


def to_folio(
    property: Property, booking: Booking, order: Order, now: datetime, *, unticked: bool = False
) -> None:
    """The folio in a two-way PMS is to follow the order, once for each version of its booking and kind of payment. Nothing where
    no such PMS has, or is to have, anything of it. `unticked`: a clerk took back that it is there."""
    is_two_way = property.details.get("pms") == "two_way" or order.posting in _TWO_WAY
    if not is_two_way or (order.posting in _NEVER_SENT and not unticked):
        return
    key = f"{FOLIO}:{order.id.hex}:{booking.version}:{order.payment}"
    put(property, FOLIO, key, {"booking": booking.code, "order": order.id.hex}, now)


def watch(property: Property, booking: Booking, order: Order, now: datetime) -> None:
    """Have the hotel reminded of an order that waits for its answer, and the order ended when its moment has come. Again
    when the moment has moved."""
    payload = {"booking": booking.code, "order": order.id.hex}
    for topic, at in ((REMIND, remind_at(order.ordered_at, order.had_at)), (EXPIRE, order.had_at)):
        put(property, topic, f"{topic}:{order.id.hex}:{moment_text(order.had_at)}", payload, now, due_at=at)


def note_event(
    property: Property,
    order: Order,
    step: str,
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    """One step of the order's life: who did what when (`OrderEvent`)."""
    insert_rows(
        OrderEvent,
        property.id,
        [
            {
                "order_id": order.id,
                "step": step,
                "at": now,
                "actor_kind": actor.kind,
                "actor_name": actor.name,
                "reason": reason,
                "values": dict(values or {}),
            }
        ],
    )
