"""Asking a guest for money: a new payment request, and what becomes of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_record_payments, may_view
from kunjae.bookings.models import Booking
from kunjae.changes.queries import OpenedBooking
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.payments.forms import RequestForm, SeenForm, until_of
from kunjae.extranet.payments.opened import due_of, opened, show_about
from kunjae.extranet.payments.panel import requests_of, shown_request
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.formats import format_money
from kunjae.kernel.money import amount_text
from kunjae.payments.commands.requests import (
    cancel_payment_request,
    resend_payment_request,
    send_payment_request,
)
from kunjae.payments.errors import BookingMoved, RequestClosed
from kunjae.payments.links import request_token
from kunjae.payments.models import PaymentRequest


@staff_page(allowed=may_record_payments)
@require_http_methods(["GET", "HEAD", "POST"])
def request_payment(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """Ask for an amount: what is due now, else the balance, unless somebody types another."""
    found = opened(desk, code)
    due = due_of(found)
    shared: dict[str, Any] = {
        "currency": desk.hotel.currency,
        "timezone": desk.hotel.timezone,
        "now": desk.now,
    }
    if request.method != "POST":
        amount = due.collect_now or max(0, due.balance)
        initial = {
            "seen": str(uuid4()),
            "amount": amount_text(amount, desk.hotel.currency) if amount else "",
            "until": until_of(desk.now, desk.hotel.timezone),
        }
        return _new_page(request, desk, found, RequestForm(initial=initial, **shared))
    form = RequestForm(request.POST, **shared)
    form_id = _id_of(request.POST.get("seen", ""))
    if form_id is None:
        form.add_error(None, _("This page is too old. Please look at it again."))
    if not form.is_valid() or form_id is None:
        form.now_seen(str(form_id or uuid4()))
        return _new_page(request, desk, found, form, status=422)
    given = form.cleaned_data
    try:
        sent = send_payment_request(
            property=desk.property,
            code=found.booking.row.code,
            amount=given["amount"],
            message=given["message"],
            expires_at=given["until"],
            actor=desk.actor,
            now=desk.now,
            id=uuid5(form_id, found.booking.row.id.hex),
        )
        if sent.amount != given["amount"]:
            raise BookingMoved  # the same form, sent before with another amount
    except KunjaeError as error:
        form.add_error(None, error.text(desk.language))
        form.now_seen(str(uuid4()))
        return _new_page(request, desk, found, form, status=409)
    shown = format_money(sent.amount, desk.hotel.currency, desk.language, unit=True)
    messages.success(request, _("A payment request for %(amount)s is on its way.") % {"amount": shown})
    return redirect(
        "extranet:payment_request", slug=desk.property.slug, code=found.booking.row.code, id=sent.id
    )


def _new_page(
    request: HttpRequest, desk: Desk, found: OpenedBooking, form: RequestForm, *, status: int = 200
) -> HttpResponse:
    booking = found.booking.row
    shown = [shown_request(desk, booking, row) for row in requests_of(desk.property, booking.id)]
    content = {
        "form": form,
        "due": due_of(found),
        "open_total": sum(each.amount for each in shown if each.is_open),
    }
    return show_about(request, desk, booking, "request_new.html", content, status)


@staff_page(allowed=may_view)
@require_http_methods(["GET", "HEAD", "POST"])
def payment_request(request: HttpRequest, desk: Desk, *, code: str, id: UUID) -> HttpResponse:
    """One payment request: where it stands, its link; send it again, or withdraw it."""
    booking = opened(desk, code).booking.row
    row = _request_of(desk, booking, id)
    form = SeenForm(initial={"seen": str(row.sends)}, currency=desk.hotel.currency)
    status = 200
    if request.method == "POST":
        form = SeenForm(request.POST, currency=desk.hotel.currency)
        if not desk.may_record_payments:
            form.add_error(None, _("Only staff who may record payments can do this."))
            status = 403
        else:
            try:
                messages.success(request, _press(desk, row, request.POST))
                return redirect("extranet:booking", slug=desk.property.slug, code=booking.code)
            except KunjaeError as error:
                form.add_error(None, error.text(desk.language))
                status = 409
        row = _request_of(desk, booking, id)
        form.now_seen(str(row.sends))
    content = {"row": row, "shown": shown_request(desk, booking, row), "form": form, "link": _link(desk, row)}
    return show_about(request, desk, booking, "request.html", content, status)


def _press(desk: Desk, row: PaymentRequest, posted: QueryDict) -> str:
    """Do what the button says; what to tell. Raises Http404 for a button that there is not."""
    do, sends = posted.get("do", ""), posted.get("seen", "")
    if do == "resend":
        if not (sends.isascii() and sends.isdigit() and len(sends) < 5):
            raise RequestClosed
        resend_payment_request(
            property=desk.property, request=row.id, actor=desk.actor, now=desk.now, sends=int(sends)
        )
        return _("The payment request is sent again.")
    if do == "cancel":
        cancel_payment_request(property=desk.property, request=row.id, actor=desk.actor, now=desk.now)
        return _("The payment request is withdrawn: it can't be paid any more.")
    raise Http404


def _request_of(desk: Desk, booking: Booking, id: UUID) -> PaymentRequest:
    row = PaymentRequest.objects.of(desk.property).filter(id=id, booking_id=booking.id).first()
    if row is None:
        raise Http404
    return row


def _link(desk: Desk, row: PaymentRequest) -> str:
    """The address of the guest's page, for whoever wants to send it by other ways than mail."""
    return settings.BASE_URL + reverse("guest:request", args=[desk.property.slug, request_token(row.id)])


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
