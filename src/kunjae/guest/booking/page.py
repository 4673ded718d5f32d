"""Manage my booking: what was booked, what it costs and cost, what may be changed, and what to do where it may not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.changes.queries import open_booking
from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.pages.shown import Names, shown_stays


@guest_page
@require_safe
def booking(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """Everything about the guest's own booking."""
    found = open_booking(desk.property, desk.code)
    names = Names.of(found.house, found.plans, desk.language)
    content = {
        "booking": found.booking.row,
        "stays": shown_stays(found.booking.facts.stays, names, desk.hotel, desk.now),
    }
    return show(request, desk, "kunjae/guest/booking.html", content)
