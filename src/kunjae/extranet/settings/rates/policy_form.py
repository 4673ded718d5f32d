"""A policy as a form: its piece of the hotel file, with the tiers as rows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.settings.fields import (
    choice_field,
    code_field,
    local_texts,
    money_field,
    number_field,
    percent_field,
    tick,
)
from kunjae.extranet.settings.pieces import Piece, PieceForm
from kunjae.extranet.settings.rows import RowForm
from kunjae.imports.exported import Table
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.formats import unit_name
from kunjae.kernel.texts import in_language
from kunjae.rates.facts import ChargeOn, Clock, Policy
from kunjae.rates.policy_text import MOST_DAYS, policy_from_json

DAYS, ALWAYS = "days", "always"
CHARGES = ("percent", "nights", "amount")
NOT_TERMS = ("code", "retired")
"""Keys of the piece that are no terms of the policy."""


class TierRow(RowForm):
    """One tier: from when, and what it asks."""

    by_itself = frozenset({"when", "kind"})

    days_before = number_field(_("Days"), 0, MOST_DAYS, required=False)
    when = choice_field(_("From"), [(DAYS, _("days before check-in")), (ALWAYS, _("at any time"))])
    value = money_field(_("Fee"))
    kind = choice_field(_("Counted in"), [("percent", "%"), ("nights", _("nights")), ("amount", "")])

    def __init__(self, *args: Any, initial: Table | None = None, **options: Any) -> None:
        super().__init__(*args, initial=_shown(initial or {}), **options)
        currency = unit_name(str(self.hotel["currency"]), _language())
        kinds = [(value, label or currency) for value, label in self.base_fields["kind"].choices]  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def entry(self) -> Table:
        """The tier as the hotel file has it; what is missing in it is left for the reader of hotel files to name."""
        typed = self.cleaned_data
        always, days = typed["when"] == ALWAYS, typed["days_before"]
        when: Table = {"always": True} if always else {"days_before": "" if days is None else days}
        value: Any = typed["value"]
        if typed["kind"] == "nights" and value.isascii() and value.isdecimal():
            value = int(value[:9])
        return when | {typed["kind"]: value}

    def place(self, path: str, words: str) -> bool:
        return super().place("value" if path in CHARGES else path, words)


def _shown(entry: Table) -> Table:
    """What the row shows of a tier."""
    if "when" in entry:  # as it was typed
        return entry
    kind = next((kind for kind in CHARGES if kind in entry), CHARGES[0])
    return {
        "when": ALWAYS if entry.get("always") else DAYS,
        "days_before": entry.get("days_before"),
        "kind": kind,
        "value": entry.get(kind, ""),
    }


def _language() -> str:
    return (get_language() or "th").split("-")[0]


class PolicyForm(PieceForm):
    """A policy. Whatever it does not say shows what holds then."""

    row_forms = {"tiers": TierRow}

    guest_can_change = tick(_("Guests may change their booking"))
    guest_can_cancel = tick(_("Guests may cancel their booking"))
    max_changes = number_field(
        _("Changes at most"), 0, MOST_DAYS, required=False, help=_("Empty: as often as the guest likes.")
    )
    charge_on = choice_field(
        _("Fees are taken of"),
        [
            (ChargeOn.VALUE_GIVEN_BACK.value, _("what the guest gives back")),
            (ChargeOn.WHOLE_STAY.value, _("the whole stay, however little is given back")),
        ],
        cards=True,
    )
    clock = choice_field(
        _("Days are counted from"),
        [
            (Clock.CURRENT_ARRIVAL.value, _("the check-in date as it is now")),
            (
                Clock.EARLIEST_ARRIVAL.value,
                _("the earliest check-in date the stay ever had: moving it away first does not help"),
            ),
        ],
        cards=True,
    )
    no_show_percent = percent_field(_("No-show"), help=_("Percent of the whole stay if nobody comes."))

    def build(self, piece: Piece) -> None:
        fields = (
            {"code": code_field(help=_("Short, such as FLEX. It never changes."))} if not piece.table else {}
        )
        names = local_texts("name", _("Name"), piece.hotel["languages"], help=_("Empty: the code is shown."))
        self.fields = {"seen": self.fields.pop("seen"), **fields, **names, **self.fields}
        self.initial = {
            "guest_can_change": True,
            "guest_can_cancel": True,
            "charge_on": ChargeOn.VALUE_GIVEN_BACK.value,
            "clock": Clock.CURRENT_ARRIVAL.value,
            "no_show_percent": "100",
        } | dict(self.initial)
        if not self.is_bound and not self.rows["tiers"].forms:
            self.rows["tiers"].press("add")


def policy_of(table: Table, currency: str) -> Policy:
    """The policy that a piece describes. Raises InvalidInput with paths within it."""
    return policy_from_json(
        {key: value for key, value in table.items() if key not in NOT_TERMS}, currency, ""
    )


def typed_policy(form: PolicyForm, language: str) -> tuple[Policy | None, list[str]]:
    """The policy as it is typed into a bound form, with a code or not yet; where it is not complete, None and what is
    missing."""
    if form.is_valid() or (form.rows["tiers"].is_valid() and form.errors.keys() <= {"code"}):
        try:
            return policy_of(form.part(), str(form.piece.hotel["currency"])), []
        except InvalidInput as error:
            form.wrong(error, language)
    return None, list(complaints(form))


def complaints(form: PolicyForm) -> list[str]:
    """What cannot be used, each with the name of its field."""
    found = [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        if name != "code"
        for error in errors
    ]
    for number, row in enumerate(form.rows["tiers"].given, 1):
        found += [
            f"{gettext('Step %(number)s') % {'number': number}}, {row.fields[name].label}: {error}"
            for name, errors in row.errors.items()
            for error in errors
        ]
    return found + [note for note in [form.rows["tiers"].note] if note]


def name_of(table: Table, language: str) -> str:
    """What a policy or plan is called; its code where it has no name."""
    names = table.get("name")
    return in_language(names, language) if isinstance(names, dict) and names else str(names or table["code"])
