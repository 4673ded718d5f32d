"""Our order among what stands on a guest's account. An item is known by its external identifier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from kunjae.pms.adapters.mews.client import Client
from kunjae.pms.adapters.mews.places import NO_TAX
from kunjae.pms.adapters.values import line_name, major, needed, stamp, text
from kunjae.pms.facts import Charge
from kunjae.pms.ports import PmsRefused

MOST_AT_ONCE = 10
"""Items that Mews cancels in one question."""


@dataclass(frozen=True, slots=True)
class Item:
    """`order`: the order that it came with. `closed`: it stands on a bill that is closed."""

    id: str
    order: str
    bill: str
    closed: bool


def on_accounts(client: Client, accounts: list[str], key: str) -> list[Item]:
    """What stands under this key on any of the accounts: neither cancelled nor rebated."""
    return _ours(client.by_ids("orderItems/getAll", "OrderItems", "AccountIds", accounts, {}), key)


def of_order(client: Client, order: str, key: str) -> list[Item]:
    """What stands of an order."""
    return _ours(client.every("orderItems/getAll", "OrderItems", {"ServiceOrderIds": [order]}), key)


def cancel(client: Client, items: list[Item]) -> None:
    """Take them off. Raises PmsRefused: `folio_locked` where one stands on a closed bill, `may_not_cancel`."""
    if any(each.closed for each in items):
        raise PmsRefused("folio_locked")
    ids = [each.id for each in items]
    for start in range(0, len(ids), MOST_AT_ONCE):
        asked = {"OrderItemIds": ids[start : start + MOST_AT_ONCE]}
        client.do("orderItems/cancel", asked, else_="may_not_cancel")


def order(charge: Charge, account: str, reservation: str, timezone: str) -> dict[str, Any]:
    """What is added: one item, its pieces counted where the amount divides by them. It belongs to the noon of its day."""
    service, tax = charge.mapping.get("service", ""), charge.mapping.get("tax", "")
    if not (service and tax):
        raise PmsRefused("not_mapped")
    divides = charge.amount % max(charge.quantity, 1) == 0
    pieces = max(charge.quantity, 1) if divides else 1
    category = charge.mapping.get("category", "")
    noon = datetime.combine(charge.day, time(12), ZoneInfo(timezone)).astimezone(UTC)
    return {
        "ServiceId": service,
        "AccountId": account,
        "LinkedReservationId": reservation,
        "ConsumptionUtc": stamp(noon),
        "Notes": f"Kunjae {charge.booking}",
        "Items": [
            {
                "Name": charge.name if divides else line_name(charge),
                "UnitCount": pieces,
                "UnitAmount": {
                    "Currency": charge.currency,
                    "GrossValue": major(charge.amount // pieces, charge.currency),
                    "TaxCodes": [] if tax == NO_TAX else [tax],
                },
                **({"AccountingCategoryId": category} if category else {}),
                "ExternalIdentifier": charge.key,
            }
        ],
    }


def _ours(items: Iterable[Mapping[str, Any]], key: str) -> list[Item]:
    every = list(items)
    rebated = {text(each, "Data", "Rebate", "RebatedItemId") for each in every if not _is_off(each)}
    return [
        Item(
            needed(each, "Id"),
            needed(each, "ServiceOrderId"),
            text(each, "BillId"),
            text(each, "AccountingState") == "Closed",
        )
        for each in every
        if text(each, "ExternalIdentifier") == key and not _is_off(each) and text(each, "Id") not in rebated
    ]


def _is_off(item: Mapping[str, Any]) -> bool:
    return text(item, "AccountingState") == "Canceled" or bool(text(item, "CanceledUtc"))
