"""A reservation in another unit group, night for night at the price that it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kunjae.pms.adapters.apaleo.client import Client
from kunjae.pms.adapters.values import needed, part, parts, text
from kunjae.pms.ports import PmsRefused

MAY_NOT = "may_not_upgrade"


def amended(client: Client, found: Mapping[str, Any], unit_group: str) -> dict[str, Any] | None:
    """The stay as it is to be set, or None where it is so already. Raises PmsRefused: `checked_in` (a room that is lived in is
    moved by people), `no_room_left`, `no_matching_rate`, `may_not_upgrade`."""
    nights = sorted(parts(found, "timeSlices"), key=lambda each: text(each, "serviceDate"))
    groups = {text(each, "unitGroup", "id") for each in nights} or {text(found, "unitGroup", "id")}
    if groups == {unit_group}:
        return None
    if text(found, "status") != "Confirmed":
        raise PmsRefused("checked_in" if text(found, "status") == "InHouse" else "reservation_cancelled")
    rates = _rates(client, needed(found, "id"), unit_group)
    if not rates:
        raise PmsRefused("no_room_left", passing=True)
    return {
        "arrival": needed(found, "arrival"),
        "departure": needed(found, "departure"),
        "adults": found.get("adults"),
        **({"childrenAges": found["childrenAges"]} if found.get("childrenAges") else {}),
        "requote": False,
        "timeSlices": [
            {"ratePlanId": _same(rates, part(each, "ratePlan")), "totalGrossAmount": each["totalGrossAmount"]}
            for each in nights
        ],
    }


def _rates(client: Client, reservation: str, unit_group: str) -> list[Mapping[str, Any]]:
    """The rate plans under which the unit group is offered for this stay."""
    path, asked = ("booking", "v1", "reservations", reservation, "offers"), {"unitGroupIds": unit_group}
    found = client.get(*path, params=asked, else_=MAY_NOT)
    plans: dict[str, Mapping[str, Any]] = {}
    for offer in parts(found or {}, "offers"):
        nights = parts(offer, "timeSlices")
        if nights and all(text(each, "unitGroup", "id") == unit_group for each in nights):
            plans |= {text(each, "ratePlan", "id"): part(each, "ratePlan") for each in nights}
    return list(plans.values())


def _same(rates: list[Mapping[str, Any]], plan: Mapping[str, Any]) -> str:
    """The rate plan with the same code, so that the guest's conditions stay what they are."""
    code = text(plan, "code")
    for each in rates:
        if text(each, "id") == text(plan, "id") or (code and text(each, "code") == code):
            return needed(each, "id")
    raise PmsRefused("no_matching_rate")
