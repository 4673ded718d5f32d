"""What callers ask of offers and orders, read by the house's own readers: every wrong field is named with its path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from kunjae.api.paging import Page, place_from_json, read_page
from kunjae.api.requests import query_of, text_or_empty
from kunjae.bookings.listing import Place
from kunjae.concierge.asked import OrdersWanted
from kunjae.concierge.facts import OfferType, OrderStatus
from kunjae.concierge.rules.pricing import Wanted
from kunjae.kernel.errors import invalid
from kunjae.kernel.money import parse_amount
from kunjae.kernel.parsing import Reader, parse_choice, parse_text
from kunjae.kernel.stay_dates import parse_date
from kunjae.ordering.commands.answering import MOST_REASON
from kunjae.ordering.commands.placing import MOST_ITEMS
from kunjae.properties.models import Property

MOST_ANSWERS = 30
NOT_HERE = {"code", "picture", "retired"}
"""Fields of an offer that its body does not have: they have an address, or a page, of their own."""


def read_orders_wanted(request: HttpRequest) -> tuple[OrdersWanted, Page[Place]]:
    """The filters of GET /orders."""
    reader = query_of(request)
    wanted = OrdersWanted(
        status=reader.take_optional("status", lambda value, path: parse_choice(value, path, OrderStatus)),
        type=reader.take_optional("type", lambda value, path: parse_choice(value, path, OfferType)),
        offer=reader.text("offer", "", most=40, blank=True),
        first=reader.take_optional("from", parse_date),
        last=reader.take_optional("to", parse_date),
        text=reader.text("q", "", most=100, blank=True),
    )
    page = read_page(reader, place_from_json)
    reader.finish()
    return wanted, page


def read_reason(body: Any) -> str:
    """The body of a cancellation."""
    reader = Reader(body, "")
    reason = text_or_empty(reader, "reason", MOST_REASON)
    reader.finish()
    return reason


def read_wanted_orders(body: Any, property: Property, *, by_guest: bool = False) -> tuple[Wanted, ...]:
    """The things to order. What an answer must be, the offer says (`concierge.rules.answers`)."""
    reader = Reader(body, "")
    items = reader.items("items", lambda value, path: _item(value, path, property, by_guest), most=MOST_ITEMS)
    reader.finish()
    return tuple(items)


def _item(value: Any, path: str, property: Property, by_guest: bool) -> Wanted:
    reader = Reader(value, path)
    found = Wanted(
        stay=reader.integer("stay", 1, 10**6),
        offer=reader.take("offer", lambda text, at: parse_text(text, at, most=40)),
        answers=reader.take("answers", _answers, {}),
        pay_now=reader.boolean("pay_now", False) if by_guest else False,
        expected=reader.take_optional("expected", lambda text, at: parse_amount(text, property.currency, at)),
    )
    reader.finish()
    return found


def _answers(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MOST_ANSWERS:
        raise invalid(path, "not_an_object", "is not an object of answers", "ไม่ใช่ออบเจกต์ของคำตอบ")
    return {str(name): answer for name, answer in value.items()}


@dataclass(frozen=True, slots=True)
class OfferBody:
    """The body of PUT /offers/{code}: the offer's own fields, and the version that was read."""

    terms: dict[str, Any]
    version: int | None


def read_offer_body(body: Any, code: str, *, upgrade: bool) -> OfferBody:
    """The fields stay as they came, those that are null left out; `offer_from_json` reads them. The code is the address's."""
    if not isinstance(body, dict):
        raise invalid("", "not_an_object", "is not an object", "ไม่ใช่ออบเจกต์")
    version = Reader({"version": body.get("version")}, "").optional_integer("version", 1, 2**31 - 1)
    for name in NOT_HERE & body.keys():
        raise invalid(name, "unknown_field", "is not a known field", "ไม่ใช่ฟิลด์ที่รู้จัก")
    terms: dict[str, Any] = _without_nulls({**body, "version": None})
    kind = terms.get("kind", "upgrade" if upgrade else "offer")
    if (kind == "upgrade") is not upgrade:
        raise invalid("kind", "wrong_list", "belongs to the other list", "อยู่ในรายการอีกประเภทหนึ่ง")
    return OfferBody({**terms, "kind": kind, "code": code}, version)


def _without_nulls(value: Any) -> Any:
    """The same without what is null: it says as much as what is left out. No deeper than bodies are (`bodies.DEEPEST`)."""
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value
