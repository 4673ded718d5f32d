"""The fingerprint of a plan: it changes when anything does that the plan depends on (rules.md 5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from kunjae.bookings.facts import StayFacts
from kunjae.changes.facts import ChangeFacts, StayPlan
from kunjae.changes.operations import Operation
from kunjae.changes.operations_text import operations_to_json
from kunjae.concierge.rules.following import OrderEffect
from kunjae.rates.policy_text import policy_to_json, tier_to_json


def digest_of(
    facts: ChangeFacts,
    operations: Sequence[Operation],
    stays: Sequence[StayPlan],
    orders: Sequence[OrderEffect] = (),
) -> str:
    """SHA-256, in hexadecimal, of what staff saw: not of the clock, other free rooms, `record` or the language."""
    currency = facts.property.currency
    content = {
        "booking": str(facts.booking.id),
        "version": facts.booking.version,
        "operations": operations_to_json(operations, currency),
        "stays": [_stay(stay, currency) for stay in stays if stay.is_listed],
        "orders": facts.booking.orders,
        **({"effects": [_effect(effect) for effect in orders]} if orders else {}),
        "targets": {code: target.version for code, target in sorted(facts.targets.items())},
        # A guest's change that waits, and that confirming this one drops.
        **({"pending": str(facts.booking.pending_id)} if facts.booking.pending_id else {}),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _stay(stay: StayPlan, currency: str) -> dict[str, Any]:
    return {
        "number": stay.number,
        "after": stay.after and _state(stay.after, currency),
        "fee": stay.fee,
        "tier": stay.tier and tier_to_json(stay.tier.tier, currency),
        "fees_waived": stay.fees_waived,
        "moved_to": stay.moved_to,
        "problems": sorted(problem.code for problem in stay.problems),
    }


def _effect(effect: OrderEffect) -> list[Any]:
    after = effect.after
    return [
        effect.order.id.hex,
        effect.does,
        effect.because,
        after and [after.quantity, after.amount, after.counted, str(after.answers.day)],
    ]


def _state(stay: StayFacts, currency: str) -> list[Any]:
    return [
        stay.status,
        stay.room_type if stay.sold_as is None else [stay.room_type, stay.sold_as],
        stay.room,
        stay.rate_plan,
        stay.meal,
        dict(stay.conditions),
        stay.policy and policy_to_json(stay.policy, currency),
        str(stay.prepay_percent.normalize()),
        stay.check_in.isoformat(),
        stay.check_out.isoformat(),
        stay.adults,
        stay.children,
        stay.guest_name,
        [[night.date.isoformat(), night.room_price, night.extra_price] for night in stay.nights],
    ]
