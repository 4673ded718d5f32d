"""One block or hold: who looks sees it; who may change releases it, prolongs a hold, or turns it into a booking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.calendar.forms import SPANS, ProlongForm, hotel_time, refuse
from kunjae.extranet.calendar.views import partly
from kunjae.inventory.blocking import BlockChanged, NoSuchBlock, release_block
from kunjae.inventory.facts import BlockFacts
from kunjae.inventory.queries import block_facts
from kunjae.inventory.releasing import prolong_hold
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.queries import house

TEMPLATE = "kunjae/calendar/block.html"


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, desk: Desk, *, block: UUID) -> HttpResponse:
    """The page. POST: `do` is `release` or `prolong`; `seen` is the version that the page showed."""
    if request.method == "POST" and not desk.may_change:
        raise PermissionDenied
    found = block_facts(desk.property, house(desk.property), block)
    if found is None:
        return _gone(request, desk)
    if request.method != "POST":
        return _page(request, desk, found)
    try:
        if request.POST.get("do") == "prolong":
            return _prolong(request, desk, found)
        if request.POST.get("do") == "release":
            return _release(request, desk, found)
    except BlockChanged as error:
        fresh = block_facts(desk.property, house(desk.property), block)
        if fresh is None:
            return _gone(request, desk)
        return _page(request, desk, fresh, refusal=error.text(desk.language), status=409)
    except NoSuchBlock:
        return _gone(request, desk)
    return _page(request, desk, found, refusal=_("Choose what to do with the room."), status=422)


def _release(request: HttpRequest, desk: Desk, found: BlockFacts) -> HttpResponse:
    release_block(property=desk.property, block=found.id, now=desk.now, seen=request.POST.get("seen", ""))
    messages.success(request, _("Room %(room)s is free again.") % {"room": found.room})
    return _to_calendar(desk, found)


def _prolong(request: HttpRequest, desk: Desk, found: BlockFacts) -> HttpResponse:
    form = ProlongForm(request.POST, timezone=desk.property.timezone)
    if form.is_valid():
        try:
            prolong_hold(
                property=desk.property,
                block=found.id,
                held_until=form.cleaned_data["held_until"],
                now=desk.now,
                seen=form.cleaned_data["seen"],
            )
        except InvalidInput as error:
            refuse(form, error)
        else:
            messages.success(request, _("Room %(room)s is held.") % {"room": found.room})
            return _to_calendar(desk, found)
    return _page(request, desk, found, form=form, status=422)


def _page(
    request: HttpRequest,
    desk: Desk,
    found: BlockFacts,
    *,
    form: ProlongForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    is_over = found.is_over(desk.today)
    is_held = found.held_until is not None and not found.has_ended(desk.now) and not is_over
    if form is None and found.held_until is not None:
        until = hotel_time(found.held_until, desk.property.timezone)
        form = ProlongForm(initial={"held_until": until}, timezone=desk.property.timezone)
    content: dict[str, Any] = {
        "blocked": found,
        "form": form,
        "refusal": refusal,
        "is_held": is_held,
        "may_release": desk.may_change and not is_over,
        "booking_address": _booking_address(desk, found) if is_held and desk.may_change else "",
    }
    return partly(request, desk, TEMPLATE, content, status=status)


def _booking_address(desk: Desk, found: BlockFacts) -> str:
    """The new-booking page with the hold's room and nights; it releases the hold as it books."""
    asked = {
        "hold": found.id,
        "room": found.room,
        "room_type": found.room_type,
        "check_in": max(found.first_night, desk.today),
        "check_out": found.until,
    }
    return f"{reverse('extranet:new_booking', args=[desk.property.slug])}?{urlencode(asked)}"


def _gone(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Somebody released it meanwhile, its time has passed, or it never was a block of this hotel."""
    return partly(request, desk, TEMPLATE, {"blocked": None}, status=404)


def _to_calendar(desk: Desk, found: BlockFacts) -> HttpResponse:
    """The calendar, from where the block is seen."""
    address = reverse("extranet:calendar", args=[desk.property.slug])
    soon = desk.today <= found.first_night < desk.today + timedelta(days=SPANS[0] - 2)
    start = "" if soon else f"?start={found.first_night}"
    return redirect(address + start)
