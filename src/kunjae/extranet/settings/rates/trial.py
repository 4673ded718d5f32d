"""A policy tried on an example booking: what cancelling it costs on every day before arrival. Pure.

Everything is asked of the engine's own rules, so that the page promises nothing else than what guests will be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kunjae.rates.facts import Policy, ReachedTier, Tier
from kunjae.rates.policy_words import steps
from kunjae.rates.rules import PolicyClock, change_fee, no_show_fee, tier_in_force


@dataclass(frozen=True, slots=True)
class Example:
    """One booking of one room: `price` a night in minor units, `cancelled_at` in UTC."""

    check_in: date
    nights: int
    price: int
    cancelled_at: datetime

    @property
    def night_prices(self) -> tuple[int, ...]:
        return (self.price,) * self.nights


@dataclass(frozen=True, slots=True)
class FeeOnDays:
    """Days before check-in on which cancelling costs the same. A day begins at the hotel's cutoff time.

    `first_day` None: from ever on; `start`: when the first of them begins; `last_day` 0: until after check-in.
    """

    first_day: int | None
    last_day: int
    start: datetime | None
    tier: Tier | None
    fee: int

    def __contains__(self, days_before: int) -> bool:
        return self.last_day <= days_before and (self.first_day is None or days_before <= self.first_day)


@dataclass(frozen=True, slots=True)
class Trial:
    """What the policy asks of the example, in minor units: now (`fee`, and the tier that asks it), if nobody comes, and
    over all days."""

    total: int
    fee: int
    reached: ReachedTier | None
    no_show: int
    course: tuple[FeeOnDays, ...]


def tried(policy: Policy, example: Example, clock: PolicyClock) -> Trial:
    """The policy on a booking that was never moved, cancelled as a whole."""
    total = sum(example.night_prices)
    reached = tier_in_force(policy, example.check_in, clock, example.cancelled_at)
    return Trial(
        total=total,
        fee=_fee(policy, reached.tier if reached else None, example),
        reached=reached,
        no_show=no_show_fee(policy, total),
        course=_course(policy, example, clock),
    )


def _course(policy: Policy, example: Example, clock: PolicyClock) -> tuple[FeeOnDays, ...]:
    found = steps(policy, example.check_in, clock)
    firsts = [step.tier.days_before if step.start and step.tier else None for step in found]
    lasts = [(first or 0) + 1 for first in firsts[1:]] + [0]
    return tuple(
        FeeOnDays(first, last, step.start, step.tier, _fee(policy, step.tier, example))
        for step, first, last in zip(found, firsts, lasts, strict=True)
    )


def _fee(policy: Policy, tier: Tier | None, example: Example) -> int:
    return change_fee(tier, policy.charge_on, sum(example.night_prices), example.night_prices)
