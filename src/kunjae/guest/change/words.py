"""What is in the way of a guest's change, in words for the guest: never whose stay it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.changes.facts import ChangeFacts, Problem, Severity, StayPlan
from kunjae.kernel.formats import format_date
from kunjae.kernel.texts import in_language
from kunjae.rates.facts import Policy
from kunjae.rates.policy_words import tiers_text

MOST_NAMED = 5
"""How many nights a sentence names."""


def refused_texts(stay: StayPlan, facts: ChangeFacts, language: str) -> tuple[str, ...]:
    """What refuses a stay of a plan."""
    return tuple(
        problem_text(problem, stay, facts, language)
        for problem in stay.problems
        if problem.severity is not Severity.WARNING
    )


def warning_texts(stay: StayPlan, facts: ChangeFacts, language: str) -> tuple[str, ...]:
    """What the guest should know before confirming."""
    return tuple(
        problem_text(problem, stay, facts, language)
        for problem in stay.problems
        if problem.severity is Severity.WARNING
    )


def problem_text(problem: Problem, stay: StayPlan, facts: ChangeFacts, language: str) -> str:
    """One problem in one sentence."""
    nights = _days(problem.nights, facts, language)
    kind = stay.after or stay.before
    room_type = in_language(facts.room_types[kind.room_type].name, language) if kind else ""
    match problem.code:
        case "sold_out":
            return _("%(room_type)s is sold out on %(nights)s.") % {"room_type": room_type, "nights": nights}
        case "no_price":
            return _("%(room_type)s is not for sale in your rate plan on %(nights)s.") % {
                "room_type": room_type,
                "nights": nights,
            }
        case "closed":
            return _("Your rate plan is closed on %(nights)s.") % {"nights": nights}
        case "closed_to_arrival":
            return _("Nobody can check in on %(nights)s.") % {"nights": nights}
        case "closed_to_departure":
            return _("Nobody can check out on %(nights)s.") % {"nights": nights}
        case "min_stay":
            count = int(problem.values["n"])
            return ngettext(
                "From this day on, at least %(count)s night must be booked.",
                "From this day on, at least %(count)s nights must be booked.",
                count,
            ) % {"count": count}
        case "occupancy":
            return _("%(room_type)s is too small for your party.") % {"room_type": room_type}
        case "past_nights":
            return _("Nights that have passed cannot be changed.")
        case "beds_differ":
            return _("The beds are different: %(old)s before, %(new)s now.") % {
                "old": problem.values["old_beds"],
                "new": problem.values["new_beds"],
            }
        case "no_single_room":
            return _("The hotel gives you a room number later.")
    return _("This cannot be had on these dates.")


def _days(nights: Sequence[date], facts: ChangeFacts, language: str) -> str:
    era = facts.property.era
    words = ", ".join(format_date(night, language, era=era) for night in nights[:MOST_NAMED])
    return words + (" …" if len(nights) > MOST_NAMED else "")


def tier_text(stay: StayPlan, facts: ChangeFacts, language: str) -> str:
    """The tier that a stay's fee follows: `Within 3 days 50%`; empty without one."""
    sold = stay.before
    if stay.tier is None or sold is None or sold.policy is None:
        return ""
    alone: Policy = replace(sold.policy, tiers=(stay.tier.tier,))
    return tiers_text(alone, facts.property.currency, language)
