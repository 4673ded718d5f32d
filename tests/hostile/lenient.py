"""What the API reads though its document does not name it: whole numbers as texts, amounts as numbers.

The document says so in words, as every integer and amount of it would otherwise have two types.
"""

from __future__ import annotations

from functools import reduce
from itertools import combinations
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from schemathesis import Case

from kunjae.api.reference import document

MOST_AT_ONCE = 2


def is_right_when_read_leniently(case: Case[Any]) -> bool:
    """Whether the body fits once one or two of its texts of digits are numbers, or of its numbers texts."""
    if not isinstance(case.body, dict):
        return False
    name = case.operation.definition.raw["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    validator = Draft202012Validator({"$ref": name, "components": document()["components"]})
    others = [
        (path, other) for path, value in _scalars(case.body, ()) if (other := _other(value)) is not None
    ]
    for number in range(1, MOST_AT_ONCE + 1):
        for chosen in combinations(others, number):
            if validator.is_valid(reduce(lambda body, change: _with(body, *change), chosen, case.body)):
                return True
    return False


def _other(value: Any) -> Any:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _scalars(value: Any, path: tuple[Any, ...]) -> Any:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _scalars(inner, (*path, key))
    else:
        yield path, value


def _with(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(body) if isinstance(body, dict) else list(body)
    copy[path[0]] = _with(body[path[0]], path[1:], value)
    return copy
