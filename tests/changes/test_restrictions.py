"""Which broken rules a change brings about, and which were there before it (rules.md 6.1, 2.6)."""

from datetime import UTC, datetime

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import Problem, Severity

from .sketches import FAR, change_facts, day, move, planned, rates, stay

AGAIN = {"op": "reinstate", "stay": 1}
TO_DELUXE = {"op": "change_room_type", "stay": 1, "room_type": "DLX", "room": "101"}
TO_NRF = {"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF"}


def week(room_type="STD", **more):
    """Today's prices of the week around the stay."""
    return rates(room_type, "12-08", *[1500] * 8, **more)


def two_nights(**more):
    return stay("12-10", 1000, 1200, **more)


def warnings(before, operation, prices, now=FAR):
    """The warnings but for that of other beds, which these tests are not about."""
    result = planned(change_facts(before, rates=prices), operation, now=now)
    assert all(problem.severity is Severity.WARNING for problem in result.problems)
    return [problem for problem in result.problems if problem.code != "beds_differ"]


def codes(*arguments):
    return [problem.code for problem in warnings(*arguments)]


def warning(code, *nights, **values):
    return Problem(code, Severity.WARNING, tuple(map(day, nights)), values=values)


EVERYTHING = {"min_stay": 9, "closed_to_arrival": True, "closed_to_departure": True, "closed": True}
ALL_BROKEN = [
    warning("min_stay", n="9"),
    warning("closed_to_arrival", "12-10"),
    warning("closed_to_departure", "12-12"),
    warning("closed", "12-10", "12-11"),
]


@pytest.mark.parametrize(
    ("before", "operation", "prices"),
    [
        (two_nights(), TO_DELUXE, week("DLX", **EVERYTHING)),
        (two_nights(), TO_NRF, week(plan="NRF", **EVERYTHING)),
        (two_nights(status=StayStatus.CANCELLED), AGAIN, week(**EVERYTHING)),
    ],
    ids=["type", "plan", "reinstated"],
)
def test_a_stay_sold_anew_meets_every_rule_of_its_new_sale(before, operation, prices):
    assert warnings(before, operation, prices) == ALL_BROKEN


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("12-10", "12-12"), []),
        (("12-10", "12-13"), ["min_stay", "closed_to_departure", "closed"]),
        (("12-10", "12-11"), ["min_stay", "closed_to_departure"]),
        (("12-09", "12-12"), ["min_stay", "closed_to_arrival", "closed"]),
        (("12-11", "12-12"), ["min_stay", "closed_to_arrival"]),
    ],
)
def test_only_what_the_new_dates_bring_about_is_warned_of(dates, expected):
    assert codes(two_nights(), move(*dates), week(**EVERYTHING)) == expected


def test_a_stay_whose_dates_and_sale_stay_is_not_held_to_rules_made_since():
    everything = week(**EVERYTHING)
    assert codes(two_nights(), {"op": "change_guests", "stay": 1, "adults": 1}, everything) == []
    assert codes(two_nights(), {"op": "assign_room", "stay": 1, "room": "002"}, everything) == []


@pytest.mark.parametrize(("least", "expected"), [(2, []), (3, ["min_stay"])])
def test_a_stay_of_just_the_shortest_length_is_long_enough(least, expected):
    assert codes(two_nights(), move("12-12", "12-14"), week(min_stay=least)) == expected


def test_where_the_check_out_day_has_no_price_departure_is_open():
    assert codes(two_nights(), move("12-11", "12-13"), rates("STD", "12-11", 1500, 1500)) == []


DELUXE = {
    "room_type": "DLX",
    "room": "101",
}  # three adults and two children at most; a standard room takes 3 and 1


@pytest.mark.parametrize(
    ("before", "operation", "warned"),
    [
        (two_nights(children=2), move("12-10", "12-11"), False),
        (two_nights(adults=9), {"op": "assign_room", "stay": 1, "room": "002"}, False),
        (two_nights(children=2), TO_DELUXE, False),
        (two_nights(children=3), TO_DELUXE, True),
        (two_nights(), {"op": "change_guests", "stay": 1, "adults": 3, "children": 1}, False),
        (two_nights(), {"op": "change_guests", "stay": 1, "adults": 4}, True),
        (two_nights(), {"op": "change_guests", "stay": 1, "adults": 1, "children": 2}, True),
        (two_nights(children=2), {"op": "change_guests", "stay": 1, "adults": 3}, True),
    ],
)
def test_too_many_people_are_warned_of_when_people_or_type_change(before, operation, warned):
    assert codes(before, operation, week() | week("DLX")) == ["occupancy"] * warned


def test_the_warning_of_too_many_people_says_how_many_the_type_takes():
    too_many = {"op": "change_guests", "stay": 1, "adults": 4}
    assert warnings(two_nights(), too_many, week()) == [warning("occupancy", adults="3", children="1")]
    assert warnings(two_nights(children=3), TO_DELUXE, week("DLX")) == [
        warning("occupancy", adults="3", children="2")
    ]


ON_THE_SECOND_NIGHT = datetime(2026, 12, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "operation", "nights"),
    [
        (two_nights(), TO_DELUXE, ["12-10"]),
        (two_nights(), TO_NRF, ["12-10"]),
        (two_nights(), {"op": "change_guests", "stay": 1, "adults": 3}, ["12-10"]),
        (two_nights(), {"op": "assign_room", "stay": 1, "room": None}, ["12-10"]),
        (two_nights(), {"op": "cancel", "stay": 1}, ["12-10"]),
        (two_nights(status=StayStatus.CANCELLED), AGAIN, ["12-10"]),
        (two_nights(), move("12-08", "12-12"), ["12-08", "12-09"]),
        (two_nights(), move("12-11", "12-12"), ["12-10"]),
        (two_nights(), move("12-10", "12-11"), []),
        (two_nights(), {"op": "set_guest", "stay": 1, "guest_name": "Ann"}, []),
        (two_nights(), {"op": "no_show", "stay": 1}, []),
    ],
)
def test_nights_before_today_that_are_altered_are_named(before, operation, nights):
    prices = week() | week("DLX") | week(plan="NRF")
    found = warnings(before, operation, prices, ON_THE_SECOND_NIGHT)
    assert found == ([warning("past_nights", *nights)] if nights else [])


def test_a_new_stay_names_its_nights_gone_by():
    add = {
        "op": "add_stay",
        "room_type": "STD",
        "rate_plan": "BAR",
        "check_in": "2026-12-09",
        "check_out": "2026-12-12",
        "adults": 2,
    }
    result = planned(change_facts(rates=week()), add, now=ON_THE_SECOND_NIGHT)
    assert result.problems == (warning("past_nights", "12-09", "12-10"),)
