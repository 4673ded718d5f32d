"""A guest signs in and looks at the own booking."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from kunjae.api.bodies import read_json
from kunjae.api.documented import documented, query
from kunjae.api.guest_answers import guest_booking_json, waiting_json
from kunjae.api.guest_callers import GuestBearer, GuestCaller, guest_of, hotel_of
from kunjae.api.guest_requests import read_sign_in, read_wanted_days
from kunjae.api.language import language_of
from kunjae.api.problems import Refused, json_response
from kunjae.api.schemas.guest import (
    GuestBooking,
    GuestCalendar,
    GuestSession,
    GuestSignInRequest,
    SignedOut,
)
from kunjae.changes.queries import pending_change
from kunjae.changes.rules.guest import money_now
from kunjae.guest.booking.content import managed_stays
from kunjae.guest.booking.money import moved_money, open_requests
from kunjae.guest.booking.opening import opened_now
from kunjae.guest.change.calendar import DateChoice, date_choice
from kunjae.guest.change.staging import Staged
from kunjae.guest.commands import sign_in
from kunjae.guest.errors import SlowedDown, WrongSignIn
from kunjae.guest.network import address_of
from kunjae.guest.paying.reading import change_to_pay
from kunjae.guest.rules import SESSION_LASTS
from kunjae.guest.sessions import end_session
from kunjae.kernel.errors import KunjaeError, invalid
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text
from kunjae.kernel.texts import LocalText
from kunjae.pages.months import months_later
from kunjae.properties.models import Property

router = Router(tags=["Guest"])
guest = GuestBearer()


@router.post(
    "/guest/{slug}/sign-in",
    auth=None,
    **documented(
        "Sign in",
        GuestSession,
        body=GuestSignInRequest,
        problems=["wrong_sign_in", "slowed_down", "no_such_property"],
        has_roles=False,
        is_public=True,
    ),
)
def guest_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """A booking's number and PIN become a token for all other calls of the guest. Both are read however they were typed.
    Tries that fail are slowed down, then stopped for a while, by booking number and by network, whether there is such a
    booking or not."""
    hotel = hotel_of(slug)
    wanted, now = read_sign_in(read_json(request)), timezone.now()
    try:
        came = sign_in(property=hotel, code=wanted.code, pin=wanted.pin, address=address_of(request), now=now)
    except WrongSignIn as error:
        raise Refused("wrong_sign_in", _in_both(error)) from error
    except SlowedDown as error:
        raise Refused("slowed_down", _in_both(error), headers={"Retry-After": str(error.wait)}) from error
    content = {
        "token": came.token,
        "booking": came.code,
        "language": came.language,
        "expires_at": moment_text(now + SESSION_LASTS),
    }
    return json_response(request, content)


def _in_both(error: KunjaeError) -> LocalText:
    return {language: error.text(language) for language in ("en", "th")}


@router.delete("/guest/{slug}/session", auth=guest, **documented("Sign out", SignedOut, has_roles=False))
def guest_sign_out(request: HttpRequest, slug: str) -> HttpResponse:
    """The token opens nothing any more."""
    caller = guest_of(request)
    end_session(property=caller.property, session_id=caller.session.id)
    return json_response(request, {"signed_out": True})


@router.get(
    "/guest/{slug}/booking",
    auth=guest,
    **documented("Read the booking", GuestBooking, has_roles=False),
)
def guest_booking(request: HttpRequest, slug: str) -> HttpResponse:
    """All that the guest's page shows: rooms with what may be done and why not, the policy as the course of this booking,
    money, what waits and what the hotel asks for."""
    caller = guest_of(request)
    return json_response(request, booking_answer(caller, language_of(request)))


def booking_answer(caller: GuestCaller, language: str) -> dict[str, Any]:
    """The guest's booking as JSON; a change whose time to pay is over is dropped first."""
    hotel, desk = caller.property, caller.desk(language)
    found = opened_now(caller.property, caller.code, caller.now)
    booking_id = found.booking.row.id
    return guest_booking_json(
        hotel,
        found,
        managed_stays(desk, found, money_now(found.booking.facts)),
        moved_money(hotel, booking_id),
        [(asked, _request_url(hotel, asked.token)) for asked in open_requests(hotel, booking_id, caller.now)],
        waiting_answer(caller),
    )


def waiting_answer(caller: GuestCaller) -> dict[str, Any] | None:
    """The change that waits for its money, as JSON."""
    pending = pending_change(caller.property, caller.session.booking_id)
    if pending is None:
        return None
    return waiting_json(pending, change_to_pay(caller.property, pending), caller.property.currency)


def _request_url(hotel: Property, token: str) -> str:
    path = reverse("guest:request", kwargs={"slug": hotel.slug, "token": token})
    return f"{settings.BASE_URL}{path}"


@router.get(
    "/guest/{slug}/calendar",
    auth=guest,
    **documented(
        "Days to choose from",
        GuestCalendar,
        parameters=[
            query("stay", {"type": "integer", "minimum": 1, "maximum": 10**6}, "Its number.", required=True),
            query("room_type", {"type": "string", "maxLength": 20}, "Left out: the stay's own."),
            query(
                "from",
                {"type": "string", "format": "date"},
                "Any day of the first month; left out: the stay's.",
            ),
            query(
                "arrival",
                {"type": "string", "format": "date"},
                "Tells which days a stay from here can end on.",
            ),
        ],
        problems=["no_such_stay"],
        has_roles=False,
    ),
)
def guest_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Two months for one stay: the price of every night for its guests in its rate plan, and why a stay cannot begin, or
    not end, on a day. The nights it has stay its own, at the agreed price."""
    caller = guest_of(request)
    wanted = read_wanted_days(request)
    found = opened_now(caller.property, caller.code, caller.now)
    stay = found.booking.facts.stay(wanted.stay)
    if stay is None or not stay.status.is_live:
        raise Refused("no_such_stay")
    room_type = wanted.room_type or stay.room_type
    if room_type not in found.house.by_code:
        raise invalid("room_type", "unknown_room_type", "is no room type of the hotel", "ไม่ใช่ประเภทห้องของที่พัก")
    choice = date_choice(
        found,
        Staged(),
        stay,
        room_type=room_type,
        first=(wanted.first or stay.check_in).replace(day=1),
        chosen=None,
        picking=wanted.arrival,
        today=caller.desk("en").today,
        language="en",
    )
    content = {
        "stay": stay.number,
        "room_type": room_type,
        "currency": caller.property.currency,
        "days": [_day_json(choice, day, wanted.arrival) for day in _days_of(choice)],
    }
    return json_response(request, content)


def _days_of(choice: DateChoice) -> list[date]:
    last = months_later(choice.first, 2)
    return [choice.first + timedelta(days=index) for index in range((last - choice.first).days)]


def _day_json(choice: DateChoice, day: date, arrival: date | None) -> dict[str, Any]:
    price = choice.nights.price(day)
    begins = choice.nights.arrival(day)
    ends = choice.nights.departure(arrival, day) if arrival and day > arrival else None
    return {
        "date": day.isoformat(),
        "price": None if price is None else amount_text(price, choice.currency),
        "own_night": day in choice.old,
        "no_arrival": begins.why and begins.why.value,
        "no_departure": ends and ends.why and ends.why.value,
    }
