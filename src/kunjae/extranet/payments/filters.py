"""What the list of payments is narrowed to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunjae.extranet.filters import DayField, ListFilter
from kunjae.pages import words
from kunjae.payments.facts import Method, RefundState
from kunjae.payments.queries import MoneyKind, MoneyWanted

KINDS = {MoneyKind.PAYMENT.value: _("Payments"), MoneyKind.REFUND.value: _("Refunds")}


class PaymentFilter(ListFilter):
    """Days of the hotel, how the money came, which way it went, and where a refund stands."""

    first = DayField(label=pgettext_lazy("days", "From"), required=False)
    last = DayField(label=pgettext_lazy("days", "To"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *KINDS.items()])
    method = forms.ChoiceField(
        label=_("Method"), required=False, choices=[("", _("All")), *words.METHODS.items()]
    )
    state = forms.ChoiceField(
        label=_("Refund"),
        required=False,
        choices=[("", _("All")), *((state.value, words.REFUNDS[state]) for state in RefundState)],
    )

    @property
    def wanted(self) -> MoneyWanted:
        """What a valid form asks for."""
        given = self.cleaned_data
        return MoneyWanted(
            kind=MoneyKind(given["kind"]) if given["kind"] else None,
            method=Method(given["method"]) if given["method"] else None,
            state=RefundState(given["state"]) if given["state"] else None,
            first=given["first"],
            last=given["last"],
        )


def spans(today: date) -> list[tuple[Any, dict[str, str]]]:
    """Days that are one touch away: their name, and what the address says of them."""
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    return [
        (_("All"), {}),
        (_("Today"), _days(today, today)),
        (_("This month"), _days(month, today)),
        (_("Last month"), _days(before, month - timedelta(days=1))),
    ]


def _days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}
