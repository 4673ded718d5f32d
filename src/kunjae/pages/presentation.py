"""A plan as the change page shows it: before and after, line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.bookings.facts import Night, StayFacts
from kunjae.changes.facts import ChangePlan, Figures, Problem, StayPlan
from kunjae.changes.wording import problem_text
from kunjae.kernel.formats import format_date_range, format_money
from kunjae.kernel.money import percent_text
from kunjae.kernel.texts import in_language
from kunjae.pages.words import MEALS
from kunjae.properties.rules import split_taxes
from kunjae.rates.policy_words import policy_words

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of before and after. `moved`: it differs from what was last seen."""

    key: str
    label: str
    before: str
    after: str
    moved: bool = False
    notes: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class StayCard:
    """One stay of the page: its place, what happens to it, its figures and lines."""

    plan: StayPlan
    position: int
    of: int
    shown: StayFacts
    figures: Figures
    lines: tuple[Line, ...]
    refusals: tuple[str, ...]
    choices: tuple[str, ...]
    warnings: tuple[str, ...]
    figures_moved: bool = False
    added_index: int | None = None

    @property
    def number(self) -> int:
        return self.plan.number

    @property
    def state(self) -> str:
        """unchanged, changed, cancelled, moved, added, reinstated: what the change does to it, or `gone` when it was
        cancelled before."""
        before, after = self.plan.before, self.plan.after
        if before is None:
            return "added"
        if not before.status.is_live:
            return "reinstated" if self.plan.touched else "gone"
        if after is None:
            return "moved"
        if not after.status.is_live:
            return "cancelled"
        return "changed" if self.plan.touched else "unchanged"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed last, so that what moved since can be marked.

    `lines`: stay number -> key -> before and after.
    """

    lines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, cards: Sequence[StayCard]) -> Seen:
        return cls(
            {
                str(card.number): {line.key: f"{line.before} → {line.after}" for line in card.lines}
                | {"figures": _figures_text(card.figures)}
                for card in cards
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Seen:
        """What the page carried; nothing if it cannot be read."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(data, dict) or not all(isinstance(lines, dict) for lines in data.values()):
            return cls()
        return cls(data)

    def moved(self, number: int, key: str, text: str) -> bool:
        """Whether this differs from what the page showed; of a stay that it did not show, the figures do."""
        lines = self.lines.get(str(number))
        if lines is None:
            return bool(self.lines) and key == "figures"
        return lines.get(key) != text


def stay_cards(plan: ChangePlan, language: str, seen: Seen | None = None) -> list[StayCard]:
    """A card for every stay, cancelled ones last seen too, in the order of their numbers."""
    return [_card(plan, stay, index + 1, language, seen or Seen()) for index, stay in enumerate(plan.stays)]


def _card(plan: ChangePlan, stay: StayPlan, position: int, language: str, seen: Seen) -> StayCard:
    era = plan.facts.property.era
    by_severity: dict[str, list[Problem]] = {}
    for problem in stay.problems:
        by_severity.setdefault(problem.severity.value, []).append(problem)

    def words(severity: str) -> tuple[str, ...]:
        return tuple(problem_text(problem, language, era=era) for problem in by_severity.get(severity, ()))

    shown = stay.after if stay.after and (stay.before is None or stay.after.status.is_live) else stay.before
    figures = stay.figures(plan.record)
    return StayCard(
        plan=stay,
        position=position,
        of=len(plan.stays),
        shown=shown or stay.after,  # type: ignore[arg-type]  # a stay has a before or an after
        figures=figures,
        lines=_lines(plan, stay, language, seen),
        refusals=words("refused"),
        choices=words("choose"),
        warnings=words("warning"),
        figures_moved=seen.moved(stay.number, "figures", _figures_text(figures)),
        added_index=None if stay.before else stay.number - plan.facts.booking.last_number - 1,
    )


def _lines(plan: ChangePlan, stay: StayPlan, language: str, seen: Seen) -> tuple[Line, ...]:
    before = _texts(plan, stay.before, language)
    after = _texts(plan, stay.after if stay.after and stay.after.status.is_live else None, language)
    lines = []
    for key, label in _labels().items():
        old, new = before.get(key, NOTHING), after.get(key, NOTHING)
        if key == "taxes" and old == new == NOTHING:
            continue
        if key in _ONLY_WHEN_CHANGED and (old == new or not before or not after):
            continue
        lines.append(Line(key, label, old, new, seen.moved(stay.number, key, f"{old} → {new}")))
    return tuple(lines)


_ONLY_WHEN_CHANGED = {"guest", "meal", "policy", "conditions"}
"""Shown only where the change alters them; ended and added stays need not repeat them."""


def _labels() -> dict[str, str]:
    return {
        "dates": _("Dates"),
        "room_type": _("Room type"),
        "room": _("Room number"),
        "people": _("People"),
        "guest": _("Guest"),
        "rate_plan": _("Rate plan"),
        "meal": _("Meal"),
        "policy": _("Cancellation policy"),
        "conditions": _("Conditions"),
        "nights": _("Price per night"),
        "total": _("Total"),
        "taxes": _("Taxes in it"),
    }


def _texts(plan: ChangePlan, stay: StayFacts | None, language: str) -> dict[str, str]:
    if stay is None:
        return {}
    facts, currency = plan.facts, plan.facts.property.currency
    room = facts.room(stay.room) if stay.room else None
    rate_plan = facts.rate_plans[stay.rate_plan]
    return {
        "dates": f"{format_date_range(stay.check_in, stay.check_out, language, era=facts.property.era)}, {nights_text(len(stay.dates))}",
        "room_type": type_text(plan, stay, language),
        "room": f"{room.number} ({room.beds})" if room and room.beds else stay.room or _("Assign later"),
        "people": people_text(stay),
        "guest": stay.guest_name or NOTHING,
        "rate_plan": in_language(rate_plan.name, language),
        "meal": str(MEALS[stay.meal.value]),
        "policy": policy_words(stay.policy, currency, language),
        "conditions": in_language(stay.conditions, language) or NOTHING,
        "nights": prices_text(stay.nights, currency, language),
        "total": format_money(stay.agreed_total, currency, language),
        "taxes": taxes_text(plan, stay, language),
    }


def type_text(plan: ChangePlan, stay: StayFacts, language: str) -> str:
    """`Deluxe`; upgraded: `Deluxe (sold as Standard)`."""
    types = plan.facts.room_types
    name = in_language(types[stay.room_type].name, language)
    if stay.sold_as is None:
        return name
    sold_as = in_language(types[stay.sold_as].name, language)
    return _("%(type)s (sold as %(sold)s)") % {"type": name, "sold": sold_as}


def nights_text(nights: int) -> str:
    """`2 nights`."""
    return ngettext("%(count)s night", "%(count)s nights", nights) % {"count": nights}


def people_text(stay: StayFacts) -> str:
    """`2 adults, 1 child`."""
    return guests_text(stay.adults, stay.children)


def guests_text(adults: int, children: int) -> str:
    """`2 adults, 1 child`."""
    people = ngettext("%(count)s adult", "%(count)s adults", adults) % {"count": adults}
    if children:
        people += ", " + ngettext("%(count)s child", "%(count)s children", children) % {"count": children}
    return people


def prices_text(nights: Sequence[Night], currency: str, language: str) -> str:
    """`1,500 + 1,800`, equal neighbours counted: `4 × 1,500 + 1,800`."""
    parts = []
    for price, group in groupby(nights, key=lambda night: night.total):
        count = len(list(group))
        figure = format_money(price, currency, language)
        parts.append(f"{count} × {figure}" if count > 2 else " + ".join([figure] * count))
    return " + ".join(parts) or NOTHING


def taxes_text(plan: ChangePlan, stay: StayFacts, language: str) -> str:
    """The service charge, fees and VAT that the stay's total holds."""
    hotel = plan.facts.property
    split = split_taxes(stay.agreed_total, hotel.taxes)

    def figure(amount: int) -> str:
        return format_money(amount, hotel.currency, language)

    parts = []
    if split.service_charge:
        parts.append(
            f"{_('Service charge')} {percent_text(hotel.taxes.service_charge_percent)}% {figure(split.service_charge)}"
        )
    for fee, amount in zip(hotel.taxes.further_fees, split.fees, strict=True):
        parts.append(f"{in_language(fee.name, language)} {figure(amount)}")
    if split.vat:
        parts.append(f"{_('VAT')} {percent_text(hotel.taxes.vat_percent)}% {figure(split.vat)}")
    return " · ".join(parts) or NOTHING


def _figures_text(figures: Figures) -> str:
    return f"{figures.current} {figures.new} {figures.fee}"
