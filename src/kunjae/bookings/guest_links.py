"""The link in a mail that opens one booking, once.

The token is signed, not kept: booking, end and a random number, under a key of the property's own. That it was used is
kept where it is used (`guest.links`). So a mail that is written again simply carries another link.
"""

from __future__ import annotations

import base64
import secrets
import struct
from binascii import Error as BadBase64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from kunjae.properties.models import Property

LINK_LASTS = timedelta(days=30)
"""How long the link in a mail opens the booking, unless it is used before."""
LONGEST_TOKEN = 200
CONCIERGE, ORDERS = "concierge", "orders"
"""What `?next=` says where a link or a sign-in leads on to the Concierge of the booking that it opens, or to its orders."""
_CONTENT = struct.Struct(">16sQ9s")
"""Booking, end in seconds, random number: 33 bytes, 44 letters."""


@dataclass(frozen=True, slots=True)
class LinkContent:
    """What a link says; true, as nobody else can sign."""

    booking_id: UUID
    expires_at: datetime


def make_link(property: Property, booking: UUID, expires_at: datetime, *, to: str = "") -> str:
    """A new link that opens this booking once, until that moment, and leads on to the page that `to` names (CONCIERGE, ORDERS).
    The whole address, for a mail."""
    end = int(expires_at.timestamp())
    content = base64.urlsafe_b64encode(_CONTENT.pack(booking.bytes, end, secrets.token_bytes(9))).decode()
    token = _signer(property).sign(content)
    path = reverse("guest:open_link", kwargs={"slug": property.slug, "token": token})
    return f"{settings.BASE_URL}{path}" + (f"?next={to}" if to else "")


def read_link(property: Property, token: str) -> LinkContent | None:
    """What the token says, whether its time is over or not; None for what was never signed for this property."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        booking, end, _ = _CONTENT.unpack(base64.urlsafe_b64decode(_signer(property).unsign(token)))
    except (BadSignature, BadBase64, struct.error, ValueError):
        return None
    return LinkContent(UUID(bytes=booking), datetime.fromtimestamp(end, UTC))


def _signer(property: Property) -> Signer:
    return Signer(salt=f"kunjae.guest-link:{property.id}", sep="~")
