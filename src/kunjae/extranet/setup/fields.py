"""Fields that several pages of the set-up have."""

from __future__ import annotations

from typing import Any

from django import forms


class LineField(forms.CharField):
    """A text of one line."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class AmountField(forms.CharField):
    """An amount as people type it. What reads hotel files says what is wrong with it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "class": "input--money", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, **options)
