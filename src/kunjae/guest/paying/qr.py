"""The QR code of an attempt as a picture: sharp on a screen as SVG, as PNG for the phone's album, from where banking
apps read it on the same phone."""

from __future__ import annotations

import base64
import binascii
import io

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.guest.paying.admission import Payer, payer_page

QUIET_ZONE = 4
"""Modules of white around the code, as its standard asks."""
A_PICTURE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What came from outside may be looked at, and do nothing."""
SVG_SCALE, PNG_SCALE = 6, 12


@payer_page
@require_safe
def drawn(request: HttpRequest, payer: Payer) -> HttpResponse:
    """The code as SVG: drawn here from its text, or as the provider has drawn it."""
    theirs = payer.checkout.data.get("qr_picture")
    response = HttpResponse(_theirs(payer, theirs) if theirs else _ours(payer), content_type="image/svg+xml")
    response["Content-Security-Policy"] = A_PICTURE_ONLY
    return response


def _ours(payer: Payer) -> bytes:
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
    return picture.getvalue()


def _theirs(payer: Payer, text: object) -> bytes:
    if payer.checkout.closed_at is not None:
        raise Http404
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error:
        raise Http404 from None


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
