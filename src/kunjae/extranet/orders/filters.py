"""What the list of orders is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunjae.concierge.asked import OfferName, OrdersWanted
from kunjae.concierge.facts import OfferType, OrderStatus
from kunjae.concierge.words import status_text, type_text
from kunjae.extranet.calendar.forms import DayField
from kunjae.kernel.texts import in_language

MOST_LETTERS = 100


class OrderFilter(forms.Form):
    """Words, type, offer, and on which of the hotel's days it was ordered; the status stands beside, as chips."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Guest, booking number or offer")}),
    )
    type = forms.ChoiceField(label=_("Type"), required=False)
    offer = forms.ChoiceField(label=_("Offer"), required=False)
    first = DayField(label=pgettext_lazy("days", "From"), required=False)
    last = DayField(label=pgettext_lazy("days", "To"), required=False)
    status = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(status.value, status.value) for status in OrderStatus],
    )

    def __init__(self, given: Any, *, offers: Iterable[OfferName], language: str) -> None:
        super().__init__(given)
        self.fields["status"].label = _("Status")
        choices: dict[str, list[tuple[str, str]]] = {
            "type": [(type.value, type_text(type, language)) for type in OfferType],
            "offer": [(offer.code, in_language(offer.name, language)) for offer in offers],
        }
        for name, listed in choices.items():
            self.fields[name].choices = [("", _("All")), *listed]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        return text.strip()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("is before the first day"))
        return given

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

    @property
    def is_used(self) -> bool:
        """Whether anything is asked for."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def complaints(self) -> list[str]:
        """What cannot be used, each with the name of its field."""
        return [
            f"{self.fields[name].label}: {error}"
            for name, errors in self.errors.items()
            for error in errors
            if name in self.fields
        ]


def status_words(language: str) -> dict[OrderStatus, str]:
    """The statuses in the order of their chips."""
    return {status: status_text(status, language) for status in OrderStatus}
