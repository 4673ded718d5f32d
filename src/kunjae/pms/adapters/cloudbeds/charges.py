"""A charge as Cloudbeds writes it: a check with one line."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from kunjae.pms.facts import Charge

LONGEST_NAME = 100


def check_of(charge: Charge) -> dict[str, Any]:
    """The check. Its amount is the whole line; what the guest was told is in the note. It says nothing of
    payments: with `itemPaid` Cloudbeds would book that the guest has paid in cash. It has no `saleDate`
    either: of a coming day the line would only be announced, and it is to stand on the folio from the moment
    that the order is confirmed."""
    details = {"itemSku": charge.mapping.get("product") or own_sku(charge.name)}
    if category := charge.mapping.get("category"):
        details["itemCategoryName"] = category
    if charge.room:
        details["subReservationId"] = charge.room
    item = {
        "itemType": "PRODUCT",
        "itemName": charge.name[:LONGEST_NAME],
        "itemQuantity": charge.quantity,
        "itemAmount": {"amount": str(charge.amount), "currencyCode": charge.currency},
        "itemNote": f"{charge.day.isoformat()} · {charge.booking}",
        "details": details,
    }
    return {
        "checkId": charge.key,
        "checkNumber": charge.booking,
        "reservationId": charge.reservation,
        "items": [item],
    }


def own_sku(name: str) -> str:
    """The product under which Cloudbeds counts what the hotel has mapped to none: one for each name."""
    return f"kunjae-{sha256(name.encode()).hexdigest()[:12]}"
