"""Making, listing, reading and editing bookings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.accounts.roles import may_change_bookings
from kunjae.api.answers import booking_json
from kunjae.api.bodies import read_json
from kunjae.api.callers import Caller, caller_of
from kunjae.api.documented import CURSOR, IDEMPOTENCY_KEY, LIMIT, documented, links_of_booking, query
from kunjae.api.idempotency import KEY_REFUSALS, Answer, once
from kunjae.api.paging import page_json, place_to_json
from kunjae.api.problems import Refused, json_response
from kunjae.api.requests import Edits, NewBooking, booking_code, read_edits, read_new_booking, read_wanted
from kunjae.api.schemas.bookings import Booking, BookingEdits, BookingPage, BookingRequest, NewBookingAnswer
from kunjae.api.schemas.document import ref
from kunjae.api.schemas.values import CHECK_IN
from kunjae.bookings.listing import Place, newest_bookings
from kunjae.bookings.queries import booking_row
from kunjae.changes.commands import book, edit_details
from kunjae.changes.queries import open_booking
from kunjae.tenancy.transactions import run_in_transaction

router = Router(tags=["Bookings"])
LINKS = links_of_booking("$response.body#/code")


@router.post(
    "/bookings",
    **documented(
        "Make a booking",
        NewBookingAnswer,
        status=201,
        body=BookingRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=["sold_out", "plan_refused", *KEY_REFUSALS],
        links=LINKS,
    ),
)
def create_booking(request: HttpRequest) -> HttpResponse:
    """One or more stays, all or none. `nightly_prices` are room prices, one for each night; the plan's extra-person
    charge is added to each. Left out: today's prices. The answer holds the booking's `pin`, here and never again."""
    caller = caller_of(request, may_change_bookings)
    body = read_json(request)
    wanted = read_new_booking(body, caller.property)
    return _answered(request, once(request, caller, body, lambda: _book(caller, wanted)))


def _book(caller: Caller, wanted: NewBooking) -> Answer:
    booked = book(
        property=caller.property,
        booker=wanted.booker,
        stays=wanted.stays,
        source=wanted.source.value,
        actor=caller.actor,
        now=caller.now,
        notes=wanted.notes,
    )
    opened = open_booking(caller.property, booked.code)
    return Answer(201, booking_json(opened.booking, caller.property.currency) | {"pin": booked.pin})


@router.get(
    "/bookings",
    **documented(
        "List bookings",
        BookingPage,
        parameters=[
            query("arriving_from", CHECK_IN, "First arrival on this day or later."),
            query("arriving_to", CHECK_IN, "First arrival on this day or earlier."),
            query("status", {"$ref": ref("StayStatus")}, "The booking's status."),
            query(
                "q",
                {"type": "string", "maxLength": 100},
                "Beginnings of words of the code, of names and of the e-mail address, or the end of the phone number.",
            ),
            LIMIT,
            CURSOR,
        ],
        links=links_of_booking("$response.body#/items/0/code"),
    ),
)
def list_bookings(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    caller = caller_of(request)
    wanted, page = read_wanted(request)
    found = newest_bookings(caller.property, wanted, most=page.most, below=page.below)
    shown = [booking_json(each, caller.property.currency) for each in found[: page.limit]]
    return json_response(
        request,
        page_json(page, found, shown, lambda each: place_to_json(Place(each.row.booked_at, each.row.id))),
    )


@router.get(
    "/bookings/{code}",
    **documented("Read a booking", Booking, problems=["no_such_booking"], links=LINKS),
)
def read_booking(request: HttpRequest, code: str) -> HttpResponse:
    """The booking with its money, its stays and their nights."""
    caller = caller_of(request)
    return _booking(request, caller, booking_code(code))


@router.patch(
    "/bookings/{code}",
    **documented(
        "Edit booker, notes, source, language",
        Booking,
        body=BookingEdits,
        problems=["no_such_booking", "version_conflict"],
        links=LINKS,
    ),
)
def edit_booking(request: HttpRequest, code: str) -> HttpResponse:
    """What is left out stays as it is; null empties an e-mail address, a phone number, a country, the notes. It is
    kept in the history, but is not a change. With `version` it is done only if the booking still has that version."""
    caller = caller_of(request, may_change_bookings)
    code = booking_code(code)
    edits = read_edits(read_json(request), caller.property)
    run_in_transaction(lambda: _edit(caller, code, edits))
    return _booking(request, caller, code)


def _edit(caller: Caller, code: str, edits: Edits) -> None:
    if edits.version is not None:
        version = booking_row(caller.property, code, lock=True).version
        if version != edits.version:
            raise Refused("version_conflict", version=version)
    edit_details(
        property=caller.property, code=code, details=edits.details, actor=caller.actor, now=caller.now
    )


def _booking(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    opened = open_booking(caller.property, code)
    return json_response(request, booking_json(opened.booking, caller.property.currency))


def _answered(request: HttpRequest, answer: Answer) -> HttpResponse:
    response = answer_response(request, answer)
    response["Location"] = f"/api/v1/bookings/{answer.content['code']}"
    return response


def answer_response(request: HttpRequest, answer: Answer) -> HttpResponse:
    """The answer of an idempotent call; a repeated one says so."""
    response = json_response(request, answer.content, answer.status)
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return response
