"""The pages of room types and rooms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Stay
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.order import move_as_pressed
from kunjae.extranet.settings.pieces import piece_of, save_piece
from kunjae.extranet.settings.room_form import MoreRooms, RoomTypeForm
from kunjae.imports.editing import EditedMeanwhile
from kunjae.inventory.models import Block
from kunjae.kernel.texts import in_language
from kunjae.properties.facts import room_order
from kunjae.properties.models import Room, RoomType

OPEN = (StayStatus.RESERVED.value, StayStatus.IN_HOUSE.value)


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def rooms(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All room types in the hotel's order; a POST moves one up or down."""
    status = 200
    if request.method == "POST":
        try:
            move_as_pressed(request, desk, "room_types")
            return redirect("extranet:rooms", slug=desk.property.slug)
        except EditedMeanwhile as error:
            messages.error(request, error.text(desk.language))
            status = 409
    types = list(RoomType.objects.of(desk.property).order_by("position", "code"))
    found: dict[Any, list[Room]] = {row.id: [] for row in types}
    for room in sorted(
        Room.objects.of(desk.property), key=lambda row: (row.position, room_order(row.number))
    ):
        found[room.room_type_id].append(room)
    shown = [
        {
            "row": row,
            "used": [room.number for room in found[row.id] if not room.retired],
            "retired": [room.number for room in found[row.id] if room.retired],
        }
        for row in types
    ]
    content = {"types": shown, "order": " ".join(row.code for row in types)}
    return show(request, desk, "kunjae/settings/rooms.html", content, status=status)


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def room_type(request: HttpRequest, desk: Desk, *, code: str = "") -> HttpResponse:
    """A room type with its rooms; a new one without `code`. `rows` only shows the page again with other rows."""
    piece = piece_of(desk, "room_types", code)
    if code and piece.table is None:
        raise Http404
    elsewhere = _rooms_elsewhere(desk, code)
    posted: QueryDict | None = request.POST if request.method == "POST" else None
    more = MoreRooms(posted)
    if posted is not None:
        posted = more.added_to(posted)
        more = more if more.errors else MoreRooms()
    form = RoomTypeForm(posted, piece=piece, elsewhere=elsewhere)
    status = 200
    if posted is not None and ("rows" in posted or more.errors):
        form.press(posted.get("rows", ""))
        status = 422 if more.errors else 200
    elif posted is not None:
        status = save_piece(request, desk, form)
        if not status:
            return redirect("extranet:rooms", slug=desk.property.slug)
    in_the_way = _in_the_way(desk, form.refused)
    content = {
        "form": form,
        "rooms": [(row, number, in_the_way.get(number, [])) for row, number in form.rooms],
        "more": more,
        "code": code,
        "name": piece.table["name"] if piece.table else None,
    }
    return show(request, desk, "kunjae/settings/room_type.html", content, status=status)


def _rooms_elsewhere(desk: Desk, code: str) -> dict[str, str]:
    rows = Room.objects.of(desk.property).exclude(room_type__code=code)
    return {
        number: in_language(name, desk.language)
        for number, name in rows.values_list("number", "room_type__name")
    }


def _in_the_way(desk: Desk, numbers: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Room number -> the stays and blocks from today on that keep it from being retired or moved."""
    if not numbers:
        return {}
    stays = Stay.objects.of(desk.property).filter(
        room__number__in=numbers, status__in=OPEN, check_out__gt=desk.today
    )
    blocks = Block.objects.of(desk.property).filter(room__number__in=numbers, until__gt=desk.today)
    found: dict[str, list[dict[str, Any]]] = {}
    for number, code, first, last in stays.order_by("check_in").values_list(
        "room__number", "booking__code", "check_in", "check_out"
    ):
        found.setdefault(number, []).append({"code": code, "first": first, "last": last})
    for number, reason, first, last in blocks.order_by("first_night").values_list(
        "room__number", "reason", "first_night", "until"
    ):
        found.setdefault(number, []).append({"reason": reason, "first": first, "last": last})
    return found
