"""The forms of a new booking: what is looked for, who books, and money that is handed over now."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kunjae.bookings.contacts import parse_country, parse_language
from kunjae.changes.operations import MOST_PEOPLE
from kunjae.extranet.booking.forms import DetailsForm, PaymentForm
from kunjae.extranet.change.forms import DateInput
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import format_money
from kunjae.kernel.stay_dates import StayDates
from kunjae.pages import words
from kunjae.payments.facts import Method


class SearchForm(forms.Form):
    """Dates and people: what a room is looked for."""

    check_in = forms.DateField(label=_("Check-in date"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    check_out = forms.DateField(label=_("Check-out date"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=MOST_PEOPLE)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=MOST_PEOPLE)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_in, check_out = given.get("check_in"), given.get("check_out")
        if check_in and check_out:
            try:
                given["dates"] = StayDates.of(check_in, check_out)
            except InvalidInput as error:
                self.add_error("check_out", error.text(_language()))
        if given.get("adults") == 0 and given.get("children") == 0:
            self.add_error("adults", _("Somebody must stay."))
        return given

    @property
    def dates(self) -> StayDates:
        """Only after `is_valid`."""
        found: StayDates = self.cleaned_data["dates"]
        return found


def search_values(today: date, asked: dict[str, str]) -> dict[str, Any]:
    """What is looked for at first: tonight, for two; what an address asks for comes instead."""
    values: dict[str, Any] = {"check_in": today.isoformat(), "adults": "2", "children": "0"}
    values |= {name: text for name, text in asked.items() if text and name in SearchForm.base_fields}
    values.setdefault("check_out", _day_after(values["check_in"]))
    return values


def _day_after(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


FINDS_WHILE_TYPING = {"hx-post": "", "hx-trigger": "input changed delay:400ms", "autocomplete": "off"}
"""Shows earlier guests below what is typed; what is sent with it stands around the field."""


class GuestForm(DetailsForm):
    """Who books, where the booking comes from, notes."""

    version = None  # type: ignore[assignment]  # nothing is booked yet: there is nothing to be saved over
    country = forms.ChoiceField(label=_("Country"), required=False)

    field_order = ("name", "phone", "email", "language", "country", "source", "notes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *_countries(_language())]  # type: ignore[attr-defined]
        for name, parse in (("language", parse_language), ("country", parse_country)):
            self._keep(name, parse)
        for name in ("name", "phone", "email"):
            self.fields[name].widget.attrs |= FINDS_WHILE_TYPING

    def _keep(self, name: str, parse: Any) -> None:
        """What an earlier booking of the guest said stays a choice: other languages, codes of three letters."""
        field, value = self.fields[name], self[name].value()
        if value and isinstance(field, forms.ChoiceField) and not field.valid_value(value):
            try:
                kept = parse(value, name)
            except InvalidInput:
                return
            field.choices = [*field.choices, (kept, kept)]  # type: ignore[misc]


@lru_cache(maxsize=10)
def _countries(language: str) -> list[tuple[str, str]]:
    territories = Locale.parse(language).territories
    named = [
        (code, str(name))
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ")
    ]
    return sorted(named, key=lambda each: (each[0] != "TH", each[1]))


class MoneyForm(PaymentForm):
    """Money received now; nothing at all is the usual for a booking by phone."""

    version = None  # type: ignore[assignment]
    method = forms.ChoiceField(
        label=_("Received by"),
        required=False,
        choices=[("", _("Nothing now")), *words.BY_HAND.items()],
        widget=forms.RadioSelect,
    )
    field_order = ("method", "amount", "reference")

    def __init__(self, *args: Any, currency: str, total: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, currency=currency, **kwargs)
        self.fields["amount"].required = False
        self._total = total

    def clean_method(self) -> Method | None:  # type: ignore[override]
        chosen = self.cleaned_data["method"]
        return Method(chosen) if chosen else None

    def clean_amount(self) -> int | None:  # type: ignore[override]
        """Minor units; None where nothing is typed."""
        if not self.cleaned_data["amount"].strip():
            return None
        amount = super().clean_amount()
        if self._total is not None and amount > self._total:
            total = format_money(self._total, self._currency, _language(), unit=True)
            raise ValidationError(_("More than the whole booking: %(total)s.") % {"total": total})
        return amount

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("method") and "amount" in given and given["amount"] is None:
            self.add_error("amount", ValidationError(_("How much was received?"), "missing"))
        if given.get("amount") and "method" in given and given["method"] is None:
            self.add_error(
                "method", ValidationError(_("Choose how it was paid, or empty the amount."), "missing")
            )
        return given


def forget_missing(form: forms.Form) -> None:
    """Nobody is told to fill in what they have not come to yet."""
    for name, errors in list(form.errors.items()):
        if all(error.code in ("required", "missing") for error in errors.as_data()):
            del form.errors[name]


def _language() -> str:
    return "th" if (get_language() or "th").startswith("th") else "en"
