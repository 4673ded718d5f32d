"""The forms of the guests' pages: the search, and the days of a register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kunjae.bookings.registers import Register
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE

MOST_DAYS = 93
"""A quarter: of a register, whose page and file read every arrival of its days."""


class Complaining(forms.Form):
    """A form that stands in an address: what is wrong with it is told above the results."""

    @property
    def complaints(self) -> list[str]:
        """What cannot be used, each with the name of its field."""
        return [
            f"{self.fields[name].label}: {error}" for name, errors in self.errors.items() for error in errors
        ]


class GuestSearch(Complaining):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, phone or email"), "autocomplete": "off"}
        ),
    )


def _day(label: Any) -> forms.DateField:
    """A day in the browser's own control, which wants ISO dates whatever the language."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class RegisterDays(Complaining):
    """Which register, and of guests who arrived on which days."""

    register = forms.ChoiceField(
        label=_("Register"),
        choices=[(each.value, each.value) for each in Register],
        widget=forms.HiddenInput,
    )
    first = _day(_("Arrived from"))
    last = _day(_("Arrived until"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        for name, day in (("first", first), ("last", last)):
            if day and not EARLIEST_DATE <= day < LATEST_DATE:
                self.add_error(name, _("is not a date a stay can have"))
        if first and last and not self.errors:
            self._look_at_range(first, last)
        return given

    def _look_at_range(self, first: date, last: date) -> None:
        if last < first:
            self.add_error("last", _("is before the first day"))
        elif (last - first).days >= MOST_DAYS:
            self.add_error(
                "last",
                ngettext_lazy("at most %(days)s day at once", "at most %(days)s days at once", MOST_DAYS)
                % {"days": MOST_DAYS},
            )
