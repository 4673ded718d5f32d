"""What every night of a changed stay costs, and what is warned of (rules.md 3 and 6)."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import Severity
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.facts import FurtherFee, TaxSettings

from .sketches import FAR, HOTEL, NEAR, cancel, change_facts, day, figures, move, planned, rates, stay

GUESTS = {"op": "change_guests", "stay": 1, "adults": 3}
TO_DELUXE = {"op": "change_room_type", "stay": 1, "room_type": "DLX", "room": None}
TO_NRF = {"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF"}
TODAY = rates("STD", "12-10", 1100, 1300, 1700, extra_adult=400)


def three_nights(**more):
    return stay("12-10", 1000, 1200, 1500, **more)


def family(**more):
    """Three nights with a third adult at the agreed 500."""
    return three_nights(extra=500, adults=3, **more)


def nights(result, number=1):
    """Room price and extra charge of every night after, in whole units."""
    after = next(one.after for one in result.stays if one.number == number)
    return [(night.room_price // 100, night.extra_price // 100) for night in after.nights]


def codes(result, number=1):
    return [problem.code for one in result.stays if one.number == number for problem in one.problems]


def prices(*units):
    return {"pricing": "manual", "nightly_prices": [str(unit) for unit in units]}


@pytest.mark.parametrize(
    ("before", "operation", "expected"),
    [
        # the guests stay the same
        (three_nights(), move("12-10", "12-13"), [(1000, 0), (1200, 0), (1500, 0)]),
        (three_nights(), move("12-11", "12-13"), [(1200, 0), (1500, 0)]),
        (three_nights(), move("12-10", "12-13", pricing="today"), [(1100, 0), (1300, 0), (1700, 0)]),
        (three_nights(), move("12-10", "12-12", **prices(900, 800)), [(900, 0), (800, 0)]),
        (family(), move("12-10", "12-13"), [(1000, 500), (1200, 500), (1500, 500)]),
        (family(), move("12-10", "12-13", pricing="today"), [(1100, 400), (1300, 400), (1700, 400)]),
        (family(), move("12-10", "12-12", **prices(900, 800)), [(900, 500), (800, 500)]),
        # the guests change: today's extra on every night
        (three_nights(), GUESTS, [(1000, 400), (1200, 400), (1500, 400)]),
        (three_nights(), GUESTS | {"pricing": "keep"}, [(1000, 400), (1200, 400), (1500, 400)]),
        (three_nights(), GUESTS | {"pricing": "today"}, [(1100, 400), (1300, 400), (1700, 400)]),
        (three_nights(), GUESTS | prices(900, 800, 0), [(900, 400), (800, 400), (0, 400)]),
        (family(), GUESTS | {"adults": 2}, [(1000, 0), (1200, 0), (1500, 0)]),
        (family(), GUESTS | {"adults": 2, "pricing": "today"}, [(1100, 0), (1300, 0), (1700, 0)]),
        (family(), GUESTS, [(1000, 500), (1200, 500), (1500, 500)]),
    ],
)
def test_the_price_of_every_night(before, operation, expected):
    assert nights(planned(change_facts(before, rates=TODAY), operation)) == expected


def test_a_new_night_gets_todays_price_and_todays_extra():
    result = planned(
        change_facts(family(), rates=TODAY | rates("STD", "12-13", 1800, extra_adult=450)),
        move("12-11", "12-14"),
    )
    assert nights(result) == [(1200, 500), (1500, 500), (1800, 450)]


def test_a_new_type_gets_todays_price_of_that_type_for_all_nights():
    deluxe = rates("DLX", "12-10", 2000, 2100, 2200, extra_adult=600)
    assert nights(planned(change_facts(family(), rates=deluxe), TO_DELUXE)) == [
        (2000, 600),
        (2100, 600),
        (2200, 600),
    ]


def test_a_new_type_priced_by_hand_still_adds_its_own_extra():
    deluxe = rates("DLX", "12-10", 2000, 2100, 2200, extra_adult=600)
    result = planned(change_facts(family(), rates=deluxe), TO_DELUXE | prices(1, 2, 3))
    assert nights(result) == [(1, 600), (2, 600), (3, 600)]


def test_the_pricing_of_one_operation_holds_for_the_whole_stay():
    later = TODAY | rates("STD", "12-13", 1800, extra_adult=400)
    result = planned(
        change_facts(three_nights(), rates=later), move("12-11", "12-14"), GUESTS | {"pricing": "today"}
    )
    assert nights(result) == [(1300, 400), (1700, 400), (1800, 400)]


def test_prices_can_be_set_without_anything_else():
    operation = {"op": "set_prices", "stay": 1, "nightly_prices": ["1", "2", "3.50"]}
    result = planned(change_facts(three_nights()), operation, now=NEAR)
    assert figures(result) == (3700, Decimal("6.50"), 0, Decimal("-3693.50"))
    assert result.can_confirm


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "set_prices", "stay": 1, "nightly_prices": ["1", "2"]},
        {"op": "set_prices", "stay": 1, "nightly_prices": []},
        move("12-10", "12-12", **prices(1, 2, 3)),
        move("12-10", "12-12", pricing="manual"),
    ],
)
def test_prices_by_hand_are_one_for_each_night(operation):
    with pytest.raises(InvalidInput) as caught:
        planned(change_facts(three_nights(), rates=TODAY), operation)
    assert [(error.path, error.code) for error in caught.value.errors] == [
        ("operations.0.nightly_prices", "wrong_number_of_prices")
    ]


def test_prices_of_one_operation_may_price_the_nights_of_another():
    result = planned(
        change_facts(three_nights()),
        move("12-20", "12-22"),
        {"op": "set_prices", "stay": 1, "nightly_prices": ["7", "8"]},
    )
    assert nights(result) == [(7, 0), (8, 0)]


@pytest.mark.parametrize(
    "operation",
    [
        move("12-20", "12-22"),
        move("12-10", "12-14"),
        move("12-10", "12-13", pricing="today"),
        TO_DELUXE,
        TO_NRF,
        GUESTS,
        GUESTS | {"adults": 2, "children": 1},
    ],
    ids=["moved", "longer", "today", "type", "plan", "adults", "children"],
)
def test_a_night_without_a_price_is_a_problem_and_never_a_zero(operation):
    result = planned(change_facts(three_nights()), operation)
    (unpriced,) = [problem for problem in result.problems if problem.code == "no_price"]
    assert unpriced.severity is Severity.REFUSED
    assert unpriced.nights
    assert not result.can_confirm
    assert all(room_price > 0 for room_price, _ in nights(result))


def test_only_the_nights_without_a_price_are_named():
    result = planned(change_facts(three_nights(), rates=rates("STD", "12-13", 1800)), move("12-11", "12-16"))
    (unpriced,) = result.problems
    assert unpriced.nights == (day("12-14"), day("12-15"))


def test_a_kept_night_needs_no_price_today():
    assert planned(change_facts(family()), move("12-10", "12-12")).can_confirm
    assert planned(change_facts(family()), GUESTS | {"adults": 2}).can_confirm


TAXED = TaxSettings(Decimal(10), Decimal(7), (), prices_include_taxes=False)


def test_prices_entered_without_taxes_are_grossed_up_once():
    hotel = replace(HOTEL, taxes=TAXED)
    facts = change_facts(family(), rates=TODAY, hotel=hotel)
    result = planned(facts, move("12-10", "12-12", **prices("1000.00", "2548.85")))
    assert nights(result) == [(1177, 500), (3000, 500)]
    assert nights(planned(facts, move("12-10", "12-12"))) == [(1000, 500), (1200, 500)]
    assert nights(planned(facts, move("12-10", "12-12", pricing="today"))) == [(1100, 400), (1300, 400)]


def test_prices_of_a_new_stay_entered_without_taxes_are_grossed_up_too():
    hotel = replace(HOTEL, taxes=replace(TAXED, further_fees=(FurtherFee({"en": "Province"}, Decimal(1)),)))
    add = {
        "op": "add_stay",
        "room_type": "STD",
        "rate_plan": "BAR",
        "check_in": "2026-12-10",
        "check_out": "2026-12-11",
        "adults": 3,
        "nightly_prices": ["1000.00"],
    }
    result = planned(change_facts(hotel=hotel, rates=TODAY), add)
    assert [(night.room_price, night.extra_price) for night in result.stays[0].after.nights] == [
        (118770, 40000)
    ]


DEC_20 = ("STD", "12-20", 1500, 1500, 1500)
MOVED = move("12-20", "12-22")


@pytest.mark.parametrize(
    ("today", "operation", "code"),
    [
        (rates(*DEC_20, min_stay=3), MOVED, ["min_stay"]),
        (rates(*DEC_20, min_stay=2), MOVED, []),
        (rates("STD", "12-20", 1500, 1500) | rates("STD", "12-21", 1500, min_stay=9), MOVED, []),
        (
            rates(*DEC_20[:3], closed_to_arrival=True) | rates("STD", "12-21", 1500),
            MOVED,
            ["closed_to_arrival"],
        ),
        (rates(*DEC_20) | rates("STD", "12-21", 1500, closed_to_arrival=True), MOVED, []),
        (
            rates(*DEC_20) | rates("STD", "12-22", 1500, closed_to_departure=True),
            MOVED,
            ["closed_to_departure"],
        ),
        (rates(*DEC_20) | rates("STD", "12-21", 1500, closed_to_departure=True), MOVED, []),
        (rates(*DEC_20) | rates("STD", "12-21", 1500, closed=True), MOVED, ["closed"]),
        (rates(*DEC_20) | rates("STD", "12-22", 1500, closed=True), MOVED, []),
        (rates("STD", "12-10", *[1500] * 4, closed=True), move("12-10", "12-14"), ["closed"]),
        (rates("STD", "12-10", *[1500] * 4, closed_to_arrival=True), move("12-10", "12-14"), []),
        (rates("STD", "12-10", *[1500] * 4, min_stay=3), move("12-10", "12-12"), ["min_stay"]),
        (
            rates("STD", "12-10", *[1500] * 4, min_stay=9, closed=True),
            {"op": "set_guest", "stay": 1, "guest_name": ""},
            [],
        ),
        (rates("DLX", "12-10", *[1500] * 4, min_stay=9, closed=True), TO_DELUXE, ["min_stay", "closed"]),
        (
            rates("STD", "12-10", *[1500] * 4, plan="NRF", closed_to_arrival=True),
            TO_NRF,
            ["closed_to_arrival"],
        ),
        (TODAY, GUESTS, []),
        (TODAY, GUESTS | {"adults": 4}, ["occupancy"]),
        (TODAY, GUESTS | {"adults": 1, "children": 2}, ["occupancy"]),
        (TODAY, GUESTS | {"adults": 3, "children": 1}, []),
    ],
)
def test_a_broken_rule_is_a_warning_that_staff_may_pass(today, operation, code):
    result = planned(change_facts(three_nights(), rates=today), operation)
    assert codes(result) == code
    assert {problem.severity for problem in result.problems} <= {Severity.WARNING}
    assert result.can_confirm


def test_the_nights_of_a_broken_rule_are_named():
    today = rates("STD", "12-10", *[1500] * 6, closed=True)
    (closed,) = planned(change_facts(three_nights(), rates=today), move("12-10", "12-15")).problems
    assert closed.nights == (day("12-13"), day("12-14"))


def test_a_smaller_type_warns_of_too_many_people():
    deluxe = stay("12-10", 2000, room_type="DLX", room="101", children=2)
    result = planned(
        change_facts(deluxe, rates=rates("STD", "12-10", 1500)),
        {"op": "change_room_type", "stay": 1, "room_type": "STD", "room": "001"},
    )
    assert "occupancy" in codes(result)
    assert result.can_confirm


IN_HOUSE = stay("11-23", 1000, 1000, 1000, 1000, status=StayStatus.IN_HOUSE)


@pytest.mark.parametrize(
    ("operation", "past"),
    [
        (move("11-23", "11-26"), []),
        (move("11-23", "11-24"), ["11-24"]),
        (move("11-24", "11-27"), ["11-23"]),
        (move("11-22", "11-27"), ["11-22"]),
        ({"op": "assign_room", "stay": 1, "room": "002"}, ["11-23", "11-24"]),
        ({"op": "set_prices", "stay": 1, "nightly_prices": ["1000", "900", "1000", "800"]}, ["11-24"]),
        ({"op": "set_prices", "stay": 1, "nightly_prices": ["1000", "1000", "900", "800"]}, []),
        ({"op": "set_guest", "stay": 1, "guest_name": "Ann"}, []),
        ({"op": "set_terms", "stay": 1, "meal": "none"}, []),
        (cancel(), ["11-23", "11-24"]),
    ],
)
def test_nights_gone_by_are_corrected_with_a_warning_and_a_reason(operation, past):
    today = rates("STD", "11-22", *[1000] * 6)
    result = planned(change_facts(IN_HOUSE, rates=today), operation, now=FAR)
    found = [problem.nights for problem in result.problems if problem.code == "past_nights"]
    assert found == ([tuple(map(day, past))] if past else [])
    assert result.needs_reason == bool(past)
    assert result.can_confirm


def test_the_hotels_own_date_decides_which_nights_are_gone():
    shorter = move("11-23", "11-24")
    facts = change_facts(stay("11-23", 1000, 1000), rates={})
    assert not planned(facts, shorter, now=datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)).needs_reason
    assert planned(facts, shorter, now=datetime(2026, 11, 24, 17, tzinfo=UTC)).needs_reason
