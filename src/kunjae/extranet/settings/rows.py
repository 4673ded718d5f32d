"""Rows of a settings form: as many of one small form as its list in the hotel file has entries.

A row more or less is the page again with a row more or less, nothing saved: `<button name="rows" value="rooms:add">`,
`rooms:remove:2`. How many there are stands in the hidden field `rooms-count`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString

from kunjae.extranet.settings.flat import flat, nested, texts
from kunjae.imports.exported import Table

MOST_ROWS = 2_000


class RowForm(forms.Form):
    """One row. Its fields are called as the keys of its entry; a row in which nothing stands is none."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, hotel: Mapping[str, Any], **options: Any) -> None:
        """`hotel`: the section `[property]`, for the languages and the currency."""
        self.hotel = hotel
        super().__init__(data, empty_permitted=True, **options)

    def has_changed(self) -> bool:
        """Whether anything stands in it: without, nothing of it is required."""
        return not self.is_bound or any(
            self[name].data not in (None, "", False, []) for name in self.fields if name not in self.by_itself
        )

    by_itself: frozenset[str] = frozenset()
    """Fields that say nothing alone, such as a choice that always has a value."""

    @property
    def texts(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each text in several languages."""
        return texts(self)

    def entry(self) -> Table:
        """The row as the hotel file has it."""
        return nested(self, self.cleaned_data)

    def place(self, path: str, words: str) -> bool:
        """Show an error at the field of this path; False when there is none."""
        return place(self, path, words)


class Rows:
    """All rows of one list. `given`: those in which something stands, in the order that errors count them."""

    def __init__(
        self,
        name: str,
        form: type[RowForm],
        hotel: Mapping[str, Any],
        *,
        data: Any = None,
        entries: Iterable[Table] = (),
    ) -> None:
        self.name, self._form, self._hotel = name, form, hotel
        self.note = ""
        """What is wrong with all of them together."""
        self.forms: list[RowForm] = []
        if data is None:
            self._show([flat(entry) for entry in entries])
        else:
            self.forms = [self._row(index, data) for index in range(_count(data.get(f"{name}-count")))]

    def __iter__(self) -> Iterator[RowForm]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def count(self) -> SafeString:
        """The hidden field that says how many there are."""
        return forms.HiddenInput().render(f"{self.name}-count", len(self.forms))

    @property
    def has_errors(self) -> bool:
        return bool(self.note) or any(row.errors for row in self.forms)

    @property
    def given(self) -> list[RowForm]:
        return [row for row in self.forms if row.has_changed()]

    def is_valid(self) -> bool:
        wrong = [row for row in self.forms if not row.is_valid()]  # all of them, so that each tells its own
        return not wrong

    def entries(self) -> list[Table]:
        """The list as the hotel file has it."""
        return [row.entry() for row in self.given]

    def press(self, what: str) -> None:
        """What a button asks for: `add`, `remove:2`, `up:2`. All that was typed stays; anything else changes nothing."""
        typed = self.typed()
        verb, _colon, rest = what.partition(":")
        index = int(rest) if rest.isascii() and rest.isdecimal() and len(rest) < 9 else len(typed)
        if verb == "add":
            typed.append({})
        elif verb == "remove" and index < len(typed):
            del typed[index]
        elif verb == "up" and 0 < index < len(typed):
            typed[index - 1 : index + 1] = typed[index], typed[index - 1]
        self._show(typed)

    def typed(self) -> list[dict[str, Any]]:
        """What stands in the fields, right or wrong."""
        return [{name: row[name].data for name in row.fields} for row in self.forms]

    def place(self, path: str, words: str) -> bool:
        """Show an error: `2.percent` at that field of the third row; with no such row, above them."""
        index, _dot, rest = path.partition(".")
        given = self.given
        if not index.isdecimal() or int(index) >= len(given) or not given[int(index)].place(rest, words):
            self.note = " ".join(part for part in (self.note, words) if part)
        return True

    def _show(self, rows: list[dict[str, Any]]) -> None:
        self.forms = [self._row(index, None, initial) for index, initial in enumerate(rows[:MOST_ROWS])]

    def _row(self, index: int, data: Any, initial: dict[str, Any] | None = None) -> RowForm:
        return self._form(data, prefix=f"{self.name}-{index}", hotel=self._hotel, initial=initial or {})


def with_rows(posted: QueryDict, name: str, entries: Iterable[Mapping[str, str]]) -> QueryDict:
    """What was posted, and these rows as if they had been typed below the others."""
    more = posted.copy()
    index = _count(posted.get(f"{name}-count"))
    for entry in entries:
        for field, value in entry.items():
            more[f"{name}-{index}-{field}"] = value
        index += 1
    more[f"{name}-count"] = str(index)
    return more


def place(form: forms.Form, path: str, words: str) -> bool:
    """Show an error at the field of this path of the hotel file, or at the nearest that the form has."""
    keys = path.split(".")
    for length in range(len(keys), 0, -1):
        name = "__".join(keys[:length])
        found = (
            name
            if name in form.fields
            else next((each for each in form.fields if each.startswith(name + "__")), None)
        )
        if found is not None:
            form.add_error(found, words)
            return True
    return False


def _count(value: object) -> int:
    words = str(value or "")
    return min(int(words), MOST_ROWS) if words.isascii() and words.isdecimal() and len(words) < 9 else 0
