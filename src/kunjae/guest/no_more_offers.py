"""Where the mail before arrival leads whoever wants no more of such mails for a booking."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kunjae.guest.access import GuestDesk, show, visitor_page
from kunjae.messages.links import read_unsubscribe_link
from kunjae.messages.pre_arrival.commands import unsubscribe


@csrf_exempt
@visitor_page
@require_http_methods(["GET", "HEAD", "POST"])
def no_more_offers(request: HttpRequest, desk: GuestDesk, *, token: str) -> HttpResponse:
    """A button that says so; looking at the page says nothing yet, as programs look at the links in mails. The POST needs
    nothing but the signed address: mail programs send one for their readers (RFC 8058)."""
    booking = read_unsubscribe_link(desk.property, token)
    template = "kunjae/guest/no_more_offers.html"
    if booking is None:
        return show(request, desk, template, {"is_wrong": True}, status=404)
    is_done = request.method == "POST" and unsubscribe(property=desk.property, booking=booking, now=desk.now)
    return show(request, desk, template, {"is_done": is_done})
