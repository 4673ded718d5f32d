"""What cancelling one stay costs, from when to when: a policy as the course of this very booking. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kunjae.bookings.facts import StayFacts
from kunjae.rates.policy_words import charge_text, steps
from kunjae.rates.rules import PolicyClock, change_fee, counted_arrival


class When(StrEnum):
    """Where a stretch lies, seen from now."""

    OVER = "over"
    NOW = "now"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which cancelling the whole stay costs the same: `fee` in minor units, `charge` as the policy
    words it. `start` None: from the booking on; `end` None: for good."""

    start: datetime | None
    end: datetime | None
    charge: str
    fee: int
    when: When


def course_of(
    stay: StayFacts, clock: PolicyClock, now: datetime, *, currency: str, language: str
) -> tuple[Stretch, ...]:
    """The stretches in order; none without a policy."""
    policy = stay.policy
    if policy is None:
        return ()
    arrival = counted_arrival(policy, stay.check_in, stay.earliest_check_in)
    found = steps(policy, arrival, clock)
    starts = [step.start for step in found]
    ends = [*starts[1:], None]
    prices = [night.total for night in stay.nights]
    return tuple(
        Stretch(
            start=start,
            end=end,
            charge=charge_text(step.tier, currency, language),
            fee=change_fee(step.tier, policy.charge_on, sum(prices), prices),
            when=_when(start, end, now),
        )
        for step, start, end in zip(found, starts, ends, strict=True)
    )


def _when(start: datetime | None, end: datetime | None, now: datetime) -> When:
    if end is not None and end <= now:
        return When.OVER
    return When.COMING if start is not None and start > now else When.NOW
