"""Apaleo's own description of its Booking API (tests/data), as far as it is used: what is asked and what the fake answers are
held against it. It is a Swagger 2.0 document; openapi-core reads OpenAPI 3."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.pms.fakes.server import Answer, Asked, Wrong

FILE = Path(__file__).parents[2] / "data" / "apaleo-booking-2021.json.gz"
USED = {
    "/booking/v1/reservations": ("get",),
    "/booking/v1/reservations/{id}": ("get",),
    "/booking/v1/reservations/{id}/offers": ("get",),
    "/booking/v1/reservation-actions/{id}/amend": ("put",),
}
PLAIN = ("type", "format", "enum", "items")


class _Request:
    host_url = "https://api.apaleo.com"

    def __init__(self, asked: Asked) -> None:
        self.method = asked.method.lower()
        self.path = asked.path
        self.body = asked.body or None
        self.content_type = asked.headers.get("content-type", "")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(asked.query), header=Headers(dict(asked.headers))
        )


class _Response:
    headers = Headers()

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.data = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.content_type = "application/json"


def check_question(asked: Asked) -> None:
    """Raises Wrong."""
    known = _parameters(asked)
    if unknown := set(asked.query) - known:
        raise Wrong(f"no such parameters: {sorted(unknown)}")
    try:
        _api().validate_request(_Request(asked))
    except OpenAPIError as error:
        raise Wrong(f"{error!r} {error.__cause__!r}") from error


def check_answer(asked: Asked, answer: Answer) -> Answer:
    """The fake does not say what Apaleo never would."""
    if answer.status == 200:
        _api().validate_response(_Request(asked), _Response(answer))
    return answer


def _parameters(asked: Asked) -> set[str]:
    for path, methods in _document()["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        if re.fullmatch(pattern, asked.path) and asked.method.lower() in methods:
            operation = methods[asked.method.lower()]
            return {each["name"] for each in operation["parameters"] if each["in"] == "query"}
    raise Wrong("no such address")


@cache
def _api() -> OpenAPI:
    return OpenAPI.from_dict(_document())


@cache
def _document() -> dict[str, Any]:
    old = json.loads(gzip.decompress(FILE.read_bytes()))
    paths = {
        path: {method: _operation(old["paths"][path][method]) for method in methods}
        for path, methods in USED.items()
    }
    schemas: dict[str, Any] = {}
    queue = _names(paths)
    while queue:
        name = queue.pop()
        if name not in schemas:
            found = next(value for key, value in old["definitions"].items() if _plain_name(key) == name)
            schemas[name] = _schema(found)
            queue |= _names(schemas[name])
    return {
        "openapi": "3.0.3",
        "info": old["info"],
        "servers": [{"url": _Request.host_url}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(old: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "parameters": [_parameter(each) for each in old.get("parameters", []) if each["in"] != "body"],
        "responses": {
            code: {
                "description": "",
                **(
                    {"content": {"application/json": {"schema": _schema(each["schema"])}}}
                    if "schema" in each
                    else {}
                ),
            }
            for code, each in old["responses"].items()
        },
    }
    for each in old.get("parameters", []):
        if each["in"] == "body":
            content = {"application/json": {"schema": _schema(each["schema"])}}
            found["requestBody"] = {"required": each.get("required", False), "content": content}
    return found


def _parameter(old: Mapping[str, Any]) -> dict[str, Any]:
    found = {"name": old["name"], "in": old["in"], "required": old.get("required", False)}
    if old.get("type") == "array":
        found |= {"style": "form", "explode": False}
    return {**found, "schema": _schema({name: old[name] for name in PLAIN if name in old})}


def _schema(old: Any) -> Any:
    """References to their new place; no field that the description does not know."""
    if isinstance(old, list):
        return [_schema(each) for each in old]
    if not isinstance(old, dict):
        return old
    if "$ref" in old:
        return {"$ref": f"#/components/schemas/{_plain_name(old['$ref'].removeprefix('#/definitions/'))}"}
    found = {name: _schema(value) for name, value in old.items() if name not in ("x-ms-enum", "example")}
    if old.get("type") == "object" and isinstance(old.get("properties"), dict):
        found["additionalProperties"] = False
    return found


def _plain_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)


def _names(value: Any) -> set[str]:
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(value)))
