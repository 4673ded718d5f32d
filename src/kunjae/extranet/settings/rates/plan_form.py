"""A rate plan as a form: its piece of the hotel file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.settings.fields import choice_field, code_field, local_texts, percent_field
from kunjae.extranet.settings.pieces import Piece, PieceForm
from kunjae.imports.exported import Table
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import format_money
from kunjae.kernel.money import decimals_of, parse_percent, percent_of, percent_text
from kunjae.pages.words import MEALS

EXAMPLE = 3_000
"""Whole units of the currency: what prepayment is explained on."""


class PlanForm(PieceForm):
    """A rate plan. `policies`: the codes and names of those that may be chosen."""

    meal = choice_field(_("Meal"), list(MEALS.items()))
    policy = choice_field(_("Cancellation policy"), [], required=False)
    prepay_percent = percent_field(
        _("To pay when booked"),
        help=_("0: everything is paid later. 100: the whole stay is paid when booked."),
    )

    def __init__(self, *args: Any, policies: Iterable[tuple[str, str]], **options: Any) -> None:
        self._policies = [("", _("No policy: no fee, and the guest can change nothing alone")), *policies]
        super().__init__(*args, **options)

    def build(self, piece: Piece) -> None:
        languages = piece.hotel["languages"]
        first = (
            {"code": code_field(help=_("Short, such as BAR. It never changes."))} if not piece.table else {}
        )
        first |= local_texts("name", _("Name"), languages, required=True)  # type: ignore[arg-type]
        conditions = local_texts(
            "conditions", _("Conditions"), languages, long=True, help=_("Guests read them before they book.")
        )
        self.fields = {"seen": self.fields.pop("seen"), **first, **self.fields, **conditions}
        self.fields["policy"].choices = self._policies  # type: ignore[attr-defined]
        self.initial = {"meal": "none", "prepay_percent": "0"} | dict(self.initial)

    def part(self) -> Table:
        """The piece as the form wants it; browsers end lines in their own way."""
        table = super().part()
        if conditions := table.get("conditions"):
            table["conditions"] = {key: text.replace("\r\n", "\n") for key, text in conditions.items()}
        return table


def prepay_words(percent: object, currency: str, language: str) -> str:
    """What a prepayment means on an example; empty for what is no percentage."""
    try:
        share = parse_percent(percent, "prepay_percent")
    except InvalidInput:
        return ""
    total = EXAMPLE * 10 ** decimals_of(currency)
    now = percent_of(total, share)
    if not now:
        return gettext("Nothing is due when booked; all is paid later.")
    if now == total:
        return gettext("The whole stay is due when booked.")
    words = {
        "percent": percent_text(share),
        "total": format_money(total, currency, language, unit=True),
        "now": format_money(now, currency, language),
        "later": format_money(total - now, currency, language),
    }
    said = gettext("Of a stay of %(total)s, %(now)s are due when booked (%(percent)s%%) and %(later)s later.")
    return said % words
