"""The form of a room type with its rooms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.settings.fields import code_field, local_texts, number_field, text_field, tick
from kunjae.extranet.settings.pieces import Piece, PieceForm
from kunjae.extranet.settings.rows import RowForm, with_rows
from kunjae.imports.exported import Table
from kunjae.imports.room_numbers import room_numbers
from kunjae.kernel.errors import InvalidInput


class RoomRow(RowForm):
    """One room. Its number never changes: it stands on bookings."""

    number = text_field(_("Number"), most=20, required=True)
    beds = text_field(_("Beds"), most=60)
    floor = text_field(_("Floor"), most=20)
    retired = tick(_("Retired"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        number = self["number"].value() or _("new")
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}, {number}"
            if name != "retired":
                field.widget.attrs["class"] = "input"


class RoomTypeForm(PieceForm):
    """One of `[[room_types]]`."""

    rank = number_field(
        _("Rank"), -1000, 1000, help=_("A better room has a higher rank: upgrades go to higher ones.")
    )
    base_adults = number_field(_("Adults in the price"), 1, 100)
    max_adults = number_field(_("Most adults"), 1, 100)
    max_children = number_field(_("Most children"), 0, 100)
    beds = text_field(_("Beds"), most=60, help=_("For instance 1 king or 2 single; a room may have others."))
    retired = tick(
        _("Retired"), help=_("Not sold any more. Bookings that there are keep it; nothing is deleted.")
    )
    move_rooms = tick(_("Yes, these rooms belong to this type from now on"))
    rank.initial, base_adults.initial, max_adults.initial, max_children.initial = 1, 2, 2, 0
    row_forms = {"rooms": RoomRow}
    beside = frozenset({"seen", "move_rooms"})

    def __init__(self, data: Any = None, *, elsewhere: Mapping[str, str], **options: Any) -> None:
        """`elsewhere`: the rooms of other types, number -> name of the type."""
        self._elsewhere = elsewhere
        self.refused: set[str] = set()
        """Numbers of the rooms that cannot be retired or moved, as somebody is to sleep there."""
        self.asks_to_move = False
        super().__init__(data, **options)

    def build(self, piece: Piece) -> None:
        self.fields["code"] = code_field(help=_("Short, for staff and for prices: STD. It never changes."))
        if piece.table is not None:
            self.fields["code"].disabled = True
        self.fields |= local_texts("name", _("Name"), piece.hotel["languages"], required=True)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        base, most = given.get("base_adults"), given.get("max_adults")
        if base is not None and most is not None and most < base:
            self.add_error("max_adults", _("Must be at least as many as are in the price."))
        return given

    def is_valid(self) -> bool:
        return super().is_valid() and self._numbers_fit()

    def _numbers_fit(self) -> bool:
        seen: set[str] = set()
        fit = True
        for row in self.rows["rooms"].given:
            number = row.cleaned_data["number"]
            if number in seen:
                row.add_error("number", _("This number is in the list twice."))
                fit = False
            elif number in self._elsewhere and not self.cleaned_data["move_rooms"]:
                row.add_error("number", _("Belongs to %(type)s.") % {"type": self._elsewhere[number]})
                self.asks_to_move = True
                fit = False
            seen.add(number)
        return fit

    def wrong(self, error: InvalidInput, language: str) -> None:
        given = self.rows["rooms"].given
        others = []
        for each in error.errors:
            index = each.path.removeprefix("rooms.").partition(".")[0]
            if each.code == "room_in_use" and index.isdecimal():
                row = given[int(index)]
                self.refused.add(row.cleaned_data["number"])
                row.add_error("number", _("Somebody is to sleep here. Move the stay or the block first:"))
            else:
                others.append(each)
        super().wrong(InvalidInput(*others), language)

    @property
    def rooms(self) -> list[tuple[RowForm, str]]:
        """Each row with its number, when the room is there already."""
        known = {room["number"] for room in (self.piece.table or {}).get("rooms", ())}
        for row in self.rows["rooms"]:  # a room without beds of its own has those of the type
            row.fields["beds"].widget.attrs["placeholder"] = str(self["beds"].value() or "")
        rows = [(row, str(row["number"].value() or "")) for row in self.rows["rooms"]]
        return [(row, number if number in known else "") for row, number in rows]


class MoreRooms(forms.Form):
    """Rooms to be added at once."""

    numbers = text_field(
        _("Numbers"),
        most=2_000,
        help=_("One after the other, or a range: 101-110, 201"),
        placeholder="101-110, 201",
    )
    beds = text_field(_("Beds"), most=60, help=_("Only if other than those of the type."))
    floor = text_field(_("Floor"), most=20)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="more")

    def added_to(self, posted: QueryDict) -> QueryDict:
        """What was posted with the rooms that are named here as further rows; the same when none is."""
        if not self.is_valid() or not self.cleaned_data["numbers"].strip():
            return posted
        given = self.cleaned_data
        named = [name for name in posted if name.startswith("rooms-") and name.endswith("-number")]
        there = {str(posted[name]).strip() for name in named}
        try:
            numbers = room_numbers(given["numbers"])
        except InvalidInput as error:
            self.add_error("numbers", error.text(get_language() or "th"))
            return posted
        if taken := [number for number in numbers if number in there]:
            self.add_error("numbers", _("Already in the list: %(numbers)s") % {"numbers": ", ".join(taken)})
            return posted
        same: Table = {"beds": given["beds"], "floor": given["floor"]}
        more = with_rows(posted, "rooms", [{"number": number, **same} for number in numbers])
        for name in self.fields:
            more[self.add_prefix(name)] = ""
        return more
