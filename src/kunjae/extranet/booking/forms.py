"""The forms of the bookings list and of a booking's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kunjae.bookings.contacts import parse_phone
from kunjae.bookings.facts import pms_of
from kunjae.bookings.models import Booking
from kunjae.extranet.filters import DayField, ListFilter
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import amount_text, parse_amount
from kunjae.kernel.parsing import parse_text
from kunjae.pages import words
from kunjae.payments.facts import Method

LONGEST_NOTE = 5000


class BookingFilter(ListFilter):
    """What the list of bookings is narrowed to."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, booking number or phone"), "autocomplete": "off"}
        ),
    )
    ends = ("arriving_from", "arriving_to")

    arriving_from = DayField(label=_("Arriving from"), required=False)
    arriving_to = DayField(label=_("Arriving until"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *words.STATUSES.items()]
    )


class _SeenForm(forms.Form):
    """A form that knows which `version` of the booking it was shown with, so that nothing is saved over or twice."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def seen(self, version: int) -> None:
        """What was typed stays, now beside the booking as it is."""
        self.data = (
            {**self.data.dict(), "version": str(version)} if isinstance(self.data, QueryDict) else self.data
        )


class DetailsForm(_SeenForm):
    """Who booked, contact, notes, source and language."""

    name = forms.CharField(label=_("Booker"), max_length=200)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    language = forms.ChoiceField(label=_("Language of the guest"), choices=list(words.LANGUAGES.items()))
    source = forms.ChoiceField(label=_("Source"), choices=list(words.SOURCES.items()))
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only staff see the notes."),
    )

    def __init__(self, *args: Any, region: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._region = region
        for name in ("language", "source"):  # what came with an import or through the API stays a choice
            field, value = self.fields[name], self.get_initial_for_field(self.fields[name], name)
            if isinstance(field, forms.ChoiceField) and value and not field.valid_value(value):
                field.choices = [*field.choices, (value, value)]  # type: ignore[misc]
        source = self.fields["source"]
        value = self.get_initial_for_field(source, "source")
        if isinstance(source, forms.ChoiceField) and value and pms_of(value):  # it lives there
            source.choices = [(value, words.source_text(value))]

    def clean_name(self) -> str:
        return _line(self.cleaned_data["name"], 200)

    def clean_notes(self) -> str:
        return _storable(self.cleaned_data["notes"].replace("\r\n", "\n"), LONGEST_NOTE)

    def clean_phone(self) -> str:
        phone = _line(self.cleaned_data["phone"], 40)
        return parse_phone(phone, "phone", self._region) if phone else ""


def details_of(booking: Booking) -> dict[str, Any]:
    """What the form shows of a booking at first."""
    return {
        "version": booking.version,
        "name": booking.booker.name,
        "phone": booking.booker.phone,
        "email": booking.booker.email,
        "language": booking.language,
        "source": booking.source,
        "notes": booking.note.text if booking.note else "",
    }


class PaymentForm(_SeenForm):
    """Money that the hotel received."""

    method = forms.ChoiceField(label=_("Received by"), choices=[("", _("Choose")), *words.BY_HAND.items()])
    amount = forms.CharField(
        label=_("Amount"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "class": "input--money", "autocomplete": "off"}
        ),
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=100,
        required=False,
        help_text=_("Slip or receipt number, for finding it again."),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "payment_%s"} | kwargs)
        self._currency = currency

    def clean_amount(self) -> int:
        """Minor units, more than zero."""
        try:
            amount = parse_amount(self.cleaned_data["amount"], self._currency, "amount")
        except InvalidInput as error:
            raise ValidationError(error.text(get_language() or "th")) from None
        if amount <= 0:
            raise ValidationError(_("The amount must be more than zero."))
        return amount

    def clean_method(self) -> Method:
        return Method(self.cleaned_data["method"])

    def clean_reference(self) -> str:
        return _line(self.cleaned_data["reference"], 100)


def payment_of(version: int, due: int, currency: str) -> dict[str, Any]:
    """What the form shows at first: the amount that is due, in minor units; nothing where nothing is."""
    return {"version": version, "amount": amount_text(due, currency) if due > 0 else ""}


def _line(text: str, most: int) -> str:
    """A text of one line. Raises ValidationError for signs that cannot be stored."""
    return " ".join(_storable(text, most).split())


def _storable(text: str, most: int) -> str:
    try:
        return parse_text(text, "", most=most, blank=True)
    except InvalidInput as error:
        raise ValidationError(error.text(get_language() or "th")) from None
