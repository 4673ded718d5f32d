"""One attempt: signed, sent, and written into the log."""

from __future__ import annotations

import hashlib
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from kunjae.outbox.facts import Received
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.models import Attempt, Endpoint
from kunjae.webhooks.secrets import secrets_of, signed_headers
from kunjae.webhooks.sending import TIMEOUT, Answered, Unanswered, post

KEPT_FOR = timedelta(days=30)
"""How long the log keeps attempts."""


def attempt(
    property_id: UUID,
    endpoint: Endpoint,
    *,
    message: UUID,
    event: str,
    body: bytes,
    now: datetime,
    number: int = 1,
    booking: str = "",
    timeout: float = TIMEOUT,
) -> Answered | Unanswered:
    """Send it, with no transaction open, and keep what came of it. Raises SecretUnreadable."""
    headers = signed_headers(message_name(message), now, body, *secrets_of(endpoint, now))
    began = time.perf_counter()
    answer = post(
        endpoint.url,
        headers=headers,
        body=body,
        private_allowed=settings.WEBHOOK_PRIVATE_ADDRESSES,
        timeout=timeout,
    )
    told = answer if isinstance(answer, Answered) else None
    _keep(
        property_id,
        endpoint.id,
        now,
        message=message,
        number=number,
        event=event,
        booking=booking,
        ms=round((time.perf_counter() - began) * 1000),
        status=told.status if told else None,
        error="" if isinstance(answer, Answered) else answer.value,
        body_hash=hash_of(body),
        answer=told.beginning if told else "",
    )
    return answer


def message_name(message: UUID) -> str:
    """Its `webhook-id`."""
    return f"msg_{message.hex}"


def hash_of(body: bytes) -> str:
    """By which a body is known again."""
    return hashlib.sha256(body).hexdigest()


def keep_unsent(message: Received, endpoint: Endpoint, error: str) -> None:
    """Into the log, too, what could not be sent at all: it can be once more from there."""
    _keep(
        message.property_id,
        endpoint.id,
        message.now,
        message=message.id,
        number=message.attempt,
        event=message.payload["event"],
        booking=message.payload["booking"],
        ms=0,
        error=error,
        body_hash="",
        answer="",
    )


@one_transaction
def _keep(property_id: UUID, endpoint: UUID, now: datetime, **columns: object) -> None:
    """Into the log, and out of it what is old. Nothing of an endpoint that was removed meanwhile."""
    Attempt.objects.of(property_id).filter(at__lt=now - KEPT_FOR).delete()
    if Endpoint.objects.of(property_id).filter(id=endpoint).select_for_update().exists():
        row = {"id": new_id(), "endpoint_id": endpoint, "at": now, "status": None, **columns}
        insert_rows(Attempt, property_id, [row])
