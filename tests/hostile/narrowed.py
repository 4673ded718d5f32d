"""The API's document with a hotel's own codes and dates in it, so that right requests often succeed."""

from __future__ import annotations

import copy
from typing import Any

from tests.hostile.hotels import Hotels

CODES: dict[str, list[Any]] = {
    "room_type": ["STD", "DLX"],
    "rate_plan": ["BAR", "NRF"],
    "room": ["001", "003", "101", None],
    "check_in": ["2026-12-20"],
    "check_out": ["2026-12-22"],
    "nightly_prices": [["1500.00", "0"], None],
    "stay": [1, 2, 3],
    "adults": [1, 2, 3],
    "children": [0, 1],
    "guest_name": ["Anna", "", "อนงค์", None],
    "name": ["Malee", "สมชาย ใจดี"],
    "email": ["malee@example.com", "", None],
    "phone": ["081 234 5678", "", None],
    "language": ["th", "en", None],
    "country": ["TH", None],
    "notes": ["Late arrival", "", None],
    "reason": ["The guest asked", "", None],
    "reference": ["slip 2", None],
    "amount": ["100", "0.01", "2500.50"],
    "arriving_from": ["2026-12-01"],
    "arriving_to": ["2026-12-31"],
    "q": ["somchai", "5678", "KJ"],
}
MOST_AT_ONCE = 2


def narrowed(document: dict[str, Any], hotels: Hotels) -> dict[str, Any]:
    """A copy. Answers keep their shapes."""
    found = copy.deepcopy(document)
    shapes = found["components"]["schemas"]
    bookings = [hotels.code, hotels.other_code, hotels.their_code]
    answered = _reached(shapes, _references(_parts(found, "responses")))
    for name in _reached(shapes, _references(_parts(found, "requestBody"))) - answered:
        for field, schema in shapes[name].get("properties", {}).items():
            if field in CODES:
                shapes[name]["properties"][field] = {"enum": _fitting(CODES[field], schema)}
            elif field == "booking":
                shapes[name]["properties"][field] = {"enum": bookings}
            elif field in ("stays", "operations"):
                schema |= {"minItems": 1, "maxItems": MOST_AT_ONCE}
    for methods in found["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "code":
                    parameter["schema"] = {"enum": bookings}
                elif parameter["name"] in CODES:
                    parameter["schema"] = {"enum": _fitting(CODES[parameter["name"]], parameter["schema"])}
            operation["parameters"] = [
                parameter for parameter in operation.get("parameters", []) if parameter["name"] != "cursor"
            ]
    return found


def _fitting(values: list[Any], schema: Any) -> list[Any]:
    """Null only where the document has it."""
    return [value for value in values if value is not None or "null" in str(schema)]


def _parts(document: dict[str, Any], part: str) -> list[Any]:
    """That part of every call."""
    return [
        operation[part]
        for methods in document["paths"].values()
        for operation in methods.values()
        if part in operation
    ]


def _reached(shapes: dict[str, Any], names: set[str]) -> set[str]:
    """The names, and those of shapes that they are made of."""
    reached: set[str] = set()
    while names:
        name = names.pop()
        if name not in reached:
            reached.add(name)
            names |= _references(shapes[name])
    return reached


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"].rpartition("/")[2]} if "$ref" in value else set()
        return own.union(*(_references(inner) for inner in value.values()))
    return set().union(*map(_references, value)) if isinstance(value, list) else set()
