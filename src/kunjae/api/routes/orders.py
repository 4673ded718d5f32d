"""Orders of the Concierge: listed, placed for a guest, confirmed, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.accounts.roles import may_change_bookings
from kunjae.api.bodies import read_json
from kunjae.api.callers import Caller, caller_of
from kunjae.api.documented import CURSOR, IDEMPOTENCY_KEY, LIMIT, documented, link, query
from kunjae.api.idempotency import KEY_REFUSALS, Answer, once
from kunjae.api.order_answers import quote_json, shelf_json
from kunjae.api.order_requests import read_orders_wanted, read_reason, read_wanted_orders
from kunjae.api.paging import page_json, place_to_json
from kunjae.api.payment_requests import read_nothing
from kunjae.api.problems import json_response
from kunjae.api.requests import booking_code
from kunjae.api.routes.bookings import answer_response
from kunjae.api.schemas.orders import (
    CancelOrder,
    Order,
    OrderList,
    OrderPage,
    OrderQuote,
    OrderRequest,
    Shelf,
)
from kunjae.api.schemas.payments import CancelRequest
from kunjae.concierge.facts import OfferType, OrderStatus
from kunjae.concierge.listing import OrderRow, order_list
from kunjae.concierge.order_reads import answers_in_words, orders_by_id
from kunjae.concierge.order_text import order_json
from kunjae.concierge.queries import load_shelf
from kunjae.concierge.rules.pricing import Wanted
from kunjae.concierge.rules.shelf import shelf
from kunjae.ordering.commands import cancel_order, confirm_order, place_orders, quote_orders

router = Router(tags=["Concierge"])
ORDERING = ("no_such_booking", "offer_refused", "sold_out", "price_changed")


@router.get(
    "/orders",
    **documented(
        "List orders",
        OrderPage,
        parameters=[
            query(
                "status", {"type": "string", "enum": [each.value for each in OrderStatus]}, "Of this status."
            ),
            query("type", {"type": "string", "enum": [each.value for each in OfferType]}, "Of this type."),
            query("offer", {"type": "string", "maxLength": 40}, "Of the offer with this code."),
            query("from", {"type": "string", "format": "date"}, "Ordered on this hotel day or later."),
            query("to", {"type": "string", "format": "date"}, "Ordered on this hotel day or earlier."),
            query("q", {"type": "string", "maxLength": 100}, "Words of booking, guest or offer."),
            LIMIT,
            CURSOR,
        ],
    ),
)
def list_orders(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    caller = caller_of(request)
    wanted, page = read_orders_wanted(request)
    found = order_list(caller.property, wanted, most=page.most, below=page.below)
    items = orders_json(caller, found[: page.limit])
    return json_response(request, page_json(page, found, items, lambda row: place_to_json(row.place)))


def orders_json(caller: Caller, rows: Sequence[OrderRow]) -> list[dict[str, Any]]:
    """These orders with their answers in words, in one query."""
    words = answers_in_words(caller.property, [row.id for row in rows])
    return [order_json(row, words.get(row.id, {}), caller.property.currency) for row in rows]


def order_answer(caller: Caller, id: UUID) -> dict[str, Any]:
    """One order. Raises NoSuchOrder."""
    return orders_json(caller, orders_by_id(caller.property, [id]))[0]


@router.get(
    "/orders/{uuid:id}",
    **documented("Read an order", Order, problems=["no_such_order"]),
)
def read_order(request: HttpRequest, id: UUID) -> HttpResponse:
    """With the guest's answers."""
    return json_response(request, order_answer(caller_of(request), id))


@router.post(
    "/orders/{uuid:id}/confirm",
    **documented(
        "Confirm an order",
        Order,
        body=CancelRequest,
        body_optional=True,
        parameters=[IDEMPOTENCY_KEY],
        problems=["no_such_order", "order_ended", "sold_out", *KEY_REFUSALS],
    ),
)
def confirm_an_order(request: HttpRequest, id: UUID) -> HttpResponse:
    """The guest is told, and the order joins the booking's value; an upgrade moves its stay. One that is confirmed
    already stays as it is."""
    caller = caller_of(request, may_change_bookings)
    body = read_json(request, optional=True)
    read_nothing(body)

    def confirm() -> Answer:
        confirm_order(property=caller.property, order=id, actor=caller.actor, now=caller.now)
        return Answer(200, order_answer(caller, id))

    return answer_response(request, once(request, caller, body, confirm))


@router.post(
    "/orders/{uuid:id}/cancel",
    **documented(
        "Cancel an order",
        Order,
        body=CancelOrder,
        body_optional=True,
        parameters=[IDEMPOTENCY_KEY],
        problems=["no_such_order", "order_ended", "type_taken", *KEY_REFUSALS],
    ),
)
def cancel_an_order(request: HttpRequest, id: UUID) -> HttpResponse:
    """Free of charge: what it held is free again, the guest is told with the reason, and an upgraded stay goes back to the
    type it was sold as, if a room of that is free."""
    caller = caller_of(request, may_change_bookings)
    body = read_json(request, optional=True)
    reason = read_reason(body)

    def cancel() -> Answer:
        cancel_order(property=caller.property, order=id, actor=caller.actor, now=caller.now, reason=reason)
        return Answer(200, order_answer(caller, id))

    return answer_response(request, once(request, caller, body, cancel))


@router.get(
    "/bookings/{code}/offers",
    **documented(
        "What a booking can order",
        Shelf,
        problems=["no_such_booking"],
        links={"order": link("create_orders", code="$request.path.code")},
    ),
)
def booking_offers(request: HttpRequest, code: str) -> HttpResponse:
    """Every offer and room upgrade for each stay, with the reasons why it cannot be ordered; staff may pass those of who
    and when, never stock, rooms and prices."""
    caller = caller_of(request)
    found = load_shelf(caller.property, booking_code(code), caller.now)
    return json_response(
        request, shelf_json(shelf(found.facts, caller.now, everything=True), caller.property)
    )


@router.post(
    "/bookings/{code}/orders/quote",
    **documented("Price orders", OrderQuote, body=OrderRequest, problems=ORDERING[:3], has_roles=False),
)
def quote_booking_orders(request: HttpRequest, code: str) -> HttpResponse:
    """What the things wanted would come to together. Nothing is ordered."""
    caller = caller_of(request)
    wanted = read_wanted_orders(read_json(request), caller.property)
    quoted = quote_orders(
        property=caller.property, code=booking_code(code), wanted=wanted, now=caller.now, by_staff=True
    )
    return json_response(request, quote_json(quoted, caller.property.currency))


@router.post(
    "/bookings/{code}/orders",
    **documented(
        "Order for a guest",
        OrderList,
        status=201,
        body=OrderRequest,
        parameters=[IDEMPOTENCY_KEY],
        problems=[*ORDERING, *KEY_REFUSALS],
    ),
)
def create_orders(request: HttpRequest, code: str) -> HttpResponse:
    """All of it or nothing. An offer that confirms by itself is confirmed at once."""
    caller = caller_of(request, may_change_bookings)
    code = booking_code(code)
    body = read_json(request)
    wanted = read_wanted_orders(body, caller.property)
    return answer_response(request, once(request, caller, body, lambda: _place(caller, code, wanted)))


def _place(caller: Caller, code: str, wanted: Sequence[Wanted]) -> Answer:
    placed = place_orders(
        property=caller.property,
        code=code,
        wanted=wanted,
        actor=caller.actor,
        now=caller.now,
        by_staff=True,
    )
    rows = orders_by_id(caller.property, [order.id for order in placed])
    return Answer(201, {"items": orders_json(caller, rows)})
