"""What each page about a booking's money begins with."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.models import Booking
from kunjae.changes.commands.pending import end_if_over
from kunjae.changes.queries import OpenedBooking, open_booking
from kunjae.extranet.access import Desk, show
from kunjae.payments.rules import MoneyDue, money_due


def opened(desk: Desk, code: str) -> OpenedBooking:
    """The booking of that code; 404 when the property has none. A guest's change whose time is over is dropped first, if no
    worker has done it yet: nothing looks as if it waited that does not."""
    try:
        found = open_booking(desk.property, code)
        if found.booking.row.pending_id is not None and end_if_over(
            property=desk.property, code=code, now=desk.now
        ):
            found = open_booking(desk.property, code)
    except NoSuchBooking:
        raise Http404 from None
    return found


def due_of(found: OpenedBooking) -> MoneyDue:
    """The booking's money."""
    facts = found.booking.facts
    return money_due(facts.stays, fees=facts.fees, orders=facts.orders, paid=facts.paid)


def show_about(
    request: HttpRequest,
    desk: Desk,
    booking: Booking,
    template: str,
    content: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page about one booking's money."""
    return show(request, desk, f"kunjae/payments/{template}", {"booking": booking} | content, status=status)
