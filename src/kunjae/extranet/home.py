"""The way in: from sign-in to the bookings of one property."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kunjae.accounts.models import User
from kunjae.accounts.queries import memberships
from kunjae.extranet.access import Desk, staff_page


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The only property of the user, else a choice of theirs."""
    user = request.user
    found = memberships(user_id=user.pk) if isinstance(user, User) else []
    if len(found) == 1:
        return redirect("extranet:bookings", slug=found[0].property.slug)
    return render(request, "kunjae/booking/home.html", {"memberships": found})


@staff_page()
@require_safe
def property_home(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A property's pages begin with its bookings."""
    return redirect("extranet:bookings", slug=desk.property.slug)
