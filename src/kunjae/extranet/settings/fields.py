"""The fields of settings forms. They hold texts as hotel files write them; reading them, and saying what is wrong with
them, is left to what reads hotel files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kunjae.imports.hotel_facts import Language
from kunjae.pages.words import LANGUAGES

LONGEST_TEXT = 5000
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)
BETWEEN = "__"
"""Between a key and the key within it, in a field's name: `name__th` is `name.th` of the hotel file."""


def text_field(
    label: Any, *, most: int = 200, required: bool = False, help: Any = "", **attrs: Any
) -> forms.CharField:
    """One line."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def code_field(*, help: Any = "") -> forms.CharField:
    """The code of a room type, policy or plan: short, without spaces."""
    return text_field(
        _("Code"), most=20, required=True, help=help, autocapitalize="characters", spellcheck="false"
    )


def long_text_field(label: Any, *, required: bool = False, help: Any = "", rows: int = 3) -> forms.CharField:
    """Several lines."""
    return LongTextField(
        label=label,
        max_length=LONGEST_TEXT,
        required=required,
        help_text=help,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def local_texts(
    name: str,
    label: Any,
    languages: Iterable[str],
    *,
    required: bool = False,
    long: bool = False,
    help: Any = "",
) -> dict[str, forms.Field]:
    """A text in each language of the hotel: `name__th`, `name__en`. In a language that the hotel does not offer, what
    there is stays, unseen. Required: in the hotel's first language."""
    offered = [language for language in languages if language in LANGUAGES]
    fields: dict[str, forms.Field] = {}
    for language in [*offered, *(each.value for each in Language if each.value not in offered)]:
        if language in offered:
            words = f"{label} ({LANGUAGES[language]})" if len(offered) > 1 else label
            needed = required and language == offered[0]
            field = (
                long_text_field(words, required=needed, help=help)
                if long
                else text_field(words, required=needed, help=help, lang=language)
            )
        else:
            field = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.HiddenInput)
        fields[f"{name}{BETWEEN}{language}"] = field
    return fields


def percent_field(label: Any, *, required: bool = True, help: Any = "") -> forms.CharField:
    """A percentage, at most four decimals: `10`, `7.5`."""
    return forms.CharField(label=label, required=required, max_length=12, help_text=help, widget=_figures())


def money_field(label: Any, *, required: bool = False, help: Any = "") -> forms.CharField:
    """An amount in the hotel's currency, as it is written: `1,500.00`."""
    return forms.CharField(label=label, required=required, max_length=30, help_text=help, widget=_figures())


def _figures() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal", "class": "input--money", "autocomplete": "off"})


def number_field(
    label: Any, least: int, most: int, *, required: bool = True, help: Any = ""
) -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, help_text=help)


def date_field(label: Any, *, required: bool = True, help: Any = "") -> forms.DateField:
    """A day in the browser's own control, which wants ISO dates whatever the language."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class LongTextField(forms.CharField):
    """Several lines, with the line ends of hotel files: browsers send others."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class ClockField(forms.CharField):
    """A time of the day, hours and minutes: a text such as `14:00`. No control of the browser's, which would ask for am
    and pm where the rest of the page counts to 24."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "placeholder": "14:00", "autocomplete": "off"}
        super().__init__(max_length=8, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> str:
        """Raises ValidationError for what is no time."""
        words = str(super().clean(value))
        if not words:
            return ""
        found = _CLOCK.fullmatch(words)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError(_("Enter a time such as 14:00."))
        return f"{int(found[1]):02}:{found[2]}"


class LinesField(forms.CharField):
    """Several texts, one a line: a list in the hotel file."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The lines that are not empty; commas and semicolons end one too."""
        words = str(super().clean(value)).replace(",", "\n").replace(";", "\n")
        return [line.strip() for line in words.splitlines() if line.strip()]


def choice_field(
    label: Any,
    choices: Sequence[tuple[str, Any]],
    *,
    required: bool = True,
    help: Any = "",
    cards: bool = False,
) -> forms.ChoiceField:
    """One of a few; `cards`: all of them side by side."""
    options: dict[str, Any] = {"widget": forms.RadioSelect} if cards else {}
    return forms.ChoiceField(label=label, choices=choices, required=required, help_text=help, **options)


def tick(label: Any, *, help: Any = "") -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(label=label, required=False, help_text=help)


def shown(value: object) -> str:
    """A value as a message names it: `10:00`, `Baan Talay / บ้านทะเล`."""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if value in (None, "", [], {}):
        return str(_("nothing"))
    if isinstance(value, dict):
        return " / ".join(shown(each) for each in value.values() if each not in (None, ""))
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value)
    return value.isoformat() if isinstance(value, date) else str(value)
