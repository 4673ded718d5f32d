"""What every night of a changed stay costs, and what a change gives back (rules.md 3 and 4.4)."""

from __future__ import annotations

from datetime import date

from kunjae.bookings.facts import Night, StayFacts
from kunjae.changes.facts import ChangeFacts, Problem, Severity
from kunjae.changes.operations import Pricing
from kunjae.changes.rules.targets import Target
from kunjae.kernel.errors import invalid
from kunjae.properties.rules import gross_price
from kunjae.rates.facts import NightRate
from kunjae.rates.rules import extra_charge, extra_persons


def priced_nights(facts: ChangeFacts, target: Target) -> tuple[tuple[Night, ...], tuple[Problem, ...]]:
    """The nights of the stay after the change, and the nights that have no price.

    A night without a price is left out of the nights and named in a `no_price` problem, never a zero. Raises
    InvalidInput when prices given by hand do not match the nights.
    """
    after = target.after
    if target.nights:
        return target.nights, ()
    dates = after.dates.nights
    by_hand = _prices_by_hand(facts, target, len(dates))
    nights: list[Night] = []
    unpriced: list[date] = []
    for index, day in enumerate(dates):
        night = _night(facts, target, day, by_hand[index] if by_hand else None)
        if night is None:
            unpriced.append(day)
        else:
            nights.append(night)
    problem = Problem(
        "no_price",
        Severity.REFUSED,
        tuple(unpriced),
        values={"rate_plan": after.rate_plan, "room_type": after.priced_as},
    )
    return tuple(nights), (problem,) if unpriced else ()


def _prices_by_hand(facts: ChangeFacts, target: Target, nights: int) -> tuple[int, ...] | None:
    if target.pricing is not Pricing.MANUAL:
        return None
    if target.prices is None or len(target.prices) != nights:
        raise invalid(
            target.prices_path,
            "wrong_number_of_prices",
            "needs one price for each of the {nights} nights",
            "ต้องระบุราคาให้ครบ {nights} คืน",
            nights=nights,
        )
    return tuple(gross_price(price, facts.property.taxes) for price in target.prices)


def _night(facts: ChangeFacts, target: Target, day: date, by_hand: int | None) -> Night | None:
    """One night after the change; None when it has no price."""
    before, after = target.before, target.after
    rate = facts.rates.get((after.rate_plan, after.priced_as, day))
    agreed = before.night_on(day) if before and day in before.dates else None
    same_product = before is not None and (before.priced_as, before.rate_plan) == (
        after.priced_as,
        after.rate_plan,
    )
    kept = agreed if same_product and target.pricing is not Pricing.TODAY else None
    same_people = before is not None and before.people == after.people

    if by_hand is not None:
        room_price: int | None = by_hand
    elif kept is not None:
        room_price = kept.room_price
    else:
        room_price = rate.price if rate else None
    extra = kept.extra_price if kept is not None and same_people else _extra(facts, after, rate)
    if room_price is None or extra is None:
        return None
    return Night(day, room_price, extra)


def _extra(facts: ChangeFacts, stay: StayFacts, rate: NightRate | None) -> int | None:
    """Today's extra-person charge; None when somebody is extra and the night has no price."""
    base_adults = facts.room_types[stay.priced_as].base_adults
    if rate is not None:
        return extra_charge(rate, stay.adults, stay.children, base_adults)
    return None if extra_persons(stay.adults, base_adults) or stay.children else 0


def value_given_back(before: StayFacts, after: StayFacts | None) -> int:
    """What a change gives back of a stay (rules.md 4.4), minor units; `after` None: it ends.

    Every dropped night at its agreed price, and for every night whose type, plan or guests change the fall of
    its price; summed night by night, a dearer night never offsets a cheaper one.
    """
    if after is None or not after.status.is_live:
        return before.agreed_total
    other_product = (before.priced_as, before.rate_plan, before.people) != (
        after.priced_as,
        after.rate_plan,
        after.people,
    )
    given_back = 0
    for night in before.nights:
        if night.date not in after.dates:
            given_back += night.total
        elif other_product and (now := after.night_on(night.date)) is not None:
            given_back += max(0, night.total - now.total)
    return given_back
