"""What signs an endpoint's messages: made here, kept encrypted, never shown twice."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime

from cryptography.fernet import InvalidToken
from standardwebhooks import Webhook

from kunjae.accounts.encryption import decrypt
from kunjae.webhooks.errors import SecretUnreadable
from kunjae.webhooks.models import Endpoint

SECRET_BYTES = 32


def new_secret() -> str:
    """`whsec_…`, as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def can_be_read(encrypted: str) -> bool:
    """Whether it was encrypted under this house's secret key."""
    try:
        decrypt(encrypted)
    except InvalidToken:
        return False
    return True


def secrets_of(endpoint: Endpoint, now: datetime) -> tuple[str, ...]:
    """What signs now: its secret, and for a day after a new one was made also the one before. Raises SecretUnreadable."""
    try:
        signing = [decrypt(endpoint.secret)]
    except InvalidToken as error:
        raise SecretUnreadable from error
    still_signs = endpoint.old_until is not None and now < endpoint.old_until
    if still_signs and can_be_read(endpoint.old_secret):
        signing.append(decrypt(endpoint.old_secret))
    return tuple(signing)


def signed_headers(id: str, now: datetime, body: bytes, *signing: str) -> dict[str, str]:
    """The headers of Standard Webhooks, signed with each of these secrets. The id is the same at every attempt, the
    timestamp is this one's."""
    moment = now.astimezone(UTC)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Kunjae",
        "webhook-id": id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(each).sign(id, moment, body.decode()) for each in signing),
    }
