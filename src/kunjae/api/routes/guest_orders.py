"""A guest looks at what the hotel offers, orders, and cancels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.api.bodies import read_json
from kunjae.api.documented import documented, link
from kunjae.api.guest_callers import GuestBearer, GuestCaller, guest_of
from kunjae.api.order_answers import quote_json, shelf_json
from kunjae.api.order_requests import read_wanted_orders
from kunjae.api.payment_requests import read_nothing
from kunjae.api.problems import json_response
from kunjae.api.schemas.orders import GuestOrderRequest, Order, OrderList, OrderQuote, Shelf
from kunjae.api.schemas.payments import CancelRequest
from kunjae.concierge.listing import OrderRow
from kunjae.concierge.order_reads import answers_in_words, orders_by_id
from kunjae.concierge.order_text import order_json
from kunjae.concierge.queries import load_shelf, orders_of
from kunjae.concierge.rules.shelf import shelf
from kunjae.ordering.commands import cancel_own_order, place_orders, quote_orders

router = Router(tags=["Guest"])
guest = GuestBearer()


@router.get(
    "/guest/{slug}/offers",
    auth=guest,
    **documented(
        "What can be ordered",
        Shelf,
        has_roles=False,
        links={"order": link("guest_create_orders", slug="$request.path.slug")},
    ),
)
def guest_offers(request: HttpRequest, slug: str) -> HttpResponse:
    """What fits the guest's stays, and what was bought already."""
    caller = guest_of(request)
    found = load_shelf(caller.property, caller.code, caller.now)
    return json_response(request, shelf_json(shelf(found.facts, caller.now), caller.property))


@router.post(
    "/guest/{slug}/orders/quote",
    auth=guest,
    **documented(
        "Price a basket",
        OrderQuote,
        body=GuestOrderRequest,
        problems=["offer_refused", "sold_out"],
        has_roles=False,
    ),
)
def guest_quote_orders(request: HttpRequest, slug: str) -> HttpResponse:
    """What the things wanted would come to together. Nothing is ordered."""
    caller = guest_of(request)
    wanted = read_wanted_orders(read_json(request), caller.property, by_guest=True)
    quoted = quote_orders(property=caller.property, code=caller.code, wanted=wanted, now=caller.now)
    return json_response(request, quote_json(quoted, caller.property.currency))


@router.get("/guest/{slug}/orders", auth=guest, **documented("My orders", OrderList, has_roles=False))
def guest_orders(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first."""
    caller = guest_of(request)
    ids = [order.id for order in orders_of(caller.property, caller.session.booking_id)]
    return json_response(request, {"items": _orders_json(caller, orders_by_id(caller.property, ids))})


@router.post(
    "/guest/{slug}/orders",
    auth=guest,
    **documented(
        "Order",
        OrderList,
        status=201,
        body=GuestOrderRequest,
        problems=["offer_refused", "sold_out", "price_changed"],
        has_roles=False,
    ),
)
def guest_create_orders(request: HttpRequest, slug: str) -> HttpResponse:
    """All of it or nothing. What is to be paid now (`payment_status` `to_pay`) ends by itself when it is not paid in time;
    the guest pays it on the page of the orders."""
    caller = guest_of(request)
    wanted = read_wanted_orders(read_json(request), caller.property, by_guest=True)
    placed = place_orders(
        property=caller.property, code=caller.code, wanted=wanted, actor=caller.actor, now=caller.now
    )
    rows = orders_by_id(caller.property, [order.id for order in placed])
    return json_response(request, {"items": _orders_json(caller, rows)}, 201)


@router.post(
    "/guest/{slug}/orders/{uuid:id}/cancel",
    auth=guest,
    **documented(
        "Cancel an order of mine",
        Order,
        body=CancelRequest,
        body_optional=True,
        problems=["no_such_order", "order_ended", "order_not_free", "type_taken"],
        has_roles=False,
    ),
)
def guest_cancel_order(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Free of charge, as long as the offer's rule allows it."""
    caller = guest_of(request)
    read_nothing(read_json(request, optional=True))
    cancel_own_order(property=caller.property, code=caller.code, order=id, actor=caller.actor, now=caller.now)
    return json_response(request, _orders_json(caller, orders_by_id(caller.property, [id]))[0])


def _orders_json(caller: GuestCaller, rows: Sequence[OrderRow]) -> list[dict[str, Any]]:
    words = answers_in_words(caller.property, [row.id for row in rows])
    return [order_json(row, words.get(row.id, {}), caller.property.currency) for row in rows]
