"""What a hotel may choose from: its drop-downs, fetched from Apaleo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kunjae.kernel.money import percent_text
from kunjae.pms.adapters.apaleo import fields
from kunjae.pms.adapters.apaleo.client import Client
from kunjae.pms.adapters.values import needed, parts, text
from kunjae.pms.facts import Choice

NO_VAT = Choice("Without", "Without")
"""For countries whose VAT Apaleo does not know."""


def places(client: Client, country: str) -> Mapping[str, Sequence[Choice]]:
    """What each field of an offer may be. `country`: the hotel's, whose VAT it is."""
    return {
        fields.SERVICE_TYPE: fields.SERVICE_TYPES,
        fields.VAT_TYPE: _vat_types(client, country),
        fields.SUB_ACCOUNT: tuple(
            Choice(needed(each, "id"), _label(each))
            for each in client.pages(
                "settings", "v1", "sub-accounts", params={"propertyId": client.house}, under="subAccounts"
            )
        ),
    }


def unit_groups(client: Client) -> Sequence[Choice]:
    """Room types."""
    return tuple(_all(client, ("inventory", "v1", "unit-groups"), "unitGroups"))


def rate_plans(client: Client) -> Sequence[Choice]:
    """Rate plans; each is of one unit group there, so that several have one name."""
    found = _all(client, ("rateplan", "v1", "rate-plans"), "ratePlans")
    return tuple(Choice(each.value, f"{each.label} ({each.value})") for each in found)


def _all(client: Client, path: tuple[str, ...], under: str) -> Iterator[Choice]:
    for each in client.pages(*path, params={"propertyId": client.house}, under=under):
        yield Choice(needed(each, "id"), _label(each))


def _label(found: Mapping[str, Any]) -> str:
    return text(found, "name") or text(found, "code") or needed(found, "id")


def _vat_types(client: Client, country: str) -> Sequence[Choice]:
    asked = {"isoCountryCode": country} if country else {}
    found = client.get("finance", "v1", "types", "vat", params=asked)
    known = [
        Choice(needed(each, "type"), _with_percent(needed(each, "type"), each.get("percent")))
        for each in parts(found or {}, "vatTypes")
    ]
    return (*known, *(() if any(each.value == NO_VAT.value for each in known) else (NO_VAT,)))


def _with_percent(kind: str, percent: object) -> str:
    if isinstance(percent, bool) or not isinstance(percent, int | Decimal):
        return kind
    return f"{kind} {percent_text(Decimal(percent))} %"
