"""What a guest does at the provider, as buttons. None of them moves money here: they let webhooks come, as they would."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kunjae.guest.access import GuestDesk, show, visitor_page
from kunjae.payments.commands.closing import checkout_of
from kunjae.payments.errors import NoSuchCheckout
from kunjae.payments.facts import CheckoutState
from kunjae.payments.models import Checkout
from kunjae.payments.ports import EventKind
from kunjae.payments.providers.accounts import keys_of
from kunjae.payments.providers.errors import NoKeys
from kunjae.payments.providers.test_payments.sending import LATE, tell_of_payment
from kunjae.payments.providers.test_payments.wire import CODE

PAY, DECLINE, PAY_LATE, STAY = "pay", "decline", "late", "stay"
WORDS = (PAY, DECLINE, PAY_LATE, STAY)


@visitor_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, desk: GuestDesk, *, checkout: UUID) -> HttpResponse:
    """The page, and what a button asks for (`do`). Where the hotel takes real money there is no such page."""
    row = _checkout(desk, checkout)
    is_open = CheckoutState(row.state) in (CheckoutState.STARTED, CheckoutState.OPEN)
    do = request.POST.get("do", "")
    if request.method == "POST" and is_open and do in WORDS:
        _tell(desk, row, do)
        if do in (PAY, DECLINE):
            return redirect(_back(row))
        here = reverse("test_payments", kwargs={"slug": desk.property.slug, "checkout": checkout})
        return redirect(f"{here}?pressed={do}")
    content: dict[str, Any] = {
        "checkout": row,
        "is_open": is_open,
        "pressed": request.GET.get("pressed", ""),
        "late_at": row.expires_at + LATE,
        "back": _back(row),
    }
    return show(request, desk, "kunjae/guest/test_payments/page.html", content)


def _checkout(desk: GuestDesk, id: UUID) -> Checkout:
    try:
        row = checkout_of(desk.property, id)
        live = keys_of(desk.property, CODE).live
    except (NoSuchCheckout, NoKeys):
        raise Http404 from None
    if live or row.provider != CODE:
        raise Http404
    return row


def _tell(desk: GuestDesk, row: Checkout, do: str) -> None:
    paid = EventKind.AUTHORISED if row.data.get("hold") else EventKind.PAID
    kind = EventKind.FAILED if do == DECLINE else paid
    due_at = row.expires_at + LATE if do == PAY_LATE else None
    tell_of_payment(desk.property.id, row.id, kind, desk.now, due_at)


def _back(row: Checkout) -> str:
    return str(row.data.get("return_url") or "/")
