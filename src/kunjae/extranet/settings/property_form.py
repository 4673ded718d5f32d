"""The form of the property itself: name and contact, time and money, taxes, holds, languages."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_territory_currencies
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.settings.fields import (
    ClockField,
    LinesField,
    choice_field,
    local_texts,
    number_field,
    percent_field,
    text_field,
    tick,
)
from kunjae.extranet.settings.pieces import Piece, PieceForm
from kunjae.extranet.settings.rows import RowForm
from kunjae.pages.words import LANGUAGES


class FeeRow(RowForm):
    """A fee beside service charge and VAT."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= local_texts("name", _("Name of the fee"), self.hotel["languages"], required=True)
        self.fields["percent"] = percent_field(_("Percent"))


class PropertyForm(PieceForm):
    """`[property]`; the slug never changes, logo, colour and PMS are left as they are."""

    phone = text_field(_("Phone"), most=40, help=_("Guests see it beside every refusal."), type="tel")
    line_id = text_field(_("LINE"), most=60)
    tax_id = text_field(_("Tax id"), most=20)
    branch = text_field(_("Branch"), most=20, help=_("As it stands on tax invoices, for instance 00000."))
    email__reservations = LinesField(
        label=_("Email for reservations"), required=False, help_text=_("One address per line.")
    )
    email__offer_confirmation = LinesField(
        label=_("Email for Concierge orders"), required=False, help_text=_("One address per line.")
    )
    check_in_time = ClockField(label=_("Check-in from"))
    check_out_time = ClockField(label=_("Check-out until"))
    policy_cutoff_time = ClockField(
        label=_("Policies count until"),
        help_text=_("The time of the day at which the next step of a cancellation policy begins."),
    )
    buddhist_era = tick(_("Buddhist years in Thai dates"))
    service_charge_percent = percent_field(_("Service charge"))
    vat_percent = percent_field(_("VAT"))
    prices_include_taxes = tick(
        _("Prices include taxes"),
        help=_(
            "Unticked: prices are entered net, service charge and taxes are added once, and guests see the gross price."
        ),
    )
    vat_on_fees = tick(_("VAT is charged on the further fees, too"))
    payment_hold_minutes = number_field(
        _("Room kept while paying"), 1, 7 * 24 * 60, help=_("So long a room waits for an online payment.")
    )
    slip_hold_hours = number_field(
        _("Room kept for a transfer"),
        1,
        30 * 24,
        help=_("So long a room waits for the slip of a bank transfer."),
    )
    guest_changes_close_at_check_in = tick(
        _("Guests change nothing from check-in time on"),
        help=_("Unticked: guests may change what the policy allows until the day of check-in ends."),
    )
    payment_hold_minutes.initial, slip_hold_hours.initial = 30, 24  # as in a hotel file that leaves them out
    row_forms = {"further_fees": FeeRow}

    def __init__(self, data: Any = None, *, currency_is_used: bool, **options: Any) -> None:
        """`currency_is_used`: there are prices or bookings in it."""
        self._currency_is_used = currency_is_used
        super().__init__(data, **options)

    def build(self, piece: Piece) -> None:
        hotel = piece.hotel
        self.fields |= local_texts("name", _("Name"), hotel["languages"], required=True)
        self.fields |= local_texts("address", _("Address"), hotel["languages"], long=True)
        zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
        self.fields["timezone"] = choice_field(
            _("Time zone"),
            [(name, name.replace("_", " ")) for name in {hotel["timezone"]: 0} | dict.fromkeys(zones)],
        )
        self.fields["currency"] = choice_field(
            _("Currency"), currencies(get_language() or "th", hotel["currency"])
        )
        if self._currency_is_used:
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = _(
                "Cannot be changed: the hotel has prices, bookings or fees in this currency."
            )
        first = hotel["languages"]
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Languages of the hotel"),
            choices=[(code, LANGUAGES[code]) for code in [*first, *(c for c in LANGUAGES if c not in first)]],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Names and texts are entered in each of them."),
        )


@cache
def currencies(language: str, current: str) -> tuple[tuple[str, str], ...]:
    """All currencies that are in use somewhere, with their names: code and words."""
    locale = Locale.parse(language.replace("-", "_"))
    codes = {
        code
        for territory in get_global("territory_currencies")
        for code in get_territory_currencies(territory)
    }
    return tuple(
        (code, f"{code} · {get_currency_name(code, locale=locale)}") for code in sorted(codes | {current})
    )
