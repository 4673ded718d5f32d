"""The list of guests: whoever booked, the newest first, each person once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel import Locale
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from kunjae.bookings.guest_list import Listed, newest_people
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.guests.forms import GuestSearch
from kunjae.kernel.countries import two_letters
from kunjae.pages.paging import address_with, cursor_of, read_cursor

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list, all that their row shows; `balance` in minor units."""

    url: str
    name: str
    is_erased: bool
    phone: str
    email: str
    country: str
    companions: tuple[str, ...]
    stays: int
    has_more: bool
    in_house: bool
    last: tuple[date, date] | None
    coming: tuple[date, date] | None
    balance: int


@staff_page()
@require_safe
def guests(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page, or only its results when htmx asks while somebody types."""
    form = GuestSearch(request.GET)
    below = read_cursor(request.GET.get("after", ""))
    lines: list[Line] = []
    next_url = ""
    if form.is_valid():
        text = form.cleaned_data["q"]
        page = newest_people(desk.property, text, most=PAGE_SIZE, today=desk.today, below=below)
        lines = [_line(desk, person, bool(text)) for person in page.people]
        next_url = address_with(request.GET, after=cursor_of(page.further)) if page.further else ""
    content = {
        "form": form,
        "lines": lines,
        "is_filtered": bool(request.GET.get("q")),
        "is_later_page": below is not None,
        "next_url": next_url,
        "first_url": address_with(request.GET, after=None),
    }
    partly = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    template = "kunjae/guests/list.html" + ("#results" if partly else "")
    answer = show(request, desk, template, content, status=200 if form.is_valid() else 422)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _line(desk: Desk, person: Listed, is_searched: bool) -> Line:
    booker, stays = person.booking.booker, person.stays
    return Line(
        url=reverse("extranet:guest", args=[desk.property.slug, booker.id]),
        name=booker.name,
        is_erased=booker.erased_at is not None,
        phone=booker.phone,
        email=booker.email,
        country=country_text(booker.country, desk.language),
        # Somebody who sleeps there may be whom the search found.
        companions=person.companions if is_searched else (),
        stays=stays.count,
        has_more=stays.has_more,
        in_house=stays.in_house,
        last=stays.last,
        coming=stays.coming,
        balance=stays.balance,
    )


def country_text(code: str, language: str) -> str:
    """The country's name in the language of the page; the code itself when there is none."""
    if not code:
        return ""
    return str(Locale.parse(language).territories.get(two_letters().get(code, code), code))
