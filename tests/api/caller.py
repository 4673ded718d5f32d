"""A program that calls the API, and holds every answer against the API's own document."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from kunjae.accounts.commands import create_token
from kunjae.api.reference import document
from kunjae.properties.models import Property
from tests.hotel import FAR

JSON = "application/json"
PROBLEM = "application/problem+json"


class Api:
    """`api.get("/bookings")`: the answer, checked against what the document declares of that call."""

    def __init__(self, hotel: Property | None, role: str = "manager", language: str = "en") -> None:
        self.client = Client()
        self.headers = {"Accept-Language": language} if language else {}
        if hotel is not None:
            secret = create_token(name="channel", property_id=hotel.id, role=role, now=FAR).secret
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any, key: str | None = None) -> HttpResponse:
        return self.call("POST", path, body=body, headers={"Idempotency-Key": key} if key else {})

    def patch(self, path: str, body: Any) -> HttpResponse:
        return self.call("PATCH", path, body=body)

    def put(self, path: str, body: Any) -> HttpResponse:
        return self.call("PUT", path, body=body)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        raw: bytes | None = None,
        content_type: str = JSON,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        data = (
            raw
            if raw is not None
            else json.dumps(body).encode()
            if method in ("POST", "PATCH", "PUT")
            else b""
        )
        response = self.client.generic(
            method,
            f"/api/v1{path}",
            data,
            content_type=content_type,
            headers=self.headers | (headers or {}),
            query_params={name: str(value) for name, value in (query or {}).items()},
        )
        check_against_document(method, path, response)
        return response  # type: ignore[return-value]

    def preview(self, code: str, *operations: dict[str, Any], **more: Any) -> Any:
        response = self.post(f"/bookings/{code}/changes/preview", {"operations": operations, **more})
        assert response.status_code == 200, response.content.decode()
        return read(response)

    def confirm(
        self, code: str, *operations: dict[str, Any], key: str | None = None, **more: Any
    ) -> HttpResponse:
        """Preview, then confirm what was shown."""
        shown = {name: value for name, value in more.items() if name == "record"}
        digest = self.preview(code, *operations, **shown)["digest"]
        return self.post(
            f"/bookings/{code}/changes", {"operations": operations, "digest": digest} | more, key=key
        )


def read(response: Any) -> Any:
    return json.loads(response.content)


def wrong_paths(response: Any) -> dict[str, str]:
    """Path -> code of a refusal's wrong fields."""
    assert response.status_code == 422, response.content.decode()
    return {error["path"]: error["code"] for error in read(response)["errors"]}


def check_against_document(method: str, path: str, response: Any) -> None:
    """The answer is what the document declares: a known status, its media type, its shape and no field more."""
    operation = next(
        (
            methods[method.lower()]
            for pattern, methods in _calls()
            if pattern.fullmatch(f"/api/v1{path}") and method.lower() in methods
        ),
        None,
    )
    if operation is None:
        return
    declared = operation["responses"].get(str(response.status_code))
    assert declared, f"{method} {path}: {response.status_code} is not declared: {response.content!r}"
    ((media_type, content),) = declared["content"].items()
    assert response["Content-Type"] == media_type
    schema = content["schema"] | {"components": document()["components"]}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    errors = [
        f"{'.'.join(map(str, error.path))}: {error.message}"
        for error in validator.iter_errors(json.loads(response.content))
    ]
    assert not errors, errors


@cache
def _calls() -> list[tuple[re.Pattern[str], Any]]:
    return [
        (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path.replace("{number}", "[0-9]+"))), methods)
        for path, methods in document()["paths"].items()
    ]
