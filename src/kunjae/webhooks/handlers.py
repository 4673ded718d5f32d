"""What the outbox brings here: events of bookings, and their deliveries to each endpoint."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import structlog
from cryptography.fernet import InvalidToken
from django.conf import settings
from standardwebhooks import Webhook

from kunjae.accounts.encryption import decrypt
from kunjae.kernel.moments import moment_text
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, GiveUp, Later, Received, State
from kunjae.outbox.models import Message
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.commands import SECRET_UNREADABLE, disable_endpoint
from kunjae.webhooks.content import booking_told
from kunjae.webhooks.models import Endpoint
from kunjae.webhooks.rules import body_of, wait_asked_for
from kunjae.webhooks.sending import Unanswered, post

DELIVER = "webhook.deliver"
GONE = "gone"
HTTP = "http_"
"""Begins the codes of answers, as `http_500`."""
FINAL = (GONE, SECRET_UNREADABLE)
NO_ENDPOINT, ENDPOINT_DISABLED = "no_endpoint", "endpoint_disabled"
NEW_SECRET = (
    "its secret belongs to another secret key of the house: make a new endpoint with `kunjae create-webhook`"  # noqa: S105
)

log = structlog.get_logger("kunjae.webhooks")


@one_transaction
def fan_out(event: Received) -> Answer:
    """An event of a booking becomes one delivery for each active endpoint. Handled twice, it makes them once."""
    endpoints = Endpoint.objects.of(event.property_id).filter(active=True).order_by("id")
    for endpoint in endpoints.values_list("id", flat=True):
        payload = {
            **event.payload,
            "endpoint": endpoint.hex,
            "event": event.topic,
            "at": moment_text(event.created_at),
        }
        put(event.property_id, DELIVER, f"{event.key}:{endpoint.hex}", payload, event.now)
    return None


def deliver(message: Received) -> Answer:
    """One attempt at one delivery. Only 2xx is a success; 410 disables the endpoint."""
    endpoint = Endpoint.objects.of(message.property_id).filter(id=_endpoint_id(message)).first()
    if endpoint is None:
        return GiveUp(NO_ENDPOINT)
    if not endpoint.active:
        return GiveUp(ENDPOINT_DISABLED)
    try:
        secret = decrypt(endpoint.secret)
    except InvalidToken:
        log.error("webhook_secret_unreadable", endpoint=str(endpoint.id), url=endpoint.url, advice=NEW_SECRET)
        return GiveUp(SECRET_UNREADABLE)
    body = _body(message)
    answer = post(
        endpoint.url,
        headers=signed_headers(f"msg_{message.id.hex}", message.now, body, secret),
        body=body,
        private_allowed=settings.WEBHOOK_PRIVATE_ADDRESSES,
    )
    if isinstance(answer, Unanswered):
        return Later(answer.value)
    if 200 <= answer.status < 300:
        return None
    if answer.status == 410:
        return GiveUp(GONE)
    return Later(f"{HTTP}{answer.status}", after=wait_asked_for(answer.retry_after, message.now))


def signed_headers(id: str, now: datetime, body: bytes, secret: str) -> dict[str, str]:
    """The headers of Standard Webhooks. The id is the same at every attempt, the timestamp is this one's."""
    moment = now.astimezone(UTC)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Kunjae",
        "webhook-id": id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, moment, body.decode()),
    }


def given_up(message: Received, code: str) -> None:
    """A delivery failed for good: its endpoint is disabled when nothing can be sent to it any more, and for a fault of
    the receiver's, unless it took other messages in the meantime."""
    endpoint = _endpoint_id(message)
    if code not in FINAL and (not _is_receivers(code) or _took_others(message, endpoint)):
        return
    if disable_endpoint(property_id=message.property_id, id=endpoint, reason=code):
        log.error("webhook_endpoint_disabled", endpoint=str(endpoint), code=code)


def _endpoint_id(message: Received) -> UUID:
    return UUID(message.payload["endpoint"])


def _is_receivers(code: str) -> bool:
    return code.startswith(HTTP) or code in set(Unanswered)


def _took_others(message: Received, endpoint: UUID) -> bool:
    done = Message.objects.of(message.property_id).filter(topic=DELIVER, state=State.DONE.value)
    return done.filter(done_at__gte=message.created_at, payload__endpoint=endpoint.hex).exists()


def _body(message: Received) -> bytes:
    payload = message.payload
    hotel = Property.objects.get(id=message.property_id)
    told = booking_told(
        hotel,
        payload["booking"],
        payload["entry"],
        version=payload["version"],
        paid=payload.get("paid"),
    )
    return body_of(payload["event"], payload["at"], told)
