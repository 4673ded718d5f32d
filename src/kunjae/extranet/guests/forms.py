"""The forms of the guests' pages: the search, and the days of a register."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kunjae.bookings.registers import Register
from kunjae.extranet.filters import DayField, ListFilter

MOST_DAYS = 93
"""A quarter: of a register, whose page and file read every arrival of its days."""


class GuestSearch(ListFilter):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, phone or email"), "autocomplete": "off"}
        ),
    )


class RegisterDays(ListFilter):
    """Which register, and of guests who arrived on which days."""

    most_days = MOST_DAYS

    register = forms.ChoiceField(
        label=_("Register"),
        choices=[(each.value, each.value) for each in Register],
        widget=forms.HiddenInput,
    )
    first = DayField(label=_("Arrived from"))
    last = DayField(label=_("Arrived until"))
