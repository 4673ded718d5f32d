"""Where others tell the house what happened: payment providers what became of a payment or refund
(`/hooks/payments/<hotel>/<provider>`), a hotel's PMS which reservations have changed (`/hooks/pms/<hotel>/<secret>`).

A provider is believed by signature alone, and a PMS by the secret in its address; what it says of a reservation is not
believed, the reservation is asked for. What is forged is answered 400 and leaves nothing behind; what is
known, or concerns nobody, is answered 200, so that no provider sends it again. The provider is asked back, where that is
needed, before any transaction begins.
"""

from __future__ import annotations

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kunjae.changes.commands.confirm import QUICKER_RIVAL
from kunjae.changes.commands.provider_events import Heard, hear_provider_event
from kunjae.payments.ports import Forged, ProviderDown
from kunjae.payments.providers import registry
from kunjae.payments.providers.accounts import keys_of
from kunjae.payments.providers.errors import KeysHeld, KeysUnreadable, NoKeys, NoSuchProvider
from kunjae.pms.connections import connection_of, is_hook, line_of
from kunjae.pms.errors import NotConnected
from kunjae.pms.ports import Forged as ForgedByPms
from kunjae.pms.registry import adapter
from kunjae.pms.reservations.asking import look_at_all
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import Busy

LARGEST_BODY = 256_000
"""Bytes; the largest events of providers are a tenth of it."""
AGAIN_AFTER = "30"
"""Seconds, as a word of a header."""

log = structlog.get_logger("kunjae.hooks")


@csrf_exempt
@require_POST
def payment_event(request: HttpRequest, *, slug: str, provider: str) -> HttpResponse:
    """One webhook of one provider for one hotel."""
    now = timezone.now()
    hotel = Property.objects.filter(slug=slug).first()
    if hotel is None:
        return HttpResponse(status=404)
    try:
        teller = registry.provider(provider)
        keys = keys_of(hotel, provider)
    except (KeysUnreadable, KeysHeld) as error:
        log.error(error.code, hotel=slug, provider=provider)
        return _later()
    except (NoSuchProvider, NoKeys):
        return HttpResponse(status=404)
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        event = teller.event(headers, body, keys, now)
    except Forged:
        log.warning("provider_event_forged", hotel=slug, provider=provider)
        return HttpResponse(status=400)
    except ProviderDown as error:
        log.warning("provider_event_unproven", hotel=slug, provider=provider, code=error.code)
        return _later()
    try:
        heard = hear_provider_event(property=hotel, provider=provider, event=event, now=now)
    except (Busy, *QUICKER_RIVAL):
        return _later()
    say = log.error if heard is Heard.WRONG_CURRENCY else log.info
    say("provider_event", hotel=slug, provider=provider, told=event.id, kind=event.kind, heard=heard)
    return HttpResponse(status=200)


@csrf_exempt
@require_POST
def pms_event(request: HttpRequest, *, slug: str, secret: str) -> HttpResponse:
    """The PMS of one hotel says that reservations have changed."""
    now = timezone.now()
    hotel = Property.objects.filter(slug=slug).first()
    if hotel is None or not is_hook(hotel, secret):
        return HttpResponse(status=404)
    shown = connection_of(hotel)
    try:
        line = line_of(hotel)
    except NotConnected:  # held back, or to be entered again: the next look finds what changed
        return _later()
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        numbers = adapter(shown.pms).touched(headers, body, line)
    except ForgedByPms:
        log.warning("pms_event_forged", hotel=slug, pms=shown.pms)
        return HttpResponse(status=400)
    try:
        look_at_all(property=hotel, numbers=numbers, now=now)
    except Busy:
        return _later()
    log.info("pms_event", hotel=slug, pms=shown.pms, reservations=len(numbers))
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes | None:
    """What was sent; None when it is too large, or was cut short."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            return None
        body = request.body
    except (RequestDataTooBig, UnreadablePostError, ValueError):
        return None
    return body if len(body) <= LARGEST_BODY else None


def _later() -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": AGAIN_AFTER})
