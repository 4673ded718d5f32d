"""An attempt to pay begins: kept here, made known to the provider, and the guest led to it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

from kunjae.changes.models import PendingChange
from kunjae.guest.access import GuestDesk
from kunjae.guest.paying.admission import address_of
from kunjae.guest.paying.ways import Way
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.facts import Purpose
from kunjae.payments.models import PaymentRequest

ON_A_PAGE = timedelta(hours=1)
"""How long a provider's page may be paid on, where nothing else ends it before."""
BY_HAND = timedelta(hours=24)
"""How long a code or an account stays open for its slip."""


def new_mark() -> str:
    """What a form carries so that pressing its button twice begins one attempt."""
    return secrets.token_urlsafe(12)


def attempt_id(booking: str, mark: str, way: Way, amount: int) -> UUID:
    """The same for the same form, button and amount, and nobody's to guess or to choose."""
    text = f"{booking}:{mark[:50]}:{way.value}:{amount}"
    digest = salted_hmac("kunjae.guest.paying.attempt", text, algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


def start(
    desk: GuestDesk,
    *,
    code: str,
    amount: int,
    way: Way,
    mark: str,
    purpose: Purpose,
    pending: PendingChange | None = None,
    request: PaymentRequest | None = None,
    basket: UUID | None = None,
    until: datetime | None = None,
    link: str = "",
) -> HttpResponse:
    """Begin, and lead the guest on: to the provider's page or to our own. `until`: the end of the time to pay a basket.
    Raises what `begin_checkout` raises."""
    id = attempt_id(f"{desk.property.id}:{code}", mark or new_mark(), way, amount)
    row = begin_checkout(
        property=desk.property,
        code=code,
        purpose=purpose,
        amount=amount,
        provider=way.provider,
        method=way.method,
        now=desk.now,
        expires_at=until or end_of(way, desk.now, pending, request),
        return_url=return_address(desk, id, link),
        language=desk.language,
        request=request.id if request else None,
        pending=pending.id if pending else None,
        basket=basket,
        id=id,
    )
    name = "checkout_leave" if row.url else "checkout"
    return redirect(address_of(name, desk.property.slug, row.id, link))


def end_of(
    way: Way, now: datetime, pending: PendingChange | None, request: PaymentRequest | None
) -> datetime:
    """Until when the attempt is open: never longer than what it is for."""
    if pending is not None:
        return pending.held_until
    end = now + (ON_A_PAGE if way.leaves else BY_HAND)
    return min(end, request.expires_at) if request else end


def return_address(desk: GuestDesk, id: UUID, link: str) -> str:
    """Where the browser comes back to: a page of ours, whatever anybody sends."""
    return settings.BASE_URL + address_of("checkout", desk.property.slug, id, link)
