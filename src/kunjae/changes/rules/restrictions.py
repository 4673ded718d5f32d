"""Rules that bind guests and warn staff (rules.md 6.1): length of stay, closed days, people, nights gone by."""

from __future__ import annotations

from datetime import date

from kunjae.bookings.facts import StayFacts
from kunjae.changes.facts import ChangeFacts, Problem, Severity


def broken_restrictions(
    facts: ChangeFacts, before: StayFacts | None, after: StayFacts
) -> tuple[Problem, ...]:
    """What the stay after the change breaks that the change itself brings about."""
    problems: list[Problem] = []
    key = after.rate_plan, after.priced_as
    same_sale = before is not None and before.status.is_live and (before.rate_plan, before.priced_as) == key
    if not (before and same_sale and before.dates == after.dates):
        arrival = facts.rates.get((*key, after.check_in))
        departure = facts.rates.get((*key, after.check_out))
        if arrival and len(after.dates) < arrival.min_stay:
            problems.append(Problem("min_stay", Severity.WARNING, values={"n": str(arrival.min_stay)}))
        if (
            arrival
            and arrival.closed_to_arrival
            and not (before and same_sale and before.check_in == after.check_in)
        ):
            problems.append(Problem("closed_to_arrival", Severity.WARNING, (after.check_in,)))
        if (
            departure
            and departure.closed_to_departure
            and not (before and same_sale and before.check_out == after.check_out)
        ):
            problems.append(Problem("closed_to_departure", Severity.WARNING, (after.check_out,)))
        closed = tuple(
            night
            for night in after.dates.nights
            if (rate := facts.rates.get((*key, night)))
            and rate.closed
            and not (before and same_sale and night in before.dates)
        )
        if closed:
            problems.append(Problem("closed", Severity.WARNING, closed))
    if before is None or (before.people, before.room_type) != (after.people, after.room_type):
        room_type = facts.room_types[after.room_type]
        if after.adults > room_type.max_adults or after.children > room_type.max_children:
            values = {"adults": str(room_type.max_adults), "children": str(room_type.max_children)}
            problems.append(Problem("occupancy", Severity.WARNING, values=values))
    return tuple(problems)


def past_nights(before: StayFacts | None, after: StayFacts | None, today: date) -> tuple[Problem, ...]:
    """A warning naming the nights before `today` that the change adds, drops or alters (rules.md 2.6)."""
    altered = _nights_as_sold(before).items() ^ _nights_as_sold(after).items()
    past = sorted({night for night, _ in altered if night < today})
    return (Problem("past_nights", Severity.WARNING, tuple(past)),) if past else ()


def _nights_as_sold(stay: StayFacts | None) -> dict[date, tuple[object, ...]]:
    if stay is None or not stay.status.is_live:
        return {}
    prices = {night.date: night for night in stay.nights}
    return {
        night: (stay.room_type, stay.room, stay.rate_plan, stay.people, prices.get(night))
        for night in stay.dates.nights
    }
