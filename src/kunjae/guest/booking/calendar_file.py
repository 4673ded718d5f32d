"""The booking as a file for a calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.bookings.calendar_file import booking_calendar
from kunjae.changes.queries import open_booking
from kunjae.guest.access import GuestDesk, guest_page


@guest_page
@require_safe
def calendar_file(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """`booking.ics`: one event for each stay."""
    found = open_booking(desk.property, desk.code)
    content = booking_calendar(desk.property, found.booking.facts, found.house, desk.language, desk.now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{desk.code}.ics"'
    return response
