"""Check-in: room, guests, money on the way; and who is registered in a stay."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_change_bookings
from kunjae.bookings.day import occupants
from kunjae.bookings.errors import RegistrationsMoved
from kunjae.bookings.facts import RegisteredGuest
from kunjae.bookings.registrations import digest_of_registrations, registrations_of
from kunjae.bookings.rules import NOBODY, is_registered
from kunjae.changes.commands import Registered, arrive, register
from kunjae.changes.errors import ReasonRequired, RoomRequired
from kunjae.changes.operations import AssignRoom
from kunjae.changes.queries import load_operations
from kunjae.changes.rules import plan
from kunjae.changes.rules.course import check_arrival
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.booking.forms import PaymentForm
from kunjae.extranet.day.forms import ArrivalForm, GuestForm, guest_forms
from kunjae.extranet.day.stays import AtStay, at_stay, pay, to_the_day
from kunjae.kernel.countries import three_letters
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.properties.cleaning import rooms_to_clean


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """The page of a check-in. `do=pay` records money and stays here, `do=check_in` checks in."""
    at = at_stay(request, desk, code, number)
    verb = at.posted.get("do", "")
    if request.method == "POST" and verb == "pay":
        wrong = pay(at)
        return _page(at.again(), payment=wrong, status=422 if wrong else 200)
    if request.method == "POST" and verb == "check_in":
        return _check_in(at)
    return _page(at)


def _check_in(at: AtStay) -> HttpResponse:
    desk, stay = at.desk, at.stay
    form = ArrivalForm(at.posted, rooms=_rooms(at))
    is_valid = form.is_valid()
    guests = _guest_forms(at, check=True, needed=not form.cleaned_data.get("later"))
    wrong = [guest for guest in guests if not guest.is_valid()]
    if wrong or not is_valid:
        return _page(at, form=form, guests=guests, status=422)
    given: dict[str, Any] = form.cleaned_data
    if given["room"] != (stay.room or "") != given["assigned"]:
        return _moved(at, form, guests)
    registered = [guest.guest for guest in guests]
    try:
        arrive(
            property=desk.property,
            code=at.opened.booking.row.code,
            stay=stay.number,
            actor=desk.actor,
            now=desk.now,
            room=given["room"] or None,
            room_ready=given["ready"],
            registered=Registered(registered, given["seen"]),
            reason=given["reason"],
        )
    except KunjaeError as error:
        return _refused(at.again(), form, guests, error)
    messages.success(
        at.request,
        _("%(name)s is checked in to room %(room)s.") % {"name": at.name, "room": given["room"] or stay.room},
    )
    if not is_registered([guest for guest in registered if guest != NOBODY], stay.adults):
        messages.info(at.request, _("Details of the registration are still missing; see what waits."))
    return to_the_day(desk)


def _moved(at: AtStay, form: ArrivalForm, guests: list[GuestForm]) -> HttpResponse:
    """Another desk has changed the stay's room since the page was made: it is not put back unseen."""
    _carry(at, form, assigned=at.stay.room or "")
    words = _("Another desk has changed the room meanwhile; it is now %(room)s. Please choose again.")
    form.add_error("room", words % {"room": at.stay.room or "–"})
    return _page(at, form=form, guests=guests, status=409)


def _carry(at: AtStay, form: ArrivalForm, **seen: str) -> None:
    """Let the form say what the page now shows, beside all that was typed."""
    data = at.posted.copy()
    for name, value in seen.items():
        data[name] = value
    form.data = data


def _refused(at: AtStay, form: ArrivalForm, guests: list[GuestForm], error: KunjaeError) -> HttpResponse:
    """The page as things stand now, with all that was typed and what is in the way."""
    words = error.text(at.desk.language)
    if isinstance(error, RegistrationsMoved):
        # What was typed stays, now beside the registrations as they are.
        _carry(at, form, seen=digest_of_registrations(_registered(at)))
    if isinstance(error, ReasonRequired):
        form.add_error("reason", words)
    elif isinstance(error, RoomRequired | InvalidInput):
        form.add_error("room", words)
    else:
        form.add_error(None, words)
    status = 422 if isinstance(error, ReasonRequired | RoomRequired | InvalidInput) else 409
    return _page(at, form=form, guests=guests, status=status)


def _page(
    at: AtStay,
    *,
    form: ArrivalForm | None = None,
    guests: list[GuestForm] | None = None,
    payment: PaymentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    desk, stay = at.desk, at.stay
    content = at.content(payment)
    try:
        check_arrival(stay, desk.today)
    except KunjaeError as error:
        return show(
            at.request,
            desk,
            "kunjae/day/not_now.html",
            content | {"refusal": error.text(desk.language)},
            status=status,
        )
    if form is None:
        form = ArrivalForm(initial=_initial(at), rooms=_rooms(at))
    content |= {
        "form": form,
        "guests": guests if guests is not None else _guest_forms(at),
        "to_clean": stay.room in rooms_to_clean(desk.property) if stay.room else False,
        "occupants": occupants(desk.property, stay.room) if stay.room else [],
        "is_late": desk.today > stay.check_in,
    }
    return show(at.request, desk, "kunjae/day/check_in.html", content, status=status)


def _initial(at: AtStay) -> dict[str, Any]:
    """What the form shows at first; what was typed so far stays."""
    typed = at.posted
    if typed:
        return {
            "seen": typed.get("seen", ""),
            "assigned": typed.get("assigned", ""),
            "room": typed.get("room", ""),
            "ready": "ready" in typed,
            "later": "later" in typed,
            "reason": typed.get("reason", ""),
        }
    room = at.stay.room or ""
    return {"seen": digest_of_registrations(_registered(at)), "assigned": room, "room": room}


def _rooms(at: AtStay) -> list[tuple[str, str]]:
    """The rooms that the stay could have, its own first, each with its beds and whether it is to be cleaned."""
    operations = [AssignRoom(at.stay.number, None)]
    choices: list[tuple[str, str]] = []
    if at.stay.status.is_live:
        facts = load_operations(at.opened, operations).facts
        planned = plan(facts, operations, at.desk.now)
        free = next(each.rooms_free for each in planned.stays if each.number == at.stay.number)
        to_clean = set(rooms_to_clean(at.desk.property))
        own = [at.stay.room] if at.stay.room else []
        for number in [*own, *(number for number in free if number not in own)]:
            room = facts.room(number)
            parts = [number, room.beds if room else "", _("to clean") if number in to_clean else ""]
            choices.append((number, " · ".join(part for part in parts if part)))
    return choices if at.stay.room else [("", _("Choose")), *choices]


def _registered(at: AtStay) -> list[RegisteredGuest]:
    return registrations_of(at.desk.property, at.opened.booking.stay_ids[at.stay.number])


def _guest_forms(at: AtStay, *, check: bool = False, needed: bool = False) -> list[GuestForm]:
    return guest_forms(
        _registered(at),
        adults=at.stay.adults,
        children=at.stay.children,
        today=at.desk.today,
        posted=at.posted or None,
        check=check,
        needed=needed,
        first=_first_guest(at),
    )


def _first_guest(at: AtStay) -> dict[str, str]:
    """What the booking knows of the first guest: the stay's own name, else the booker's."""
    row = at.opened.booking.row
    words = at.name.split()
    found = {"first_name": words[0] if words else "", "last_name": " ".join(words[1:])}
    if at.name == row.booker.name:
        found |= {"phone": row.booker.phone, "nationality": three_letters(row.booker.country)}
    return found


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """Who is registered in a stay: to be filled in before, during and after it."""
    at = at_stay(request, desk, code, number)
    if request.method != "POST":
        return _registration_page(at, _guest_forms(at), digest_of_registrations(_registered(at)))
    guests = _guest_forms(at, check=True)
    seen = at.posted.get("seen", "")
    wrong = [guest for guest in guests if not guest.is_valid()]
    if wrong:
        return _registration_page(at, guests, seen, status=422)
    registered = [guest.guest for guest in guests]
    try:
        register(
            property=desk.property,
            code=at.opened.booking.row.code,
            stay=number,
            registered=Registered(registered, seen),
        )
    except KunjaeError as error:
        now_seen = digest_of_registrations(_registered(at))
        return _registration_page(at, guests, now_seen, refusal=error.text(desk.language), status=409)
    messages.success(request, _("The registration is saved."))
    return redirect("extranet:booking", slug=desk.property.slug, code=at.opened.booking.row.code)


def _registration_page(
    at: AtStay, guests: list[GuestForm], seen: str, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    content = at.content() | {"guests": guests, "seen": seen, "refusal": refusal}
    return show(at.request, at.desk, "kunjae/day/registration.html", content, status=status)
