"""The tables of a hotel file as data that can be kept, whatever they mean: how deep they go, under which keys, and
what the parts that nobody reads yet are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any

from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.parsing import MOST_TEXT, parse_text

MOST_LEVELS = 20
"""Of tables and lists in each other; a hotel needs four."""
MOST_KEY = 200
LARGEST_NUMBER = 10**15
"""Kept to the digit by every database and every reader of JSON."""


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


def plain(value: Any, path: str) -> Any:
    """TOML as JSON: dates and times as their texts.

    Raises InvalidInput naming what no database could keep: texts with unfit characters, numbers without end.
    """
    if isinstance(value, dict):
        return {key: plain(each, f"{path}.{key}") for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each, f"{path}.{index}") for index, each in enumerate(value)]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, str):
        parse_text(value, path, most=MOST_TEXT, blank=True)
    elif not abs(value) <= LARGEST_NUMBER:  # nor is NaN
        raise invalid(path, "invalid_number", "is no number that can be kept", "ไม่ใช่ตัวเลขที่บันทึกได้")
    return value


def _inside(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        numbered: Iterable[tuple[int, object]] = enumerate(value)
        yield from ((str(index), each) for index, each in numbered)


def _is_odd(key: str) -> bool:
    return not key.strip() or len(key) > MOST_KEY or not key.isprintable()
