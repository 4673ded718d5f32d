"""The API's document, and the same as a page that needs neither JavaScript nor anybody else's server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kunjae.api.kinds import KINDS
from kunjae.api.service import api


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as plain data; the same for everybody."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return found


@require_safe
@cache_control(public=True, max_age=300)
def openapi_json(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/openapi.json."""
    return HttpResponse(json.dumps(document(), ensure_ascii=False, indent=1), content_type="application/json")


@require_safe
def reference(request: HttpRequest) -> HttpResponseBase:
    """GET /api/v1/docs."""
    with override("en"):
        return render(request, "kunjae/api/reference.html", _content())


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a table: a parameter, a field of a shape."""

    name: str
    type: SafeString
    required: bool
    text: SafeString


@dataclass(frozen=True, slots=True)
class AnswerOf:
    status: str
    type: SafeString
    text: SafeString


@dataclass(frozen=True, slots=True)
class Call:
    id: str
    method: str
    path: str
    summary: str
    text: SafeString
    parameters: list[Field]
    body: SafeString | None
    answers: list[AnswerOf]


@dataclass(frozen=True, slots=True)
class ShapeOf:
    name: str
    text: SafeString
    fields: list[Field]
    choices: SafeString | None


@cache
def _content() -> dict[str, Any]:
    found = document()
    tags: dict[str, list[Call]] = {}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            tags.setdefault(operation["tags"][0], []).append(_call(path, method, operation))
    return {
        "title": found["info"]["title"],
        "openapi_version": found["openapi"],
        "about": [_prose(part) for part in found["info"]["description"].strip().split("\n\n")],
        "tags": tags.items(),
        "shapes": [_shape(name, schema) for name, schema in sorted(found["components"]["schemas"].items())],
        "problems": [
            (code, kind.status, kind.title["en"], _prose(kind.when)) for code, kind in KINDS.items()
        ],
    }


def _call(path: str, method: str, operation: dict[str, Any]) -> Call:
    body = operation.get("requestBody")
    return Call(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=_prose(operation.get("description", "")),
        parameters=[
            Field(
                parameter["name"],
                _type(parameter["schema"]),
                parameter["required"],
                _prose(parameter.get("description", "In the address." if parameter["in"] == "path" else "")),
            )
            for parameter in operation.get("parameters", [])
        ],
        body=_type(_schema(body)) if body else None,
        answers=[
            AnswerOf(status, _type(_schema(answer)), _prose(answer["description"]))
            for status, answer in operation["responses"].items()
        ],
    )


def _schema(holder: dict[str, Any]) -> dict[str, Any]:
    media: dict[str, Any] = next(iter(holder["content"].values()))
    found: dict[str, Any] = media["schema"]
    return found


def _shape(name: str, schema: dict[str, Any]) -> ShapeOf:
    required = schema.get("required", ())
    fields = [
        Field(each, _type(details), each in required, _prose(details.get("description", "")))
        for each, details in schema.get("properties", {}).items()
    ]
    return ShapeOf(
        name, _prose(schema.get("description", "")), fields, _type(schema) if "enum" in schema else None
    )


def _type(schema: dict[str, Any]) -> SafeString:
    """A schema in a few words, shapes as links."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return format_html('<a href="#shape-{}">{}</a>', name, name)
    for joined in ("anyOf", "oneOf"):
        if joined in schema:
            return format_html_join(mark_safe(" or "), "{}", ((_type(each),) for each in schema[joined]))
    if "const" in schema:
        return format_html("<code>{}</code>", schema["const"])
    if "enum" in schema:
        return format_html_join(mark_safe(", "), "<code>{}</code>", ((value,) for value in schema["enum"]))
    if schema.get("type") == "array":
        return format_html("list of {}", _type(schema.get("items", {})))
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        names = schema.get("propertyNames", {}).get("enum")
        if names and isinstance(inner, dict):
            return format_html("{} for {}", _type(inner), " and ".join(names))
        return mark_safe("object")
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}
    return format_html("{}", schema.get("format") or words.get(schema.get("type", ""), "anything"))


def _prose(text: str) -> SafeString:
    """Words with `code` in them."""
    parts = " ".join(text.split()).split("`")
    return format_html_join(
        "",
        "{}",
        ((format_html("<code>{}</code>", part) if index % 2 else part,) for index, part in enumerate(parts)),
    )
