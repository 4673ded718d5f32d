"""Offers, and what is to be ordered, as the API answers them; `schemas.orders` documents the same. Orders: `concierge.order_text`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from kunjae.concierge.facts import OfferFacts
from kunjae.concierge.offer_parts import question_to_json, step_to_json
from kunjae.concierge.offer_text import offer_to_json
from kunjae.concierge.pictures import picture_name
from kunjae.concierge.rules.pricing import Quoted
from kunjae.concierge.rules.shelf import OnShelf
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text
from kunjae.properties.models import Property


def offer_json(offer: OfferFacts, version: int, property: Property) -> dict[str, Any]:
    """An offer as the hotel wrote it, with the address of its picture and the version to send back."""
    plain = offer_to_json(offer, property.currency) | {"version": version}
    if offer.picture:
        plain["picture"] = picture_address(property, offer)
    return plain


def picture_address(property: Property, offer: OfferFacts) -> str:
    """Where its picture is; empty without one."""
    name = picture_name(offer.picture)
    return settings.BASE_URL + reverse("guest:picture", args=[property.slug, name]) if name else ""


def shelf_json(shelf: Iterable[OnShelf], property: Property) -> dict[str, Any]:
    """What can be ordered, stay by stay."""
    return {"currency": property.currency, "items": [_on_shelf(each, property) for each in shelf]}


def _on_shelf(each: OnShelf, property: Property) -> dict[str, Any]:
    offer, currency = each.offer, property.currency
    return {
        "stay": each.stay,
        "offer": offer.code,
        "name": dict(offer.name),
        "description": dict(offer.description),
        "type": offer.kind.type.value,
        "kind": offer.kind.value,
        "category": offer.category.value,
        "picture": picture_address(property, offer),
        "amount_from": amount_text(each.amount_from, currency),
        "old_price": None if offer.old_price is None else amount_text(offer.old_price, currency),
        "price_per": offer.price_per.value,
        "pay": offer.pay.value,
        "questions": [question_to_json(question) for question in offer.questions],
        "days": [
            {
                "day": day.day.isoformat(),
                "slots": [f"{slot:%H:%M}" for slot in day.slots],
                "left": day.left,
            }
            for day in each.days
        ],
        "steps": [step_to_json(step, currency) for step in each.steps],
        "bought": [str(order.id) for order in each.bought],
        "reasons": list(each.reasons),
    }


def quote_json(quoted: Iterable[Quoted], currency: str) -> dict[str, Any]:
    """What the things wanted would come to."""
    quoted = tuple(quoted)
    return {
        "currency": currency,
        "items": [
            {
                "stay": each.wanted.stay,
                "offer": each.on.offer.code,
                "offer_name": dict(each.on.offer.name),
                "unit": amount_text(each.unit, currency),
                "quantity": each.quantity,
                "amount": amount_text(each.amount, currency),
                "had_at": moment_text(each.had_at),
                "free_until": each.free_until and moment_text(each.free_until),
            }
            for each in quoted
        ],
        "total": amount_text(sum(each.amount for each in quoted), currency),
    }
