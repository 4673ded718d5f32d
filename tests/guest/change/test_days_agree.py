"""The days that the calendar lets a guest choose are those that the plan lets a guest confirm: the two are asked the same,
in hotels made at random."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kunjae.bookings.facts import StayFacts
from kunjae.changes.facts import ChangeFacts, Severity
from kunjae.changes.operations import MoveDates
from kunjae.changes.rules.guest import guest_plan
from kunjae.guest.change.days import Nights, rooms_left
from kunjae.inventory.facts import TypeCount
from kunjae.kernel.stay_dates import StayDates
from kunjae.rates.facts import NightRate
from kunjae.rates.rules import extra_charge
from tests.changes.sketches import FAR, STANDARD, change_facts, stay

FIRST = date(2026, 12, 6)
DAYS = [FIRST + timedelta(days=index) for index in range(12)]
MINE = stay("12-10", 1500, 1600, adults=3, extra=500)
BESIDE = stay("12-13", 1500, 1500, number=2, room="002")

some_rate = st.builds(
    NightRate,
    price=st.sampled_from([150000, 180000]),
    extra_adult=st.just(50000),
    min_stay=st.sampled_from([1, 1, 1, 2, 3]),
    closed_to_arrival=st.sampled_from([False, False, True]),
    closed_to_departure=st.sampled_from([False, False, True]),
    closed=st.sampled_from([False, False, False, True]),
)
some_rates = st.fixed_dictionaries(
    {}, optional={("BAR", "STD", day): some_rate for day in [*DAYS, DAYS[-1] + timedelta(days=1)]}
)


def others_take(taken: list[int]) -> dict[tuple[str, str], TypeCount]:
    """Counters where others take as many rooms of the three, beside the two stays' own."""
    own = {night for each in (MINE, BESIDE) for night in each.dates.nights}
    return {
        ("STD", day.isoformat()): TypeCount(3, sold=min(3, rooms + (day in own)))
        for day, rooms in zip(DAYS, taken, strict=True)
    }


def calendar_of(facts: ChangeFacts, mine: StayFacts) -> Nights:
    """As `date_choice` puts it together, from the same facts as the plan."""
    live = facts.booking.stays
    return Nights(
        rates={night: rate for (_plan, _type, night), rate in facts.rates.items()},
        left=rooms_left(
            {night: count.free for (_type, night), count in facts.occupancy.counts.items()},
            3,
            given=[each.dates for each in live],
            taken=[each.dates for each in live if each.number != mine.number],
        ),
        capacity=3,
        today=facts.property.today(FAR),
        until=DAYS[-1],
        price_of=lambda rate: (
            rate.price + extra_charge(rate, mine.adults, mine.children, STANDARD.base_adults)
        ),
        kept={night.date: night.total for night in mine.nights},
        old=mine.dates,
    )


@settings(max_examples=40)  # of 66 stays each
@given(rates=some_rates, taken=st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_what_can_be_chosen_can_be_confirmed_and_nothing_else(rates, taken):
    facts = change_facts(MINE, BESIDE, rates=rates, counts=others_take(taken))
    shown = calendar_of(facts, MINE)
    for arrival, departure in combinations(DAYS, 2):
        can_be_chosen = (
            shown.departure(arrival, departure).can_be_chosen and shown.arrival(arrival).can_be_chosen
        )
        dates = StayDates(arrival, departure)
        planned = guest_plan(facts, [MoveDates(1, dates=dates)], FAR).plan
        refused = [
            problem.code for problem in planned.stays[0].problems if problem.severity is not Severity.WARNING
        ]
        assert can_be_chosen == (not refused), (dates, refused)
        if can_be_chosen:
            assert planned.stays[0].new == sum(shown.price(night) or 0 for night in dates.nights)


@settings(max_examples=40)  # of 66 stays each
@given(rates=some_rates, taken=st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_a_day_is_offered_as_arrival_only_if_there_is_a_day_to_leave_on(rates, taken):
    facts = change_facts(MINE, BESIDE, rates=rates, counts=others_take(taken))
    shown = calendar_of(facts, MINE)
    for index, arrival in enumerate(DAYS[:-4]):
        leaving = [day for day in DAYS[index + 1 :] if shown.departure(arrival, day).can_be_chosen]
        verdict = shown.arrival(arrival)
        if leaving:
            assert verdict.can_be_chosen or (verdict.why and verdict.why.value == "closed_to_arrival")
