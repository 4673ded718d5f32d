"""The cards for the rooms: a QR code that leads to the Concierge, to be printed; the code alone as a file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kunjae.extranet.access import Desk, show, staff_page
from kunjae.kernel.texts import in_language

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
    asked = request.GET.get("cards", "")
    cards = int(asked) if asked in {str(number) for number in ON_A_SHEET} else 4
    languages = [language for language in desk.property.languages if language in dict(settings.LANGUAGES)]
    content = {
        "cards": range(cards),
        "chosen": cards,
        "sheets": ON_A_SHEET,
        "words": [_words(desk, language) for language in languages or [desk.language]],
        "address": _address(desk),
    }
    return show(request, desk, "kunjae/concierge_door/page.html", content)


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
