"""The forms by which money is asked for and given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.calendar.forms import MomentField
from kunjae.extranet.payments.fields import AmountField, LineField, LinesField
from kunjae.kernel.moments import moment_of
from kunjae.kernel.money import amount_text

LONGEST_MESSAGE = 1_000
LONGEST_REASON = 300
LONGEST_REFERENCE = 100
DAYS_TO_PAY = 3
"""How long a guest has to pay, unless staff say otherwise."""
MOST_DAYS_TO_PAY = 365


class SeenForm(forms.Form):
    """A form that carries how things stood when it was shown, so that nothing is done twice or over something newer."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = currency

    def now_seen(self, seen: str) -> None:
        """What was typed stays, now beside things as they are."""
        if isinstance(self.data, QueryDict):
            self.data = {**self.data.dict(), "seen": seen}


class RequestForm(SeenForm):
    """What a guest is asked for."""

    amount = AmountField(label=_("Amount"))
    until = MomentField(
        help_text=_("After that the link can't be paid any more."),
    )
    message = LinesField(
        label=_("Message to the guest"),
        required=False,
        max_length=LONGEST_MESSAGE,
        help_text=_("Stands in the e-mail and on the page, above the amount."),
    )

    def __init__(self, *args: Any, timezone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].label = _("Can be paid until")
        self._timezone, self._now = timezone, now

    def clean_until(self) -> datetime:
        """A moment in UTC, from the hotel's clock."""
        given: datetime = self.cleaned_data["until"]
        moment = moment_of(given.date(), given.time(), self._timezone)
        if moment <= self._now:
            raise forms.ValidationError(_now("must lie ahead"))
        if moment > self._now + timedelta(days=MOST_DAYS_TO_PAY):
            raise forms.ValidationError(_now("must lie within a year"))
        return moment


def until_of(now: datetime, timezone: str) -> datetime:
    """What the form proposes: the evening some days from now, on the hotel's clock."""
    day = now.astimezone(ZoneInfo(timezone)) + timedelta(days=DAYS_TO_PAY)
    return day.replace(hour=23, minute=59, second=0, microsecond=0, tzinfo=None)


class RefundForm(SeenForm):
    """How much of each payment goes back; `payments`: (the payment's id as text, what it still holds)."""

    reason = LineField(label=_("Reason"), required=False, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, payments: Sequence[tuple[str, int]], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, currency=currency, **kwargs)
        self._payments = [id for id, _left in payments]
        for id, left in payments:
            field = AmountField(label=_("Give back"), required=False)
            field.currency, field.most = currency, left
            self.fields[_name(id)] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not self.parts:
            raise forms.ValidationError(_now("Say of at least one payment how much goes back."))
        return given

    @property
    def parts(self) -> list[tuple[str, int]]:
        """(payment, minor units), where something goes back."""
        named = ((id, self.cleaned_data.get(_name(id))) for id in self._payments)
        return [(id, amount) for id, amount in named if amount]

    def amount_of(self, id: str) -> forms.BoundField:
        return self[_name(id)]


def refund_of(parts: Sequence[tuple[str, int]], currency: str) -> dict[str, str]:
    """What the form shows at first: these parts."""
    return {_name(id): amount_text(amount, currency) for id, amount in parts}


def _name(id: str) -> str:
    return f"amount_{id}"


class DoneForm(SeenForm):
    """A refund by hand is done."""

    reference = LineField(
        label=_("Reference"),
        required=False,
        max_length=LONGEST_REFERENCE,
        help_text=_("Of the transfer, for finding it again."),
    )


class AcceptForm(SeenForm):
    """The money of a slip has come."""

    amount = AmountField(
        label=_("Amount received"), help_text=_("What the bank shows, even if the slip says otherwise.")
    )
    reference = LineField(label=_("Reference"), required=False, max_length=LONGEST_REFERENCE)


class RefuseForm(SeenForm):
    """The money of a slip has not come."""

    note = LineField(
        label=_("Note"), max_length=LONGEST_REASON, help_text=_("Why, for colleagues and for the guest.")
    )
