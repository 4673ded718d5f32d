"""A restored house is silent at first: what waited in its outbox may have been sent since the backup was made, and a copy
for trying out must not speak to other people's programs at all, nor take or return money, nor write onto a folio."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from kunjae.messages.commands import hold_back_mails, release_mails
from kunjae.outbox import commands as outbox
from kunjae.payments.providers.accounts import hold_back_accounts, release_accounts
from kunjae.pms.connections import hold_back_connections, release_connections
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.commands import hold_back_endpoints, release_endpoints


@dataclass(frozen=True, slots=True)
class Held:
    """How much a restore held back: messages that waited, endpoints of webhooks that were active, and ways to pay."""

    messages: int = 0
    endpoints: int = 0
    accounts: int = 0

    def __bool__(self) -> bool:
        return bool(self.messages or self.endpoints or self.accounts)


@dataclass(frozen=True, slots=True)
class Released:
    """How many messages go out now, the endpoints that need a new secret first, by their addresses, and how many ways to
    pay are open again."""

    messages: int
    unreadable: list[str]
    accounts: int = 0


@one_transaction
def hold_back() -> Held:
    """Hold back what waits in every property's outbox, disable its active endpoints, let no mail leave, and nobody pay."""
    messages = endpoints = accounts = 0
    now = timezone.now()
    for hotel in _hotels():
        hold_back_mails(property_id=hotel.id, now=now)
        messages += outbox.hold_back(property_id=hotel.id)
        endpoints += hold_back_endpoints(property_id=hotel.id)
        accounts += hold_back_accounts(property_id=hotel.id)
        hold_back_connections(property_id=hotel.id)
    return Held(messages, endpoints, accounts)


def release() -> Released:
    """Let go of all, one property after the other: messages last, as those to disabled endpoints would fail, and refunds
    without an account, and what goes to a PMS that is held."""
    messages, unreadable, accounts, now = 0, [], 0, timezone.now()
    for hotel in _hotels():
        unreadable += release_endpoints(property_id=hotel.id)
        release_mails(property_id=hotel.id)
        accounts += release_accounts(property_id=hotel.id)
        release_connections(property_id=hotel.id, now=now)
        messages += outbox.release(property_id=hotel.id)
    return Released(messages, unreadable, accounts)


def _hotels() -> list[Property]:
    return list(Property.objects.order_by("id"))
