"""An order as JSON, as the API answers it and webhooks tell it, and what of it a message may keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kunjae.concierge.listing import OrderRow
from kunjae.concierge.models import Order
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text


def order_json(order: OrderRow, texts: Mapping[str, str], currency: str) -> dict[str, Any]:
    """One order; `texts`: its answers in words by the questions' codes."""
    return {
        "id": str(order.id),
        "booking": order.booking,
        "stay": order.stay,
        "guest_name": order.guest,
        "offer": order.offer,
        "offer_name": dict(order.name),
        "offer_type": order.kind.type.value,
        "kind": order.kind.value,
        "status": order.status.value,
        "revenue": amount_text(order.amount, currency),
        "currency": currency,
        "quantity": order.quantity,
        "answers": {
            "day": order.day and order.day.isoformat(),
            "at": order.at and f"{order.at:%H:%M}",
            "number": order.number,
            "texts": dict(texts),
        },
        "payment_status": order.payment.value,
        "posting_status": order.posting.value,
        "ordered_on": moment_text(order.ordered_at),
        "had_at": moment_text(order.had_at),
        "by_guest": order.by_guest,
        "auto_confirmed": order.auto_confirmed,
        "acted_on": order.acted_at and moment_text(order.acted_at),
        "acted_by": order.acted_by,
        "reason": order.reason,
    }


def order_standing(order: Order, currency: str) -> dict[str, Any]:
    """What may change about an order, as it stands now: the words of `order_json` for a message that is told of it later. No
    personal data: whatever people wrote or are called is read when it is told."""
    return {
        "status": order.status,
        "revenue": amount_text(order.amount, currency),
        "quantity": order.quantity,
        "day": order.day and order.day.isoformat(),
        "payment_status": order.payment,
        "posting_status": order.posting,
        "had_at": moment_text(order.had_at),
        "auto_confirmed": order.auto_confirmed,
        "acted_on": order.acted_at and moment_text(order.acted_at),
    }


def order_as_it_stood(now: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """The order of `order_json` with what it said at a moment, by `order_standing`. Who acted, and why, is left empty where
    somebody has acted since."""
    changed = {name: value for name, value in then.items() if name != "day"}
    told = {**now, **changed}
    if "day" in then:
        told["answers"] = {**now["answers"], "day": then["day"]}
    if any(now[name] != told[name] for name in ("acted_on", "status")):
        told |= {"acted_by": "", "reason": ""}
    return told
