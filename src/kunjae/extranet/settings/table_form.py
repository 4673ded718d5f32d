"""A table of the hotel file as a form: what it holds, its rows, and what is told when it is wrong or somebody else was
quicker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from kunjae.extranet.settings.fields import shown
from kunjae.extranet.settings.flat import flat, nested, texts
from kunjae.extranet.settings.rows import RowForm, Rows, place
from kunjae.imports.exported import Table
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language


class TableForm(forms.Form):
    """Its fields are called as the keys of the hotel file (`name__th` for `name.th`) and hold what stands there; keys that
    have no field stay as they are."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    """A mark of the table as it was shown: a fingerprint, or a version."""
    row_forms: ClassVar[Mapping[str, type[RowForm]]] = {}
    """Lists of the table that are edited as rows."""
    beside: ClassVar[frozenset[str]] = frozenset({"seen"})
    """Fields that are not of the table."""

    def __init__(
        self, data: Any = None, *, table: Table | None, hotel: Mapping[str, Any], mark: str, **options: Any
    ) -> None:
        """`table` None: a new one. `hotel`: the section `[property]`. `mark`: what `seen` holds at first."""
        self.table = table
        super().__init__(data, initial={**flat(table or {}), "seen": mark}, **options)
        self.rows = {
            name: Rows(name, form, hotel, data=data, entries=(table or {}).get(name, ()))
            for name, form in self.row_forms.items()
        }

    @property
    def texts(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each text in several languages."""
        return texts(self)

    @property
    def has_errors(self) -> bool:
        """Whether anything in it is marked as wrong."""
        return bool(self.errors) or any(rows.has_errors for rows in self.rows.values())

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def part(self) -> Table:
        """The table as the form wants it."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in self.beside}
        keys = {name.split("__")[0] for name in self.fields} - self.beside | self.rows.keys()
        kept = {key: value for key, value in (self.table or {}).items() if key not in keys}
        return kept | nested(self, own) | {name: rows.entries() for name, rows in self.rows.items()}

    def press(self, what: str) -> None:
        """What a button of the rows asks for (`rooms:add`, `rooms:remove:2`), or another that only shows the page
        again: all that was typed stays, nothing is checked."""
        name, _colon, verb = what.partition(":")
        for each, rows in self.rows.items():
            rows.press(verb if each == name else "")
        self.initial = {
            **self.initial,
            **{field: self[field].data for field in self.fields if not self.fields[field].disabled},
        }
        self.is_bound = False

    def wrong(self, error: InvalidInput, language: str) -> None:
        """Show every error at the field that it names, those of no field above the form."""
        for each in error.errors:
            words = in_language(each.message, language)
            name, _dot, rest = each.path.partition(".")
            if name in self.rows:
                self.rows[name].place(rest, words)
            elif not place(self, each.path, words):
                self.add_error(None, f"{each.path}: {words}" if each.path else words)

    def said(self, name: str, value: object) -> str:
        """A value of a field as a message names it."""
        return shown(value)

    def stored_meanwhile(self, now: Table | None, mark: str, typed: Table | None = None) -> None:
        """Somebody else saved first: what was typed (`part`, if nothing else is given) stays, what is stored now stands
        beside it, and the next save is one on top of it."""
        part = self.part() if typed is None else typed
        typed = flat(part)
        self.data = copied(self.data)
        self.data["seen"] = mark
        there = flat(now or {})
        for name, field in self.fields.items():
            differs = (typed.get(name) or None) != (there.get(name) or None)
            if differs and name not in self.beside and not field.disabled:
                value = self.said(name, there.get(name))
                self.add_error(name, _("Stored meanwhile: %(value)s") % {"value": value})
        for name, rows in self.rows.items():
            stored = (now or {}).get(name, [])
            if part.get(name, []) != stored:
                listed = [shown(list(entry.values())) for entry in stored]
                rows.note = _("Stored meanwhile: %(value)s") % {"value": "; ".join(listed) or shown(None)}


def copied(data: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    """What was posted, to be changed."""
    return data.copy() if isinstance(data, QueryDict) else MultiValueDict({key: [data[key]] for key in data})
