"""A piece of the hotel file as a form: shown with the fingerprint of what was seen, saved as files are imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from kunjae.extranet.access import Desk
from kunjae.extranet.settings.fields import shown
from kunjae.extranet.settings.flat import flat, nested, texts
from kunjae.extranet.settings.rows import RowForm, Rows, place
from kunjae.imports.editing import EditedMeanwhile, Kind, fingerprint, part_of, save_part
from kunjae.imports.exported import Table, hotel_tables, property_table
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the hotel file as it is now; `table` is None for one that is not there yet."""

    kind: Kind
    code: str
    table: Table | None
    hotel: Table
    """The section `[property]`."""


def piece_of(desk: Desk, kind: Kind, code: str = "") -> Piece:
    """The piece of that kind and code, read anew."""
    return _piece(Property.objects.get(id=desk.property.id), kind, code)


def _piece(property: Property, kind: Kind, code: str) -> Piece:
    hotel = property_table(property)
    if kind == "property":
        return Piece(kind, "", hotel, hotel)
    return Piece(kind, code, part_of(hotel_tables(property), kind, code) if code else None, hotel)


class PieceForm(forms.Form):
    """The form of a piece. Its fields are called as the keys of the hotel file (`name__th` for `name.th`) and hold what
    stands there; keys that have no field stay as they are. Fields that depend on the hotel are added in `build`."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    row_forms: ClassVar[Mapping[str, type[RowForm]]] = {}
    """Lists of the piece that are edited as rows."""
    beside: ClassVar[frozenset[str]] = frozenset({"seen"})
    """Fields that are not of the piece."""

    def __init__(self, data: Any = None, *, piece: Piece, **options: Any) -> None:
        self.piece = piece
        table = piece.table or {}
        super().__init__(data, initial={**flat(table), "seen": fingerprint(piece.table)}, **options)
        self.rows = {
            name: Rows(name, form, piece.hotel, data=data, entries=table.get(name, ()))
            for name, form in self.row_forms.items()
        }
        self.build(piece)

    def build(self, piece: Piece) -> None:
        """Add the fields that depend on the hotel."""

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
        """The piece as the form wants it."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in self.beside}
        keys = {name.split("__")[0] for name in self.fields} - self.beside | self.rows.keys()
        kept = {key: value for key, value in (self.piece.table or {}).items() if key not in keys}
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

    def meanwhile(self, now: Piece) -> None:
        """Somebody else saved first: what was typed stays, what is stored now stands beside it, and the next save is
        one on top of it."""
        typed = flat(self.part())
        self.data = _copied(self.data)
        self.data["seen"] = fingerprint(now.table)
        there = flat(now.table or {})
        for name, field in self.fields.items():
            differs = (typed.get(name) or None) != (there.get(name) or None)
            if differs and name not in self.beside and not field.disabled:
                self.add_error(name, _("Stored meanwhile: %(value)s") % {"value": shown(there.get(name))})
        for name, rows in self.rows.items():
            stored = (now.table or {}).get(name, [])
            if rows.entries() != stored:
                listed = [shown(list(entry.values())) for entry in stored]
                rows.note = _("Stored meanwhile: %(value)s") % {"value": "; ".join(listed) or shown(None)}


def _copied(data: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    return data.copy() if isinstance(data, QueryDict) else MultiValueDict({key: [data[key]] for key in data})


def save_piece(request: HttpRequest, desk: Desk, form: PieceForm) -> int:
    """Save what the form says. 0 when it is saved and a message says so; otherwise the status of the page to show
    again, with the form telling why not: 422 for what is wrong, 409 when somebody else was quicker."""
    if not form.is_valid():
        return 422
    piece, part = form.piece, form.part()
    try:
        changes = save_part(
            property=desk.property, kind=piece.kind, part=part, seen=form.cleaned_data["seen"], now=desk.now
        )
    except InvalidInput as error:
        form.wrong(error, desk.language)
        return 422
    except EditedMeanwhile as error:
        form.add_error(None, error.text(desk.language))
        form.meanwhile(piece_of(desk, piece.kind, str(part.get("code", ""))))
        return 409
    except KunjaeError as error:
        form.add_error(None, error.text(desk.language))
        return 409
    if changes:
        messages.success(request, _("The settings are saved."))
    else:
        messages.info(request, _("Nothing was changed."))
    return 0
