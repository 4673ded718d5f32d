"""Money received by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.accounts.roles import may_record_payments
from kunjae.api.answers import payment_json
from kunjae.api.bodies import read_json
from kunjae.api.callers import Caller, caller_of
from kunjae.api.documented import CURSOR, IDEMPOTENCY_KEY, LIMIT, documented
from kunjae.api.idempotency import KEY_REFUSALS, Answer, once
from kunjae.api.paging import page_json, place_to_json
from kunjae.api.problems import json_response
from kunjae.api.requests import NewPayment, booking_code, read_payment, read_places
from kunjae.api.routes.bookings import answer_response
from kunjae.api.schemas.payments import Payment, PaymentPage, PaymentRequest
from kunjae.bookings.listing import Place
from kunjae.bookings.queries import booking_row
from kunjae.payments.commands import record_payment
from kunjae.payments.queries import newest_payments

router = Router(tags=["Payments"])


@router.post(
    "/bookings/{code}/payments",
    **documented(
        "Record money received",
        Payment,
        status=201,
        body=PaymentRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=["no_such_booking", *KEY_REFUSALS],
    ),
)
def create_payment(request: HttpRequest, code: str) -> HttpResponse:
    """Money that the hotel has: cash, a transfer that arrived, a card terminal, an agency. The booking's version
    grows, so that a preview made before is outdated."""
    caller = caller_of(request, may_record_payments)
    code = booking_code(code)
    body = read_json(request)
    wanted = read_payment(body, caller.property)
    return answer_response(request, once(request, caller, body, lambda: _record(caller, code, wanted)))


def _record(caller: Caller, code: str, wanted: NewPayment) -> Answer:
    payment = record_payment(
        property=caller.property,
        code=code,
        method=wanted.method,
        amount=wanted.amount,
        actor=caller.actor,
        now=caller.now,
        reference=wanted.reference,
    )
    return Answer(201, payment_json(payment, caller.property.currency))


@router.get(
    "/bookings/{code}/payments",
    **documented("List payments", PaymentPage, parameters=[LIMIT, CURSOR], problems=["no_such_booking"]),
)
def list_payments(request: HttpRequest, code: str) -> HttpResponse:
    """Newest first."""
    caller = caller_of(request)
    code = booking_code(code)
    page = read_places(request)
    booking = booking_row(caller.property, code)
    found = newest_payments(caller.property, booking.id, most=page.most, below=page.below)
    items = [payment_json(payment, caller.property.currency) for payment in found[: page.limit]]
    return json_response(
        request,
        page_json(page, found, items, lambda payment: place_to_json(Place(payment.received_at, payment.id))),
    )
