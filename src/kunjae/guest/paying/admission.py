"""Who may see an attempt to pay: the guest who is signed in to its booking, and for a payment request whoever holds the
request's signed link. The id in the address is random, and opens nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kunjae.guest.access import GuestDesk, sign_in_address, visitor_page
from kunjae.guest.paying.reading import checkout_row
from kunjae.payments.links import read_request_token, request_token
from kunjae.payments.models import Checkout

LINK = "request"
"""The parameter of the address that carries a payment request's link."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody at a checkout that is theirs. `link`: the payment request's, empty for a guest who is signed in."""

    desk: GuestDesk
    checkout: Checkout
    link: str = ""

    def address(self, name: str) -> str:
        """Where one of the pages of this checkout is, for this payer."""
        return address_of(name, self.desk.property.slug, self.checkout.id, self.link)

    @property
    def pay_address(self) -> str:
        """Where another attempt begins."""
        slug, request = self.desk.property.slug, self.checkout.request_id
        if self.checkout.basket is not None:
            parts = {"slug": slug, "code": self.checkout.booking.code, "basket": self.checkout.basket}
            return reverse("guest:pay_orders", kwargs=parts)
        if request is not None:
            return reverse("guest:request", kwargs={"slug": slug, "token": request_token(request)})
        return reverse("guest:pay", kwargs={"slug": slug, "code": self.checkout.booking.code})


def _to_the_sign_in(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """A page that asks by itself is read anew as a whole, which leads to the sign-in: a part of it would show the form."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(sign_in_address(desk, request))


def address_of(name: str, slug: str, checkout: UUID, link: str = "") -> str:
    """A page of a checkout; with the link of the payment request it is for, if one opened it."""
    address = reverse(f"guest:{name}", kwargs={"slug": slug, "id": checkout})
    return f"{address}?{urlencode({LINK: link})}" if link else address


def payer_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: `view(request, payer, …)` for whoever may see the checkout in the address. Without a session and a link
    one is led to the sign-in, whether there is such a checkout or not; with one of another booking it is not found."""

    @visitor_page
    @wraps(view)
    def page(request: HttpRequest, desk: GuestDesk, *, id: UUID, **parts: Any) -> HttpResponseBase:
        checkout = checkout_row(desk.property, id)
        link = request.GET.get(LINK, "")
        if checkout is not None:
            if desk.booking_id == checkout.booking_id:
                return view(request, Payer(desk, checkout), **parts)
            if link and checkout.request_id and read_request_token(link) == checkout.request_id:
                return view(request, Payer(desk, checkout, link), **parts)
        if desk.session is None and not link:
            return _to_the_sign_in(request, desk)
        raise Http404

    return page
