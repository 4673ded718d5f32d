"""What the marks of a mail stand for when it is sent: links, made anew each time, and the PIN where it is told."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

import structlog
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from kunjae.accounts.encryption import decrypt
from kunjae.bookings.guest_links import CONCIERGE as CONCIERGE_PAGE
from kunjae.bookings.guest_links import LINK_LASTS, make_link
from kunjae.bookings.guest_links import ORDERS as ORDERS_PAGE
from kunjae.messages.facts import Kind, Reader
from kunjae.messages.reading import Matter
from kunjae.messages.values import (
    CANCEL,
    CONCIERGE,
    CONFIRM,
    EXTRANET,
    OPEN,
    ORDER,
    ORDERS,
    PAY,
    PIN,
    UNSUBSCRIBE,
)
from kunjae.payments.links import request_token
from kunjae.properties.models import Property

MASK = "••••"
LONGEST_TOKEN = 200

log = structlog.get_logger("kunjae.messages")


def secrets_of(matter: Matter, kind: Kind, reader: Reader, now: datetime) -> dict[str, str]:
    """What the marks of a mail stand for: new links each time, and the PIN where it is told."""
    if reader is Reader.HOTEL:
        return _of_hotel(matter)
    slug = matter.property.slug
    opens = make_link(matter.property, matter.booking.id, now + LINK_LASTS)
    found = {OPEN: opens, PAY: opens, ORDERS: _leading_to(opens, ORDERS_PAGE)}
    if matter.request is not None:
        found[PAY] = settings.BASE_URL + reverse(
            "guest:request", kwargs={"slug": slug, "token": request_token(matter.request.id)}
        )
    if kind is Kind.BOOKING_CONFIRMED:
        found[PIN] = _pin(matter)
    if kind is Kind.PRE_ARRIVAL:
        found[CONCIERGE] = _leading_to(opens, CONCIERGE_PAGE)
        found[UNSUBSCRIBE] = unsubscribe_link(matter.property, matter.booking.id)
    return found


def _of_hotel(matter: Matter) -> dict[str, str]:
    """Addresses of staff pages: whoever follows them signs in first. Confirming and cancelling are pressed there, never
    by following a link."""
    slug, code = matter.property.slug, matter.booking.code
    found = {EXTRANET: settings.BASE_URL + reverse("extranet:booking", args=[slug, code])}
    if matter.order is not None:
        order = settings.BASE_URL + reverse("extranet:order", args=[slug, matter.order.facts.id])
        found |= {ORDER: order, CONFIRM: f"{order}?do=confirm", CANCEL: f"{order}?do=cancel"}
    return found


def _leading_to(link: str, page: str) -> str:
    """The link, which leads on to this page of the booking."""
    return f"{link}?{urlencode({'next': page})}"


def unsubscribe_link(property: Property, booking: UUID) -> str:
    """The whole address at which the guest says: no more mails of offers for this booking. It never ends."""
    token = _signer(property).sign(booking.hex)
    return settings.BASE_URL + reverse("guest:unsubscribe", kwargs={"slug": property.slug, "token": token})


def read_unsubscribe_link(property: Property, token: str) -> UUID | None:
    """The booking that the token names; None for what was never signed for this property."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        return UUID(_signer(property).unsign(token))
    except (BadSignature, ValueError):
        return None


def _signer(property: Property) -> Signer:
    return Signer(salt=f"kunjae.unsubscribe:{property.id}", sep="~")


def _pin(matter: Matter) -> str:
    try:
        return decrypt(matter.booking.pin)
    except InvalidToken:  # encrypted under another key of the house: the link still opens the booking
        log.error("pin_unreadable", booking=matter.booking.code)
        return MASK
