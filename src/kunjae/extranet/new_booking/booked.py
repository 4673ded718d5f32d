"""The booking is made: its code and PIN, to print, to copy for LINE, and what comes next."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.accounts.encryption import decrypt
from kunjae.accounts.roles import may_change_bookings
from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking
from kunjae.changes.queries import open_booking
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.new_booking.message import message_for
from kunjae.pages.shown import Names, ShownMoney, shown_stays, tax_lines
from kunjae.payments.rules import money_due


@staff_page(allowed=may_change_bookings)
@require_safe
def booked(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """The confirmation of a booking, to be handed over or sent; it can be opened again at any time."""
    try:
        found = open_booking(desk.property, code)
    except NoSuchBooking:
        raise Http404 from None
    row, facts = found.booking.row, found.booking.facts
    money = money_due(facts.stays, fees=facts.fees, orders=facts.orders, paid=facts.paid)
    names = Names.of(found.house, found.plans, desk.language)
    pin = _pin(row)
    arriving = next(
        (
            stay.number
            for stay in facts.stays
            if stay.status is StayStatus.RESERVED and stay.check_in == desk.today
        ),
        None,
    )
    content = {
        "booking": row,
        "pin": pin,
        "stays": [stay for stay in shown_stays(facts.stays, names, desk.hotel, desk.now) if stay.is_live],
        "money": ShownMoney(money, facts.fees, facts.orders),
        "taxes": tax_lines(facts.stays, desk.hotel, desk.language),
        "details": desk.property.details,
        "message": message_for(desk, found, money, pin),
        "arriving": arriving,
    }
    return show(request, desk, "kunjae/new_booking/booked.html", content)


def _pin(row: Booking) -> str:
    """The PIN in the clear; empty when it was encrypted with another key than this installation's."""
    try:
        return decrypt(row.pin)
    except InvalidToken:
        return ""
