"""The form that sets prices and restrictions: whatever is left empty stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.settings.fields import choice_field, date_field, money_field, number_field
from kunjae.extranet.settings.rates.price_changes import PriceChange, PriceStep
from kunjae.imports.hotel_facts import WEEKDAYS
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import format_date, unit_name
from kunjae.kernel.money import parse_amount, parse_percent
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE

MOST_DAYS = 731
"""Two years at once."""
MOST_NIGHTS = 20_000
"""Of all plans and types together: as many entries as one hotel file may have."""
MOST_PERCENT = 999
LONGEST_STAY = 365

_A_MONDAY = date(2026, 11, 2)
_LEAVE = ("", _("Leave as it is"))
_SWITCHES = ("closed_to_arrival", "closed_to_departure", "closed")
_AMOUNTS = ("extra_adult", "extra_child")


def _many(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple)


def _switch(label: Any, no: Any, yes: Any) -> forms.ChoiceField:
    return choice_field(label, [_LEAVE, ("yes", yes), ("no", no)], required=False)


class PriceForm(forms.Form):
    """Which nights of which plans and types get which price and restrictions. `plans`, `types`: codes and names."""

    plans = _many(_("Rate plans"))
    types = _many(_("Room types"))
    first = date_field(_("First night"))
    last = date_field(_("Last night"))
    weekdays = _many(_("Nights of the week"))
    step = choice_field(_("Price"), [])
    value = money_field(_("Figure"), help=_("Empty: prices stay as they are."))
    extra_adult = money_field(_("Extra adult, per night"))
    extra_child = money_field(_("Child, per night"))
    min_stay = number_field(_("Minimum stay, nights"), 1, LONGEST_STAY, required=False)
    closed_to_arrival = _switch(_("Arrivals"), _("Arrivals allowed"), _("No arrivals"))
    closed_to_departure = _switch(_("Departures"), _("Departures allowed"), _("No departures"))
    closed = _switch(_("Sale"), _("Open for sale"), _("Closed, not for sale"))

    def __init__(
        self,
        *args: Any,
        plans: Sequence[tuple[str, str]],
        types: Sequence[tuple[str, str]],
        currency: str,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._currency, self._language = currency, (get_language() or "th").split("-")[0]
        unit = unit_name(currency, self._language)
        choices: dict[str, Sequence[tuple[str, Any]]] = {
            "plans": plans,
            "types": types,
            "weekdays": [
                (
                    day.value,
                    format_date(_A_MONDAY.replace(day=2 + index), self._language, pattern="EEE", year=False),
                )
                for index, day in enumerate(WEEKDAYS)
            ],
            "step": [
                (PriceStep.SET.value, _("Set to (%(unit)s)") % {"unit": unit}),
                (PriceStep.RAISE_PERCENT.value, _("Raise by percent")),
                (PriceStep.LOWER_PERCENT.value, _("Lower by percent")),
                (PriceStep.RAISE_AMOUNT.value, _("Raise by (%(unit)s)") % {"unit": unit}),
                (PriceStep.LOWER_AMOUNT.value, _("Lower by (%(unit)s)") % {"unit": unit}),
            ],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean_first(self) -> date:
        return _usable(self.cleaned_data["first"])

    def clean_last(self) -> date:
        return _usable(self.cleaned_data["last"])

    def clean_extra_adult(self) -> int | None:
        return self._amount("extra_adult")

    def clean_extra_child(self) -> int | None:
        return self._amount("extra_child")

    def clean_value(self) -> int | Decimal | None:
        """Minor units, or a percentage; None for nothing."""
        step = self.cleaned_data.get("step")
        if step and PriceStep(step).is_percent and self.cleaned_data["value"]:
            most = 100 if step == PriceStep.LOWER_PERCENT else MOST_PERCENT
            percent: Decimal = self._read(
                lambda: parse_percent(self.cleaned_data["value"], "value", most=most)
            )
            return percent
        return self._amount("value")

    def _amount(self, name: str) -> int | None:
        typed = self.cleaned_data[name]
        return self._read(lambda: parse_amount(typed, self._currency, name)) if typed else None

    def _read(self, parse: Any) -> Any:
        try:
            return parse()
        except InvalidInput as error:
            raise ValidationError(error.text(self._language)) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last:
            if last < first:
                self.add_error("last", _("The last night must not be before the first."))
            elif (last - first).days >= MOST_DAYS:
                self.add_error("last", _("At most two years at once."))
        if self.errors:
            return given
        change = self.change()
        if change.step is None and not change.others:
            raise ValidationError(_("Fill in a price or a restriction; what is left empty stays as it is."))
        if not change.nights:
            self.add_error("weekdays", _("None of these weekdays is between the first and the last night."))
        if len(change.nights) * len(change.plans) * len(change.types) > MOST_NIGHTS:
            raise ValidationError(
                _("These are more than %(most)s nights; please take fewer at once.")
                % {"most": f"{MOST_NIGHTS:,}"}
            )
        return given

    def change(self) -> PriceChange:
        """What is typed. Only once every field is right."""
        typed = self.cleaned_data
        others: dict[str, Any] = {
            name: typed[name] for name in (*_AMOUNTS, "min_stay") if typed[name] is not None
        }
        others |= {name: typed[name] == "yes" for name in _SWITCHES if typed[name]}
        step = PriceStep(typed["step"]) if typed["value"] is not None else None
        percent = step is not None and step.is_percent
        return PriceChange(
            plans=self._in_order("plans"),
            types=self._in_order("types"),
            first=typed["first"],
            last=typed["last"],
            weekdays=frozenset(index for index, day in enumerate(WEEKDAYS) if day.value in typed["weekdays"]),
            step=step,
            amount=0 if percent else typed["value"] or 0,
            percent=typed["value"] if percent else Decimal(0),
            others=others,
        )

    def _in_order(self, name: str) -> tuple[str, ...]:
        """What is ticked, in the hotel's own order: however it was sent, it is the same change."""
        chosen = self.cleaned_data[name]
        return tuple(code for code, _name in self.fields[name].choices if code in chosen)  # type: ignore[attr-defined]

    @property
    def shows_more(self) -> bool:
        """Whether anything stands in the fields that are folded away at first."""
        return self.is_bound and any(self[name].value() for name in (*_AMOUNTS, "min_stay", *_SWITCHES))

    def wrong(self, error: InvalidInput) -> None:
        """Show what the change comes to and cannot be."""
        for each in error.errors:
            self.add_error(each.path if each.path in self.fields else None, each.message[self._language])


def _usable(day: date) -> date:
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        raise ValidationError(_("This is not a date a stay can have."))
    return day
