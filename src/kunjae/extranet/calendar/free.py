"""Free nights of a room: to a new booking, out of service, or held for somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_change_bookings
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.calendar.forms import FreeForm, usual_hold
from kunjae.extranet.calendar.views import partly, window_address
from kunjae.inventory.blocking import RoomTaken, block_room
from kunjae.inventory.commands import SoldOut
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.parsing import parse_text
from kunjae.kernel.stay_dates import parse_date
from kunjae.properties.facts import RoomTypeFacts
from kunjae.properties.queries import House, house

TEMPLATE = "kunjae/calendar/free.html"


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def free(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The nights of `?room=` (or of a `?room_type=`, without a number) from `?check_in=` on. POST: `do` is `book`
    (leads to the new-booking page), `block` or `hold`."""
    found = house(desk.property)
    asked = request.POST if request.method == "POST" else request.GET
    kind = _type_asked(found, asked.get("room", ""), asked.get("room_type", ""))
    do = request.POST.get("do", "")
    form = FreeForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(desk, asked, kind),
        rooms=[] if kind is None else [room.number for room in found.all_rooms.offered(kind.code)],
        today=desk.today,
        timezone=desk.property.timezone,
        do=do,
        auto_id="free_%s",
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            answer = _booking(desk, form, kind) if do == "book" else _block(request, desk, form, do)
            if isinstance(answer, HttpResponse):
                return answer
            status = answer
    return partly(request, desk, TEMPLATE, {"form": form, "kind": kind, "do": do}, status=status)


def _type_asked(house: House, room: str, code: str) -> RoomTypeFacts | None:
    """The type of the room, or that of the code, or the first in use; None in a house without rooms."""
    known = house.all_rooms.by_number.get(room)
    if known is not None:
        return house.by_code[known.room_type]
    in_use = {facts.code: facts for facts in house.types.values() if not facts.retired}
    return in_use.get(code) or next(iter(in_use.values()), None)


def _initial(desk: Desk, asked: Any, kind: RoomTypeFacts | None) -> dict[str, Any]:
    """What the form shows at first: one night unless the address says more, and a hold of two hours."""
    try:
        first = max(parse_date(asked.get("check_in", ""), "check_in"), desk.today)
    except InvalidInput:
        first = desk.today
    try:
        until = max(parse_date(asked.get("check_out", ""), "check_out"), first + timedelta(days=1))
    except InvalidInput:
        until = first + timedelta(days=1)
    return {
        "room_type": kind.code if kind else "",
        "room": asked.get("room", ""),
        "check_in": first,
        "check_out": until,
        "held_until": usual_hold(desk.now, desk.property.timezone),
        "start": asked.get("start", ""),
        "days": asked.get("days", ""),
    }


def _booking(desk: Desk, form: FreeForm, kind: RoomTypeFacts | None) -> HttpResponse:
    given = form.cleaned_data
    asked = {
        "check_in": given["check_in"],
        "check_out": given["check_out"],
        "room_type": kind.code if kind else "",
        "room": given["room"],
    }
    address = reverse("extranet:new_booking", args=[desk.property.slug])
    return redirect(f"{address}?{urlencode({name: value for name, value in asked.items() if value})}")


def _block(request: HttpRequest, desk: Desk, form: FreeForm, do: str) -> HttpResponse | int:
    """Block or hold the room, then back to the calendar; the status of the page that says why not."""
    if do not in ("block", "hold"):
        form.add_error(None, _("Choose what to do with these nights."))
        return 422
    given, is_hold = form.cleaned_data, do == "hold"
    field = "held_for" if is_hold else "reason"
    try:
        block_room(
            property=desk.property,
            room=given["room"],
            dates=form.dates,
            reason=" ".join(parse_text(given[field], "reason", blank=True).split()),
            held_until=given["held_until"] if is_hold else None,
            now=desk.now,
        )
    except InvalidInput as error:
        form.refuse(error, reason=field)
        return 422
    except (RoomTaken, SoldOut) as error:
        form.add_error(None, error.text(desk.language))
        return 409
    words = _("Room %(room)s is held.") if is_hold else _("Room %(room)s is out of service on these nights.")
    messages.success(request, words % {"room": given["room"]})
    address = reverse("extranet:calendar", args=[desk.property.slug])
    return redirect(address + window_address(given["start"], given["days"]))
