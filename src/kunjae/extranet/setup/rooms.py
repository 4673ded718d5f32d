"""The third page: room types with their rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.setup.fields import LineField
from kunjae.extranet.setup.pages import Visit, language_of_page, next_page, show_step, step_page
from kunjae.extranet.setup.progress import Step, rooms_are_untouched
from kunjae.extranet.setup.ready import ROOM_TYPES, type_code
from kunjae.extranet.setup.saving import save_room_types, seen_of
from kunjae.extranet.setup.wrong import put
from kunjae.imports.editing import EditedMeanwhile
from kunjae.imports.exported import Table, hotel_tables
from kunjae.imports.room_numbers import numbers_text, room_numbers
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language

MOST_TYPES = 12
MOST_PEOPLE = 30
BEDS = {
    "1 double": _("1 double bed"),
    "2 single": _("2 single beds"),
    "1 king": _("1 king-size bed"),
    "1 single": _("1 single bed"),
    "3 single": _("3 single beds"),
    "2 double": _("2 double beds"),
    "1 double, 1 single": _("1 double and 1 single bed"),
}
"""As they are kept; rooms with the same text have the same beds."""
_NUMBERS = ("base_adults", "max_adults", "max_children")
_MORE = ("code", "max_adults", "max_children")


def _people(label: Any, least: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST_PEOPLE)


class RoomTypeForm(forms.Form):
    """One row. A row without names and rooms is none."""

    name_th = LineField(
        label=_("Name in Thai"), max_length=200, required=False, widget=forms.TextInput({"lang": "th"})
    )
    name_en = LineField(
        label=_("Name in English"), max_length=200, required=False, widget=forms.TextInput({"lang": "en"})
    )
    numbers = forms.CharField(
        label=_("Room numbers"),
        max_length=4000,
        required=False,
        help_text=_("Such as 101-110, 201"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    beds = forms.ChoiceField(label=_("Beds"))
    base_adults = _people(_("Adults in the price"), 1)
    code = LineField(
        label=_("Code"),
        max_length=20,
        required=False,
        help_text=_("Left empty it is made of the English name."),
    )
    max_adults = _people(_("Adults at most"), 1)
    max_children = _people(_("Children at most"), 0)

    def __init__(self, *args: Any, beds: str = "", **kwargs: Any) -> None:
        """`beds`: those of the type as it is, which stay a choice."""
        super().__init__(*args, **kwargs)
        field = self.fields["beds"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [*BEDS.items()] + ([(beds, beds)] if beds and beds not in BEDS else [])

    @property
    def is_blank(self) -> bool:
        """Nothing was typed that would make it a room type."""
        return not any(str(self[name].value() or "").strip() for name in ("name_th", "name_en", "numbers"))

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in _MORE]

    @property
    def is_more_wrong(self) -> bool:
        return any(name in self.errors for name in _MORE)

    def clean_numbers(self) -> list[str]:
        try:
            numbers = room_numbers(self.cleaned_data["numbers"])
        except InvalidInput as error:
            raise forms.ValidationError(error.text(language_of_page())) from None
        if not numbers:
            raise forms.ValidationError(_("Which rooms are there? For example 101-110, 201"))
        return numbers

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not (given.get("name_th") or given.get("name_en")) and "name_th" not in self.errors:
            self.add_error("name_th", _("What is this type of room called, in Thai, in English or both?"))
        base, most = given.get("base_adults"), given.get("max_adults")
        if base and most and most < base:
            self.add_error("max_adults", _("Fewer than are in the price."))
        return given

    def table(self, there: Mapping[str, Table], taken: set[str], rank: int) -> Table:
        """The entry of a hotel file: what is typed, and what the type that `there` is has besides. Only when valid."""
        given = self.cleaned_data
        code = given["code"] or type_code(given["name_en"], taken)
        before = there.get(code, {"code": code, "rank": rank})
        rooms = {room["number"]: room for each in there.values() for room in each["rooms"]}
        return {
            **before,
            "name": {language: name for language in ("th", "en") if (name := given[f"name_{language}"])},
            "beds": given["beds"],
            **{name: given[name] for name in _NUMBERS},
            "rooms": [rooms.get(number, {"number": number}) for number in given["numbers"]],
        }


class Rows:
    """All rows of the page."""

    def __init__(self, forms: Sequence[RoomTypeForm]) -> None:
        self.forms = list(forms)
        self.problem = ""

    @classmethod
    def of(cls, types: Sequence[Table]) -> Rows:
        """As they are; the examples where there are none."""
        if not types:
            shown: list[dict[str, Any]] = [_blank() | example for example in ROOM_TYPES]
        else:
            shown = [_initial(each) for each in types]
        return cls([_unbound(index, values) for index, values in enumerate(shown)])

    @classmethod
    def posted(cls, data: Mapping[str, str], types: Sequence[Table]) -> Rows:
        """As typed. However many rows somebody claims, there are at most MOST_TYPES."""
        beds = {each["code"]: each["beds"] for each in types}
        return cls(
            [
                RoomTypeForm(data, prefix=str(index), beds=beds.get(data.get(f"{index}-code", ""), ""))
                for index in range(MOST_TYPES)
                if f"{index}-numbers" in data
            ]
        )

    def add(self) -> None:
        """One more row, if there is room."""
        used = {form.prefix for form in self.forms}
        free = next((index for index in range(MOST_TYPES) if str(index) not in used), None)
        if free is not None:
            self.forms.append(_unbound(free, _blank()))

    @property
    def may_grow(self) -> bool:
        return len(self.forms) < MOST_TYPES

    def tables(self, types: Sequence[Table]) -> list[Table] | None:
        """The entries of a hotel file; None when something is wrong, which the rows then show."""
        used = [form for form in self.forms if not form.is_blank]
        if not used:
            self.problem = gettext("At least one type of room is needed.")
            return None
        if [
            form for form in used if not form.is_valid()
        ]:  # every one is asked, so that each shows what is wrong
            return None
        return self._apart(used, {each["code"]: each for each in types})

    def _apart(self, used: Sequence[RoomTypeForm], there: Mapping[str, Table]) -> list[Table] | None:
        """The entries, no two with the same code or room."""
        typed = [form.cleaned_data["code"] for form in used if form.cleaned_data["code"]]
        taken: set[str] = set(typed)
        rooms: set[str] = set()
        found: list[Table] = []
        for index, form in enumerate(used):
            code = form.cleaned_data["code"]
            if code and typed.index(code) != sum(bool(each.cleaned_data["code"]) for each in used[:index]):
                form.add_error("code", _("Another type has this code."))
                continue
            if twice := [number for number in form.cleaned_data["numbers"] if number in rooms]:
                form.add_error(
                    "numbers", _("Room %(number)s stands in another type, too.") % {"number": twice[0]}
                )
                continue
            rooms |= set(form.cleaned_data["numbers"])
            found.append(form.table(there, taken, index + 1))
            taken.add(found[-1]["code"])
        return found if len(found) == len(used) else None

    def show(self, error: InvalidInput, language: str) -> None:
        """Put what is wrong beside its field: `room_types.1.rooms.0.number` is of the second row that is used."""
        used = [form for form in self.forms if not form.is_blank]
        for each in error.errors:
            _word, _dot, rest = each.path.partition(".")
            index, _dot, path = rest.partition(".")
            if index.isdigit() and int(index) < len(used):
                put(used[int(index)], InvalidInput(each), language, lambda _path, path=path: _field_of(path))  # type: ignore[misc]
            else:
                self.problem = in_language(each.message, language)


def _field_of(path: str) -> str:
    name, *more = path.split(".")
    if name == "name":
        return f"name_{(more or ['th'])[0]}"
    return "numbers" if name == "rooms" else name


def _unbound(index: int, values: dict[str, Any]) -> RoomTypeForm:
    return RoomTypeForm(prefix=str(index), initial=values, beds=values["beds"])


def _blank() -> dict[str, Any]:
    return {"beds": "1 double", "base_adults": 2, "max_adults": 2, "max_children": 1}


def _initial(each: Table) -> dict[str, Any]:
    return {
        "name_th": each["name"].get("th", ""),
        "name_en": each["name"].get("en", ""),
        "numbers": numbers_text([room["number"] for room in each["rooms"]]),
        **{name: each[name] for name in ("beds", "code", *_NUMBERS)},
    }


@step_page(Step.ROOMS)
def rooms(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show and save them; then the rate plan. Rooms that are in use belong to the settings."""
    tables = hotel_tables(visit.hotel)
    types, seen = tables["room_types"], request.POST.get("seen", "")
    if len(types) > MOST_TYPES or not rooms_are_untouched(visit.hotel):
        return redirect(f"setup:{visit.standing.step}")
    if request.method != "POST":
        return _show(request, visit, Rows.of(types), seen_of(tables, "room_types"))
    rows = Rows.posted(request.POST, types)
    if request.POST.get("do") == "add":
        rows.add()
        return _show(request, visit, rows, seen)
    wanted = rows.tables(types)
    if wanted is not None:
        try:
            save_room_types(
                hotel=visit.hotel,
                types=wanted,
                seen=seen,
                now=visit.now,
                until=visit.still,
            )
            return next_page(Step.ROOMS)
        except InvalidInput as error:
            rows.show(error, visit.language)
        except EditedMeanwhile:
            now = hotel_tables(visit.hotel)
            rows, seen = Rows.of(now["room_types"]), seen_of(now, "room_types")
            return _show(request, visit, rows, seen, status=409)
    if not rows.forms:
        rows.add()
    return _show(request, visit, rows, seen, status=422)


def _show(request: HttpRequest, visit: Visit, rows: Rows, seen: str, *, status: int = 200) -> HttpResponse:
    """`seen`: of what is shown, or as it came with what was typed."""
    content = {
        "rows": rows,
        "are_examples": visit.standing.step == Step.ROOMS,
        "seen": seen,
        "outdated": gettext("Somebody else saved this meanwhile. This is how it is now.")
        if status == 409
        else "",
    }
    return show_step(request, Step.ROOMS, content, status=status)
