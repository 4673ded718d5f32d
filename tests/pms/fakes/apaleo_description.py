"""Apaleo's own description of its Booking API (tests/data), as far as it is used. It is a Swagger 2.0 document; openapi-core
reads OpenAPI 3."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.pms.fakes.description import DATA, Description

USED = {
    "/booking/v1/reservations": "get",
    "/booking/v1/reservations/{id}": "get",
    "/booking/v1/reservations/{id}/offers": "get",
    "/booking/v1/reservation-actions/{id}/amend": "put",
}
PLAIN = ("type", "format", "enum", "items")


@cache
def booking_api() -> Description:
    """Read once."""
    old = json.loads(gzip.decompress((DATA / "apaleo-booking-2021.json.gz").read_bytes()))
    paths = {path: {method: _operation(old["paths"][path][method])} for path, method in USED.items()}
    by_name = {_plain_name(name): each for name, each in old["definitions"].items()}
    schemas: dict[str, Any] = {}
    queue = _names(paths)
    while queue:
        name = queue.pop()
        if name not in schemas:
            schemas[name] = _schema(by_name[name])
            queue |= _names(schemas[name])
    return Description(
        {
            "openapi": "3.0.3",
            "info": old["info"],
            "servers": [{"url": "https://api.apaleo.com"}],
            "paths": paths,
            "components": {"schemas": schemas},
        }
    )


def _operation(old: Mapping[str, Any]) -> dict[str, Any]:
    parameters, found = old.get("parameters", []), {}
    for each in parameters:
        if each["in"] == "body":
            found["requestBody"] = {"required": each.get("required", False), **_content(each)}
    return {
        **found,
        "parameters": [_parameter(each) for each in parameters if each["in"] != "body"],
        "responses": {
            code: {"description": "", **(_content(each) if "schema" in each else {})}
            for code, each in old["responses"].items()
        },
    }


def _content(old: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": _schema(old["schema"])}}}


def _parameter(old: Mapping[str, Any]) -> dict[str, Any]:
    found = {"name": old["name"], "in": old["in"], "required": old.get("required", False)}
    if old.get("type") == "array":
        found |= {"style": "form", "explode": False}
    return {**found, "schema": _schema({name: old[name] for name in PLAIN if name in old})}


def _schema(old: Any) -> Any:
    """References to their new place."""
    if isinstance(old, list):
        return [_schema(each) for each in old]
    if not isinstance(old, dict):
        return old
    if "$ref" in old:
        return {"$ref": f"#/components/schemas/{_plain_name(old['$ref'].removeprefix('#/definitions/'))}"}
    return {name: _schema(value) for name, value in old.items() if name not in ("x-ms-enum", "example")}


def _plain_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)


def _names(value: Any) -> set[str]:
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(value)))
