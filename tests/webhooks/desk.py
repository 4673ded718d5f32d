"""What tests of deliveries need: an endpoint, and the house's own subscriptions under a clock set by hand."""

from __future__ import annotations

from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.messages.compose import SEND
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.outbox.models import Message
from kunjae.properties.models import Property
from kunjae.webhooks.commands import CreatedEndpoint, create_endpoint
from kunjae.webhooks.facts import DELIVER
from kunjae.webhooks.models import Endpoint
from tests.hotel import FAR
from tests.outbox.desk import Clock


def make_endpoint(hotel: Property, url: str) -> CreatedEndpoint:
    return create_endpoint(property=hotel, url=url, now=FAR, private_allowed=True)


def postman(clock: Clock) -> Dispatcher:
    """Mails, which the same events are told by, are not its business."""
    ours = {topic: handler for topic, handler in SUBSCRIPTIONS.items() if topic != SEND}
    return Dispatcher(ours, clock=clock, spread=lambda: 0.0)


def delivery(hotel: Property) -> Message:
    """The one delivery that there is."""
    return Message.objects.of(hotel).get(topic=DELIVER)


def kept(hotel: Property, created: CreatedEndpoint) -> Endpoint:
    return Endpoint.objects.of(hotel).get(id=created.id)
