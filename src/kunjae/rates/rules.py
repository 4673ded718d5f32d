"""Extra-person charges and the fees of policies (rules.md 3.2 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kunjae.kernel.moments import moment_of
from kunjae.kernel.money import percent_of
from kunjae.rates.facts import ChargeOn, Clock, NightRate, Policy, ReachedTier, Tier


def extra_persons(adults: int, base_adults: int) -> int:
    """How many adults are beyond those that the room price holds."""
    return max(0, adults - base_adults)


def extra_charge(rate: NightRate, adults: int, children: int, base_adults: int) -> int:
    """The extra-person charge of one night (rules.md 3.2), minor units."""
    return extra_persons(adults, base_adults) * rate.extra_adult + children * rate.extra_child


@dataclass(frozen=True, slots=True)
class PolicyClock:
    """How a policy's days are counted at one property: its cutoff time and time zone."""

    cutoff: time
    timezone: str

    def reached_at(self, tier: Tier, arrival: date) -> datetime | None:
        """The UTC moment from which a tier is reached; None when it always is."""
        if tier.days_before is None:
            return None
        return moment_of(arrival - timedelta(days=tier.days_before), self.cutoff, self.timezone)


def counted_arrival(policy: Policy, check_in: date, earliest_check_in: date) -> date:
    """The check-in that the policy's days count from (rules.md 4.3)."""
    return min(check_in, earliest_check_in) if policy.clock is Clock.EARLIEST_ARRIVAL else check_in


def tier_in_force(policy: Policy, arrival: date, clock: PolicyClock, now: datetime) -> ReachedTier | None:
    """Of the reached tiers the one with the smallest number of days; `always` is the weakest (rules.md 4.2)."""
    strongest: ReachedTier | None = None
    for tier in policy.tiers:
        reached_at = clock.reached_at(tier, arrival)
        if reached_at is not None and now < reached_at:
            continue
        if strongest is None or _strength(tier) > _strength(strongest.tier):
            strongest = ReachedTier(tier, reached_at)
    return strongest


def _strength(tier: Tier) -> float:
    return float("-inf") if tier.days_before is None else -tier.days_before


def next_deadline(policy: Policy, arrival: date, clock: PolicyClock, now: datetime) -> ReachedTier | None:
    """The next tier that will be reached, and when; None when nothing gets dearer any more."""
    coming = [
        ReachedTier(tier, reached)
        for tier in policy.tiers
        if (reached := clock.reached_at(tier, arrival)) and reached > now
    ]
    return min(coming, key=lambda tier: tier.reached_at or now, default=None)


def change_fee(tier: Tier | None, charge_on: ChargeOn, given_back: int, night_prices: Sequence[int]) -> int:
    """The fee of a change or cancellation (rules.md 4.5), minor units.

    `given_back`: value given back; `night_prices`: the stay's agreed price of every night before the change, in
    order. Never negative, never above its base.
    """
    if tier is None or given_back <= 0:
        return 0
    base = sum(night_prices) if charge_on is ChargeOn.WHOLE_STAY else given_back
    if tier.percent is not None:
        charge = percent_of(base, tier.percent)
    elif tier.nights is not None:
        charge = sum(night_prices[: tier.nights])
    else:
        charge = tier.amount or 0
    return min(charge, base)


def no_show_fee(policy: Policy | None, total: int) -> int:
    """What not showing up costs (rules.md 4.8), minor units; nothing without a policy."""
    return percent_of(total, policy.no_show_percent) if policy else 0
