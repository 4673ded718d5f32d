"""From what staff typed for one stay to the operations that say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kunjae.bookings.facts import StayFacts
from kunjae.changes.operations import Pricing
from kunjae.extranet.change.forms import ASSIGN_LATER, KEEP_ROOM
from kunjae.extranet.change.staging import Operations

type Typed = Mapping[str, Any]
"""The cleaned values of a StayForm."""


def operations_for(
    typed: Typed, before: StayFacts, policy: object, prices: list[str] | None, *, waive_fees: bool = False
) -> Operations:
    """The operations that bring a stay to what was typed; only what differs from the booking as it stands.

    `policy`: the new policy copy as JSON, used when its box is ticked. `prices`: own prices of all nights, as typed.
    `waive_fees`: an ended stay, which is reinstated first, gets its earlier fees back.
    """
    number = before.number
    operations: list[dict[str, Any]] = []
    if before.status.is_live is False:
        operations.append({"op": "reinstate", "stay": number, "waive_fees": waive_fees})
    pricing = Pricing(typed["pricing"])
    # "Today's price" alone must be carried by some operation: moving to the same dates says nothing else.
    today = {"pricing": pricing.value} if pricing is Pricing.TODAY else {}
    dates_differ = (typed["check_in"], typed["check_out"]) != (before.check_in, before.check_out)
    if dates_differ or today:
        operations.append(
            {
                "op": "move_dates",
                "stay": number,
                "check_in": typed["check_in"].isoformat(),
                "check_out": typed["check_out"].isoformat(),
            }
            | today
        )
    if typed["room_type"] != before.room_type:
        operations.append({"op": "change_room_type", "stay": number, "room_type": typed["room_type"]})
    if typed["rate_plan"] != before.rate_plan:
        operations.append({"op": "change_rate_plan", "stay": number, "rate_plan": typed["rate_plan"]})
    if (typed["adults"], typed["children"]) != before.people:
        operations.append(
            {"op": "change_guests", "stay": number, "adults": typed["adults"], "children": typed["children"]}
        )
    operations += _room(typed["room"], before, moves=dates_differ or typed["room_type"] != before.room_type)
    if prices is not None:
        operations.append({"op": "set_prices", "stay": number, "nightly_prices": prices})
    if terms := _terms(typed, policy):
        operations.append({"op": "set_terms", "stay": number} | terms)
    if typed["guest_name"] != before.guest_name:
        operations.append({"op": "set_guest", "stay": number, "guest_name": typed["guest_name"]})
    return tuple(operations)


def added_stay(typed: Typed, prices: list[str] | None) -> dict[str, Any]:
    """The operation that adds a room as typed."""
    operation: dict[str, Any] = {
        "op": "add_stay",
        "room_type": typed["room_type"],
        "rate_plan": typed["rate_plan"],
        "check_in": typed["check_in"].isoformat(),
        "check_out": typed["check_out"].isoformat(),
        "adults": typed["adults"],
        "children": typed["children"],
        "guest_name": typed["guest_name"],
        "room": typed["room"] if typed["room"] not in (KEEP_ROOM, ASSIGN_LATER) else None,
    }
    return operation | ({"nightly_prices": prices} if prices is not None else {})


def _room(chosen: str, before: StayFacts, *, moves: bool) -> list[dict[str, Any]]:
    """Nothing said keeps the room if it is free; the room it has is said again only when the stay moves."""
    if chosen == KEEP_ROOM:
        return []
    room = None if chosen == ASSIGN_LATER else chosen
    if room == before.room and not moves:
        return []
    return [{"op": "assign_room", "stay": before.number, "room": room}]


def _terms(typed: Typed, policy: object) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    if typed["change_meal"]:
        terms["meal"] = typed["meal"]
    if typed["change_conditions"]:
        terms["conditions"] = {"th": typed["conditions_th"], "en": typed["conditions_en"]}
    if typed["change_policy"]:
        terms["policy"] = policy
    return terms


def price_field(night: date) -> str:
    """The name of the field that holds a night's own price."""
    return f"price_{night.isoformat()}"
