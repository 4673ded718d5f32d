"""Preview, confirm, history: the heart of the API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.accounts.roles import may_change_bookings
from kunjae.api.answers import People, entry_json
from kunjae.api.bodies import read_json
from kunjae.api.callers import Caller, caller_of
from kunjae.api.documented import CURSOR, IDEMPOTENCY_KEY, LIMIT, documented, link, links_of_booking
from kunjae.api.idempotency import KEY_REFUSALS, Answer, once
from kunjae.api.language import language_of
from kunjae.api.paging import page_json
from kunjae.api.problems import Refused, json_response
from kunjae.api.requests import WantedChange, booking_code, read_change, read_numbers, read_preview
from kunjae.api.routes.bookings import answer_response
from kunjae.api.schemas.history import Entry, EntryPage
from kunjae.api.schemas.operations import ChangeRequest, PreviewRequest
from kunjae.api.schemas.previews import Preview
from kunjae.bookings.queries import booking_row
from kunjae.changes.commands import confirm_change, preview_change
from kunjae.changes.queries import history, history_entry
from kunjae.changes.snapshots import plan_json
from kunjae.inventory.commands import SoldOut

router = Router(tags=["Changes"])
CODE = "$request.path.code"
WHAT_WAS_SHOWN = {
    "operations": "$request.body#/operations",
    "record": "$response.body#/record",
    "digest": "$response.body#/digest",
}


@router.post(
    "/bookings/{code}/changes/preview",
    **documented(
        "Preview a change",
        Preview,
        body=PreviewRequest,
        problems=["no_such_booking"],
        links={"confirm": link("confirm", WHAT_WAS_SHOWN, code=CODE)},
    ),
)
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """What the operations would do: the four figures per stay and in total, before and after, what is in the way,
    and the `digest` to confirm it with. Nothing is saved."""
    caller = caller_of(request)
    code = booking_code(code)
    wanted = read_preview(read_json(request), caller.property)
    planned = preview_change(
        property=caller.property,
        code=code,
        operations=wanted.operations,
        now=caller.now,
        record=wanted.record,
    )
    return json_response(request, plan_json(planned, language_of(request)))


@router.post(
    "/bookings/{code}/changes",
    **documented(
        "Confirm a change",
        Entry,
        status=201,
        body=ChangeRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=[
            "no_such_booking",
            "plan_outdated",
            "plan_refused",
            "reason_required",
            *KEY_REFUSALS,
        ],
        links=links_of_booking(CODE)
        | {"entry": link("read_change_entry", code=CODE, number="$response.body#/number")},
    ),
)
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Saves what the preview with this digest showed, all of it or nothing."""
    caller = caller_of(request, may_change_bookings)
    code = booking_code(code)
    body = read_json(request)
    wanted = read_change(body, caller.property)
    answer = once(request, caller, body, lambda: _confirm(caller, code, wanted), again_after=(SoldOut,))
    response = answer_response(request, answer)
    response["Location"] = f"/api/v1/bookings/{code}/changes/{answer.content['number']}"
    return response


def _confirm(caller: Caller, code: str, wanted: WantedChange) -> Answer:
    confirmed = confirm_change(
        property=caller.property,
        code=code,
        operations=wanted.operations,
        digest=wanted.digest,
        record=wanted.record,
        actor=caller.actor,
        now=caller.now,
        reason=wanted.reason,
    )
    entry = confirmed.entry
    return Answer(201, entry_json(entry, People(caller.property, [entry]), caller.property.currency))


@router.get(
    "/bookings/{code}/changes",
    **documented(
        "Read the history",
        EntryPage,
        parameters=[LIMIT, CURSOR],
        problems=["no_such_booking"],
        links={"newest": link("read_change_entry", code=CODE, number="$response.body#/items/0/number")},
    ),
)
def list_changes(request: HttpRequest, code: str) -> HttpResponse:
    """Newest first: changes, edited details, check-ins and check-outs (`kind`), each with who, when, why and the
    booking before and after. The four figures are null where it was no change."""
    caller = caller_of(request)
    code = booking_code(code)
    page = read_numbers(request)
    booking = booking_row(caller.property, code)
    found = history(caller.property, booking.id, below=page.below, most=page.most)
    shown = found[: page.limit]
    people = People(caller.property, shown)
    items = [entry_json(entry, people, caller.property.currency) for entry in shown]
    return json_response(request, page_json(page, found, items, lambda entry: entry.number))


@router.get(
    "/bookings/{code}/changes/{int:number}",
    **documented("Read one entry of the history", Entry, problems=["no_such_booking", "no_such_change"]),
)
def read_change_entry(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The whole entry, and the whole booking before and after it."""
    caller = caller_of(request)
    booking = booking_row(caller.property, booking_code(code))
    entry = history_entry(caller.property, booking.id, number)
    if entry is None:
        raise Refused("no_such_change")
    return json_response(
        request, entry_json(entry, People(caller.property, [entry]), caller.property.currency)
    )
