"""Between the tables of a hotel file, which hold tables, and forms, which have fields only: `name.th` is `name__th`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from kunjae.extranet.settings.fields import BETWEEN
from kunjae.imports.exported import Table


def flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values of a table by the names of their fields."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{key}{BETWEEN}")
        else:
            found[f"{prefix}{key}"] = value
    return found


def nested(form: forms.Form, values: Mapping[str, Any]) -> Table:
    """The table that a form's values make; what is empty is left out, as hotel files do it."""
    table: Table = {}
    for name in form.fields:
        value = values.get(name)
        if value is None or value == "" or value == []:
            continue
        *outer, key = name.split(BETWEEN)
        inner = table
        for each in outer:
            inner = inner.setdefault(each, {})
        inner[key] = value
    return table
