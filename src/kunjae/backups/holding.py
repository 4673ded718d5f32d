"""A restored house is silent at first: what waited in its outbox may have been sent since the backup was made, and a copy
for trying out must not speak to other people's programs at all."""

from __future__ import annotations

from dataclasses import dataclass

from kunjae.outbox import commands as outbox
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.commands import hold_back_endpoints, release_endpoints


@dataclass(frozen=True, slots=True)
class Held:
    """How much a restore held back: messages that waited, and endpoints of webhooks that were active."""

    messages: int = 0
    endpoints: int = 0

    def __bool__(self) -> bool:
        return bool(self.messages or self.endpoints)


@dataclass(frozen=True, slots=True)
class Released:
    """How many messages go out now, and the endpoints that need a new secret first, by their addresses."""

    messages: int
    unreadable: list[str]


@one_transaction
def hold_back() -> Held:
    """Hold back what waits in every property's outbox, and disable its active endpoints."""
    messages = endpoints = 0
    for hotel in _hotels():
        messages += outbox.hold_back(property_id=hotel.id)
        endpoints += hold_back_endpoints(property_id=hotel.id)
    return Held(messages, endpoints)


def release() -> Released:
    """Let go of both, one property after the other: endpoints first, as messages to disabled ones would fail."""
    messages, unreadable = 0, []
    for hotel in _hotels():
        unreadable += release_endpoints(property_id=hotel.id)
        messages += outbox.release(property_id=hotel.id)
    return Released(messages, unreadable)


def _hotels() -> list[Property]:
    return list(Property.objects.order_by("id"))
