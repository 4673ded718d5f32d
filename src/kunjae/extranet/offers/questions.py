"""What an offer asks its guest, as fields: a day, a time and a number once each, and any number of questions in words.

In the form each kind is a block of its own (`day__days`, `slot__times`), with `asked` ticked when it is asked at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunjae.concierge.facts import DayChoice, NumberOf, Question, QuestionKind
from kunjae.concierge.offer_parts import MOST_LETTERS, MOST_NUMBER, slots_between
from kunjae.concierge.words import day_choice_text, number_of_text
from kunjae.extranet.offers.tabs import Fields
from kunjae.extranet.settings.fields import (
    ClockField,
    LinesField,
    choice_field,
    local_texts,
    number_field,
    text_field,
    tick,
)
from kunjae.extranet.settings.rows import RowForm
from kunjae.imports.exported import Table

BLOCKS = (QuestionKind.DAY.value, QuestionKind.SLOT.value, QuestionKind.NUMBER.value)
LETTERS = 300
"""Of an answer in words, where nothing else is said."""
DEFAULTS: Mapping[str, Any] = {
    **{f"{kind}__required": True for kind in BLOCKS},
    "day__days": DayChoice.ANY.value,
    "number__number_of": NumberOf.PIECES.value,
    "number__least": 1,
    "number__most": 20,
}


class TimesField(LinesField):
    """Times of the day, one a line or with commas between them."""

    def clean(self, value: Any) -> list[str]:
        """Each as `14:00`. Raises ValidationError for what is no time."""
        clock, found = ClockField(), []
        for line in super().clean(value):
            try:
                found.append(clock.clean(line))
            except ValidationError:
                raise ValidationError(
                    _("%(text)s is not a time such as 14:00.") % {"text": line[:20]}
                ) from None
        return sorted(set(found))


class WordsRow(RowForm):
    """A question that is answered in words."""

    by_itself = frozenset({"code", "required", "most"})

    def __init__(self, *args: Any, initial: Table | None = None, **options: Any) -> None:
        super().__init__(*args, initial={"required": True, "most": LETTERS} | (initial or {}), **options)
        self.fields["code"] = text_field("", most=40)
        self.fields["code"].widget = forms.HiddenInput()
        self.fields |= local_texts("label", _("Question"), self.hotel["languages"])
        self.fields["most"] = number_field(_("Letters at most"), 1, MOST_LETTERS, required=False)
        self.fields["required"] = tick(_("Needs an answer"))

    def entry(self) -> Table:
        return {"most": LETTERS} | super().entry()


def blocks(languages: Iterable[str], language: str) -> Fields:
    """The fields of a day, a time and a number."""
    languages = list(languages)
    own: dict[str, Fields] = {
        "day": {
            "days": choice_field(
                _("Which day"), [(days.value, day_choice_text(days, language)) for days in (DayChoice.ANY, DayChoice.ARRIVAL, DayChoice.DEPARTURE)]
            ),
        },
        "slot": {
            "times": TimesField(label=_("Times"), required=False, help_text=_("One per line, or with commas: 10:00, 11:30")),
            "from": ClockField(label=_("From"), required=False),
            "to": ClockField(label=_("To"), required=False),
            "every_minutes": number_field(_("Every"), 5, 24 * 60, required=False),
        },
        "number": {
            "number_of": choice_field(
                _("Number of"), [(each.value, number_of_text(each, language)) for each in NumberOf]
            ),
            "least": number_field(_("At least"), 1, MOST_NUMBER, required=False),
            "most": number_field(_("At most"), 1, MOST_NUMBER, required=False),
        },
    }  # fmt: skip
    asked = {"day": _("Ask for a day"), "slot": _("Ask for a time"), "number": _("Ask for a number")}
    fields: Fields = {}
    for kind in BLOCKS:
        named: Fields = {"asked": tick(asked[kind]), **own[kind]}
        named |= local_texts("label", _("Own words for it"), languages)
        named["required"] = tick(_("Needs an answer"))
        fields |= {f"{kind}__{name}": field for name, field in named.items()}
    return fields


def shown(questions: Sequence[Mapping[str, Any]]) -> Table:
    """The questions of an offer as the form has them: a block for each kind that is asked, and the rows `words`."""
    found: Table = {"words": []}
    for question in questions:
        terms = {name: value for name, value in question.items() if name != "kind"}
        if question["kind"] == QuestionKind.TEXT.value:
            found["words"].append(terms)
        else:
            found[question["kind"]] = terms | {"asked": True}
    return found


def asked(table: Table, before: Sequence[Question] = ()) -> list[Table]:
    """The questions that the blocks and rows of a form come to; takes them out of its table. Those that were there `before`
    keep their order and codes; new ones follow."""
    codes_before = [question.code for question in before]
    code_of = {question.kind.value: question.code for question in before}
    found: list[Table] = []
    for kind in BLOCKS:
        block = table.pop(kind, {})
        if block.pop("asked", False):
            found.append({"kind": kind, "code": code_of.get(kind, kind), **_without_series(block)})
    rows = table.pop("words", [])
    codes = {*codes_before, *(row["code"] for row in rows if "code" in row)}
    for row in rows:
        if "code" not in row:
            row["code"] = next(code for number in range(1, 100) if (code := f"text_{number}") not in codes)
            codes.add(row["code"])
        found.append({"kind": QuestionKind.TEXT.value, **row})
    last = len(codes_before)
    return sorted(
        found, key=lambda each: codes_before.index(each["code"]) if each["code"] in codes_before else last
    )


def _without_series(block: Table) -> Table:
    """The times that are written one by one, and those of `from` to `to` every so many minutes."""
    series = [block.pop(name, None) for name in ("from", "to", "every_minutes")]
    if all(series):
        block["times"] = sorted({*block.get("times", []), *times_between(*series)})
    return block


def times_between(first: str, last: str, every_minutes: int) -> list[str]:
    """`10:00` to `20:00` every so many minutes, each as a text."""
    slots = slots_between(time.fromisoformat(first), time.fromisoformat(last), every_minutes)
    return [f"{slot:%H:%M}" for slot in slots]


def complaints(typed: Mapping[str, Any]) -> dict[str, str]:
    """What does not go together in the blocks, by the field's name; of what could be read."""
    found: dict[str, str] = {}
    if typed.get("slot__asked"):
        series = {name: typed.get(f"slot__{name}") for name in ("from", "to", "every_minutes")}
        if any(series.values()):
            for name, value in series.items():
                if not value:
                    found[f"slot__{name}"] = gettext("From, to and minutes go together.")
            if not found and times_between(*series.values()) == []:  # type: ignore[arg-type]
                found["slot__to"] = gettext("Must not be before the first.")
        elif not typed.get("slot__times"):
            found["slot__times"] = gettext("Enter the times that guests may choose from.")
    if typed.get("number__asked"):
        least, most = typed.get("number__least"), typed.get("number__most")
        if least and most and most < least:
            found["number__most"] = gettext("Must not be less than the least.")
    return found
