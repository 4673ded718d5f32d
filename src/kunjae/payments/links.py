"""The link of a payment request: signed, not kept, of no use once the request is closed."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from kunjae.properties.models import Property


def _signer() -> Signer:
    return Signer(salt="kunjae.payments.request", sep=".")


def request_token(request: UUID) -> str:
    """What stands in the link to the request's page."""
    return _signer().sign(request.hex)


def read_request_token(text: str) -> UUID | None:
    """The request of the link, or None where the house did not sign it."""
    try:
        return UUID(_signer().unsign(text))
    except (BadSignature, ValueError):
        return None


def request_link(property: Property, request: UUID) -> str:
    """The whole address of the request's page, for a mail or a program."""
    path = reverse("guest:request", kwargs={"slug": property.slug, "token": request_token(request)})
    return f"{settings.BASE_URL}{path}"
