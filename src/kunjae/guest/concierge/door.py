"""The door of the Concierge: where the QR code in a room leads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from kunjae.bookings.guest_links import CONCIERGE
from kunjae.guest.access import GuestDesk, visitor_page


@visitor_page
@require_safe
def door(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """To the Concierge of the guest who is signed in; anybody else signs in first."""
    if desk.code:
        return redirect("guest:concierge", slug=desk.property.slug, code=desk.code)
    return redirect(reverse("guest:sign_in", kwargs={"slug": desk.property.slug}) + f"?next={CONCIERGE}")
