"""The fifth page: a price for each type of room, for a year from today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.setup.fields import AmountField
from kunjae.extranet.setup.pages import Visit, language_of_page, show_step, step_page
from kunjae.extranet.setup.progress import Step
from kunjae.extranet.setup.saving import save_first_prices, seen_of
from kunjae.imports.editing import EditedMeanwhile
from kunjae.imports.exported import Table, hotel_tables
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import format_date
from kunjae.kernel.money import amount_text, parse_amount
from kunjae.kernel.texts import in_language

NIGHTS = 365
WEEKEND = ["fri", "sat"]


class MoneyField(AmountField):
    """An amount in minor units; empty where it may be left out: nothing."""

    def __init__(self, *, currency: str, more_than_nothing: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._currency, self._more_than_nothing = currency, more_than_nothing

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        if not text:
            return 0
        try:
            amount = parse_amount(text, self._currency, "")
        except InvalidInput as error:
            raise ValidationError(error.text(language_of_page())) from None
        if self._more_than_nothing and not amount:
            raise ValidationError(_("The amount must be more than zero."))
        return amount


class PricesForm(forms.Form):
    """A price for each type (`price_0`, `price_1`), and what is the same for all types."""

    def __init__(self, *args: Any, types: Sequence[Table], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._types, self._currency = types, currency
        for index, each in enumerate(types):
            name = in_language(each["name"], language_of_page())
            self.fields[f"price_{index}"] = MoneyField(currency=currency, label=name, more_than_nothing=True)
        self.fields["weekend"] = MoneyField(
            currency=currency, label=_("More on Friday and Saturday nights"), required=False
        )
        self.fields["extra_adult"] = MoneyField(currency=currency, label=_("An extra adult"), required=False)
        self.fields["extra_child"] = MoneyField(currency=currency, label=_("A child"), required=False)

    @property
    def of_types(self) -> list[forms.BoundField]:
        return [self[f"price_{index}"] for index in range(len(self._types))]

    def entries(self, plans: Sequence[str], first: date, last: date) -> list[tuple[Table, str]]:
        """The entries `[[prices]]`, each with the field that it is wrong in if it is wrong. Only after `is_valid`."""
        given = self.cleaned_data
        found: list[tuple[Table, str]] = []
        for plan in plans:
            for index, each in enumerate(self._types):
                price = given[f"price_{index}"]
                entry: Table = {
                    "rate_plan": plan,
                    "room_type": each["code"],
                    "from": first,
                    "to": last,
                    "price": amount_text(price, self._currency),
                    "extra_adult": amount_text(given["extra_adult"], self._currency),
                    "extra_child": amount_text(given["extra_child"], self._currency),
                }
                found.append((entry, f"price_{index}"))
                if given["weekend"]:
                    dearer = amount_text(price + given["weekend"], self._currency)
                    found.append((entry | {"price": dearer, "weekdays": WEEKEND}, "weekend"))
        return found

    def show(self, error: InvalidInput, fields: Sequence[str], language: str) -> None:
        """`prices.3.price` is of the fourth entry, and so of that field."""
        for each in error.errors:
            index = each.path.removeprefix("prices.").partition(".")[0]
            known = index.isdigit() and int(index) < len(fields)
            words = in_language(each.message, language)
            self.add_error(fields[int(index)] if known else None, words)


@step_page(Step.PRICES)
def prices(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show and save them; then the hotel is open."""
    tables = hotel_tables(visit.hotel)
    types = [each for each in tables["room_types"] if not each.get("retired")]
    plans = [each["code"] for each in tables["rate_plans"] if not each.get("retired")]
    currency, seen = visit.hotel.currency, request.POST.get("seen", "")
    if request.method != "POST":
        initial = dict.fromkeys(("weekend", "extra_adult", "extra_child"), "0")
        form = PricesForm(types=types, currency=currency, initial=initial)
        return _show(request, visit, form, seen_of(tables, "room_types", "rate_plans"))
    form = PricesForm(request.POST, types=types, currency=currency)
    if not types or not plans:
        form.add_error(None, _("Nothing is for sale: every room type or every rate plan is retired."))
    if form.is_valid():
        entries = form.entries(plans, *year_from(visit.today))
        try:
            save_first_prices(
                hotel=visit.hotel,
                prices=[entry for entry, _field in entries],
                seen=seen,
                now=visit.now,
                until=visit.still,
            )
            return _opened(request, visit, sum(len(each["rooms"]) for each in types))
        except InvalidInput as error:
            form.show(error, [field for _entry, field in entries], visit.language)
        except EditedMeanwhile:
            messages.warning(request, gettext("Somebody else went on with the set-up meanwhile."))
            return redirect("extranet:home")
    return _show(request, visit, form, seen, status=422)


def year_from(today: date) -> tuple[date, date]:
    """The first and the last night that get a price."""
    return today, today + timedelta(days=NIGHTS - 1)


def _opened(request: HttpRequest, visit: Visit, rooms: int) -> HttpResponse:
    """On to the day, with a word on what comes next."""
    _first, last = year_from(visit.today)
    era = "buddhist" if visit.hotel.buddhist_era else "gregorian"
    until = format_date(last, visit.language, era=era)
    ready = ngettext(
        "%(hotel)s is ready: %(number)s room, with prices until %(until)s.",
        "%(hotel)s is ready: %(number)s rooms, with prices until %(until)s.",
        rooms,
    )
    name = in_language(visit.hotel.name, visit.language)
    messages.success(request, ready % {"hotel": name, "number": rooms, "until": until})
    advice = gettext(
        "Now take the first booking. More rates, other prices and your staff are in the settings."
    )
    messages.info(request, advice, extra_tags="next")
    return redirect("extranet:day", slug=visit.hotel.slug)


def _show(
    request: HttpRequest, visit: Visit, form: PricesForm, seen: str, *, status: int = 200
) -> HttpResponse:
    """`seen`: of what is shown, or as it came with what was typed."""
    first, last = year_from(visit.today)
    content = {
        "form": form,
        "currency": visit.hotel.currency,
        "era": "buddhist" if visit.hotel.buddhist_era else "gregorian",
        "first": first,
        "last": last,
        "nights": NIGHTS,
        "priced": NIGHTS * len(form.of_types),
        "without_taxes": not visit.hotel.prices_include_taxes,
        "seen": seen,
    }
    return show_step(request, Step.PRICES, content, status=status)
