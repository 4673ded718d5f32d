"""What the operations make of a stay, every field of it, whatever their order."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from uuid import UUID

import pytest

from kunjae.bookings.facts import Night, StayFacts, StayStatus
from kunjae.changes.facts import StayPlan, TargetBooking
from kunjae.changes.operations import (
    UNSET,
    AddStay,
    AssignRoom,
    Cancel,
    ChangeGuests,
    ChangeRatePlan,
    ChangeRoomType,
    MoveDates,
    MoveToBooking,
    Pricing,
    Reinstate,
    SetGuest,
    SetPrices,
    SetTerms,
)
from kunjae.changes.rules import plan
from kunjae.changes.rules.targets import targets_of
from kunjae.kernel.stay_dates import StayDates
from kunjae.rates.facts import Meal, RatePlanFacts

from .sketches import (
    BANGKOK,
    DELUXE,
    FAR,
    NEAR,
    POLICY_F,
    STANDARD,
    amount,
    change_facts,
    day,
    policy,
    rate_plan,
    rates,
    stay,
    within,
)

STRICT = policy(within(9, "90"))
HALF_BOARD = RatePlanFacts(
    "HB", {"en": "HB"}, Meal.HALF_BOARD, STRICT, Decimal(30), {"en": "Dinner at 19:00"}
)
FROM_10 = StayDates(day("12-10"), day("12-12"))
PRICES = (
    rates("STD", "12-08", *range(1001, 1009), extra_adult=400)
    | rates("DLX", "12-08", *range(2001, 2009), extra_adult=600)
    | rates("STD", "12-08", *range(3001, 3009), plan="HB", extra_adult=500)
    | rates("DLX", "12-08", *range(4001, 4009), plan="HB", extra_adult=700)
)
TARGET = TargetBooking(UUID(int=9), "KJTARGET", 4, last_number=2)


def two_nights(**more):
    return stay("12-10", 1000, 1200, **more)


def hotel(*stays, **more):
    return change_facts(*stays, rates=PRICES, plans=[HALF_BOARD], targets=[TARGET], **more)


def made(facts, *operations, number=1, now=FAR):
    result = plan(facts, operations, now)
    return next(one for one in result.stays if one.number == number)


def test_a_new_stay_is_what_was_asked_with_the_terms_of_its_plan():
    ann = UUID(int=77)
    asked = AddStay("DLX", "HB", FROM_10, 3, 1, room="101", guest_name="Ann", guest_id=ann)
    assert made(hotel(), asked).after == StayFacts(
        number=1,
        status=StayStatus.RESERVED,
        room_type="DLX",
        room="101",
        rate_plan="HB",
        meal=Meal.HALF_BOARD,
        conditions={"en": "Dinner at 19:00"},
        policy=STRICT,
        prepay_percent=Decimal(30),
        check_in=day("12-10"),
        check_out=day("12-12"),
        earliest_check_in=day("12-10"),
        adults=3,
        children=1,
        nights=(
            Night(day("12-10"), amount(4003), amount(700)),
            Night(day("12-11"), amount(4004), amount(700)),
        ),
        guest_name="Ann",
        guest_id=ann,
        recorded_fee=0,
    )


def test_a_new_stay_may_have_its_prices_given_by_hand():
    by_hand = AddStay("STD", "BAR", FROM_10, 3, nightly_prices=(amount(7), amount(8)))
    assert made(hotel(), by_hand).after.nights == (
        Night(day("12-10"), amount(7), amount(400)),
        Night(day("12-11"), amount(8), amount(400)),
    )


def test_a_new_stay_gives_nothing_back_and_costs_no_fee():
    result = made(hotel(two_nights()), AddStay("STD", "BAR", FROM_10, 2), number=2, now=NEAR)
    assert (result.before, result.fee, result.given_back, result.fees_waived, result.tier) == (
        None,
        0,
        0,
        0,
        None,
    )
    assert result.touched
    assert result.rooms_free == ("002", "003")


def test_a_new_plan_brings_all_its_terms():
    before = replace(two_nights(), conditions={"en": "Old"})
    after = made(hotel(before), ChangeRatePlan(1, rate_plan="HB")).after
    assert after == replace(
        before,
        rate_plan="HB",
        meal=Meal.HALF_BOARD,
        conditions={"en": "Dinner at 19:00"},
        policy=STRICT,
        prepay_percent=Decimal(30),
        nights=(Night(day("12-10"), amount(3003)), Night(day("12-11"), amount(3004))),
    )


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_terms_edited_beside_a_new_plan_are_those_that_hold(order):
    terms = {"meal": Meal.NONE, "conditions": {"en": "Late breakfast"}, "policy": POLICY_F}
    operations = [ChangeRatePlan(1, rate_plan="HB"), SetTerms(1, **terms), SetGuest(1, "Ann", UUID(int=7))]
    after = made(hotel(two_nights()), *(operations[index] for index in order)).after
    assert (after.meal, after.conditions, after.policy) == (Meal.NONE, {"en": "Late breakfast"}, POLICY_F)
    assert (after.rate_plan, after.prepay_percent) == ("HB", 30)
    assert (after.guest_name, after.guest_id) == ("Ann", UUID(int=7))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_everything_asked_at_once_happens_in_any_order(order):
    cancelled = two_nights(status=StayStatus.CANCELLED, recorded_fee=5000)
    operations = [
        Reinstate(1, waive_fees=True),
        ChangeRoomType(1, room_type="DLX", room="101"),
        MoveDates(1, dates=StayDates(day("12-11"), day("12-14"))),
        ChangeGuests(1, adults=3),
    ]
    result = made(hotel(cancelled, fees=5000), *(operations[index] for index in order))
    assert result.after == replace(
        cancelled,
        status=StayStatus.RESERVED,
        room_type="DLX",
        room="101",
        check_in=day("12-11"),
        check_out=day("12-14"),
        earliest_check_in=day("12-10"),
        adults=3,
        nights=tuple(
            Night(day(night), amount(price), amount(600))
            for night, price in (("12-11", 2004), ("12-12", 2005), ("12-13", 2006))
        ),
    )
    assert (result.fees_waived, result.fee, result.given_back) == (5000, 0, 0)


@pytest.mark.parametrize("step", [1, -1])
def test_a_stay_is_reinstated_before_anything_else_is_done_to_it(step):
    """Also before a new plan, which comes before the terms."""
    operations = [Reinstate(1), ChangeRatePlan(1, rate_plan="HB"), SetTerms(1, policy=None)][::step]
    after = made(hotel(two_nights(status=StayStatus.CANCELLED)), *operations).after
    assert (after.status, after.rate_plan, after.policy) == (StayStatus.RESERVED, "HB", None)


@pytest.mark.parametrize(("children", "expected"), [(None, 1), (0, 0), (2, 2)])
def test_children_not_said_are_as_many_as_before(children, expected):
    after = made(hotel(two_nights(children=1)), ChangeGuests(1, adults=1, children=children)).after
    assert after.people == (1, expected)


def test_children_may_stay_without_an_adult():
    assert made(hotel(two_nights()), ChangeGuests(1, adults=0, children=1)).after.people == (0, 1)


def test_the_pricing_said_last_of_a_stay_is_not_lost_where_another_operation_says_none():
    today = made(
        hotel(two_nights()),
        MoveDates(1, Pricing.TODAY, dates=FROM_10),
        ChangeGuests(1, adults=1),
        SetGuest(1, "Ann"),
    )
    assert [night.room_price for night in today.after.nights] == [amount(1003), amount(1004)]


def test_prices_by_hand_count_from_whichever_operation_has_them():
    prices = SetPrices(1, Pricing.MANUAL, (amount(7), amount(8)))
    moved = MoveDates(1, Pricing.MANUAL, dates=StayDates(day("12-11"), day("12-13")))
    for operations in ([prices, moved], [moved, prices]):
        after = made(hotel(two_nights()), *operations).after
        assert [night.room_price for night in after.nights] == [amount(7), amount(8)]


def test_targets_come_in_the_order_of_the_numbers():
    facts = hotel(two_nights(number=3, room="003"), two_nights(number=1))
    assert [target.number for target in targets_of(facts, ())] == [1, 3]
    assert not any(target.touched for target in targets_of(facts, ()))


def test_a_room_not_spoken_of_is_not_chosen():
    (target,) = targets_of(hotel(two_nights()), [MoveDates(1, dates=FROM_10)])
    assert target.room is UNSET
    (target,) = targets_of(hotel(two_nights()), [AssignRoom(1, "003"), MoveDates(1, dates=FROM_10)])
    assert target.room == "003"


@pytest.mark.parametrize(
    ("operation", "ended"),
    [(Cancel(1), True), (MoveToBooking(1, "KJTARGET"), True), (SetGuest(1, "Ann"), False)],
)
def test_a_stay_that_is_cancelled_or_moves_away_ends(operation, ended):
    (target,) = targets_of(hotel(two_nights()), [operation])
    assert target.ended is ended


def test_what_remains_of_a_cancelled_stay():
    before = two_nights()
    result = made(hotel(before), Cancel(1), now=NEAR)
    assert result == StayPlan(
        number=1,
        before=before,
        after=replace(before, status=StayStatus.CANCELLED),
        touched=True,
        fee=amount(1100),
        given_back=amount(2200),
        tier=result.tier,
    )
    assert result.tier.tier == POLICY_F.tiers[0]
    assert result.tier.reached_at.astimezone(BANGKOK).isoformat() == "2026-12-07T14:00:00+07:00"


def test_what_remains_of_a_stay_that_moves_to_another_booking():
    before, other = two_nights(), two_nights(number=2, room="002")
    result = plan(hotel(before, other), [MoveToBooking(1, "KJTARGET")], NEAR)
    assert result.stays == (
        StayPlan(1, before, None, touched=True, moved_to=("KJTARGET", 3)),
        StayPlan(2, other, other, touched=False),
    )


def test_a_stay_may_keep_a_type_and_a_plan_that_are_not_sold_any_more():
    retired = replace(STANDARD, retired=True)
    facts = replace(hotel(two_nights()), room_types={"STD": retired, "DLX": DELUXE})
    assert made(facts, ChangeRoomType(1, room_type="STD")).after.room_type == "STD"
    old = replace(rate_plan(), retired=True)
    facts = replace(facts, rate_plans={**facts.rate_plans, "BAR": old})
    assert made(facts, ChangeRatePlan(1, rate_plan="BAR")).after.rate_plan == "BAR"


def test_a_reinstated_stay_waives_its_fees_only_when_asked():
    cancelled = two_nights(status=StayStatus.CANCELLED, recorded_fee=5000)
    assert made(hotel(cancelled), Reinstate(1)).fees_waived == 0
    assert made(hotel(cancelled), Reinstate(1, waive_fees=True)).fees_waived == 5000


def test_a_change_waives_no_fee_of_a_stay_that_was_never_cancelled():
    assert made(hotel(two_nights(recorded_fee=5000)), SetGuest(1, "Ann")).fees_waived == 0


def test_a_plan_is_recorded_unless_said_otherwise():
    facts = hotel(two_nights())
    assert plan(facts, [Cancel(1)], NEAR).record is True
    assert plan(facts, [Cancel(1)], NEAR, record=False).record is False
