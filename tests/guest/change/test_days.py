"""Which days of the guest's calendar can be chosen, and why not the others: a table for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kunjae.guest.change.days import Nights, Why, rooms_left
from kunjae.kernel.stay_dates import StayDates
from kunjae.rates.facts import NightRate

TODAY = date(2026, 12, 1)
UNTIL = date(2027, 2, 1)
OPEN = NightRate(150000, extra_adult=50000)


def december(day: int) -> date:
    return date(2026, 12, day)


def nights(left: dict[int, int] | None = None, **odd: NightRate | None) -> Nights:
    """December and January at 1,500 with two rooms left; `_12=` a rate of its own on the 12th, None: without a price."""
    rates = {TODAY + timedelta(days=index): OPEN for index in range((UNTIL - TODAY).days + 1)}
    for name, rate in odd.items():
        if rate is None:
            del rates[december(int(name[1:]))]
        else:
            rates[december(int(name[1:]))] = rate
    free = {december(day): count for day, count in (left or {}).items()}
    return Nights(rates, free, 2, TODAY, UNTIL, lambda rate: rate.price + rate.extra_adult)


def having(nights: Nights, first: int, last: int, price: int = 120000) -> Nights:
    """The same for a stay that sleeps there already, from one day of December to another."""
    old = StayDates(december(first), december(last))
    return replace(nights, kept=dict.fromkeys(old.nights, price), old=old)


CLOSED = replace(OPEN, closed=True)
NO_ARRIVAL = replace(OPEN, closed_to_arrival=True)
NO_DEPARTURE = replace(OPEN, closed_to_departure=True)
THREE = replace(OPEN, min_stay=3)


@pytest.mark.parametrize(
    ("what", "shown", "day", "why"),
    [
        ("an ordinary day", nights(), 12, None),
        ("today", nights(), 1, None),
        ("a day with one room left", nights({12: 1}), 12, None),
        ("a sold out night", nights({12: 0}), 12, Why.SOLD_OUT),
        ("the night after a sold out one", nights({12: 0}), 13, None),
        ("a night without a price", nights(_12=None), 12, Why.NO_PRICE),
        ("a closed night", nights(_12=CLOSED), 12, Why.CLOSED),
        ("no price comes before sold out", nights({12: 0}, _12=None), 12, Why.NO_PRICE),
        ("a day without arrivals", nights(_12=NO_ARRIVAL), 12, Why.NO_ARRIVAL),
        ("three nights asked and free", nights(_12=THREE), 12, None),
        ("three nights asked, two free", nights({14: 0}, _12=THREE), 12, Why.MIN_STAY),
        ("three nights asked, exactly three free", nights({15: 0}, _12=THREE), 12, None),
        ("one night free, nobody may leave after it", nights({13: 0}, _13=NO_DEPARTURE), 12, Why.NO_DEPARTURE),
        ("nobody may leave after one night, but after two", nights(_13=NO_DEPARTURE), 12, None),
        ("its own first night, sold out by itself", having(nights({12: 0}), 12, 14), 12, None),
        ("its own first night, meanwhile closed", having(nights(_12=CLOSED), 12, 14), 12, None),
        ("its own first night, meanwhile without a price", having(nights(_12=None), 12, 14), 12, None),
        ("its own first day, meanwhile closed to arrival", having(nights(_12=NO_ARRIVAL), 12, 14), 12, None),
        ("its own second day, closed to arrival", having(nights(_13=NO_ARRIVAL), 12, 14), 13, Why.NO_ARRIVAL),
        ("its own day of leaving is a night like any other", having(nights({14: 0}), 12, 14), 14, Why.SOLD_OUT),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)  # fmt: skip
def test_arrival(what: str, shown: Nights, day: int, why: Why | None) -> None:
    verdict = shown.arrival(december(day))
    assert verdict.why == why
    assert verdict.nights == (3 if why is Why.MIN_STAY else 0)


@pytest.mark.parametrize(
    ("what", "shown", "arrival", "day", "why"),
    [
        ("the next day", nights(), 12, 13, None),
        ("after a week", nights(), 12, 19, None),
        ("before a sold out night", nights({15: 0}), 12, 15, None),
        ("after a sold out night", nights({15: 0}), 12, 16, Why.NIGHT_BETWEEN),
        ("after a closed night", nights(_13=CLOSED), 12, 14, Why.NIGHT_BETWEEN),
        ("on a closed day: its night is not slept", nights(_13=CLOSED), 12, 13, None),
        ("on a day without a price", nights(_13=None), 12, 13, None),
        ("on a day without departures", nights(_14=NO_DEPARTURE), 12, 14, Why.NO_DEPARTURE),
        ("past a day without departures", nights(_14=NO_DEPARTURE), 12, 15, None),
        ("before the shortest stay", nights(_12=THREE), 12, 14, Why.MIN_STAY),
        ("at the shortest stay", nights(_12=THREE), 12, 15, None),
        ("the arrival's shortest stay counts, not that of a later night", nights(_13=THREE), 12, 14, None),
        ("its old dates, though shorter than asked today", having(nights(_12=THREE), 12, 14), 12, 14, None),
        ("one of its two nights, three asked", having(nights(_12=THREE), 12, 14), 12, 13, Why.MIN_STAY),
        ("its old day of leaving, meanwhile closed", having(nights(_14=NO_DEPARTURE), 12, 14), 13, 14, None),
        ("through its own sold out nights", having(nights({12: 0, 13: 0}), 12, 14), 11, 15, None),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)  # fmt: skip
def test_departure(what: str, shown: Nights, arrival: int, day: int, why: Why | None) -> None:
    assert shown.departure(december(arrival), december(day)).why == why


def test_the_night_in_between_is_named() -> None:
    assert nights({15: 0}).departure(december(12), december(20)).night == december(15)


def test_nobody_stays_longer_than_a_year() -> None:
    assert nights().departure(december(1), december(1) + timedelta(days=366)).why is Why.TOO_LONG


def test_nobody_arrives_in_the_past() -> None:
    assert nights().arrival(TODAY - timedelta(days=1)).why is Why.PAST


def test_what_lies_beyond_what_is_known_is_left_to_the_preview() -> None:
    shown = nights()
    long = replace(shown, rates={**shown.rates, UNTIL - timedelta(days=2): replace(OPEN, min_stay=9)})
    assert long.arrival(UNTIL - timedelta(days=2)).can_be_chosen


def test_a_kept_night_costs_what_was_agreed_and_another_todays_price_for_the_same_people() -> None:
    shown = having(nights(_20=None), 12, 14)
    assert [shown.price(december(day)) for day in (12, 13, 14, 20)] == [120000, 120000, 200000, None]


@pytest.mark.parametrize(
    ("what", "given", "taken", "left"),
    [
        ("nothing of its own", [], [], 0),
        ("its own night counts as free", [(12, 14)], [], 1),
        ("so does that of another stay of the booking that is moved away", [(12, 14), (12, 14)], [], 2),
        ("but not while the other one stays", [(12, 14), (12, 14)], [(12, 14)], 1),
        ("nor when the other one moves there", [(12, 14), (16, 18)], [(12, 14)], 0),
    ],
)
def test_what_the_booking_itself_gives_back_is_free(
    what: str, given: list[tuple[int, int]], taken: list[tuple[int, int]], left: int
) -> None:
    found = rooms_left(
        {december(12): 0, december(13): 0},
        2,
        given=[StayDates(december(first), december(last)) for first, last in given],
        taken=[StayDates(december(first), december(last)) for first, last in taken],
    )
    assert found[december(12)] == left
    assert found.get(december(20), 2) == 2
