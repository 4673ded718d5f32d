"""What the list of orders is narrowed to, and what is to be added in the PMS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunjae.concierge.asked import OfferName, OrdersWanted
from kunjae.concierge.facts import OfferType, OrderStatus
from kunjae.concierge.to_add import Side, ToAddWanted
from kunjae.concierge.words import status_text, type_text
from kunjae.extranet.filters import DayField, ListFilter
from kunjae.kernel.texts import in_language

MOST_LETTERS = 100


class _Narrowing(ListFilter):
    """Words, offer and days of the hotel."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Guest, booking number or offer")}),
    )
    offer = forms.ChoiceField(label=_("Offer"), required=False)
    first = DayField(label=pgettext_lazy("days", "From"), required=False)
    last = DayField(label=pgettext_lazy("days", "To"), required=False)

    def __init__(self, given: Any, *, offers: Iterable[OfferName], language: str) -> None:
        super().__init__(given)
        self.choose("offer", [(offer.code, in_language(offer.name, language)) for offer in offers])

    def choose(self, name: str, listed: Iterable[tuple[str, str]]) -> None:
        """What a field may be, beside all."""
        self.fields[name].choices = [("", _("All")), *listed]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        return text.strip()


class OrderFilter(_Narrowing):
    """Words, type, offer, and on which of the hotel's days it was ordered; the status stands beside, as chips."""

    type = forms.ChoiceField(label=_("Type"), required=False)
    status = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(status.value, status.value) for status in OrderStatus],
    )

    def __init__(self, given: Any, *, offers: Iterable[OfferName], language: str) -> None:
        super().__init__(given, offers=offers, language=language)
        self.fields["status"].label = _("Status")
        self.choose("type", [(type.value, type_text(type, language)) for type in OfferType])

    @property
    def wanted(self) -> OrdersWanted:
        """What a valid form asks for."""
        given = self.cleaned_data
        return OrdersWanted(
            status=OrderStatus(given["status"]) if given["status"] else None,
            type=OfferType(given["type"]) if given["type"] else None,
            offer=given["offer"],
            first=given["first"],
            last=given["last"],
            text=given["q"],
        )


class ToAddFilter(_Narrowing):
    """Words, offer, and on which of the hotel's days it was confirmed, cancelled or ticked; the list stands beside, as chips."""

    side = forms.ChoiceField(
        required=False, widget=forms.HiddenInput, choices=[(side.value, side.value) for side in Side]
    )

    def __init__(self, given: Any, *, offers: Iterable[OfferName], language: str) -> None:
        super().__init__(given, offers=offers, language=language)
        self.fields["side"].label = _("List")

    @property
    def wanted(self) -> ToAddWanted:
        """What a valid form asks for."""
        given = self.cleaned_data
        return ToAddWanted(offer=given["offer"], first=given["first"], last=given["last"], text=given["q"])

    @property
    def only(self) -> Side | None:
        """The one list that a valid form asks for."""
        return Side(self.cleaned_data["side"]) if self.cleaned_data["side"] else None


def status_words(language: str) -> dict[OrderStatus, str]:
    """The statuses in the order of their chips."""
    return {status: status_text(status, language) for status in OrderStatus}


def side_words() -> list[tuple[str, Any]]:
    """The lists of what is to be added in the PMS, in the order of their chips."""
    return [
        ("", _("All")),
        (Side.TO_ADD.value, pgettext_lazy("pms", "To add")),
        (Side.TO_TAKE_OFF.value, _("To take off again")),
        (Side.ADDED.value, pgettext_lazy("pms", "Added")),
    ]
