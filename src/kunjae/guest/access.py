"""Who is at the door: every guest page starts here, with one property, one moment, and at most one booking.

`guest_page` is for guests who are signed in to the booking in the address; `visitor_page` for everybody, signed in or
not (sign-in, a payment request's page). Both hand a `GuestDesk` to the view.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from kunjae.accounts.facts import Actor
from kunjae.concierge.logo import logo_of
from kunjae.concierge.pictures import picture_name
from kunjae.guest.facts import Session
from kunjae.guest.rules import SESSION_LASTS
from kunjae.guest.sessions import session_of
from kunjae.properties.facts import PropertyFacts
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts
from kunjae.tenancy.prepared import Rows

COOKIE = "kunjae_guest"

_PROPERTY = Rows(lambda slug: Property.objects.filter(slug=slug))


@dataclass(frozen=True, slots=True)
class GuestDesk:
    """One request of one guest. The clock is read here, once. `session` None: nobody is signed in."""

    property: Property
    hotel: PropertyFacts
    session: Session | None
    now: datetime
    language: str

    @builtins.property
    def code(self) -> str:
        """The booking's; empty while nobody is signed in."""
        return self.session.code if self.session else ""

    @builtins.property
    def booking_id(self) -> UUID | None:
        return self.session.booking_id if self.session else None

    @builtins.property
    def actor(self) -> Actor:
        """Who does something, as a history remembers it: without a name, so that erasing the guest erases it."""
        return guest_actor(self.session)

    @builtins.property
    def today(self) -> date:
        """The hotel-local date."""
        return self.hotel.today(self.now)

    @builtins.property
    def phone(self) -> str:
        """The hotel's number, for whatever a guest cannot do alone; empty if it gave none."""
        return str(self.property.details.get("phone") or "")

    @builtins.property
    def line_id(self) -> str:
        return str(self.property.details.get("line_id") or "")

    @builtins.property
    def colour(self) -> str:
        """The hotel's, as `#0E5A5A`; empty if it gave none."""
        return str(self.property.details.get("colour") or "")

    @builtins.property
    def logo(self) -> str:
        """By which name `guest:picture` shows the hotel's; empty without one."""
        return picture_name(logo_of(self.property))

    @builtins.property
    def address(self) -> Mapping[str, str]:
        """The hotel's, by language."""
        found: Mapping[str, str] = self.property.details.get("address") or {}
        return found


def guest_actor(session: Session | None) -> Actor:
    """The guest of this session for histories and ledgers, known by the id of the booker's row."""
    return Actor("guest", "Guest", session.booker_id if session else None)


type GuestView = Callable[..., HttpResponseBase]


def property_of_slug(slug: str) -> Property | None:
    """The property that an address names, in one query; None when there is none."""
    return _PROPERTY.first(slug)


def visitor_page(view: GuestView) -> GuestView:
    """Decorator: `view(request, desk, **parts of the address)` for everybody; 404 where the property is unknown."""

    @wraps(view)
    def page(request: HttpRequest, *, slug: str, **parts: Any) -> HttpResponseBase:
        return _private(view(request, _desk(request, slug), **parts))

    return page


def guest_page(view: GuestView) -> GuestView:
    """Decorator: `view(request, desk, **other parts of the address)` for the guest who is signed in to the booking
    whose code is in the address (`desk.code`). Anybody else is led to the sign-in, whether there is such a booking or
    not."""

    @wraps(view)
    def page(request: HttpRequest, *, slug: str, code: str, **parts: Any) -> HttpResponseBase:
        desk = _desk(request, slug)
        if desk.session is None or desk.code != code.upper():
            return _private(redirect(sign_in_address(desk, request)))
        return _private(view(request, desk, **parts))

    return page


def _desk(request: HttpRequest, slug: str) -> GuestDesk:
    hotel = property_of_slug(slug)
    if hotel is None:
        raise Http404
    now = timezone.now()
    return GuestDesk(
        property=hotel,
        hotel=property_facts(hotel),
        session=session_of(hotel, request.COOKIES.get(COOKIE, ""), now),
        now=now,
        language="th" if (get_language() or "th").startswith("th") else "en",
    )


def sign_in_address(desk: GuestDesk, request: HttpRequest) -> str:
    """The sign-in, which leads back to the page that was asked for."""
    address = reverse("guest:sign_in", kwargs={"slug": desk.property.slug})
    wanted = urlencode({"next": request.path}) if request.method in ("GET", "HEAD") else "ended=1"
    return f"{address}?{wanted}"


def remember(response: HttpResponseBase, desk: GuestDesk, token: str) -> None:
    """Give the browser the session's token, for the pages of this property alone."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=SESSION_LASTS,
        path=reverse("guest:sign_in", kwargs={"slug": desk.property.slug}),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase, desk: GuestDesk) -> None:
    """Take the token back."""
    response.delete_cookie(
        COOKIE, path=reverse("guest:sign_in", kwargs={"slug": desk.property.slug}), samesite="Lax"
    )


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing of a guest's is kept by a browser or anything between, or found by a search."""
    response.headers.setdefault("Cache-Control", "no-store, private")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def show(
    request: HttpRequest, desk: GuestDesk, template: str, content: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A guest page: its own content, and what every page shows (`property`, `hotel`, `desk`, `currency`, `era`)."""
    shared = {
        "property": desk.property,
        "hotel": desk.hotel,
        "desk": desk,
        "currency": desk.hotel.currency,
        "era": desk.hotel.era,
    }
    return render(request, template, shared | content, status=status)
