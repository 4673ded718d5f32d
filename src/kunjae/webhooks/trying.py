"""Sent by a button: a test, and a delivery once more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.kernel.moments import moment_text
from kunjae.outbox.commands import send_again
from kunjae.properties.models import Property
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.attempts import attempt
from kunjae.webhooks.errors import EndpointOff, NoSuchDelivery, NoSuchEndpoint
from kunjae.webhooks.models import Attempt, Endpoint
from kunjae.webhooks.rules import TEST_EVENT, body_of
from kunjae.webhooks.sending import Answered, Unanswered

TEST_TIMEOUT = 8.0
"""Seconds that somebody waits in front of a page."""


def send_test(*, property: Property, id: UUID, now: datetime) -> Answered | Unanswered:
    """Send the endpoint a test at once, on or off, and hear what it says. No transaction may be open. Raises
    NoSuchEndpoint, SecretUnreadable."""
    endpoint = Endpoint.objects.of(property).filter(id=id).first()
    if endpoint is None:
        raise NoSuchEndpoint(str(id))
    return attempt(
        property.id,
        endpoint,
        message=new_id(),
        event=TEST_EVENT,
        body=test_body(property, now),
        now=now,
        timeout=TEST_TIMEOUT,
    )


def test_body(property: Property, at: datetime) -> bytes:
    """What a test says: of which hotel it is."""
    data = {"property": property.slug, "name": dict(property.name)}
    return body_of(TEST_EVENT, moment_text(at), data)


@one_transaction
def resend(*, property: Property, id: UUID, message: UUID, now: datetime) -> None:
    """Send a delivery again under its own id, taken or failed, as soon as possible and from the beginning of its schedule.
    Raises NoSuchEndpoint, EndpointOff; NoSuchDelivery for one that is forgotten, or was a test."""
    active = Endpoint.objects.of(property).filter(id=id).values_list("active", flat=True).first()
    if active is None:
        raise NoSuchEndpoint(str(id))
    if not active:
        raise EndpointOff
    known = Attempt.objects.of(property).filter(endpoint_id=id, message=message).exists()
    if not known or not send_again(property_id=property.id, id=message, now=now):
        raise NoSuchDelivery(str(message))
