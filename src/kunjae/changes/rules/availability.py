"""What can be sold for a stay: every room type and rate plan with its nights, and why not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kunjae.bookings.facts import Night, StayFacts, StayStatus
from kunjae.changes.facts import ChangeFacts
from kunjae.changes.operations import Pricing
from kunjae.changes.rules.pricing import priced_nights
from kunjae.changes.rules.restrictions import broken_restrictions
from kunjae.changes.rules.targets import Target
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.facts import RoomTypeFacts
from kunjae.rates.facts import RatePlanFacts


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What the plan asks of a stay on these dates: the arrival night's shortest stay, and closed days."""

    min_stay: int
    closed_to_arrival: bool
    closed_to_departure: bool
    closed_nights: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Sellable:
    """One room type under one rate plan for the stay. Amounts gross, minor units.

    `nights` are those that have a price, `unpriced` the others; `total` None while any has none. `reasons`: codes
    of what is in the way of selling it (empty: bookable).
    """

    room_type: RoomTypeFacts
    rate_plan: RatePlanFacts
    rooms_left: int
    nights: tuple[Night, ...]
    unpriced: tuple[date, ...]
    restrictions: Restrictions
    reasons: tuple[str, ...]

    @property
    def total(self) -> int | None:
        return None if self.unpriced else sum(night.total for night in self.nights)

    @property
    def is_bookable(self) -> bool:
        return not self.reasons


def availability(
    facts: ChangeFacts,
    products: Iterable[tuple[str, str]],
    dates: StayDates,
    adults: int,
    children: int,
    today: date,
) -> tuple[Sellable, ...]:
    """Each product (room type code, rate plan code) that the plan sells on at least one of the nights.

    Priced and restricted by the same rules that booking it goes through.
    """
    found = []
    for room_type, rate_plan in products:
        stay = StayFacts(
            number=1,
            status=StayStatus.RESERVED,
            room_type=room_type,
            room=None,
            rate_plan=rate_plan,
            meal=facts.rate_plans[rate_plan].meal,
            conditions={},
            policy=None,
            prepay_percent=Decimal(0),
            check_in=dates.check_in,
            check_out=dates.check_out,
            earliest_check_in=dates.check_in,
            adults=adults,
            children=children,
            nights=(),
        )
        nights, problems = priced_nights(facts, Target(1, None, stay, touched=True, pricing=Pricing.TODAY))
        if nights:
            unpriced = tuple(night for problem in problems for night in problem.nights)
            found.append(_sellable(facts, replace(stay, nights=nights), unpriced, today))
    return tuple(found)


def _sellable(facts: ChangeFacts, stay: StayFacts, unpriced: tuple[date, ...], today: date) -> Sellable:
    rooms_left = max(0, min(facts.occupancy.count(stay.room_type, night).free for night in stay.dates.nights))
    reasons = [
        *(["sold_out"] if not rooms_left else []),
        *(["no_price"] if unpriced else []),
        *(problem.code for problem in broken_restrictions(facts, None, stay)),
        *(["past_check_in"] if stay.check_in < today else []),
    ]
    return Sellable(
        facts.room_types[stay.room_type],
        facts.rate_plans[stay.rate_plan],
        rooms_left,
        stay.nights,
        unpriced,
        _restrictions(facts, stay),
        tuple(reasons),
    )


def _restrictions(facts: ChangeFacts, stay: StayFacts) -> Restrictions:
    key = stay.rate_plan, stay.room_type
    arrival = facts.rates.get((*key, stay.check_in))
    departure = facts.rates.get((*key, stay.check_out))
    return Restrictions(
        min_stay=arrival.min_stay if arrival else 1,
        closed_to_arrival=bool(arrival and arrival.closed_to_arrival),
        closed_to_departure=bool(departure and departure.closed_to_departure),
        closed_nights=tuple(
            night for night in stay.dates.nights if (rate := facts.rates.get((*key, night))) and rate.closed
        ),
    )
