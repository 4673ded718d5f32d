"""The Concierge: everything that fits the guest's stay, and nothing else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.guest.concierge.basket import basket_of
from kunjae.guest.concierge.content import groups_of
from kunjae.guest.concierge.opened import note_opened
from kunjae.guest.concierge.opening import open_shelf
from kunjae.guest.concierge.quoting import priced, total_of


@guest_page
@require_safe
def concierge(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """The offers of one room (`?stay=2`; the first one where none is named), and what is in the basket."""
    opened = open_shelf(desk)
    stay = opened.stay(request.GET.get("stay", ""))
    if stay is None and request.GET.get("stay"):
        raise Http404
    note_opened(opened)
    lines = priced(opened, basket_of(request, desk))
    content = {
        "booking": opened.booking,
        "stay": stay,
        "stays": opened.stays,
        "groups": groups_of(opened.shown(stay)) if stay else [],
        "ordered": sum(order.status.counts for order in opened.facts.orders),
        "in_basket": len(lines),
        "basket_total": total_of(lines),
        "room_types": opened.facts.room_types,
    }
    return show(request, desk, "kunjae/guest/concierge/page.html", content)
