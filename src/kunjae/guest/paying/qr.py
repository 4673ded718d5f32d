"""The QR code of an attempt as a picture: sharp on a screen as SVG, as PNG for the phone's album, from where banking
apps read it on the same phone."""

from __future__ import annotations

import io

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.guest.paying.admission import Payer, payer_page

QUIET_ZONE = 4
"""Modules of white around the code, as its standard asks."""
SVG_SCALE, PNG_SCALE = 6, 12


@payer_page
@require_safe
def drawn(request: HttpRequest, payer: Payer) -> HttpResponse:
    """The code as SVG."""
    picture = io.BytesIO()
    _code(payer).save(
        picture,
        kind="svg",
        scale=SVG_SCALE,
        border=QUIET_ZONE,
        light="#fff",
        svgclass=None,
        lineclass=None,
        xmldecl=False,
    )
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@payer_page
@require_safe
def picture(request: HttpRequest, payer: Payer) -> HttpResponse:
    """The code as PNG, to be saved."""
    picture = io.BytesIO()
    _code(payer).save(picture, kind="png", scale=PNG_SCALE, border=QUIET_ZONE, light="#fff")
    response = HttpResponse(picture.getvalue(), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="QR-{payer.checkout.booking.code}.png"'
    return response


def _code(payer: Payer) -> segno.QRCode:
    """404 once the attempt is closed: nobody pays by a code whose time is over because it was at hand."""
    text = payer.checkout.data.get("qr")
    if not text or payer.checkout.closed_at is not None:
        raise Http404
    return segno.make_qr(str(text), error="m")
