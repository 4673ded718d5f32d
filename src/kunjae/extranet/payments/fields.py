"""What the forms of money share: an amount of the hotel's currency, texts that can be stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import format_money
from kunjae.kernel.money import parse_amount
from kunjae.kernel.parsing import parse_text


class AmountField(forms.CharField):
    """An amount as people write it; its value is in minor units and more than zero. `currency` and, where there is a
    limit, `most` (minor units) are set by the form."""

    currency = "THB"
    most: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "class": "input--money", "autocomplete": "off"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = parse_amount(text, self.currency, "amount")
        except InvalidInput as error:
            raise ValidationError(error.text(_language())) from None
        if amount <= 0:
            raise ValidationError(_("The amount must be more than zero."))
        if self.most is not None and amount > self.most:
            most = format_money(self.most, self.currency, _language(), unit=True)
            raise ValidationError(_("At most %(amount)s.") % {"amount": most})
        return amount


class LineField(forms.CharField):
    """A text of one line, its spaces made single."""

    def clean(self, value: Any) -> str:
        return " ".join(_storable(super().clean(value), self.max_length or 200).split())


class LinesField(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> str:
        return _storable(super().clean(value).replace("\r\n", "\n"), self.max_length or 2_000)


def _storable(text: str, most: int) -> str:
    try:
        return parse_text(text, "", most=most, blank=True)
    except InvalidInput as error:
        raise ValidationError(error.text(_language())) from None


def _language() -> str:
    return "th" if (get_language() or "th").startswith("th") else "en"
