"""Reads of endpoints and of their log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.search import Place
from kunjae.concierge.errors import NoSuchOrder
from kunjae.outbox.models import Message
from kunjae.properties.models import Property
from kunjae.webhooks.attempts import KEPT_FOR, hash_of
from kunjae.webhooks.content import body_told
from kunjae.webhooks.errors import NoSuchDelivery, NoSuchEndpoint
from kunjae.webhooks.facts import AttemptShown, EndpointShown
from kunjae.webhooks.models import Attempt, Endpoint
from kunjae.webhooks.rules import TEST_EVENT
from kunjae.webhooks.trying import test_body


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """One delivery: its attempts, newest first; `state` of its message in the outbox and when it is tried next, as long as
    that is known; `body`: what it says, `unchanged` whether that reads as it was sent the last time."""

    attempts: list[AttemptShown]
    state: str
    due_at: datetime | None
    body: str
    unchanged: bool


def endpoints_of(property: Property) -> list[EndpointShown]:
    """All of them in the order in which they were made, each with its last attempt. Two queries."""
    newest = Attempt.objects.of(property).filter(endpoint_id=OuterRef("id")).order_by("-at", "-id")
    rows = Endpoint.objects.of(property).annotate(last=Subquery(newest.values("id")[:1]))
    endpoints = list(rows.order_by("created_at", "id"))
    ids = [row.last for row in endpoints if row.last]
    last = {row.id: _shown(row) for row in Attempt.objects.of(property).filter(id__in=ids)}
    return [_endpoint(row, last.get(row.last)) for row in endpoints]


def endpoint_of(property: Property, id: UUID) -> EndpointShown:
    """One of them. Raises NoSuchEndpoint."""
    row = Endpoint.objects.of(property).filter(id=id).first()
    if row is None:
        raise NoSuchEndpoint(str(id))
    newest = Attempt.objects.of(property).filter(endpoint_id=id).order_by("-at", "-id").first()
    return _endpoint(row, _shown(newest) if newest is not None else None)


def attempts_of(
    property: Property,
    endpoint: UUID,
    *,
    now: datetime,
    most: int,
    failed: bool = False,
    below: Place | None = None,
) -> list[AttemptShown]:
    """The log of an endpoint, newest first, at most so many; `failed`: only what was not taken."""
    rows = Attempt.objects.of(property).filter(endpoint_id=endpoint, at__gte=now - KEPT_FOR)
    if failed:
        rows = rows.filter(Q(status__isnull=True) | Q(status__lt=200) | Q(status__gte=300))
    if below is not None:
        rows = rows.filter(Q(at__lt=below.at) | Q(at=below.at, id__lt=below.id))
    return [_shown(row) for row in rows.order_by("-at", "-id")[:most]]


def delivery_of(property: Property, endpoint: UUID, message: UUID) -> DeliveryShown:
    """One delivery of an endpoint. Raises NoSuchDelivery."""
    rows: QuerySet[Attempt] = Attempt.objects.of(property).filter(endpoint_id=endpoint, message=message)
    attempts = [_shown(row) for row in rows.order_by("-at", "-id")]
    if not attempts:
        raise NoSuchDelivery(str(message))
    newest, kept = attempts[0], Message.objects.of(property).filter(id=message).first()
    if newest.event == TEST_EVENT:
        body = test_body(property, newest.at)
    else:
        body = _body(property, kept.payload) if kept is not None else b""
    return DeliveryShown(
        attempts=attempts,
        state=kept.state if kept is not None else "",
        due_at=kept.due_at if kept is not None else None,
        body=body.decode(),
        unchanged=hash_of(body) == newest.body_hash,
    )


def _body(property: Property, payload: dict[str, Any]) -> bytes:
    try:
        return body_told(property, payload)
    except (NoSuchBooking, NoSuchOrder):
        return b""


def _endpoint(row: Endpoint, last: AttemptShown | None) -> EndpointShown:
    return EndpointShown(
        id=row.id,
        url=row.url,
        description=row.description,
        events=tuple(row.events),
        active=row.active,
        disabled_reason=row.disabled_reason,
        created_at=row.created_at,
        old_until=row.old_until,
        seen=row.fingerprint,
        last=last,
    )


def _shown(row: Attempt) -> AttemptShown:
    return AttemptShown(
        id=row.id,
        message=row.message,
        number=row.number,
        event=row.event,
        booking=row.booking,
        at=row.at,
        ms=row.ms,
        status=row.status,
        error=row.error,
        body_hash=row.body_hash,
        answer=row.answer,
    )
