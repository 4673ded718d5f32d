"""Adding and disabling endpoints."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.accounts.encryption import encrypt
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from kunjae.webhooks.models import Endpoint
from kunjae.webhooks.rules import endpoint_url

SECRET_BYTES = 32


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
