"""What a change of one stay costs by the policy it was sold with (rules.md 4)."""

from __future__ import annotations

from datetime import datetime

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.properties.facts import PropertyFacts
from kunjae.rates.facts import ReachedTier
from kunjae.rates.rules import PolicyClock, change_fee, counted_arrival, no_show_fee, tier_in_force


def policy_clock(hotel: PropertyFacts) -> PolicyClock:
    """How this hotel counts the days of its policies."""
    return PolicyClock(hotel.policy_cutoff_time, hotel.timezone)


def fee_of(
    hotel: PropertyFacts, before: StayFacts, after: StayFacts | None, given_back: int, now: datetime
) -> tuple[int, ReachedTier | None]:
    """The fee in minor units and the tier that asks it.

    Tier, policy and check-in are those before the change (rules.md 4.6). A no-show ignores tiers (4.8).
    """
    if after is not None and after.status is StayStatus.NO_SHOW:
        return no_show_fee(before.policy, before.total), None
    if before.policy is None or given_back <= 0:
        return 0, None
    arrival = counted_arrival(before.policy, before.check_in, before.earliest_check_in)
    reached = tier_in_force(before.policy, arrival, policy_clock(hotel), now)
    night_prices = [night.total for night in before.nights]
    return change_fee(
        reached.tier if reached else None, before.policy.charge_on, given_back, night_prices
    ), reached
