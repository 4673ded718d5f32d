"""What Test payments tell the house: a message in the outbox, sent as a signed webhook to the route of all providers."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, GiveUp, Later, Received
from kunjae.payments.models import Checkout
from kunjae.payments.ports import EventKind, ProviderDown
from kunjae.payments.providers.http import ask
from kunjae.payments.providers.test_payments.wire import CODE, LIVE, ref_of, signature_of
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction

TELL = "test_payments.tell"
LATE = timedelta(minutes=1)
"""How long after the end of the time to pay a late payment comes."""


@one_transaction
def tell_of_payment(
    property_id: UUID,
    checkout: UUID,
    kind: EventKind,
    now: datetime,
    due_at: datetime | None = None,
    amount: int | None = None,
) -> None:
    """The guest has paid, or was declined; pressed twice it is told once. `amount`: what was taken of what was kept."""
    payload: dict[str, Any] = {"kind": kind.value, "checkout": checkout.hex}
    if amount is not None:
        payload["amount"] = amount
    put(property_id, TELL, f"test:{checkout.hex}:{kind.value}", payload, now, due_at)


@one_transaction
def tell_of_refund(property_id: UUID, payment_ref: str, refund: UUID, now: datetime) -> None:
    """The money is back; asked for twice it is told once."""
    payload = {
        "kind": EventKind.REFUND_DONE.value,
        "refund": refund.hex,
        "checkout": payment_ref.removeprefix("test_"),
    }
    put(property_id, TELL, f"test:refund:{refund.hex}", payload, now)


def send(message: Received) -> Answer:
    """Handler of the outbox: POST the webhook to the house, and nowhere that anybody else has named."""
    hotel = Property.objects.get(id=message.property_id)
    if hotel.details.get(LIVE) is True:
        return GiveUp(LIVE)
    checkout = Checkout.objects.of(hotel).filter(id=UUID(message.payload["checkout"])).first()
    if checkout is None:
        return GiveUp("no_checkout")
    kind = EventKind(message.payload["kind"])
    data: dict[str, Any]
    if kind is EventKind.REFUND_DONE:
        refund = message.payload["refund"]
        data = {"refund": refund, "refund_ref": f"test_refund_{refund}"}
    else:
        ref = ref_of(checkout.id)
        data = {
            "checkout": checkout.id.hex,
            "checkout_ref": ref,
            "payment_ref": ref,
            "amount": message.payload.get("amount", checkout.amount),
            "currency": hotel.currency,
            "error": "card_declined" if kind is EventKind.FAILED else "",
        }
    body = json.dumps({"type": kind.value, "data": data}, separators=(",", ":")).encode()
    id, sent = f"test_{message.id.hex}", int(message.now.timestamp())
    headers = {
        "Host": urlsplit(settings.BASE_URL).netloc,
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(sent),
        "webhook-signature": signature_of(hotel.id, id, sent, body),
    }
    try:
        address = f"{settings.BASE_URL}/hooks/payments/{hotel.slug}/{CODE}"
        reply = ask("POST", address, headers=headers, body=body)
    except ProviderDown as error:
        return Later(error.code)
    if 200 <= reply.status < 300:
        return None
    if 400 <= reply.status < 500 and reply.status not in (408, 429):
        return GiveUp(f"http_{reply.status}")
    return Later(f"http_{reply.status}")
