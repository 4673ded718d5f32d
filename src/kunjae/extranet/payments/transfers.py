"""Transfers to check: the slip that a guest sent beside what the bank shows, and what staff say of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.bookings.models import Booking
from kunjae.changes.commands.money_in import accept_slip, refuse_slip
from kunjae.changes.queries import OpenedBooking, pending_change
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.payments.forms import AcceptForm, RefuseForm
from kunjae.extranet.payments.opened import due_of, opened, show_about
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.formats import format_money
from kunjae.kernel.money import amount_text
from kunjae.payments.commands.slips import open_slip
from kunjae.payments.errors import NoSuchSlip
from kunjae.payments.facts import CheckoutState
from kunjae.payments.models import Checkout, Slip

PICTURES = ("image/jpeg", "image/png")
"""Kinds of slips that a page shows; anything else is only there to be downloaded."""


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, desk: Desk, *, code: str, id: UUID) -> HttpResponse:
    """One transfer: accept it with the amount that really came, or refuse it with a note."""
    found = opened(desk, code)
    row = _checkout_of(desk, found.booking.row, id)
    if request.method != "POST":
        return _page(request, desk, found, row)
    if not desk.may_record_payments:
        raise PermissionDenied
    match request.POST.get("do"):
        case "accept":
            return _accept(request, desk, found, row)
        case "refuse":
            return _refuse(request, desk, found, row)
    raise Http404


def _accept(request: HttpRequest, desk: Desk, found: OpenedBooking, row: Checkout) -> HttpResponse:
    form = AcceptForm(request.POST, currency=desk.hotel.currency)
    if not form.is_valid():
        return _page(request, desk, found, row, accept=form, status=422)
    try:
        payment = accept_slip(
            property=desk.property,
            checkout=row.id,
            amount=form.cleaned_data["amount"],
            reference=form.cleaned_data["reference"],
            actor=desk.actor,
            now=desk.now,
        )
    except KunjaeError as error:
        return _too_late(request, desk, row, error)
    amount = format_money(payment.amount, desk.hotel.currency, desk.language, unit=True)
    messages.success(request, _("A payment of %(amount)s is recorded.") % {"amount": amount})
    return redirect("extranet:booking", slug=desk.property.slug, code=found.booking.row.code)


def _refuse(request: HttpRequest, desk: Desk, found: OpenedBooking, row: Checkout) -> HttpResponse:
    form = RefuseForm(request.POST, currency=desk.hotel.currency)
    if not form.is_valid():
        return _page(request, desk, found, row, refuse=form, status=422)
    try:
        refuse_slip(
            property=desk.property,
            checkout=row.id,
            note=form.cleaned_data["note"],
            actor=desk.actor,
            now=desk.now,
        )
    except KunjaeError as error:
        return _too_late(request, desk, row, error)
    messages.success(request, _("The slip is refused; no money is recorded."))
    return redirect("extranet:booking", slug=desk.property.slug, code=found.booking.row.code)


def _too_late(request: HttpRequest, desk: Desk, row: Checkout, error: KunjaeError) -> HttpResponse:
    """The page as things stand by now, with what is in the way."""
    found = opened(desk, row.booking.code)
    fresh = _checkout_of(desk, found.booking.row, row.id)
    return _page(request, desk, found, fresh, refusal=error.text(desk.language), status=409)


def _page(
    request: HttpRequest,
    desk: Desk,
    found: OpenedBooking,
    row: Checkout,
    *,
    accept: AcceptForm | None = None,
    refuse: RefuseForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    booking, currency = found.booking.row, desk.hotel.currency
    pending = pending_change(desk.property, booking.id) if booking.pending_id else None
    waits = row.state == CheckoutState.SLIP
    content = {
        "checkout": row,
        "slips": [
            {
                "row": slip,
                "url": reverse("extranet:slip", args=[desk.property.slug, booking.code, slip.id]),
                "is_picture": slip.kind in PICTURES,
            }
            for slip in Slip.objects.of(desk.property)
            .filter(checkout_id=row.id)
            .order_by("uploaded_at", "id")
        ],
        "due": due_of(found),
        "waits": waits,
        "may_check": waits and desk.may_record_payments,
        "pending": pending if pending and pending.id == row.pending_id else None,
        "accept": accept
        or AcceptForm(initial={"amount": amount_text(row.amount, currency)}, currency=currency),
        "refuse": refuse or RefuseForm(currency=currency),
        "refusal": refusal,
    }
    return show_about(request, desk, booking, "transfer.html", content, status)


@staff_page()
@require_safe
def slip(request: HttpRequest, desk: Desk, *, code: str, id: UUID) -> HttpResponse:
    """The file of a slip. A picture is shown; what could carry more than a picture is downloaded."""
    booking = opened(desk, code).booking.row
    if not Slip.objects.of(desk.property).filter(id=id, checkout__booking_id=booking.id).exists():
        raise Http404
    try:
        found = open_slip(desk.property, id)
    except NoSuchSlip:
        raise Http404 from None
    is_picture = found.kind in PICTURES
    return HttpResponse(
        found.content,
        content_type=found.kind if is_picture else "application/octet-stream",
        headers={
            "Content-Disposition": f'{"inline" if is_picture else "attachment"}; filename="{found.name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


def _checkout_of(desk: Desk, booking: Booking, id: UUID) -> Checkout:
    """An attempt to pay for which a slip was sent."""
    row = (
        Checkout.objects.of(desk.property)
        .filter(id=id, booking_id=booking.id, slips__isnull=False)
        .select_related("booking")
        .distinct()
        .first()
    )
    if row is None:
        raise Http404
    return row
