"""The fields of the form of an offer, tab by tab. They are called as the keys of `concierge.offer_text`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunjae.concierge.facts import (
    Category,
    OfferKind,
    PayWhen,
    PricePer,
    TaxTreatment,
    WhenStayChanges,
)
from kunjae.concierge.offer_parts import MOST_DAYS, MOST_HOURS, MOST_NUMBER, Weekday
from kunjae.concierge.offer_text import MOST_STOCK
from kunjae.concierge.words import (
    category_text,
    kind_text,
    pay_text,
    per_text,
    taxes_text,
    when_stay_changes_text,
)
from kunjae.extranet.settings.fields import (
    LinesField,
    choice_field,
    date_field,
    local_texts,
    long_text_field,
    money_field,
    number_field,
    percent_field,
    text_field,
    tick,
)
from kunjae.kernel.formats import format_date
from kunjae.pages.words import LANGUAGES, SOURCES
from kunjae.properties.facts import RoomTypeFacts

type Fields = dict[str, forms.Field]
type Choices = Sequence[tuple[str, Any]]

TABS = {
    "content": pgettext_lazy("tab", "Content"),
    "price": pgettext_lazy("tab", "Price"),
    "questions": pgettext_lazy("tab", "Questions"),
    "segments": pgettext_lazy("tab", "Segments"),
    "stock": pgettext_lazy("tab", "Stock"),
    "advanced": pgettext_lazy("tab", "Advanced"),
}
"""What the tabs are called, in their order."""
_A_MONDAY = date(2026, 11, 2)
DEFAULTS: Mapping[str, Any] = {
    "kind": OfferKind.OFFER.value,
    "category": "other",
    "enabled": True,
    "price_per": PricePer.ORDER.value,
    "taxes": "as_rooms",
    "pay": "on_booking",
    "when_stay_changes": WhenStayChanges.DEFAULT.value,
    "auto_confirm": False,
    "segment__before_arrival": True,
    "segment__during_stay": True,
}
"""What holds where an offer says nothing, by the names of the fields."""


def kinds(language: str) -> Fields:
    """Of a new one that is no upgrade."""
    every = [kind for kind in OfferKind if kind is not OfferKind.UPGRADE]
    return {"kind": choice_field(_("What is sold"), _worded(every, kind_text, language), cards=True)}


def content(languages: Iterable[str], language: str, *, is_new: bool) -> Fields:
    """What guests read and see."""
    languages = list(languages)
    fields: Fields = {}
    fields["enabled"] = tick(_("On sale"), help=_("Guests whom it fits see it."))
    fields |= local_texts("name", _("Name"), languages)
    fields["category"] = choice_field(
        _("Category"),
        _worded(Category, category_text, language),
        help=_("Under this heading guests find it."),
    )
    fields |= local_texts("description", _("Description"), languages, long=True)
    fields |= local_texts(
        "mail_text",
        _("In the mail of confirmation"),
        languages,
        long=True,
        help=_("Where, when, what to bring."),
    )
    fields["picture_file"] = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("JPEG, PNG or WebP, at most 8 MB. It is made smaller by itself; wide ones look best."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    fields["picture"] = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    fields["no_picture"] = tick(_("Remove the picture"))
    if is_new:
        fields["code"] = text_field(
            _("Code"),
            most=40,
            help=_(
                "Short, for files and programs, such as spa-60. It never changes. Empty: made of the name."
            ),
            autocapitalize="none",
            spellcheck="false",
        )
    return fields


def price(language: str) -> Fields:
    """Of an offer."""
    return {
        "price": money_field(_("Price")),
        "price_per": choice_field(_("The price is"), _worded(PricePer, per_text, language)),
        "most_pieces": number_field(
            _("Pieces at most"),
            1,
            MOST_NUMBER,
            required=False,
            help=_("Of one order, where the price is per piece: guests are asked how many. Empty: 20."),
        ),
        "old_price": money_field(_("Old price"), help=_("Struck through beside the price.")),
        "taxes": taxes(language),
    }


def taxes(language: str) -> forms.Field:
    return choice_field(_("Taxes in the price"), _worded(TaxTreatment, taxes_text, language), cards=True)


def ladder(facts: Mapping[str, RoomTypeFacts], types: Choices) -> Fields:
    """Of an upgrade: to which type, from which. Better ones first."""
    choices = sorted(types, key=lambda each: -facts[each[0]].rank)
    return {
        "to_type": choice_field(_("To room type"), [("", _("Please choose")), *choices], required=False),
        "from_types": many(
            _("From room types"), choices, help=_("None ticked: from every type of a lower rank.")
        ),
    }


def upgrade_price(language: str) -> Fields:
    """Of an upgrade, a night: an amount, or a percentage of the difference of today's prices."""
    return {
        "by": choice_field(
            _("Price per night"),
            [
                ("amount", _("A fixed amount")),
                ("percent", _("A percentage of what the better room costs more today")),
            ],
            cards=True,
        ),
        "amount": money_field(_("Amount per night")),
        "percent": percent_field(
            _("Percentage"),
            required=False,
            help=_("Of the difference of both types' prices, night by night, in the rate plan of the stay."),
        ),
        "least": money_field(_("At least, per night"), help=_("However small the difference is.")),
        "taxes": taxes(language),
    }


def segments(
    room_types: Choices,
    rate_plans: Choices,
    languages: Iterable[str],
    language: str,
    *,
    upgrade: bool,
    pms: Choices = (),
) -> Fields:
    """Who sees it, and when."""

    def number(label: Any, most: int = 100, help: Any = "") -> forms.Field:
        return number_field(label, 0, most, required=False, help=help)

    days = [(day.value, weekday_name(index, language)) for index, day in enumerate(Weekday)]
    fields: Fields = {
        "valid_from": date_field(_("Valid from"), required=False),
        "valid_to": date_field(_("Valid to"), required=False, help=_("Both empty: always.")),
        "weekdays": many(_("Weekdays"), days),
        "before_arrival": tick(_("Before arrival")),
        "during_stay": tick(_("During the stay")),
        "order_from_days": number(_("Seen from"), MOST_DAYS),
        "order_until_days": number(_("Ordered until"), MOST_DAYS),
        "order_until_hours": number(_("Ordered ahead, at least"), MOST_HOURS),
        "room_types": many(_("Room types"), room_types),
        "rate_plans": many(_("Rate plans"), rate_plans),
        "sources": many(_("Sources"), [*SOURCES.items(), *pms]),
        "languages": many(
            _("Languages of the guest"), [(each, LANGUAGES[each]) for each in languages if each in LANGUAGES]
        ),
    }
    for name, label in [("adults", _("Adults")), ("children", _("Children")), ("nights", _("Nights"))]:
        for end, said in [("least", _("{what}, at least")), ("most", _("{what}, at most"))]:
            fields[f"{end}_{name}"] = number(format_lazy(said, what=label), 365 if name == "nights" else 100)
    if upgrade:
        del fields["room_types"]  # its ladder says from which
    return {f"segment__{name}": field for name, field in fields.items()}


def stock() -> Fields:
    return {
        "stock": number_field(
            _("Pieces a day"),
            0,
            MOST_STOCK,
            required=False,
            help=_(
                "Empty: without limit. Unconfirmed and confirmed orders count; cancelled and expired ones give back."
            ),
        )
    }


def advanced(language: str) -> Fields:
    """What the house does with an order."""
    return {
        "auto_confirm": tick(
            _("Auto confirm"),
            help=_("Orders are confirmed at once. Unticked: staff confirm or cancel each."),
        ),
        "pay": choice_field(_("How it is paid"), _worded(PayWhen, pay_text, language), cards=True),
        "guest_cancels_until": number_field(
            _("Guests may cancel until"),
            0,
            MOST_HOURS,
            required=False,
            help=_("Free of charge. Empty: guests ask the hotel; staff can always cancel."),
        ),
        "when_stay_changes": choice_field(
            _("When the stay changes"),
            _worded(WhenStayChanges, when_stay_changes_text, language),
            cards=True,
            help=_(
                "An order whose day is no longer within the stay is cancelled free of charge, and so are those of a cancelled stay."
            ),
        ),
        "notify": LinesField(
            label=_("Notification addresses of its own"),
            required=False,
            help_text=_("One address per line. Empty: those of the hotel."),
        ),
        "pms_product": text_field(
            _("PMS product"), most=60, help=_("Under this code it is on the guest's account.")
        ),
        "note": long_text_field(_("Internal note"), help=_("Guests never see it.")),
    }


def many(label: Any, choices: Choices, *, help: Any = "") -> forms.MultipleChoiceField:
    """Any number of a few; none ticked: all."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, help_text=help, widget=forms.CheckboxSelectMultiple
    )


def weekday_name(day: int, language: str) -> str:
    """`Mon` of 0."""
    return format_date(_A_MONDAY.replace(day=2 + day), language, pattern="EEE", year=False)


def _worded[C: StrEnum](
    codes: Iterable[C], text: Callable[[C, str], str], language: str
) -> list[tuple[str, str]]:
    return [(code.value, text(code, language)) for code in codes]
