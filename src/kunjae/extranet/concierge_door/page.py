"""The cards for the rooms: a QR code that leads to the Concierge, to be printed; the code alone as a file; the logo that
guests see on both."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.accounts.roles import may_manage
from kunjae.concierge.logo import change_logo, logo_of
from kunjae.concierge.pictures import picture_name
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language
from kunjae.properties.pictures import MOST_BYTES

QUIET_ZONE = 4
"""Modules of white around the code, as its standard asks."""
SVG_SCALE, PNG_SCALE = 6, 24
ON_A_SHEET = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class CardWords:
    """What the card says in one of the hotel's languages."""

    language: str
    hotel: str
    scan: str
    needs: str


@staff_page()
@require_safe
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """As many cards on a sheet as `?cards=` says: 1, 2 or 4."""
    return _shown(request, desk)


@staff_page(allowed=may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def logo(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show the picture that was sent on the guest's pages and on the cards, or none (`do=remove`). Read again, as after
    a picture that was refused, it leads to the page."""
    if request.method != "POST":
        return redirect("extranet:concierge_qr", slug=desk.property.slug)
    file = request.FILES.get("logo")
    removes = request.POST.get("do") == "remove"
    if not removes and not isinstance(file, UploadedFile):
        return _shown(request, desk, wrong=_("Please choose a picture."))
    try:
        content = None if removes or not isinstance(file, UploadedFile) else file.read(MOST_BYTES + 1)
        change_logo(property=desk.property, content=content)
    except InvalidInput as error:
        return _shown(request, desk, wrong=error.text(desk.language))
    messages.success(request, _("The logo is removed.") if removes else _("The logo is saved."))
    return redirect("extranet:concierge_qr", slug=desk.property.slug)


def _shown(request: HttpRequest, desk: Desk, *, wrong: str = "") -> HttpResponse:
    asked = request.GET.get("cards", "")
    cards = int(asked) if asked in {str(number) for number in ON_A_SHEET} else 4
    languages = [language for language in desk.property.languages if language in dict(settings.LANGUAGES)]
    content = {
        "cards": range(cards),
        "chosen": cards,
        "sheets": ON_A_SHEET,
        "words": [_words(desk, language) for language in languages or [desk.language]],
        "address": _address(desk),
        "logo": picture_name(logo_of(desk.property)),
        "may_manage": may_manage(desk.role),
        "wrong": wrong,
    }
    return show(request, desk, "kunjae/concierge_door/page.html", content, status=422 if wrong else 200)


@staff_page()
@require_safe
def svg(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The code alone, to be shown and printed at any size."""
    return HttpResponse(
        _drawn(desk, kind="svg", scale=SVG_SCALE, svgclass=None, lineclass=None, xmldecl=False),
        content_type="image/svg+xml",
    )


@staff_page()
@require_safe
def png(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The code alone, to be put into a paper of the hotel's own."""
    response = HttpResponse(_drawn(desk, kind="png", scale=PNG_SCALE), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="concierge-{desk.property.slug}.png"'
    return response


def _drawn(desk: Desk, **how: Any) -> bytes:
    picture = io.BytesIO()
    segno.make_qr(_address(desk), error="m").save(picture, border=QUIET_ZONE, light="#fff", **how)
    return picture.getvalue()


def _address(desk: Desk) -> str:
    return settings.BASE_URL + reverse("guest:concierge_door", kwargs={"slug": desk.property.slug})


def _words(desk: Desk, language: str) -> CardWords:
    with override(language):
        return CardWords(
            language=language,
            hotel=in_language(desk.property.name, language),
            scan=_("Scan to order massage, transfers, a better room and more."),
            needs=_("Have your booking number and PIN at hand: both are in your confirmation."),
        )
