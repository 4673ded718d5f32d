"""Documenting a call: what a route hands to its decorator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from kunjae.api.kinds import KINDS
from kunjae.api.problems import MEDIA_TYPE
from kunjae.api.schemas.document import ref

ALWAYS = ("unauthenticated", "busy")
OWN_SHAPES = {
    "early_departure": "EarlyDeparture",
    "guest_refused": "GuestRefused",
    "plan_outdated": "PlanOutdated",
    "plan_refused": "PlanRefused",
}


def documented(
    summary: str,
    answer: type[BaseModel],
    *,
    status: int = 200,
    body: type[BaseModel] | None = None,
    parameters: Sequence[dict[str, Any]] = (),
    problems: Sequence[str] = (),
    links: Mapping[str, dict[str, Any]] | None = None,
    has_roles: bool = True,
    body_optional: bool = False,
    is_public: bool = False,
    shapes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Arguments for a route's decorator. `problems`: those beyond what every call may answer; `links`: the calls that
    the answer leads to, by the names of `link`. `has_roles` False: whoever may call it may do it; `is_public`: without a
    token. `shapes`: problems that have another shape here, by code."""
    codes = {*ALWAYS, *problems} - ({"unauthenticated"} if is_public else set())
    if parameters or body:
        codes.add("invalid")
    if body:
        codes |= {"malformed_json", "length_required", "body_too_large", "unsupported_media_type"}
        if has_roles and summary != "Preview a change":
            codes.add("forbidden")
    extra: dict[str, Any] = {
        "responses": {
            status: {
                "description": "Done." if status == 201 else "The answer.",
                "content": {"application/json": {"schema": {"$ref": ref(answer.__name__)}}},
            }
        }
    }
    if links:
        extra["responses"][status]["links"] = dict(links)
    if IDEMPOTENCY_KEY in parameters:
        extra["responses"][status]["headers"] = {
            "Idempotency-Replayed": {
                "description": "`true` when the answer was kept from an earlier call with the same key.",
                "schema": {"type": "string"},
            }
        }
    by_status: dict[int, list[str]] = {}
    for code in sorted(codes):
        by_status.setdefault(KINDS[code].status, []).append(code)
    for each, names in sorted(by_status.items()):
        extra["responses"][each] = _problem(names, OWN_SHAPES | dict(shapes or {}))
    if body:
        extra["requestBody"] = {
            "required": not body_optional,
            "content": {"application/json": {"schema": {"$ref": ref(body.__name__)}}},
        }
    if parameters:
        extra["parameters"] = list(parameters)
    return {"summary": summary, "response": {status: None}, "openapi_extra": extra}


def _problem(codes: Sequence[str], own: Mapping[str, str]) -> dict[str, Any]:
    shapes = [{"$ref": ref(own.get(code, "Problem"))} for code in codes]
    unique = [shape for index, shape in enumerate(shapes) if shape not in shapes[:index]]
    text = " ".join(f"`{code}`: {KINDS[code].when}" for code in codes)
    schema = unique[0] if len(unique) == 1 else {"anyOf": unique}
    return {"description": text, "content": {MEDIA_TYPE: {"schema": schema}}}


def query(name: str, schema: dict[str, Any], description: str, *, required: bool = False) -> dict[str, Any]:
    """A parameter of the query string."""
    return {"in": "query", "name": name, "schema": schema, "description": description, "required": required}


def link(operation: str, body: Any = None, **parameters: str) -> dict[str, Any]:
    """A call that an answer leads to, what it takes told as OpenAPI's expressions of request and answer."""
    found: dict[str, Any] = {"operationId": operation, "parameters": parameters}
    return found | ({"requestBody": body} if body is not None else {})


def links_of_booking(code: str) -> dict[str, dict[str, Any]]:
    """What can be done next with the booking of this code (an expression)."""
    return {
        name: link(operation, code=code)
        for name, operation in {
            "read": "read_booking",
            "edit": "edit_booking",
            "preview": "preview",
            "history": "list_changes",
            "pay": "create_payment",
            "payments": "list_payments",
        }.items()
    }


LIMIT = query(
    "limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}, "How many items a page has."
)
CURSOR = query("cursor", {"type": "string"}, "`next_cursor` of the page before.")
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "The same key with the same body answers the same without doing it again, for seven days.",
}
