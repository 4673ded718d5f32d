"""What the provider and its webhooks have in common: names, addresses, signatures."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from standardwebhooks import Webhook

CODE = "test"
LIVE = "payments_live"
"""Why it refuses; in a property's details, that it takes real money."""


def ref_of(checkout: UUID) -> str:
    """What Test payments call an attempt, and the payment that comes of it."""
    return f"test_{checkout.hex}"


def signature_of(property_id: UUID, id: str, sent: int, body: bytes) -> str:
    """As Standard Webhooks sign. The secret is made from the house's own, one for each hotel."""
    secret = hmac.digest(
        settings.SECRET_KEY.encode(), b"kunjae test payments:" + property_id.bytes, hashlib.sha256
    )
    signer = Webhook("whsec_" + base64.b64encode(secret).decode())
    return signer.sign(id, datetime.fromtimestamp(sent, UTC), body.decode())
