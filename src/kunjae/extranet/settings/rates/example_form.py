"""The example booking beside a policy: what is typed for it, and what the policy makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kunjae.changes.rules.fees import policy_clock
from kunjae.extranet.access import Desk
from kunjae.extranet.settings.fields import ClockField, date_field, money_field, number_field
from kunjae.extranet.settings.rates.day_chart import DayChart, day_chart, days_text
from kunjae.extranet.settings.rates.trial import Example, Trial, tried
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import format_moment
from kunjae.kernel.moments import moment_of
from kunjae.kernel.money import amount_text, decimals_of, parse_amount
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE, MOST_NIGHTS
from kunjae.kernel.texts import LocalText
from kunjae.rates.facts import Policy
from kunjae.rates.models import NightPrice
from kunjae.rates.policy_words import charge_text, policy_words

DAYS_AHEAD, NIGHTS, PRICE = 30, 2, 1_500
"""An example that shows something: in a month, two nights, cancelled two days before."""


class ExampleForm(forms.Form):
    """One booking of one room."""

    prefix = "example"
    use_required_attribute = False  # it stands within the policy's form and must not keep it from being saved

    check_in = date_field(_("Check-in date"))
    nights = number_field(_("Nights"), 1, MOST_NIGHTS)
    price = money_field(_("Price per night"), required=True)
    cancelled_on = date_field(_("Cancelled on"))
    cancelled_at = ClockField(label=_("Time"))

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._currency = currency

    def clean_check_in(self) -> date:
        return _usable(self.cleaned_data["check_in"])

    def clean_cancelled_on(self) -> date:
        return _usable(self.cleaned_data["cancelled_on"])

    def clean_price(self) -> int:
        """Minor units."""
        try:
            return parse_amount(self.cleaned_data["price"], self._currency, "price")
        except InvalidInput as error:
            raise ValidationError(error.text((get_language() or "th").split("-")[0])) from None

    def complaints(self) -> list[str]:
        """What cannot be used, each with the name of its field."""
        return [
            f"{self.fields[name].label}: {error}" for name, errors in self.errors.items() for error in errors
        ]

    def example(self, timezone: str) -> Example:
        """What is typed, on the hotel's clock. Only after `is_valid`."""
        typed = self.cleaned_data
        return Example(
            typed["check_in"],
            typed["nights"],
            typed["price"],
            moment_of(typed["cancelled_on"], time.fromisoformat(typed["cancelled_at"]), timezone),
        )


def _usable(day: date) -> date:
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        raise ValidationError(_("This is not a date a stay can have."))
    return day


def first_example(desk: Desk) -> dict[str, str]:
    """What the form shows at first, by the names of its controls: the lowest price of the day, if there is one."""
    check_in = desk.today + timedelta(days=DAYS_AHEAD)
    currency = desk.hotel.currency
    prices = NightPrice.objects.of(desk.property).filter(night=check_in, price__gt=0).order_by("price")
    price = prices.values_list("price", flat=True).first() or PRICE * 10 ** decimals_of(currency)
    values = {
        "check_in": check_in.isoformat(),
        "nights": str(NIGHTS),
        "price": amount_text(price, currency),
        "cancelled_on": (check_in - timedelta(days=2)).isoformat(),
        "cancelled_at": "09:00",
    }
    return {f"{ExampleForm.prefix}-{name}": value for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class DaysLine:
    """One line of the table behind the chart."""

    days: str
    since: str
    charge: str
    fee: int


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """The trial as the page draws it."""

    trial: Trial
    chart: DayChart
    lines: tuple[DaysLine, ...]
    cancelled_at: str
    tier: str
    """What the tier in force asks: `50%`."""


def shown_trial(policy: Policy, example: Example, desk: Desk) -> ShownTrial:
    """The policy on the example, in the language of the page."""
    clock, currency, language = policy_clock(desk.hotel), desk.hotel.currency, desk.language

    def moment(when: datetime | None) -> str:
        return format_moment(when, desk.hotel.timezone, language, era=desk.hotel.era) if when else ""

    trial = tried(policy, example, clock)
    return ShownTrial(
        trial=trial,
        chart=day_chart(trial, example, clock, currency=currency, language=language),
        lines=tuple(
            DaysLine(
                days_text(days, language),
                moment(days.start),
                charge_text(days.tier, currency, language),
                days.fee,
            )
            for days in trial.course
        ),
        cancelled_at=moment(example.cancelled_at),
        tier=charge_text(trial.reached.tier if trial.reached else None, currency, language),
    )


def words_of(policy: Policy, currency: str) -> LocalText:
    """The policy in words, in both languages."""
    return {language: policy_words(policy, currency, language) for language in ("th", "en")}
