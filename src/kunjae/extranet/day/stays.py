"""What the desk's pages of one stay share: finding it, its name, money taken on the way, what cannot be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kunjae.bookings.facts import BookingFacts, StayFacts
from kunjae.changes.commands.departures import balance_of
from kunjae.changes.commands.money_in import receive_payment
from kunjae.changes.queries import OpenedBooking
from kunjae.extranet.access import Desk
from kunjae.extranet.booking.forms import PaymentForm, payment_of
from kunjae.extranet.payments.opened import opened
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.formats import format_money
from kunjae.kernel.texts import in_language
from kunjae.pages.shown import Names

MOST_REASON = 1000


@dataclass(slots=True)
class AtStay:
    """One stay of one booking, as a page of the desk has opened it."""

    request: HttpRequest
    desk: Desk
    opened: OpenedBooking
    stay: StayFacts

    @property
    def booking(self) -> BookingFacts:
        return self.opened.booking.facts

    @property
    def name(self) -> str:
        """Who sleeps there: the stay's own guest, else the booker."""
        return self.stay.guest_name or self.opened.booking.row.booker.name

    @property
    def balance(self) -> int:
        return balance_of(self.booking)

    @property
    def posted(self) -> QueryDict:
        return self.request.POST

    def again(self) -> AtStay:
        """The same, read anew."""
        return at_stay(self.request, self.desk, self.opened.booking.row.code, self.stay.number)

    def content(self, payment: PaymentForm | None = None) -> dict[str, Any]:
        """What every one of these pages shows."""
        names = Names.of(self.opened.house, self.opened.plans, self.desk.language)
        return {
            "booking": self.opened.booking.row,
            "stay": self.stay,
            "name": self.name,
            "room_type": names.room_type(self.stay.room_type),
            "beds": names.beds.get(self.stay.room or "", ""),
            "conditions": in_language(self.stay.conditions, self.desk.language),
            "balance": self.balance,
            "payment_form": payment or payment_form(self),
        }


def at_stay(request: HttpRequest, desk: Desk, code: str, number: int) -> AtStay:
    """The stay of that booking; 404 when the property or the booking has none."""
    found = opened(desk, code)
    stay = found.booking.facts.stay(number)
    if stay is None:
        raise Http404
    return AtStay(request, desk, found, stay)


def to_the_day(desk: Desk) -> HttpResponse:
    return redirect("extranet:day", slug=desk.property.slug)


def payment_form(at: AtStay, owed: int | None = None) -> PaymentForm:
    """The form for money taken on the way, with what was typed into it so far, or what is owed (None: the balance)."""
    currency = at.desk.hotel.currency
    first = payment_of(at.opened.booking.row.version, at.balance if owed is None else owed, currency)
    typed = {name: at.posted[name] for name in ("amount", "method", "reference") if name in at.posted}
    return PaymentForm(initial=first | typed, currency=currency)


def pay(at: AtStay) -> PaymentForm | None:
    """Record the payment that was typed; the form with what is wrong when it cannot be."""
    currency = at.desk.hotel.currency
    form = PaymentForm(at.posted, currency=currency)
    if not at.desk.may_record_payments or not form.is_valid():
        return form
    given: dict[str, Any] = form.cleaned_data
    try:
        receive_payment(
            property=at.desk.property,
            code=at.opened.booking.row.code,
            method=given["method"],
            amount=given["amount"],
            reference=given["reference"],
            version=given["version"],
            actor=at.desk.actor,
            now=at.desk.now,
        )
    except KunjaeError as error:
        form.seen(at.again().opened.booking.row.version)
        form.add_error(None, error.text(at.desk.language))
        return form
    shown = format_money(given["amount"], currency, at.desk.language, unit=True)
    messages.success(at.request, _("A payment of %(amount)s is recorded.") % {"amount": shown})
    return None
