"""Names and words of a plan's stays, for the templates of the change page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils.translation import get_language

from kunjae.bookings.facts import StayFacts
from kunjae.changes.facts import ChangePlan, StayPlan
from kunjae.changes.rules.fees import policy_clock
from kunjae.concierge.following_words import effect_text
from kunjae.kernel.formats import format_moment
from kunjae.kernel.texts import in_language
from kunjae.pages.words import BADGES, MEALS, STATUSES
from kunjae.rates.policy_words import charge_text, policy_sentence
from kunjae.rates.rules import counted_arrival

register = template.Library()


def _language() -> str:
    return (get_language() or "th").split("-")[0]


@register.filter
def type_name(stay: StayFacts, plan: ChangePlan) -> str:
    return in_language(plan.facts.room_types[stay.room_type].name, _language())


@register.filter
def plan_name(stay: StayFacts, plan: ChangePlan) -> str:
    return in_language(plan.facts.rate_plans[stay.rate_plan].name, _language())


@register.filter
def meal_name(stay: StayFacts) -> str:
    return str(MEALS[stay.meal.value])


@register.filter
def status_name(stay: StayFacts) -> str:
    return str(STATUSES[stay.status.value])


@register.filter
def badge_role(stay: StayFacts) -> str:
    return BADGES[stay.status.value]


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What becomes of one order: of which room of how many, what it is called, in words, and its price before and after
    (minor units; None: it has ended)."""

    position: int
    of: int
    name: str
    words: str
    does: str
    before: int
    after: int | None


@register.simple_tag
def order_lines(plan: ChangePlan) -> list[OrderLine]:
    """What a change does to the orders of its stays."""
    hotel, language = plan.facts.property, _language()
    positions = {stay.number: position for position, stay in enumerate(plan.stays, start=1)}
    return [
        OrderLine(
            positions[effect.order.stay],
            len(positions),
            in_language(effect.order.name, language),
            effect_text(effect, language, hotel.currency, era=hotel.era),
            effect.does.value,
            effect.order.amount,
            effect.after.amount if effect.after else None,
        )
        for effect in plan.orders
    ]


@register.simple_tag
def policy_course(stay: StayPlan, plan: ChangePlan, now: datetime) -> str:
    """The policy that a change of this stay follows now, with its deadlines: the one before the change (rules.md 4.6)."""
    sold = stay.before or stay.after
    if sold is None:
        return ""
    hotel = plan.facts.property
    arrival = (
        counted_arrival(sold.policy, sold.check_in, sold.earliest_check_in) if sold.policy else sold.check_in
    )
    return policy_sentence(
        sold.policy,
        arrival,
        policy_clock(hotel),
        currency=hotel.currency,
        language=_language(),
        era=hotel.era,
    )


@register.simple_tag
def tier_used(stay: StayPlan, plan: ChangePlan) -> str:
    """The tier that the fee of this preview follows, and since when."""
    if stay.tier is None:
        return ""
    hotel, language = plan.facts.property, _language()
    charge = charge_text(stay.tier.tier, hotel.currency, language)
    if stay.tier.reached_at is None:
        return charge
    since = format_moment(stay.tier.reached_at, hotel.timezone, language, era=hotel.era)
    return f"{charge} ตั้งแต่ {since}" if language == "th" else f"{charge} since {since}"
