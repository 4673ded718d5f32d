"""Between the tables of a hotel file, which hold tables, and forms, which have fields only: `name.th` is `name__th`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from kunjae.extranet.settings.fields import BETWEEN
from kunjae.imports.exported import Table
from kunjae.pages.words import LANGUAGES


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


def texts(form: forms.Form) -> dict[str, list[forms.BoundField]]:
    """The fields of each text that is kept in several languages: `name` -> name__th, name__en; those of languages that
    the hotel does not offer are hidden ones."""
    found: dict[str, list[forms.BoundField]] = {}
    for name in form.fields:
        outer, _between, language = name.rpartition(BETWEEN)
        if outer and language in LANGUAGES:
            found.setdefault(outer, []).append(form[name])
    return found
