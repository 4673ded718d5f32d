"""Adding endpoints, disabling them, and letting them hear again after a restore."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.fernet import InvalidToken

from kunjae.accounts.encryption import decrypt, encrypt
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.models import Endpoint
from kunjae.webhooks.rules import endpoint_url

SECRET_BYTES = 32
RESTORED, SECRET_UNREADABLE = "restored", "secret_unreadable"
"""Reasons to be disabled that lie with the house: it came out of a backup, or runs under another secret key."""


@dataclass(frozen=True, slots=True)
class CreatedEndpoint:
    """`secret` (`whsec_…`) is shown once to whoever asked for it; it is kept encrypted, to sign with."""

    id: UUID
    url: str
    secret: str


@one_transaction
def create_endpoint(
    *, property: Property, url: str, now: datetime, description: str = "", private_allowed: bool = False
) -> CreatedEndpoint:
    """Let this address hear of every booking of the property from now on. Raises InvalidInput naming `url`."""
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    endpoint = Endpoint(
        property=property,
        url=endpoint_url(url, private_allowed=private_allowed),
        secret=encrypt(secret),
        description=description,
        created_at=now,
    )
    endpoint.save(force_insert=True)
    return CreatedEndpoint(endpoint.id, endpoint.url, secret)


@one_transaction
def disable_endpoint(*, property_id: UUID, id: UUID, reason: str) -> bool:
    """Send it nothing more. False when it was disabled before, whose reason stays."""
    rows = Endpoint.objects.of(property_id).filter(id=id, active=True)
    return bool(rows.update(active=False, disabled_reason=reason))


@one_transaction
def hold_back_endpoints(*, property_id: UUID) -> int:
    """Send nothing more to any endpoint of the property, as it came out of a backup; how many were active."""
    rows = Endpoint.objects.of(property_id).filter(active=True)
    return rows.update(active=False, disabled_reason=RESTORED)


@one_transaction
def release_endpoints(*, property_id: UUID) -> list[str]:
    """Send again to endpoints that are disabled for a reason of the house's; the addresses of those whose secret cannot
    be read, which stay disabled."""
    held = Endpoint.objects.of(property_id).filter(disabled_reason__in=(RESTORED, SECRET_UNREADABLE))
    unreadable = []
    for id, url, secret in held.order_by("id").values_list("id", "url", "secret"):
        row = Endpoint.objects.of(property_id).filter(id=id)
        if _can_be_read(secret):
            row.update(active=True, disabled_reason="")
        else:
            row.update(disabled_reason=SECRET_UNREADABLE)
            unreadable.append(url)
    return unreadable


def _can_be_read(secret: str) -> bool:
    try:
        decrypt(secret)
    except InvalidToken:
        return False
    return True
