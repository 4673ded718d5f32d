"""The tables of a hotel file, whatever they mean: how deep they go, and under which keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kunjae.kernel.errors import FieldError, InvalidInput, invalid

MOST_LEVELS = 20
"""Of tables and lists in each other; a hotel needs four."""
MOST_KEY = 200


def refuse_odd_tables(data: dict[str, Any]) -> None:
    """Raise InvalidInput for keys that are empty, too long or cannot be shown, and for what is nested too deeply."""
    errors: list[FieldError] = []
    waiting: list[tuple[str, object, int]] = [("", data, 0)]
    while waiting:
        path, value, level = waiting.pop()
        if level > MOST_LEVELS:
            errors += invalid(path, "too_deep", "is nested too deeply", "ซ้อนกันลึกเกินไป").errors
            continue
        for key, each in _inside(value):
            if _is_odd(key):
                shown = json.dumps(key[:MOST_KEY])
                at = f"{path}.{shown}" if path else shown
                errors += invalid(at, "invalid_key", "is no name of a field", "ไม่ใช่ชื่อฟิลด์").errors
            elif isinstance(each, dict | list):
                waiting.append((f"{path}.{key}" if path else key, each, level + 1))
    if errors:
        raise InvalidInput(*errors)


def _inside(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        numbered: Iterable[tuple[int, object]] = enumerate(value)
        yield from ((str(index), each) for index, each in numbered)


def _is_odd(key: str) -> bool:
    return not key.strip() or len(key) > MOST_KEY or not key.isprintable()
