"""The way in: from sign-in to the day of one property."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kunjae.accounts.first_owner import has_staff
from kunjae.accounts.models import User
from kunjae.accounts.queries import memberships
from kunjae.extranet.setup.progress import standing_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The only property of the user, else a choice of theirs; the set-up while that is not done."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path()) if has_staff() else redirect("setup:owner")
    found = memberships(user_id=user.pk)
    if (standing := standing_of(user, found)) is not None:
        return redirect(f"setup:{standing.step}")
    if len(found) == 1:
        return redirect("extranet:day", slug=found[0].property.slug)
    return render(request, "kunjae/booking/home.html", {"memberships": found})
