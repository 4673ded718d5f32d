"""Settings > PMS > Reservations from the PMS: when they were last looked at, what could not be taken in, and whom no mail
reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.concierge.posting_words import error_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.pms.words import problem_text, standing
from kunjae.pms.connections import connection_of
from kunjae.pms.reservations.asking import look_now
from kunjae.pms.reservations.facts import PLAN_UNKNOWN, TYPE_UNKNOWN, Naming, ReservationShown
from kunjae.pms.reservations.queries import in_trouble, without_email
from kunjae.tenancy.transactions import one_transaction

MOST = 100
"""Rows of each list; whoever has more mends those first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A reservation that could not be taken in. `needs_names`: as nobody has said what something of it is here."""

    reservation: ReservationShown
    why: str
    needs_names: bool


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def reservations(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page. A POST (`do=look`) has all reservations looked at now."""
    connection = connection_of(desk.property)
    if connection.adapter is None:
        messages.info(request, _("Connect a PMS first."))
        return redirect("extranet:pms", slug=desk.property.slug)
    status = 200
    if request.method == "POST":
        if request.POST.get("do") == "look" and not connection.stopped_because:
            one_transaction(look_now)(desk.property, desk.now)
            messages.success(request, _("The reservations are being looked at. It takes a moment."))
            return redirect("extranet:pms_reservations", slug=desk.property.slug)
        status = 422
        if connection.stopped_because:
            messages.error(request, _("The connection does not work at the moment."))
        else:
            messages.error(request, _("This button is not known. Please try again."))
    naming = Naming.from_json(connection.mapping)
    troubled = in_trouble(desk.property, desk.today, most=MOST)
    unreachable = without_email(desk.property, desk.today, most=MOST)
    role, state = standing(connection)
    content: dict[str, Any] = {
        "connection": connection,
        "name": connection.adapter.name,
        "role": role,
        "state": state,
        "look_error": error_text(connection.look_error, desk.language) if connection.look_error else "",
        "has_plan": bool(naming.rate_plan),
        "troubled": [
            Line(
                each,
                problem_text(each, naming, desk.language, desk.hotel.era),
                each.problem in (TYPE_UNKNOWN, PLAN_UNKNOWN),
            )
            for each in troubled[:MOST]
        ],
        "more_troubled": len(troubled) > MOST,
        "unreachable": unreachable[:MOST],
        "more_unreachable": len(unreachable) > MOST,
        "most": MOST,
    }
    return show(request, desk, "kunjae/settings/pms/reservations.html", content, status=status)
