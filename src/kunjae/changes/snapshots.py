"""Bookings, stays and plans as JSON: what the history keeps and what the API answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kunjae.bookings.facts import BookingFacts, StayFacts, booking_status
from kunjae.changes.facts import ChangePlan, Figures, Problem, StayPlan
from kunjae.changes.wording import money_text, problem_text
from kunjae.concierge.following_words import effect_text
from kunjae.concierge.rules.following import OrderEffect
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text, percent_text
from kunjae.payments.rules import MoneyDue, money_due
from kunjae.properties.facts import TaxSettings
from kunjae.properties.rules import TaxSplit, split_taxes
from kunjae.rates.facts import ReachedTier
from kunjae.rates.policy_text import policy_to_json, tier_to_json


def booking_snapshot(booking: BookingFacts, currency: str) -> dict[str, Any]:
    """A whole booking as the history keeps it: people and notes only by the ids of their rows (rules.md 6.5)."""
    due = money_due(booking.stays, fees=booking.fees, orders=booking.orders, paid=booking.paid)
    return {
        "code": booking.code,
        "version": booking.version,
        "status": booking_status(stay.status for stay in booking.stays).value,
        "booker_id": booking.booker_id and str(booking.booker_id),
        "note_id": booking.note_id and str(booking.note_id),
        "source": booking.source,
        "language": booking.language,
        "currency": currency,
        "changes_recorded": booking.changes_recorded,
        "fees": amount_text(booking.fees, currency),
        "orders": amount_text(booking.orders, currency),
        **money_json(due, currency),
        "stays": [stay_snapshot(stay, currency) for stay in booking.stays],
    }


def stay_snapshot(stay: StayFacts, currency: str) -> dict[str, Any]:
    """A stay as the history keeps it: with its whole policy, without names."""
    content = stay_json(stay, currency)
    del content["guest_name"]
    return content | {
        "guest_id": stay.guest_id and str(stay.guest_id),
        "earliest_check_in": stay.earliest_check_in.isoformat(),
        "recorded_fee": amount_text(stay.recorded_fee, currency),
    }


def stay_json(stay: StayFacts, currency: str) -> dict[str, Any]:
    """A stay as the API answers it."""
    return {
        "number": stay.number,
        "status": stay.status.value,
        "room_type": stay.room_type,
        "sold_as": stay.sold_as,
        "room": stay.room,
        "rate_plan": stay.rate_plan,
        "meal": stay.meal.value,
        "conditions": dict(stay.conditions),
        "policy": stay.policy and policy_to_json(stay.policy, currency),
        "prepay_percent": percent_text(stay.prepay_percent),
        "check_in": stay.check_in.isoformat(),
        "check_out": stay.check_out.isoformat(),
        "adults": stay.adults,
        "children": stay.children,
        "guest_name": stay.guest_name,
        "nights": [
            {
                "date": night.date.isoformat(),
                "room_price": amount_text(night.room_price, currency),
                "extra_price": amount_text(night.extra_price, currency),
            }
            for night in stay.nights
        ],
        "total": amount_text(stay.total, currency),
    }


def money_json(due: MoneyDue, currency: str) -> dict[str, str]:
    """A booking's money as the API answers it."""
    return {
        "value": amount_text(due.value, currency),
        "paid": amount_text(due.paid, currency),
        "due_now": amount_text(due.due_now, currency),
        "balance": amount_text(due.balance, currency),
    }


def plan_json(plan: ChangePlan, language: str) -> dict[str, Any]:
    """A preview as the API answers it (api.md)."""
    currency = plan.facts.property.currency
    return {
        "currency": currency,
        "record": plan.record,
        "digest": plan.digest,
        "stays": [_stay_plan_json(stay, plan, language) for stay in plan.listed],
        "total": figures_json(plan.total, currency)
        | {
            "waived_fee": amount_text(0 if plan.record else plan.fees, currency),
            "fees_waived": amount_text(plan.fees_waived, currency),
        },
        "orders": {
            "before": amount_text(plan.orders_before, currency),
            "after": amount_text(plan.orders_after, currency),
        },
        "order_effects": [
            order_effect_json(effect, currency, language, plan.facts.property.era) for effect in plan.orders
        ],
        "money": {
            "collect_now": amount_text(plan.money.collect_now, currency),
            "return": amount_text(plan.money.to_return, currency),
            "later": amount_text(plan.money.later, currency),
            "text": money_text(plan, language),
        },
        "can_confirm": plan.can_confirm,
        "needs_reason": plan.needs_reason,
    }


def order_effect_json(effect: OrderEffect, currency: str, language: str, era: str) -> dict[str, Any]:
    """What becomes of an order, with its words in one language. `because`: why it is cancelled, else empty."""
    before, after = effect.order, effect.after
    return {
        "order": str(before.id),
        "stay": before.stay,
        "offer": before.offer,
        "name": dict(before.name),
        "does": effect.does.value,
        "because": effect.because,
        "message": effect_text(effect, language, currency, era=era),
        "amount": {
            "before": amount_text(before.amount, currency),
            "after": amount_text(after.amount if after else 0, currency),
        },
        "day": {
            "before": before.answers.day and before.answers.day.isoformat(),
            "after": after and after.answers.day and after.answers.day.isoformat(),
        },
    }


def figures_json(figures: Figures, currency: str) -> dict[str, str]:
    """The four figures."""
    return {
        "current": amount_text(figures.current, currency),
        "new": amount_text(figures.new, currency),
        "fee": amount_text(figures.fee, currency),
        "change": amount_text(figures.change, currency),
    }


def _stay_plan_json(stay: StayPlan, plan: ChangePlan, language: str) -> dict[str, Any]:
    currency, taxes = plan.facts.property.currency, plan.facts.property.taxes
    after = stay.after if stay.after and stay.after.status.is_live else None
    return {
        "stay": stay.number,
        **figures_json(stay.figures(plan.record), currency),
        "waived_fee": amount_text(0 if plan.record else stay.fee, currency),
        "fees_waived": amount_text(stay.fees_waived, currency),
        "given_back": amount_text(stay.given_back, currency),
        "touched": stay.touched,
        "before": stay.before
        and stay_json(stay.before, currency) | {"taxes": _taxes(stay.before, taxes, currency)},
        "after": after and stay_json(after, currency) | {"taxes": _taxes(after, taxes, currency)},
        "moved_to": stay.moved_to and {"booking": stay.moved_to[0], "stay": stay.moved_to[1]},
        "tier": stay.tier and reached_tier_json(stay.tier, currency),
        "problems": [problem_json(problem, language, plan.facts.property.era) for problem in stay.problems],
        "rooms_free": list(stay.rooms_free),
    }


def reached_tier_json(reached: ReachedTier, currency: str) -> dict[str, Any]:
    """The tier in force and since when."""
    at: datetime | None = reached.reached_at
    return tier_to_json(reached.tier, currency) | {"reached_at": at and moment_text(at)}


def problem_json(problem: Problem, language: str, era: str) -> dict[str, Any]:
    """A problem with its words in one language."""
    taker = problem.taken_by
    content: dict[str, Any] = {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem_text(problem, language, era=era),
        "nights": [night.isoformat() for night in problem.nights],
        **problem.values,
    }
    if problem.room is not None:
        content["room"] = problem.room
    if taker is not None:
        content |= {"taken_by": taker.booking, "taken_by_stay": taker.stay, "blocked": taker.booking is None}
    return content


def taxes_json(split: TaxSplit, taxes: TaxSettings, currency: str) -> dict[str, Any]:
    """What a gross amount holds."""
    return {
        "net": amount_text(split.net, currency),
        "service_charge": amount_text(split.service_charge, currency),
        "fees": [
            {"name": dict(fee.name), "amount": amount_text(amount, currency)}
            for fee, amount in zip(taxes.further_fees, split.fees, strict=True)
        ],
        "vat": amount_text(split.vat, currency),
    }


def _taxes(stay: StayFacts, taxes: TaxSettings, currency: str) -> dict[str, Any]:
    return taxes_json(split_taxes(stay.total, taxes), taxes, currency)
