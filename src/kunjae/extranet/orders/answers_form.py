"""The questions of an offer as a form: day, time, number, answers in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.bookings.facts import StayFacts
from kunjae.concierge.facts import NumberOf, OfferKind, Question, QuestionKind
from kunjae.concierge.rules.shelf import OnShelf
from kunjae.concierge.words import hour_text, question_text
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import format_date, format_money
from kunjae.kernel.texts import in_language

_WORDS = "text-"
"""Before the code of a question in words, so that none can be taken for another field."""


class AnswersForm(forms.Form):
    """Only reads what was typed: what is wrong with it, the rules of orders say (`refuse`)."""

    use_required_attribute = False

    def __init__(
        self, given: Any, on: OnShelf, stay: StayFacts, *, language: str, currency: str, era: str
    ) -> None:
        super().__init__(given or None, initial=_usual(on, stay))
        self._language = language
        if on.offer.kind.moves_an_hour:
            self.fields["hour"] = forms.CharField(
                label=hour_text(on.offer.kind, language),
                required=False,
                widget=forms.Select(choices=_hours(on, language, currency)),
            )
        for question in on.offer.questions:
            self._add(question, on, era)

    def _add(self, question: Question, on: OnShelf, era: str) -> None:
        number_of = question.number_of if question.kind is QuestionKind.NUMBER else None
        label = in_language(question.label, self._language) or question_text(
            question.kind, self._language, number_of
        )
        optional = "" if question.required else f" ({_('optional')})"
        given: dict[str, Any] = {"label": label + optional, "required": False}
        if question.kind is QuestionKind.TEXT:
            lines = forms.Textarea(attrs={"rows": 2, "maxlength": question.most})
            self.fields[_WORDS + question.code] = forms.CharField(widget=lines, **given)
        elif on.offer.kind.moves_an_hour or on.offer.kind is OfferKind.UPGRADE:
            return
        elif question.kind is QuestionKind.DAY:
            choices = _days(on, self._language, era, optional=not question.required)
            self.fields["day"] = forms.CharField(widget=forms.Select(choices=choices), **given)
        elif question.kind is QuestionKind.SLOT:
            choices = _slots(on, optional=not question.required)
            self.fields["slot"] = forms.CharField(widget=forms.Select(choices=choices), **given)
        else:
            number = forms.NumberInput(attrs={"min": question.least, "max": question.most})
            self.fields["number"] = forms.CharField(widget=number, **given)

    def answers(self) -> Mapping[str, Any]:
        """As posted, or as they stand at first: what `Wanted.answers` takes."""
        found: dict[str, Any] = {}
        for name in self.fields:
            value = self[name].value()
            text = "" if value is None else str(value).strip()
            if name == "number" and text.isascii() and text.isdecimal() and len(text) < 10:
                found[name] = int(text)
            elif text:
                found[name.removeprefix(_WORDS)] = text
        return found

    def refuse(self, error: InvalidInput) -> None:
        """Say what the rules refused, beside the field that it is about."""
        self.full_clean()
        for wrong in error.errors:
            name = wrong.path.rpartition(".")[2]
            field = next((each for each in (name, _WORDS + name) if each in self.fields), None)
            self.add_error(field, in_language(wrong.message, self._language))


def _usual(on: OnShelf, stay: StayFacts) -> dict[str, Any]:
    """What the form shows at first: the first day and time, the guests of the stay, the first hour."""
    found: dict[str, Any] = {}
    if on.steps:
        found["hour"] = f"{on.steps[0].at:%H:%M}"
    if on.days:
        found["day"] = on.days[0].day.isoformat()
        if on.days[0].slots:
            found["slot"] = f"{on.days[0].slots[0]:%H:%M}"
    question = on.offer.question(QuestionKind.NUMBER)
    if question:
        people = stay.adults + stay.children if question.number_of is NumberOf.PERSONS else question.least
        found["number"] = min(max(people, question.least), question.most)
    return found


def _hours(on: OnShelf, language: str, currency: str) -> list[tuple[str, str]]:
    return [
        (f"{step.at:%H:%M}", f"{step.at:%H:%M} · {format_money(step.amount, currency, language, unit=True)}")
        for step in on.steps
    ]


def _days(on: OnShelf, language: str, era: str, *, optional: bool) -> list[tuple[str, str]]:
    def words(day: date, left: int | None) -> str:
        shown = format_date(day, language, era=era, pattern="EEE d MMM")
        if left is None:
            return shown
        return f"{shown} · " + ngettext("%(count)s left", "%(count)s left", left) % {"count": left}

    empty = [("", "–")] if optional else []
    return [*empty, *((each.day.isoformat(), words(each.day, each.left)) for each in on.days)]


def _slots(on: OnShelf, *, optional: bool) -> list[tuple[str, str]]:
    times: set[time] = {at for each in on.days for at in each.slots}
    empty = [("", "–")] if optional else []
    return [*empty, *((f"{at:%H:%M}", f"{at:%H:%M}") for at in sorted(times))]
