"""Money received, sent back, and asked for by a link."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.accounts.roles import may_record_payments
from kunjae.api.bodies import read_json
from kunjae.api.callers import Caller, caller_of
from kunjae.api.documented import CURSOR, IDEMPOTENCY_KEY, LIMIT, documented, link
from kunjae.api.idempotency import KEY_REFUSALS, Answer, once
from kunjae.api.paging import page_json, place_to_json
from kunjae.api.payment_answers import payment_json, refund_json, request_json, schedule_json
from kunjae.api.payment_requests import (
    NewPayment,
    NewRefund,
    NewRequest,
    read_nothing,
    read_payment,
    read_refund,
    read_request,
)
from kunjae.api.problems import json_response
from kunjae.api.requests import booking_code, read_places
from kunjae.api.routes.bookings import answer_response
from kunjae.api.schemas.payments import (
    CancelRequest,
    NewPaymentRequest,
    Payment,
    PaymentPage,
    PaymentRequest,
    PaymentRequestPage,
    PaymentSchedule,
    ReceivedPayment,
    Refund,
    RefundRequest,
)
from kunjae.bookings.listing import Place
from kunjae.bookings.queries import booking_row
from kunjae.changes.commands.money_in import receive_payment
from kunjae.changes.queries import open_booking
from kunjae.inventory.commands import SoldOut
from kunjae.kernel.moments import local_date
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.commands.requests import cancel_payment_request, send_payment_request
from kunjae.payments.queries import newest_payments, newest_requests, refunds_of
from kunjae.payments.rules import money_due, payment_schedule

router = Router(tags=["Payments"])


@router.post(
    "/bookings/{code}/payments",
    **documented(
        "Record money received",
        Payment,
        status=201,
        body=ReceivedPayment,
        parameters=[IDEMPOTENCY_KEY],
        problems=["no_such_booking", *KEY_REFUSALS],
        links={"refund": link("create_refund", id="$response.body#/id")},
    ),
)
def create_payment(request: HttpRequest, code: str) -> HttpResponse:
    """Money that the hotel has: cash, a transfer that arrived, a card terminal, an agency. The booking's version
    grows, so that a preview made before is outdated. A guest's change that waited for this money is confirmed with it."""
    caller = caller_of(request, may_record_payments)
    code = booking_code(code)
    body = read_json(request)
    wanted = read_payment(body, caller.property)
    answer = once(request, caller, body, lambda: _record(caller, code, wanted), again_after=(SoldOut,))
    return answer_response(request, answer)


def _record(caller: Caller, code: str, wanted: NewPayment) -> Answer:
    payment = receive_payment(
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
    """Newest first, each with its refunds."""
    caller = caller_of(request)
    code = booking_code(code)
    page = read_places(request)
    booking = booking_row(caller.property, code)
    found = newest_payments(caller.property, booking.id, most=page.most, below=page.below)
    refunds = refunds_of(caller.property, [payment.id for payment in found])
    items = [
        payment_json(payment, caller.property.currency, refunds.get(payment.id, ()))
        for payment in found[: page.limit]
    ]
    return json_response(
        request,
        page_json(page, found, items, lambda payment: place_to_json(Place(payment.received_at, payment.id))),
    )


@router.get(
    "/bookings/{code}/payment-schedule",
    **documented("Read when a booking is to be paid", PaymentSchedule, problems=["no_such_booking"]),
)
def read_payment_schedule(request: HttpRequest, code: str) -> HttpResponse:
    """What is due when it is booked, by the prepayment of each room, and what at the hotel."""
    caller = caller_of(request)
    hotel = caller.property
    booking = open_booking(hotel, booking_code(code)).booking
    facts = booking.facts
    money = money_due(facts.stays, fees=facts.fees, orders=facts.orders, paid=facts.paid)
    parts = payment_schedule(
        facts.stays,
        fees=facts.fees,
        orders=facts.orders,
        paid=facts.paid,
        booked_on=local_date(booking.row.booked_at, hotel.timezone),
    )
    return json_response(request, schedule_json(parts, money.value, money.paid, hotel.currency))


@router.post(
    "/payments/{uuid:id}/refunds",
    **documented(
        "Refund a payment",
        Refund,
        status=201,
        body=RefundRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=["no_such_payment", "refund_exceeds_payment", *KEY_REFUSALS],
    ),
)
def create_refund(request: HttpRequest, id: UUID) -> HttpResponse:
    """Send this much of a payment back where it came from. It is reserved at once, so that two refunds never exceed the
    payment. `state` says who does it: a provider (`queued`) or staff (`by_hand`); the booking's `paid` falls when it is
    done."""
    caller = caller_of(request, may_record_payments)
    body = read_json(request)
    wanted = read_refund(body, caller.property)
    return answer_response(request, once(request, caller, body, lambda: _refund(caller, id, wanted)))


def _refund(caller: Caller, id: UUID, wanted: NewRefund) -> Answer:
    refund = request_refund(
        property=caller.property,
        payment=id,
        amount=wanted.amount,
        reason=wanted.reason,
        actor=caller.actor,
        now=caller.now,
    )
    return Answer(201, refund_json(refund, caller.property.currency))


@router.post(
    "/bookings/{code}/payment-requests",
    **documented(
        "Ask the guest for an amount",
        PaymentRequest,
        status=201,
        body=NewPaymentRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=["no_such_booking", *KEY_REFUSALS],
        links={
            "cancel": link(
                "call_off_payment_request",
                body={},
                code="$request.path.code",
                id="$response.body#/id",
            )
        },
    ),
)
def create_payment_request(request: HttpRequest, code: str) -> HttpResponse:
    """The guest gets an e-mail with a link, `url` of the answer, and can pay until `expires_at`."""
    caller = caller_of(request, may_record_payments)
    code = booking_code(code)
    body = read_json(request)
    wanted = read_request(body, caller.property)
    return answer_response(request, once(request, caller, body, lambda: _ask(caller, code, wanted)))


def _ask(caller: Caller, code: str, wanted: NewRequest) -> Answer:
    asked = send_payment_request(
        property=caller.property,
        code=code,
        amount=wanted.amount,
        message=wanted.message,
        expires_at=wanted.expires_at,
        actor=caller.actor,
        now=caller.now,
    )
    return Answer(201, request_json(asked, code, caller.property, caller.now))


@router.get(
    "/bookings/{code}/payment-requests",
    **documented(
        "List payment requests", PaymentRequestPage, parameters=[LIMIT, CURSOR], problems=["no_such_booking"]
    ),
)
def list_payment_requests(request: HttpRequest, code: str) -> HttpResponse:
    """Newest first."""
    caller = caller_of(request)
    code = booking_code(code)
    page = read_places(request)
    booking = booking_row(caller.property, code)
    found = newest_requests(caller.property, booking.id, most=page.most, below=page.below)
    items = [request_json(each, code, caller.property, caller.now) for each in found[: page.limit]]
    return json_response(
        request,
        page_json(page, found, items, lambda each: place_to_json(Place(each.created_at, each.id))),
    )


@router.post(
    "/bookings/{code}/payment-requests/{uuid:id}/cancel",
    **documented(
        "Cancel a payment request",
        PaymentRequest,
        body=CancelRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=["no_such_booking", "no_such_payment_request", "payment_request_closed", *KEY_REFUSALS],
        body_optional=True,
    ),
)
def call_off_payment_request(request: HttpRequest, code: str, id: UUID) -> HttpResponse:
    """Nobody can pay it any more. One that is cancelled already stays so."""
    caller = caller_of(request, may_record_payments)
    code = booking_code(code)
    body = read_json(request, optional=True)
    read_nothing(body)
    return answer_response(request, once(request, caller, body, lambda: _cancel(caller, code, id)))


def _cancel(caller: Caller, code: str, id: UUID) -> Answer:
    booking_row(caller.property, code, people=False)
    asked = cancel_payment_request(
        property=caller.property, request=id, code=code, actor=caller.actor, now=caller.now
    )
    return Answer(200, request_json(asked, code, caller.property, caller.now))
