"""Finding a booking from every page: a few answers while somebody types, and what was open last before anybody does.

Which bookings were open last only the browser remembers (`find.js`): it tells their codes, and hears what they are.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from kunjae.bookings.listing import Wanted, newest_rows
from kunjae.bookings.models import Booking
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.tenancy.prepared import Rows

MOST = 6
LONGEST = 100
_CODE = re.compile(r"[A-Za-z0-9]{1,20}")
_BY_CODE = Rows(
    lambda hotel, codes: Booking.objects.of(hotel).filter(code__in=codes).select_related("booker")
)


@staff_page()
@require_safe
def find(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The answers below the search box for htmx. Without a script: the booking with that code, else the list."""
    text = request.GET.get("q", "").strip()[:LONGEST].replace("\x00", "")
    if not request.headers.get("HX-Request"):
        return _of_whoever_asks(_whole_page(desk, text))
    codes = [code for code in request.GET.get("recent", "").split(",") if _CODE.fullmatch(code)][:MOST]
    found = newest_rows(desk.property, Wanted(text=text), most=MOST) if text else _recent(desk, codes)
    return _of_whoever_asks(show(request, desk, "kunjae/find/found.html", {"found": found, "text": text}))


def _of_whoever_asks(answer: HttpResponse) -> HttpResponse:
    """One address has two answers: nothing that keeps answers takes the one for the other."""
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _recent(desk: Desk, codes: list[str]) -> list[Booking]:
    rows = {row.code: row for row in _BY_CODE(desk.property.id, codes)}
    return [rows[code] for code in codes if code in rows]


def _whole_page(desk: Desk, text: str) -> HttpResponse:
    slug = desk.property.slug
    code = text.upper()
    if _CODE.fullmatch(code) and _BY_CODE(desk.property.id, [code]):
        return redirect("extranet:booking", slug=slug, code=code)
    return redirect(f"{reverse('extranet:bookings', args=[slug])}?{urlencode({'q': text})}")
