"""Policies as JSON: the form in hotel files, in the API, and of the copy that every stay keeps.

```
{"name": {"th": …, "en": …}, "guest_can_change": true, "guest_can_cancel": true, "max_changes": 2,
 "charge_on": "value_given_back", "clock": "current_arrival", "no_show_percent": "100",
 "tiers": [{"days_before": 3, "percent": "50"}, {"always": true, "amount": "500.00"}, {"days_before": 7, "nights": 1}]}
```
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kunjae.kernel.errors import invalid
from kunjae.kernel.money import amount_text, parse_amount, parse_percent, percent_text
from kunjae.kernel.parsing import Reader, parse_local_text
from kunjae.rates.facts import ChargeOn, Clock, Policy, Tier

MOST_TIERS = 20
MOST_DAYS = 1000


def policy_to_json(policy: Policy, currency: str) -> dict[str, Any]:
    """The policy as JSON; amounts as decimal texts of `currency`."""
    return {
        "name": dict(policy.name),
        "guest_can_change": policy.guest_can_change,
        "guest_can_cancel": policy.guest_can_cancel,
        "max_changes": policy.max_changes,
        "charge_on": policy.charge_on.value,
        "clock": policy.clock.value,
        "no_show_percent": percent_text(policy.no_show_percent),
        "tiers": [tier_to_json(tier, currency) for tier in policy.tiers],
    }


def tier_to_json(tier: Tier, currency: str) -> dict[str, Any]:
    """One tier as JSON."""
    when: dict[str, Any] = {"always": True} if tier.days_before is None else {"days_before": tier.days_before}
    if tier.percent is not None:
        return when | {"percent": percent_text(tier.percent)}
    if tier.nights is not None:
        return when | {"nights": tier.nights}
    return when | {"amount": amount_text(tier.amount or 0, currency)}


@lru_cache(maxsize=1000)
def policy_of_text(text: str, currency: str) -> Policy:
    """The policy of a JSON text as it was kept; the same object for the same text, since a hotel sells few."""
    return policy_from_json(json.loads(text), currency, "policy")


def policy_from_json(data: object, currency: str, path: str) -> Policy:
    """The policy that the JSON describes. Raises InvalidInput naming every wrong field below `path`."""
    reader = Reader(data, path)
    policy = Policy(
        name=reader.take("name", parse_local_text, {}),
        guest_can_change=reader.boolean("guest_can_change", True),
        guest_can_cancel=reader.boolean("guest_can_cancel", True),
        max_changes=reader.optional_integer("max_changes", 0, MOST_DAYS),
        charge_on=reader.choice("charge_on", ChargeOn, ChargeOn.VALUE_GIVEN_BACK),
        clock=reader.choice("clock", Clock, Clock.CURRENT_ARRIVAL),
        no_show_percent=reader.take("no_show_percent", parse_percent, "100"),
        tiers=tuple(
            reader.items("tiers", lambda item, at: _tier_from_json(item, currency, at), most=MOST_TIERS)
        ),
    )
    reader.finish()
    if len({tier.days_before for tier in policy.tiers}) < len(policy.tiers):
        raise invalid(
            f"{path}.tiers" if path else "tiers",
            "tier_twice",
            "has two tiers for the same moment",
            "มีสองขั้นที่เริ่มพร้อมกัน",
        )
    return policy


def _tier_from_json(data: object, currency: str, path: str) -> Tier:
    reader = Reader(data, path)
    always = reader.boolean("always", False)
    days = reader.optional_integer("days_before", 0, MOST_DAYS)
    charges: Mapping[str, Any] = {
        "percent": reader.take_optional("percent", parse_percent),
        "nights": reader.optional_integer("nights", 1, MOST_DAYS),
        "amount": reader.take_optional("amount", lambda value, at: parse_amount(value, currency, at)),
    }
    reader.finish()
    if always == (days is not None):
        raise invalid(
            path, "tier_when", "needs either days_before or always", "ต้องระบุ days_before หรือ always"
        )
    if sum(charge is not None for charge in charges.values()) != 1:
        raise invalid(
            path,
            "tier_charge",
            "needs exactly one of percent, nights and amount",
            "ต้องระบุ percent, nights หรือ amount อย่างใดอย่างหนึ่ง",
        )
    return Tier(days, **charges)
