"""The course of a stay: check-in, check-out, no-show."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.accounts.roles import may_change_bookings
from kunjae.api.answers import People, entry_json
from kunjae.api.bodies import read_json
from kunjae.api.callers import Caller, caller_of
from kunjae.api.documented import IDEMPOTENCY_KEY, documented, link, links_of_booking
from kunjae.api.idempotency import KEY_REFUSALS, Answer, once
from kunjae.api.requests import booking_code
from kunjae.api.routes.bookings import answer_response
from kunjae.api.schemas.course import CheckInRequest, CheckOutRequest, NoShowRequest
from kunjae.api.schemas.history import Entry
from kunjae.api.stay_requests import (
    CheckIn,
    CheckOut,
    NoShow,
    read_check_in,
    read_check_out,
    read_no_show,
)
from kunjae.changes import commands
from kunjae.changes.models import HistoryEntry
from kunjae.inventory.commands import SoldOut

router = Router(tags=["Stays"])
CODE = "$request.path.code"
LINKS = links_of_booking(CODE) | {
    "entry": link("read_change_entry", code=CODE, number="$response.body#/number")
}
REFUSALS = ["no_such_booking", "no_such_stay", "wrong_status", *KEY_REFUSALS]


@router.post(
    "/bookings/{code}/stays/{int:number}/check-in",
    **documented(
        "Check guests in",
        Entry,
        status=201,
        body=CheckInRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=["too_early", "room_required", "reason_required", "plan_refused", *REFUSALS],
        links=LINKS,
    ),
)
def check_in(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A reserved stay is in house from now on, from its first day on. It needs a room: its own, or `room`, which is
    assigned as a change that is not counted. `registrations` replaces who is registered in the stay; left out, they
    stay as they are, and what is missing of a guest can follow later. The answer is the entry of the history."""
    caller = caller_of(request, may_change_bookings)
    body = read_json(request)
    wanted = read_check_in(body, caller.property, caller.now)
    code = booking_code(code)
    return _done(request, caller, body, code, lambda: _check_in(caller, code, number, wanted))


def _check_in(caller: Caller, code: str, number: int, wanted: CheckIn) -> HistoryEntry:
    return commands.arrive(
        property=caller.property,
        code=code,
        stay=number,
        actor=caller.actor,
        now=caller.now,
        room=wanted.room,
        room_ready=wanted.room_ready,
        registered=None if wanted.guests is None else commands.Registered(wanted.guests),
        reason=wanted.reason,
    )


@router.post(
    "/bookings/{code}/stays/{int:number}/check-out",
    **documented(
        "Check guests out",
        Entry,
        status=201,
        body=CheckOutRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=["early_departure", "balance_open", "plan_outdated", "plan_refused", *REFUSALS],
        links=LINKS,
    ),
)
def check_out(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A stay in house is checked out, and its room is to be cleaned. Where nights are left the first call is refused
    with `early_departure` and the preview of the change that drops them; the call with its `digest` carries out both,
    `record` as for any change. Who owes money leaves only with a `reason`, unless other rooms of the booking are still
    in house. The answer is the entry of the check-out; the entry of an early departure stands before it."""
    caller = caller_of(request, may_change_bookings)
    body = read_json(request)
    wanted = read_check_out(body)
    code = booking_code(code)
    return _done(request, caller, body, code, lambda: _check_out(caller, code, number, wanted))


def _check_out(caller: Caller, code: str, number: int, wanted: CheckOut) -> HistoryEntry:
    return commands.depart(
        property=caller.property,
        code=code,
        stay=number,
        actor=caller.actor,
        now=caller.now,
        reason=wanted.reason,
        digest=wanted.digest,
        record=wanted.record,
    )


@router.post(
    "/bookings/{code}/stays/{int:number}/no-show",
    **documented(
        "Record a no-show",
        Entry,
        status=201,
        body=NoShowRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=["too_early", "plan_outdated", "plan_refused", *REFUSALS],
        links=LINKS,
    ),
)
def no_show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Nobody came to a reserved stay, on its first day or later: its room is given back, and what the policy asks for
    a no-show is owed unless `record` is false. The operation `no_show` in a preview shows it before; with that
    preview's `digest` it is done only if it still holds. The answer is the entry of the history."""
    caller = caller_of(request, may_change_bookings)
    body = read_json(request)
    wanted = read_no_show(body)
    code = booking_code(code)
    return _done(request, caller, body, code, lambda: _no_show(caller, code, number, wanted))


def _no_show(caller: Caller, code: str, number: int, wanted: NoShow) -> HistoryEntry:
    return commands.no_show(
        property=caller.property,
        code=code,
        stay=number,
        actor=caller.actor,
        now=caller.now,
        digest=wanted.digest,
        record=wanted.record,
        reason=wanted.reason,
    ).entry


def _done(
    request: HttpRequest, caller: Caller, body: object, code: str, work: Callable[[], HistoryEntry]
) -> HttpResponse:
    """The entry that tells of it, made once for a key."""

    def answered() -> Answer:
        entry = work()
        return Answer(201, entry_json(entry, People(caller.property, [entry]), caller.property.currency))

    answer = once(request, caller, body, answered, again_after=(SoldOut,))
    response = answer_response(request, answer)
    response["Location"] = f"/api/v1/bookings/{code}/changes/{answer.content['number']}"
    return response
