"""What the outbox brings here: events, and their deliveries to each endpoint that wants to hear of them."""

from __future__ import annotations

from uuid import UUID

import structlog

from kunjae.kernel.moments import moment_text
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, GiveUp, Later, Received, State
from kunjae.outbox.models import Message
from kunjae.outbox.topics import WEBHOOK_STOPPED
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.attempts import attempt, keep_unsent
from kunjae.webhooks.commands import disable_endpoint
from kunjae.webhooks.content import body_told
from kunjae.webhooks.errors import SecretUnreadable
from kunjae.webhooks.facts import DELIVER, ENDPOINT_DISABLED, GONE, HTTP, NO_ENDPOINT, SECRET_UNREADABLE
from kunjae.webhooks.models import Endpoint
from kunjae.webhooks.rules import events_told, hears_of, wait_asked_for
from kunjae.webhooks.sending import Unanswered

__all__ = ["DELIVER", "deliver", "fan_out", "given_up"]

FINAL = (GONE, SECRET_UNREADABLE)
NEW_SECRET = "its secret belongs to another secret key of the house: make a new one under Settings > Webhooks"  # noqa: S105

log = structlog.get_logger("kunjae.webhooks")


@one_transaction
def fan_out(event: Received) -> Answer:
    """An event becomes one delivery for each active endpoint that hears of it. Handled twice, it makes them once."""
    endpoints = Endpoint.objects.of(event.property_id).filter(active=True).order_by("id")
    choices = list(endpoints.values_list("id", "events"))
    first, *more = events_told(event.topic, event.payload)
    for name, key in ((first, event.key), *((each, f"{event.key}:{each}") for each in more)):
        for endpoint, chosen in choices:
            if hears_of(chosen, name):
                payload = {
                    **event.payload,
                    "endpoint": endpoint.hex,
                    "event": name,
                    "at": moment_text(event.created_at),
                }
                put(event.property_id, DELIVER, f"{key}:{endpoint.hex}", payload, event.now)
    return None


def deliver(message: Received) -> Answer:
    """One attempt at one delivery. Only 2xx is a success; 410 disables the endpoint."""
    endpoint = Endpoint.objects.of(message.property_id).filter(id=_endpoint_id(message)).first()
    if endpoint is None:
        return GiveUp(NO_ENDPOINT)
    if not endpoint.active:
        keep_unsent(message, endpoint, ENDPOINT_DISABLED)
        return GiveUp(ENDPOINT_DISABLED)
    body = body_told(Property.objects.get(id=message.property_id), message.payload)
    try:
        answer = attempt(
            message.property_id,
            endpoint,
            message=message.id,
            number=message.attempt,
            event=message.payload["event"],
            booking=message.payload["booking"],
            body=body,
            now=message.now,
        )
    except SecretUnreadable:
        log.error("webhook_secret_unreadable", endpoint=str(endpoint.id), url=endpoint.url, advice=NEW_SECRET)
        keep_unsent(message, endpoint, SECRET_UNREADABLE)
        return GiveUp(SECRET_UNREADABLE)
    if isinstance(answer, Unanswered):
        return Later(answer.value)
    if 200 <= answer.status < 300:
        return None
    if answer.status == 410:
        return GiveUp(GONE)
    return Later(f"{HTTP}{answer.status}", after=wait_asked_for(answer.retry_after, message.now))


def given_up(message: Received, code: str) -> None:
    """A delivery failed for good: its endpoint is disabled when nothing can be sent to it any more, and for a fault of
    the receiver's, unless it took other messages in the meantime. The hotel is told."""
    endpoint = _endpoint_id(message)
    if code not in FINAL and (not _is_receivers(code) or _took_others(message, endpoint)):
        return
    if disable_endpoint(property_id=message.property_id, id=endpoint, reason=code):
        log.error("webhook_endpoint_disabled", endpoint=str(endpoint), code=code)
        stopped = {"endpoint": endpoint.hex, "reason": code}
        put(message.property_id, WEBHOOK_STOPPED, f"{WEBHOOK_STOPPED}:{message.id.hex}", stopped, message.now)


def _endpoint_id(message: Received) -> UUID:
    return UUID(message.payload["endpoint"])


def _is_receivers(code: str) -> bool:
    return code.startswith(HTTP) or code in set(Unanswered)


def _took_others(message: Received, endpoint: UUID) -> bool:
    done = Message.objects.of(message.property_id).filter(topic=DELIVER, state=State.DONE.value)
    return done.filter(done_at__gte=message.created_at, payload__endpoint=endpoint.hex).exists()
