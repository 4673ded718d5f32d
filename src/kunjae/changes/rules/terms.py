"""What somebody was shown who is about to book: prices and terms of each room, as one fingerprint. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kunjae.changes.facts import ChangePlan, Problem, StayPlan
from kunjae.rates.policy_text import policy_to_json

ABOUT_ROOM_NUMBERS = {"no_single_room", "room_taken", "sold_out"}
"""Problems that say nothing of what is sold; booking itself refuses those that matter."""


def terms_of(plan: ChangePlan) -> str:
    """SHA-256, in hexadecimal, of what each new stay costs and under which terms. Not of names, room numbers, notes,
    and what else may still be written into the form while its prices stand."""
    currency = plan.facts.property.currency
    content = [_stay(stay, currency) for stay in plan.stays]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _stay(planned: StayPlan, currency: str) -> list[Any]:
    stay = planned.after
    if stay is None:
        return []
    return [
        stay.room_type,
        stay.rate_plan,
        stay.meal,
        dict(stay.conditions),
        stay.policy and policy_to_json(stay.policy, currency),
        str(stay.prepay_percent.normalize()),
        stay.check_in.isoformat(),
        stay.check_out.isoformat(),
        stay.adults,
        stay.children,
        [[night.date.isoformat(), night.room_price, night.extra_price] for night in stay.nights],
        [_problem(problem) for problem in planned.problems if problem.code not in ABOUT_ROOM_NUMBERS],
    ]


def _problem(problem: Problem) -> list[Any]:
    return [problem.code, [night.isoformat() for night in problem.nights], dict(problem.values)]
