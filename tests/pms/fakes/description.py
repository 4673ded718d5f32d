"""A PMS's machine-readable description, held against what it is asked and what a fake of it answers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.pms.fakes.server import Answer, Asked, Wrong

DATA = Path(__file__).parents[2] / "data"
FORM = "application/x-www-form-urlencoded"


class Description:
    """`read_form`: the fields of a form as the nested object that it stands for; `is_moment`: what a
    `date-time` looks like, where that is not RFC 3339. Stricter than the description: fields and parameters
    that it does not know are wrong, too."""

    def __init__(
        self,
        document: dict[str, Any],
        read_form: Callable[[bytes], Any] = json.loads,
        is_moment: Callable[[Any], bool] | None = None,
    ) -> None:
        self._document = document
        self._read_form = read_form
        self._closed: set[int] = set()
        document["servers"] = [{"url": each["url"].rstrip("/")} for each in document["servers"]]
        self._base = document["servers"][0]["url"]
        for methods in document["paths"].values():
            for method in methods.values():
                method.pop("security", None)  # keys are looked at by the fakes
                content = method.get("requestBody", {}).get("content", {})
                if FORM in content:
                    content["application/json"] = content.pop(FORM)
                for each in content.values():
                    self._close(each["schema"])
        formats: dict[str, Any] = {"date-time": is_moment} if is_moment else {}
        self._api = OpenAPI.from_dict(document, config=Config(extra_format_validators=formats))

    def check(self, asked: Asked) -> None:
        """Raises Wrong."""
        known = self._parameters(asked)
        if unknown := set(asked.query) - known:
            raise Wrong(f"unknown parameters {sorted(unknown)}")
        try:
            self._api.validate_request(_Request(asked, self._base, self._body(asked)))
        except OpenAPIError as error:
            raise Wrong(_words(error)) from None

    def check_answer(self, asked: Asked, answer: Answer) -> None:
        """What the fake answers, too, is as the PMS would."""
        if answer.status == 204:
            return
        try:
            self._api.validate_response(_Request(asked, self._base, self._body(asked)), _Response(answer))
        except OpenAPIError as error:
            raise Wrong(f"answer: {_words(error)}") from None

    def _body(self, asked: Asked) -> bytes | None:
        if asked.headers.get("content-type") != FORM:
            return asked.body or None
        schema = self._operation(asked)["requestBody"]["content"]["application/json"]["schema"]
        return json.dumps(self._cast(self._read_form(asked.body), schema)).encode()

    def _operation(self, asked: Asked) -> dict[str, Any]:
        prefix = "/" + self._base.split("://", 1)[1].partition("/")[2]
        path = asked.path.removeprefix(prefix.rstrip("/"))
        for template, methods in self._document["paths"].items():
            parts, wanted = path.split("/"), template.split("/")
            fits = len(parts) == len(wanted) and all(
                want.startswith("{") or want == part for want, part in zip(wanted, parts, strict=True)
            )
            if fits and asked.method.lower() in methods:
                found: dict[str, Any] = methods[asked.method.lower()]
                return found
        raise Wrong("no such call")

    def _parameters(self, asked: Asked) -> set[str]:
        named = self._operation(asked).get("parameters", [])
        return {each["name"] for each in map(self._resolved, named) if each["in"] == "query"}

    def _resolved(self, schema: Any) -> Any:
        while isinstance(schema, dict) and "$ref" in schema:
            place: Any = self._document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                place = place[part]
            schema = place
        return schema

    def _close(self, schema: Any) -> None:
        """An object takes the fields that it names, and no others."""
        schema = self._resolved(schema)
        if not isinstance(schema, dict) or id(schema) in self._closed:
            return
        self._closed.add(id(schema))
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        inner = [*schema.get("properties", {}).values(), schema.get("items")]
        for name in ("oneOf", "anyOf"):
            inner += [each for each in schema.get(name, []) if "properties" in self._resolved(each)]
        for each in inner:
            self._close(each)

    def _cast(self, value: Any, schema: Any) -> Any:
        """A form has only texts: numbers and truths as the description names them."""
        schema = self._resolved(schema)
        kind = schema.get("type")
        if isinstance(value, dict):
            properties = schema.get("properties", {})
            return {name: self._cast(each, properties.get(name, {})) for name, each in value.items()}
        if isinstance(value, list):
            return [self._cast(each, schema.get("items", {})) for each in value]
        try:
            if kind in ("integer", "number"):
                return int(value) if kind == "integer" else float(value)
        except ValueError:
            return value
        return {"true": True, "false": False}.get(value, value) if kind == "boolean" else value


class _Request:
    def __init__(self, asked: Asked, base: str, body: bytes | None) -> None:
        scheme, _, rest = base.partition("://")
        self.host_url = f"{scheme}://{rest.partition('/')[0]}"
        self.path = asked.path
        self.method = asked.method.lower()
        self.content_type = "application/json" if body else ""
        self.body = body
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(asked.query), header=Headers(list(asked.headers.items()))
        )


class _Response:
    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.content_type = "application/json"
        self.headers = Headers()
        self.data = b"" if answer.body is None else json.dumps(answer.body).encode()


def _words(error: BaseException) -> str:
    """All that is wrong, down to the field."""
    found = [f"{type(error).__name__}: {error}"]
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, InvalidSchemaValue):
            found += [f"{'.'.join(map(str, each.path))}: {each.message}" for each in cause.schema_errors]  # type: ignore[attr-defined]
        cause = cause.__cause__
    return "; ".join(found)[:600]


@cache
def description(
    path: str,
    read_form: Callable[[bytes], Any] = json.loads,
    is_moment: Callable[[Any], bool] | None = None,
) -> Description:
    """The one in `tests/data`, read once."""
    return Description(json.loads(gzip.decompress((DATA / path).read_bytes())), read_form, is_moment)
