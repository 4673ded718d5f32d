"""The forms of the change page: one stay, its policy copy, the booking it moves to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kunjae.changes.operations import MOST_PEOPLE, Pricing
from kunjae.kernel.money import amount_text, percent_text
from kunjae.kernel.texts import in_language
from kunjae.pages.words import MEALS
from kunjae.properties.facts import RoomTypeFacts
from kunjae.rates.facts import ChargeOn, Clock, Policy, RatePlanFacts

KEEP_ROOM = ""
ASSIGN_LATER = "later"
MOST_TIERS = 4

PRICINGS = [
    (Pricing.KEEP.value, _("Keep price")),
    (Pricing.TODAY.value, _("Today's price")),
    (Pricing.MANUAL.value, _("Own price")),
]


class DateInput(forms.DateInput):
    """The browser's own date field, in the form it understands whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StayForm(forms.Form):
    """One stay: dates, room, people, plan, prices, terms. Own prices per night are read beside it."""

    check_in = forms.DateField(label=_("Check-in date"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    check_out = forms.DateField(label=_("Check-out date"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    room_type = forms.ChoiceField(label=_("Room type"))
    room = forms.CharField(label=_("Room number"), required=False, max_length=20)
    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=MOST_PEOPLE)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=MOST_PEOPLE)
    guest_name = forms.CharField(label=_("Guest"), required=False, max_length=200)
    rate_plan = forms.ChoiceField(label=_("Rate plan"))
    pricing = forms.ChoiceField(
        label=_("Price"), choices=PRICINGS, widget=forms.RadioSelect, initial=Pricing.KEEP.value
    )
    change_meal = forms.BooleanField(label=_("Change the meal"), required=False)
    meal = forms.ChoiceField(label=_("Meal"), choices=list(MEALS.items()), required=False)
    change_conditions = forms.BooleanField(label=_("Change the conditions"), required=False)
    conditions_th = forms.CharField(
        label=_("Conditions in Thai"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    conditions_en = forms.CharField(
        label=_("Conditions in English"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    change_policy = forms.BooleanField(
        label=_("Change the policy copy"),
        required=False,
        help_text=_("A fee in this same change still follows the old policy."),
    )

    def __init__(
        self,
        *args: Any,
        types: Iterable[RoomTypeFacts],
        plans: Iterable[RatePlanFacts],
        language: str,
        new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room_type"].choices = [(each.code, in_language(each.name, language)) for each in types]  # type: ignore[attr-defined]
        self.fields["rate_plan"].choices = [(each.code, in_language(each.name, language)) for each in plans]  # type: ignore[attr-defined]
        if new:
            self.fields["pricing"].choices = PRICINGS[1:]  # type: ignore[attr-defined]


class PolicyForm(forms.Form):
    """A policy copy: what the guest may do, and up to four tiers."""

    prefix = "policy"

    none = forms.BooleanField(
        label=_("No policy"), required=False, help_text=_("No fee, and the guest may change nothing.")
    )
    guest_can_change = forms.BooleanField(label=_("Guest may change"), required=False)
    guest_can_cancel = forms.BooleanField(label=_("Guest may cancel"), required=False)
    max_changes = forms.IntegerField(
        label=_("Changes at most"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("Empty: no limit."),
    )
    charge_on = forms.ChoiceField(
        label=_("Charge on"),
        choices=[
            (ChargeOn.VALUE_GIVEN_BACK.value, _("Value given back")),
            (ChargeOn.WHOLE_STAY.value, _("Whole stay")),
        ],
    )
    clock = forms.ChoiceField(
        label=_("Days count from"),
        choices=[
            (Clock.CURRENT_ARRIVAL.value, _("Check-in date now")),
            (Clock.EARLIEST_ARRIVAL.value, _("Earliest check-in date")),
        ],
    )
    no_show_percent = forms.CharField(label=_("No-show (%)"), max_length=9)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for index in range(MOST_TIERS):
            self.fields[f"when_{index}"] = forms.ChoiceField(
                label=_("From"),
                required=False,
                choices=[("", "–"), ("days", _("Days before")), ("always", _("Always"))],
            )
            self.fields[f"days_{index}"] = forms.IntegerField(
                label=_("Days"), required=False, min_value=0, max_value=1000
            )
            self.fields[f"kind_{index}"] = forms.ChoiceField(
                label=_("Charge"),
                required=False,
                choices=[("percent", "%"), ("nights", _("Nights")), ("amount", _("Amount"))],
            )
            self.fields[f"value_{index}"] = forms.CharField(
                label=_("How much"), required=False, max_length=20
            )

    @property
    def tiers(self) -> list[list[forms.BoundField]]:
        """The fields of each tier's row."""
        return [
            [self[f"{name}_{index}"] for name in ("when", "days", "kind", "value")]
            for index in range(MOST_TIERS)
        ]

    def as_policy(self, name: dict[str, str]) -> dict[str, Any] | None:
        """The policy's JSON as typed; the engine's own reader judges it. Only after `is_valid`."""
        typed = self.cleaned_data
        if typed["none"]:
            return None
        return {
            "name": name,
            "guest_can_change": typed["guest_can_change"],
            "guest_can_cancel": typed["guest_can_cancel"],
            "max_changes": typed["max_changes"],
            "charge_on": typed["charge_on"],
            "clock": typed["clock"],
            "no_show_percent": typed["no_show_percent"],
            "tiers": [self._tier(index) for index in range(MOST_TIERS) if typed[f"when_{index}"]],
        }

    def _tier(self, index: int) -> dict[str, Any]:
        typed = self.cleaned_data
        when = (
            {"always": True}
            if typed[f"when_{index}"] == "always"
            else {"days_before": typed[f"days_{index}"]}
        )
        return when | {typed[f"kind_{index}"] or "percent": typed[f"value_{index}"] or None}


def policy_values(policy: Policy | None, currency: str) -> dict[str, Any]:
    """A policy as the initial values of its form."""
    shown = policy or Policy(name={})
    values: dict[str, Any] = {
        "none": policy is None,
        "guest_can_change": shown.guest_can_change,
        "guest_can_cancel": shown.guest_can_cancel,
        "max_changes": shown.max_changes,
        "charge_on": shown.charge_on.value,
        "clock": shown.clock.value,
        "no_show_percent": percent_text(shown.no_show_percent),
    }
    for index, tier in enumerate(shown.tiers[:MOST_TIERS]):
        values[f"when_{index}"] = "always" if tier.days_before is None else "days"
        values[f"days_{index}"] = tier.days_before
        if tier.percent is not None:
            values |= {f"kind_{index}": "percent", f"value_{index}": percent_text(tier.percent)}
        elif tier.nights is not None:
            values |= {f"kind_{index}": "nights", f"value_{index}": str(tier.nights)}
        else:
            values |= {f"kind_{index}": "amount", f"value_{index}": amount_text(tier.amount or 0, currency)}
    return values


class MoveForm(forms.Form):
    """The booking that a stay moves to."""

    booking = forms.CharField(
        label=_("Booking number"),
        max_length=20,
        help_text=_("The stay moves with its price; payments and recorded fees stay here."),
    )
