"""Adding, ending, reinstating and moving stays; their terms; and what is recorded (rules.md 6)."""

from decimal import Decimal
from uuid import UUID

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import TargetBooking
from kunjae.changes.rules import plan
from kunjae.kernel.errors import InvalidInput
from kunjae.rates.facts import Meal

from .sketches import (
    FAR,
    NEAR,
    POLICY_F,
    amount,
    cancel,
    change_facts,
    figures,
    move,
    planned,
    policy,
    rate_plan,
    rates,
    stay,
    within,
)

CANCELLED, NO_SHOW = StayStatus.CANCELLED, StayStatus.NO_SHOW
TODAY = rates("STD", "12-10", 1100, 1300, 1700)
SHORTER = move("12-10", "12-12")
AGAIN = {"op": "reinstate", "stay": 1}
ABSENT = {"op": "no_show", "stay": 1}
TO_NRF = {"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF"}
TO_TARGET = {"op": "move_to_booking", "stay": 1, "booking": "KJTARGET"}
TARGET = TargetBooking(UUID(int=9), "KJTARGET", 4, last_number=2)
ADD = {
    "op": "add_stay",
    "room_type": "STD",
    "rate_plan": "BAR",
    "check_in": "2026-12-10",
    "check_out": "2026-12-12",
    "adults": 2,
}


def three_nights(**more):
    return stay("12-10", 1000, 1200, 1500, **more)


def refusals(facts, *operations, now=FAR):
    with pytest.raises(InvalidInput) as caught:
        planned(facts, *operations, now=now)
    return [(error.path, error.code) for error in caught.value.errors]


def test_a_new_stay_starts_from_nothing_and_takes_the_next_number():
    facts = change_facts(three_nights(), three_nights(number=4, room="002"), rates=TODAY)
    result = planned(facts, ADD, ADD | {"room": "003", "guest_name": "Ann", "children": 1}, now=NEAR)
    assert [one.number for one in result.stays] == [1, 4, 5, 6]
    assert figures(result) == (7400, 12200, 0, 4800)
    new = result.stays[3]
    assert new.before is None
    assert (new.current, new.fee, new.tier) == (0, 0, None)
    assert (new.after.room, new.after.guest_name, new.after.people) == ("003", "Ann", (2, 1))
    assert new.after.status is StayStatus.RESERVED
    assert [operation.stay for operation in result.operations] == [5, 6]


def test_a_new_stay_brings_the_terms_of_its_plan():
    plans = [rate_plan("HB", POLICY_F, "30")]
    facts = change_facts(rates=rates("STD", "12-10", 1100, 1300, plan="HB"), plans=plans)
    (new,) = planned(facts, ADD | {"rate_plan": "HB"}).stays
    assert (new.after.policy, new.after.prepay_percent, new.after.meal) == (POLICY_F, 30, Meal.BREAKFAST)
    assert new.after.earliest_check_in == new.after.check_in


def test_operations_planned_again_get_the_same_numbers():
    facts = change_facts(three_nights(), rates=TODAY)
    first = planned(facts, ADD, ADD)
    second = plan(facts, first.operations, FAR)
    assert (second.operations, second.digest) == (first.operations, first.digest)


@pytest.mark.parametrize(
    ("operation", "path", "code"),
    [
        (ADD | {"room": "999"}, "room", "unknown_room"),
        (move("12-10", "12-11", room="999"), "room", "unknown_room"),
        (TO_TARGET | {"booking": "KJNOWHERE"}, "booking", "unknown_booking"),
        (cancel(7), "stay", "unknown_stay"),
        (AGAIN, "stay", "stay_is_live"),
        ({"op": "set_guest", "stay": 2, "guest_name": ""}, "stay", "unknown_stay"),
    ],
)
def test_what_the_hotel_or_the_booking_does_not_have_is_refused_by_name(operation, path, code):
    assert refusals(change_facts(three_nights()), operation) == [(f"operations.0.{path}", code)]


def test_all_refusals_are_named_at_once():
    assert refusals(change_facts(three_nights()), cancel(7), SHORTER, ADD | {"room": "999"}) == [
        ("operations.0.stay", "unknown_stay"),
        ("operations.2.room", "unknown_room"),
    ]


@pytest.mark.parametrize("status", [CANCELLED, NO_SHOW])
@pytest.mark.parametrize(
    "operation",
    [
        cancel(),
        ABSENT,
        SHORTER,
        TO_NRF,
        TO_TARGET,
        {"op": "assign_room", "stay": 1, "room": "002"},
        {"op": "set_guest", "stay": 1, "guest_name": "Ann"},
        {"op": "set_terms", "stay": 1, "meal": "none"},
        {"op": "set_prices", "stay": 1, "nightly_prices": ["1", "1", "1"]},
        {"op": "change_guests", "stay": 1, "adults": 1},
    ],
    ids=lambda value: value["op"] if isinstance(value, dict) else str(value),
)
def test_an_ended_stay_can_only_be_reinstated(status, operation):
    facts = change_facts(three_nights(status=status), targets=[TARGET])
    assert refusals(facts, operation) == [("operations.0.stay", "stay_not_live")]


def test_a_cancelled_stay_keeps_its_agreed_nights_but_is_worth_nothing():
    (one,) = planned(change_facts(three_nights()), cancel(), now=NEAR).stays
    assert one.after.status is CANCELLED
    assert (one.after.agreed_total, one.new, one.given_back) == (370000, 0, 370000)
    assert (one.fee, one.tier.tier.days_before) == (185000, 3)


@pytest.mark.parametrize(
    ("no_show", "fee"), [("100", 3700), ("50", 1850), ("0", 0), ("33.33", Decimal("1233.21"))]
)
@pytest.mark.parametrize("now", [FAR, NEAR])
def test_not_showing_up_costs_its_own_share_whatever_the_tiers(no_show, fee, now):
    facts = change_facts(three_nights(policy=policy(within(3, "1"), no_show=no_show)))
    result = planned(facts, ABSENT, now=now)
    assert figures(result) == (3700, 0, fee, fee - 3700)
    assert result.stays[0].after.status is NO_SHOW
    assert result.stays[0].tier is None


@pytest.mark.parametrize("operation", [ABSENT, cancel(), SHORTER])
def test_a_stay_without_a_policy_has_no_fee(operation):
    assert planned(change_facts(three_nights(policy=None)), operation, now=NEAR).total.fee == 0


@pytest.mark.parametrize("status", [CANCELLED, NO_SHOW])
@pytest.mark.parametrize(("waive", "waived", "value"), [(False, 0, 5550), (True, 1850, 3700)])
def test_a_reinstated_stay_comes_back_at_its_agreed_total(status, waive, waived, value):
    ended = three_nights(status=status, recorded_fee=amount(1850))
    result = planned(
        change_facts(ended, fees=amount(1850), rates=TODAY), AGAIN | {"waive_fees": waive}, now=NEAR
    )
    assert figures(result) == (0, 3700, 0, 3700)
    assert result.fees_waived == amount(waived)
    assert result.money.value == amount(value)
    assert result.stays[0].after.status is StayStatus.RESERVED


def test_the_fees_of_other_stays_are_not_waived():
    facts = change_facts(
        three_nights(status=CANCELLED, recorded_fee=amount(1850)),
        three_nights(number=2, room="002", recorded_fee=amount(500)),
        fees=amount(2350),
    )
    result = planned(facts, AGAIN | {"waive_fees": True})
    assert result.fees_waived == amount(1850)
    assert result.money.value == amount(3700 + 3700 + 500)


def test_a_reinstated_stay_may_be_changed_in_the_same_breath():
    facts = change_facts(three_nights(status=CANCELLED), rates=TODAY)
    result = planned(facts, AGAIN, SHORTER, {"op": "assign_room", "stay": 1, "room": "002"}, now=NEAR)
    assert figures(result) == (0, 2200, 0, 2200)
    assert result.stays[0].after.room == "002"


def test_a_stay_moved_to_another_booking_costs_nothing_and_takes_its_total_along():
    facts = change_facts(
        three_nights(),
        three_nights(number=2, room="002"),
        paid=amount(7400),
        fees=amount(100),
        targets=[TARGET],
    )
    result = planned(facts, TO_TARGET, now=NEAR)
    moved = result.stays[0]
    assert figures(result) == (7400, 3700, 0, -3700)
    assert (moved.moved_to, moved.after, moved.fee, moved.given_back) == (("KJTARGET", 3), None, 0, 0)
    assert (result.money.value, result.money.paid, result.money.to_return) == tuple(
        map(amount, (3800, 7400, 3600))
    )
    assert result.can_confirm


def test_stays_moved_together_get_numbers_one_after_the_other():
    facts = change_facts(three_nights(), three_nights(number=2, room="002"), targets=[TARGET])
    result = planned(facts, TO_TARGET, TO_TARGET | {"stay": 2})
    assert [one.moved_to for one in result.stays] == [("KJTARGET", 3), ("KJTARGET", 4)]


def test_a_new_rate_plan_brings_its_terms_and_todays_prices():
    half_board = rate_plan("HB", None, "30")
    facts = change_facts(
        three_nights(), rates=rates("STD", "12-10", 900, 1300, 1700, plan="HB"), plans=[half_board]
    )
    (one,) = planned(facts, TO_NRF | {"rate_plan": "HB"}).stays
    assert (one.after.rate_plan, one.after.policy, one.after.prepay_percent) == ("HB", None, 30)
    assert [night.room_price for night in one.after.nights] == [90000, 130000, 170000]


def test_the_fee_of_a_new_rate_plan_follows_the_old_policy():
    facts = change_facts(three_nights(), rates=rates("STD", "12-10", 900, 1300, 1400, plan="NRF"))
    result = planned(facts, TO_NRF, now=NEAR)
    assert figures(result) == (3700, 3600, 100, 0)
    strict = change_facts(three_nights(policy=None), rates=rates("STD", "12-10", 1, 1, 1, plan="BAR"))
    assert planned(strict, TO_NRF | {"rate_plan": "BAR"}, now=NEAR).total.fee == 0


TERMS = {"op": "set_terms", "stay": 1}


def test_terms_are_set_one_by_one():
    facts = change_facts(three_nights())
    before = facts.booking.stays[0]
    meal, conditions, no_policy, nothing = (
        planned(facts, TERMS | more).stays[0].after
        for more in ({"meal": "full_board"}, {"conditions": {"en": "No pets"}}, {"policy": None}, {})
    )
    assert (meal.meal, meal.conditions, meal.policy) == (Meal.FULL_BOARD, {}, POLICY_F)
    assert (conditions.meal, conditions.conditions) == (before.meal, {"en": "No pets"})
    assert (no_policy.policy, no_policy.meal) == (None, before.meal)
    assert nothing == before


def test_a_fee_beside_new_terms_follows_the_old_policy():
    facts = change_facts(three_nights())
    assert figures(planned(facts, SHORTER, TERMS | {"policy": None}, now=NEAR)) == (3700, 2200, 750, -750)
    assert figures(planned(facts, TERMS | {"policy": None}, SHORTER, now=NEAR)) == (3700, 2200, 750, -750)
    assert figures(planned(facts, TERMS | {"policy": None}, now=NEAR)) == (3700, 3700, 0, 0)


@pytest.mark.parametrize(
    "operations", [[SHORTER], [cancel()], [ABSENT]], ids=["shorter", "cancel", "no_show"]
)
def test_what_is_not_recorded_shows_no_fee_but_remembers_it(operations):
    facts = change_facts(three_nights(prepay="100"), paid=amount(3700))
    recorded = planned(facts, *operations, now=NEAR)
    unrecorded = planned(facts, *operations, now=NEAR, record=False)
    total = unrecorded.total
    assert (total.fee, total.change) == (0, total.new - total.current)
    assert unrecorded.fees == recorded.fees == recorded.total.fee > 0
    assert recorded.money.value - unrecorded.money.value == recorded.fees
    assert unrecorded.digest == recorded.digest


def test_earlier_fees_neither_enter_the_base_nor_cap_it():
    facts = change_facts(three_nights(recorded_fee=amount(3000)), fees=amount(3000))
    result = planned(facts, SHORTER, now=NEAR)
    assert figures(result) == (3700, 2200, 750, -750)
    assert result.money.value == amount(2200 + 3000 + 750)


def test_the_tier_is_that_of_the_check_in_before_the_change():
    there = rates("STD", "2027-01-20", 1000, 1200, 1500)
    far_ahead = planned(change_facts(three_nights(), rates=there), move("2027-01-20", "2027-01-23"), now=NEAR)
    assert figures(far_ahead) == (3700, 3700, 1850, 1850)
    from_january = stay("2027-01-20", 1000, 1200, 1500)
    nearer = planned(change_facts(from_january, rates=TODAY), move("12-10", "12-13"), now=NEAR)
    assert nearer.total.fee == 0


def test_the_earliest_check_in_is_remembered():
    there = rates("STD", "2027-01-20", 1000) | rates("STD", "12-05", 1000)
    facts = change_facts(three_nights(), rates=there)
    later = planned(facts, move("2027-01-20", "2027-01-21")).stays[0].after
    sooner = planned(facts, move("12-05", "12-06")).stays[0].after
    assert (str(later.earliest_check_in), str(sooner.earliest_check_in)) == ("2026-12-10", "2026-12-05")


@pytest.mark.parametrize(
    ("operation", "today"),
    [
        ({"op": "assign_room", "stay": 1, "room": "002"}, {}),
        ({"op": "set_guest", "stay": 1, "guest_name": "Ann"}, {}),
        ({"op": "set_prices", "stay": 1, "nightly_prices": ["1", "1", "1"]}, {}),
        (move("12-10", "12-13", pricing="today"), rates("STD", "12-10", 1, 1, 1)),
        (move("12-09", "12-14"), rates("STD", "12-09", 1, 1, 1, 1, 1)),
        ({"op": "change_guests", "stay": 1, "adults": 3}, rates("STD", "12-10", 1, 1, 1, extra_adult=500)),
        ({"op": "change_guests", "stay": 1, "adults": 1}, {}),
    ],
    ids=["room", "name", "by_hand", "today", "longer", "more_guests", "fewer_guests_same_price"],
)
def test_what_gives_nothing_back_costs_nothing(operation, today):
    result = planned(change_facts(three_nights(), rates=today), operation, now=NEAR)
    assert (result.stays[0].given_back, result.total.fee, result.stays[0].tier) == (0, 0, None)


def test_untouched_stays_are_listed_while_they_live():
    facts = change_facts(
        three_nights(),
        three_nights(number=2, room="002"),
        three_nights(number=3, room="003", status=CANCELLED),
    )
    result = planned(facts, cancel(2), now=NEAR)
    assert [one.number for one in result.listed] == [1, 2]
    assert [one.number for one in result.touched] == [2]
    untouched = result.stays[0]
    assert (untouched.current, untouched.new, untouched.fee) == (370000, 370000, 0)


def test_without_operations_there_is_nothing_to_confirm():
    result = planned(change_facts(three_nights()))
    assert figures(result) == (3700, 3700, 0, 0)
    assert not result.can_confirm
    assert not result.problems
