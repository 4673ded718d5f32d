"""A piece of the hotel file as a form: shown with the fingerprint of what was seen, saved as files are imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kunjae.extranet.access import Desk
from kunjae.extranet.settings.table_form import TableForm
from kunjae.imports.editing import EditedMeanwhile, Kind, fingerprint, part_of, save_part
from kunjae.imports.exported import Table, hotel_tables, property_table
from kunjae.kernel.errors import InvalidInput, KunjaeError
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


class PieceForm(TableForm):
    """The form of a piece. Fields that depend on the hotel are added in `build`."""

    def __init__(self, data: Any = None, *, piece: Piece, **options: Any) -> None:
        self.piece = piece
        mark = fingerprint(piece.table)
        super().__init__(data, table=piece.table, hotel=piece.hotel, mark=mark, **options)
        self.build(piece)

    def build(self, piece: Piece) -> None:
        """Add the fields that depend on the hotel."""

    def meanwhile(self, now: Piece) -> None:
        """Somebody else saved the piece first: it is `now`."""
        self.stored_meanwhile(now.table, fingerprint(now.table))


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
