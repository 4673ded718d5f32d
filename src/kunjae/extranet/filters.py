"""What lists are narrowed to: forms that stand in the address of a page. What is wrong with them is told above the results."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE


class DayField(forms.DateField):
    """A day in the browser's own control, which wants ISO dates whatever the language."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("must be a date such as 2026-12-10"), "required": _("is required")},
            **given,
        )

    def to_python(self, value: Any) -> date | None:
        """Raises ValidationError also for days so far away that nobody stays then."""
        day: date | None = super().to_python(value)
        if day is not None and not EARLIEST_DATE <= day <= LATEST_DATE:
            raise forms.ValidationError(_("is not a date a stay can have"))
        return day


class ListFilter(forms.Form):
    """The base of them. `ends`: the names of the first and the last day, where it has them; `most_days` from one to the
    other."""

    ends: ClassVar[tuple[str, str]] = ("first", "last")
    most_days: ClassVar[int | None] = None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = (given.get(name) for name in self.ends)
        if first and last and last < first:
            self.add_error(self.ends[1], _("is before the first day"))
        elif first and last and self.most_days and (last - first).days >= self.most_days:
            text = ngettext_lazy(
                "at most %(days)s day at once", "at most %(days)s days at once", self.most_days
            )
            self.add_error(self.ends[1], text % {"days": self.most_days})
        return given

    @property
    def is_used(self) -> bool:
        """Whether anything is asked for."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def complaints(self) -> list[str]:
        """What cannot be used, each with the name of its field."""
        return [
            f"{self.fields[name].label}: {error}"
            for name, errors in self.errors.items()
            for error in errors
            if name in self.fields
        ]
