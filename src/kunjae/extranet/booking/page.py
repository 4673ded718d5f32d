"""The page of one booking, editing its details, and recording money by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from babel import Locale
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.accounts import roles
from kunjae.accounts.encryption import decrypt
from kunjae.bookings.contacts import region_of
from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.changes.commands import Details, edit_details
from kunjae.changes.commands.money_in import receive_payment
from kunjae.changes.models import HistoryEntry
from kunjae.changes.queries import OpenedBooking, history
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.booking.forms import DetailsForm, PaymentForm, details_of, payment_of
from kunjae.extranet.booking.in_pms import in_pms
from kunjae.extranet.booking.telling import told
from kunjae.extranet.day.course import courses
from kunjae.extranet.orders.on_booking import orders_on
from kunjae.extranet.orders.shelf import OPEN
from kunjae.extranet.payments.opened import opened
from kunjae.extranet.payments.panel import money_panel
from kunjae.extranet.payments.waiting import waiting_change_of
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.formats import format_money
from kunjae.pages.shown import Names, ShownMoney, ShownStay, shown_stays, tax_lines
from kunjae.payments.rules import money_due

LATEST_ENTRIES = 3


@staff_page()
@require_safe
def booking(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """Everything about one booking."""
    return _page(request, desk, opened(desk, code))


def _page(
    request: HttpRequest,
    desk: Desk,
    found: OpenedBooking,
    *,
    payment: PaymentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    row, facts = found.booking.row, found.booking.facts
    names = Names.of(found.house, found.plans, desk.language)
    money = money_due(facts.stays, fees=facts.fees, orders=facts.orders, paid=facts.paid)
    entries = history(desk.property, row.id, most=LATEST_ENTRIES)
    if payment is None:
        due = money.collect_now or max(0, money.balance)
        payment = PaymentForm(
            initial=payment_of(row.version, due, desk.hotel.currency), currency=desk.hotel.currency
        )
    content = {
        "booking": row,
        "facts": facts,
        "country": _country(row.booker.country, desk.language),
        "pin": _pin(row) if desk.may_change else "",
        "stays": _stays(desk, found, names, entries),
        "money": ShownMoney(money, facts.fees, facts.orders),
        "taxes": tax_lines(facts.stays, desk.hotel, desk.language),
        "panel": money_panel(desk, row, facts),
        "waiting": waiting_change_of(desk, found),
        "payment_form": payment,
        "entries": told(desk, entries, names),
        "entry_count": row.last_entry_number,
        "orders": orders_on(desk, row),
        "can_order": any(stay.status in OPEN for stay in facts.stays),
        **in_pms(desk, row),
    }
    return show(request, desk, "kunjae/booking/booking.html", content, status=status)


def _stays(
    desk: Desk, found: OpenedBooking, names: Names, entries: Sequence[HistoryEntry]
) -> list[ShownStay]:
    """The stays with what the desk can do with each."""
    course = courses(desk, found.booking, entries)
    return [
        replace(stay, course=course[stay.facts.number])
        for stay in shown_stays(found.booking.facts.stays, names, desk.hotel, desk.now)
    ]


@staff_page(allowed=roles.may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """Edit booker, contact, notes, source and language. What was typed stays when something is wrong with it."""
    row = _row(desk, code)
    region = region_of(desk.hotel.timezone)
    if request.method != "POST":
        return _details_page(request, desk, row, DetailsForm(initial=details_of(row), region=region))
    form = DetailsForm(request.POST, initial=details_of(row), region=region)
    if not form.is_valid():
        return _details_page(request, desk, row, form, status=422)
    if form.cleaned_data["version"] != row.version:
        form.seen(row.version)
        form.add_error(
            None, _("Somebody else has changed this booking meanwhile. Please check before saving again.")
        )
        return _details_page(request, desk, row, form, status=409)
    changed = {name: form.cleaned_data[name] for name in form.changed_data if name != "version"}
    try:
        entry = edit_details(
            property=desk.property,
            code=row.code,
            details=Details(**changed),
            actor=desk.actor,
            now=desk.now,
        )
    except KunjaeError as error:
        form.add_error(None, error.text(desk.language))
        return _details_page(request, desk, row, form, status=409)
    if entry is None:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, _("The details are saved."))
    return redirect("extranet:booking", slug=desk.property.slug, code=row.code)


def _details_page(
    request: HttpRequest, desk: Desk, row: Booking, form: DetailsForm, *, status: int = 200
) -> HttpResponse:
    content = {"booking": row, "form": form}
    return show(request, desk, "kunjae/booking/details.html", content, status=status)


@staff_page(allowed=roles.may_record_payments)
@require_http_methods(["GET", "HEAD", "POST"])
def payments(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """Record money received. The form stands on the booking's page, which is shown again when something is wrong."""
    if request.method != "POST":
        return redirect("extranet:booking", slug=desk.property.slug, code=_row(desk, code).code)
    currency = desk.hotel.currency
    found = opened(desk, code)
    form = PaymentForm(request.POST, currency=currency)
    if not form.is_valid():
        return _page(request, desk, found, payment=form, status=422)
    given: dict[str, Any] = form.cleaned_data
    try:
        receive_payment(
            property=desk.property,
            code=found.booking.row.code,
            method=given["method"],
            amount=given["amount"],
            reference=given["reference"],
            version=given["version"],
            actor=desk.actor,
            now=desk.now,
        )
    except KunjaeError as error:
        found = opened(desk, code)
        form.seen(found.booking.row.version)
        form.add_error(None, error.text(desk.language))
        return _page(request, desk, found, payment=form, status=409)
    messages.success(
        request,
        _("A payment of %(amount)s is recorded.")
        % {"amount": format_money(given["amount"], currency, desk.language, unit=True)},
    )
    return redirect("extranet:booking", slug=desk.property.slug, code=found.booking.row.code)


def _row(desk: Desk, code: str) -> Booking:
    try:
        return booking_row(desk.property, code)
    except NoSuchBooking:
        raise Http404 from None


def _pin(row: Booking) -> str:
    """The PIN in the clear; empty when it was encrypted with another key than this installation's."""
    try:
        return decrypt(row.pin)
    except InvalidToken:
        return ""


def _country(code: str, language: str) -> str:
    """The country's name in the language of the page; the code itself when there is none."""
    return str(Locale.parse(language).territories.get(code, code)) if code else ""
