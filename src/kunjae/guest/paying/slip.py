"""A guest sends the slip of a transfer. It proves nothing; it stops the countdown until the hotel has looked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from kunjae.changes.commands.money_in import slip_sent
from kunjae.guest.paying.admission import Payer, payer_page
from kunjae.guest.paying.checkout import checkout_page, standing
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.payments.commands.slips import attach_slip
from kunjae.payments.pictures import MOST_BYTES, Picture, readable_picture
from kunjae.tenancy.transactions import run_in_transaction

BESIDE_THE_FILE = 64 * 1024
"""What a form needs around its file."""


@csrf_exempt  # looked at below, once the size is known: looking means reading the whole body
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest, **parts: Any) -> HttpResponseBase:
    """Take the slip in. One that is too large is refused before it is read. Whoever comes here without one, as after
    choosing another language, is led to the payment."""
    if request.method != "POST":
        return _to_the_payment(request, **parts)
    if _is_too_large(request):
        return _too_large(request, **parts)
    return _take(request, **parts)


def _is_too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > MOST_BYTES + BESIDE_THE_FILE


@payer_page
def _to_the_payment(request: HttpRequest, payer: Payer) -> HttpResponseBase:
    return redirect(payer.address("checkout"))


@payer_page
def _too_large(request: HttpRequest, payer: Payer) -> HttpResponseBase:
    return checkout_page(request, payer, slip_error=too_large_words(), status=422)


def too_large_words() -> str:
    return _("This file is too large: at most %(size)s MB, please.") % {"size": MOST_BYTES // (1024 * 1024)}


@csrf_protect
@payer_page
def _take(request: HttpRequest, payer: Payer) -> HttpResponseBase:
    desk = payer.desk
    if not standing(payer).takes_slip:
        return checkout_page(request, payer, slip_error=_("It is too late for a slip here."), status=409)
    sent = request.FILES.get("slip")
    if sent is None or not sent.size:
        return checkout_page(
            request, payer, slip_error=_("Please choose a picture or a PDF first."), status=422
        )
    if sent.size > MOST_BYTES:
        return checkout_page(request, payer, slip_error=too_large_words(), status=422)
    try:
        _keep(payer, readable_picture(sent.read()))
    except InvalidInput as error:
        words = " ".join(each.message.get(desk.language, each.message["en"]) for each in error.errors)
        return checkout_page(request, payer, slip_error=words, status=422)
    except KunjaeError as error:
        return checkout_page(request, payer, slip_error=error.text(desk.language), status=409)
    return redirect(payer.address("checkout"))


def _keep(payer: Payer, picture: Picture) -> None:
    """Slip and countdown in one transaction; the change first, as whatever moves a booking's money holds it first. The
    picture was drawn anew before: no transaction waits for that."""
    desk, id = payer.desk, payer.checkout.id

    def kept() -> None:
        slip_sent(property=desk.property, checkout=id, now=desk.now)
        attach_slip(property=desk.property, checkout=id, content=picture, now=desk.now)

    run_in_transaction(kept)
