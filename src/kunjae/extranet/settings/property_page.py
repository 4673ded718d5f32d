"""The page of the property's own settings, with an example of its taxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.pieces import piece_of, save_piece
from kunjae.extranet.settings.property_form import PropertyForm
from kunjae.imports.currency import currency_is_used
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import decimals_of, parse_percent, percent_text
from kunjae.kernel.texts import in_language
from kunjae.properties.facts import FurtherFee, TaxSettings
from kunjae.properties.rules import gross_price, split_taxes

EXAMPLE = 3_000
"""Whole units of the currency: the price of rules.md 3.5."""


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def property_settings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show and save the property's settings; `rows` only shows the page again (one fee more, the example anew)."""
    used = currency_is_used(desk.property)
    posted = request.POST if request.method == "POST" else None
    form = PropertyForm(posted, piece=piece_of(desk, "property"), currency_is_used=used)
    status = 200
    if posted is not None and "rows" in posted:
        form.press(posted["rows"])
    elif posted is not None:
        status = save_piece(request, desk, form)
        if not status:
            return redirect("extranet:property_settings", slug=desk.property.slug)
    content = {"form": form, "example": _example(form, desk)}
    return show(request, desk, "kunjae/settings/property.html", content, status=status)


@dataclass(frozen=True, slots=True)
class TaxExample:
    """What taxes make of one price: minor units."""

    currency: str
    entered: int
    gross: int
    lines: tuple[tuple[str, int], ...]
    prices_include_taxes: bool


def _example(form: PropertyForm, desk: Desk) -> TaxExample | None:
    """With the taxes that stand in the form, saved or not; None while one of them cannot be read."""
    currency = str(form["currency"].value() or desk.hotel.currency)
    try:
        taxes = _taxes(form)
        entered = EXAMPLE * 10 ** decimals_of(currency)
    except InvalidInput:
        return None
    gross = gross_price(entered, taxes)
    split = split_taxes(gross, taxes)
    named = [
        (_("Net price"), split.net, None),
        (_("Service charge"), split.service_charge, taxes.service_charge_percent),
        *(
            (in_language(fee.name, desk.language), amount, fee.percent)
            for fee, amount in zip(taxes.further_fees, split.fees, strict=True)
        ),
        (_("VAT"), split.vat, taxes.vat_percent),
    ]
    lines = tuple(
        (name if percent is None else f"{name} {percent_text(percent)}%", amount)
        for name, amount, percent in named
        if percent is None or percent
    )
    return TaxExample(currency, entered, gross, lines, taxes.prices_include_taxes)


def _taxes(form: PropertyForm) -> TaxSettings:
    fees = [row for row in form.rows["further_fees"] if row["percent"].value() not in (None, "")]
    return TaxSettings(
        service_charge_percent=_percent(form["service_charge_percent"].value()),
        vat_percent=_percent(form["vat_percent"].value()),
        further_fees=tuple(FurtherFee(_name(row), _percent(row["percent"].value())) for row in fees),
        vat_on_fees=bool(form["vat_on_fees"].value()),
        prices_include_taxes=bool(form["prices_include_taxes"].value()),
    )


def _percent(typed: object) -> Decimal:
    return parse_percent(typed or "0", "percent")


def _name(row: Any) -> Mapping[str, str]:
    names = {name: str(row[name].value() or "") for name in row.fields if name.startswith("name__")}
    return {name.removeprefix("name__"): words for name, words in names.items() if words}
