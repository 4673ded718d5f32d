"""Who is at the desk: every staff page starts here, with one property, one role and one moment."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from kunjae.accounts import queries, roles
from kunjae.accounts.facts import Actor
from kunjae.properties.facts import PropertyFacts
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of one member of the staff. The clock is read here, once."""

    property: Property
    hotel: PropertyFacts
    role: str
    actor: Actor
    now: datetime
    language: str

    @builtins.property
    def today(self) -> date:
        """The hotel-local date."""
        return self.hotel.today(self.now)

    @builtins.property
    def may_change(self) -> bool:
        return roles.may_change_bookings(self.role)

    @builtins.property
    def may_record_payments(self) -> bool:
        return roles.may_record_payments(self.role)


type StaffView = Callable[..., HttpResponseBase]


def staff_page(*, allowed: Callable[[str], bool] = roles.may_view) -> Callable[[StaffView], StaffView]:
    """Decorator: `view(request, desk, **parts of the address)` for signed-in staff of the property in the address.

    Somebody without a role there gets 404, as if it did not exist; a role that may not do this gets 403.
    """

    def decorate(view: StaffView) -> StaffView:
        @login_required
        @wraps(view)
        def page(request: HttpRequest, *, slug: str, **parts: Any) -> HttpResponseBase:
            desk = _desk(request, slug)
            if not allowed(desk.role):
                raise PermissionDenied
            return view(request, desk, **parts)

        return page

    return decorate


def _desk(request: HttpRequest, slug: str) -> Desk:
    user_id: UUID | None = request.user.pk
    membership = queries.membership(user_id=user_id, slug=slug) if user_id else None
    if membership is None:
        raise Http404
    return Desk(
        property=membership.property,
        hotel=property_facts(membership.property),
        role=membership.role,
        actor=Actor("staff", str(request.user), user_id),
        now=timezone.now(),
        language="th" if (get_language() or "th").startswith("th") else "en",
    )


def show(
    request: HttpRequest, desk: Desk, template: str, content: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page: its own content, and what every page shows (`property`, `hotel`, `desk`, `currency`, `era`)."""
    shared = {
        "property": desk.property,
        "hotel": desk.hotel,
        "desk": desk,
        "currency": desk.hotel.currency,
        "era": desk.hotel.era,
    }
    return render(request, template, shared | content, status=status)
