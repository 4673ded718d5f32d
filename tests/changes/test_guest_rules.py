"""What a guest may change alone, and why not (rules.md 7); rooms are found without a word about others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.rules.guest import changes_left, guest_plan, guest_refusals, money_now
from kunjae.changes.wording import REFUSALS
from kunjae.inventory.facts import Taker, TypeCount
from kunjae.kernel.errors import InvalidInput

from .sketches import BANGKOK, FAR, HOTEL, NEAR, POLICY_F, amount, cancel, change_facts, move, rates, stay

OTHER = Taker("KJOTHER1", 3)
LATER = rates("STD", "12-20", 1800, 1800, 1800, 1800, 1800)
TO_DELUXE = {"op": "change_room_type", "stay": 1, "room_type": "DLX"}
DELUXE = rates("DLX", "12-10", 2000, 2000, 2000)


def two_nights(**more):
    return stay("12-10", 1500, 1500, **more)


def guest(facts, *operations, now=FAR, going_back=0):
    return guest_plan(facts, operations_from_json(list(operations), "THB"), now, going_back=going_back)


def codes(facts, *operations, now=FAR):
    return [(refusal.stay, refusal.code) for refusal in guest(facts, *operations, now=now).refusals]


def test_a_guest_with_an_open_policy_may_move_and_cancel():
    facts = change_facts(two_nights(), rates=LATER)
    for operation in (move("12-20", "12-22"), cancel()):
        seen = guest(facts, operation)
        assert (seen.refusals, seen.can_confirm) == ((), True)


@pytest.mark.parametrize(
    ("forbidden", "operation", "expected"),
    [
        ({"guest_can_change": False}, move("12-20", "12-22"), [(1, "policy_forbids")]),
        ({"guest_can_change": False}, cancel(), []),
        ({"guest_can_cancel": False}, cancel(), [(1, "policy_forbids")]),
        ({"guest_can_cancel": False}, move("12-20", "12-22"), []),
    ],
)
def test_the_policy_forbids_changing_and_cancelling_each_by_itself(forbidden, operation, expected):
    facts = change_facts(two_nights(policy=replace(POLICY_F, **forbidden)), rates=LATER)
    assert codes(facts, operation) == expected


def test_without_a_policy_nothing_may_be_changed():
    facts = change_facts(two_nights(policy=None), rates=LATER)
    assert codes(facts, move("12-20", "12-22")) == [(1, "no_policy")]
    assert codes(facts, cancel()) == [(1, "no_policy")]
    assert changes_left(facts.booking, facts.booking.stays[0]) == 0


def test_the_limit_counts_the_bookings_recorded_changes_and_never_refuses_a_cancellation():
    facts = change_facts(two_nights(policy=replace(POLICY_F, max_changes=2)), rates=LATER)
    for recorded, left, refused in [(0, 2, []), (1, 1, []), (2, 0, [(1, "change_limit_reached")])]:
        counted = replace(facts, booking=replace(facts.booking, changes_recorded=recorded))
        assert changes_left(counted.booking, counted.booking.stays[0]) == left
        assert codes(counted, move("12-20", "12-22")) == refused
        assert codes(counted, cancel()) == []
    assert changes_left(facts.booking, two_nights()) is None


def bangkok(day, hour, minute=0, second=0):
    return datetime(2026, 12, day, hour, minute, second, tzinfo=BANGKOK).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "closes_at_check_in", "refused"),
    [
        (bangkok(10, 23, 59, 59), False, False),
        (bangkok(11, 0), False, True),
        (bangkok(10, 13, 59, 59), True, False),
        (bangkok(10, 14), True, True),
    ],
)
def test_check_in_has_passed_with_its_day_or_where_the_hotel_says_so_with_its_hour(
    now, closes_at_check_in, refused
):
    facts = change_facts(two_nights(), hotel=replace(HOTEL, closes_at_check_in=closes_at_check_in))
    assert codes(facts, cancel(), now=now) == ([(1, "past_check_in")] if refused else [])


@pytest.mark.parametrize("status", [StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT])
def test_who_has_arrived_changes_nothing(status):
    assert codes(change_facts(two_nights(status=status)), cancel()) == [(1, "past_check_in")]


@pytest.mark.parametrize(
    ("paid", "prepay", "refused"),
    [(0, "0", False), (3000, "0", False), (3001, "0", True), (899, "30", True), (900, "30", False)],
)
def test_money_paid_and_money_due_must_agree(paid, prepay, refused):
    facts = change_facts(two_nights(prepay=prepay), paid=amount(paid))
    assert codes(facts, cancel()) == ([(1, "balance_mismatch")] if refused else [])


@pytest.mark.parametrize("status", [StayStatus.CANCELLED, StayStatus.NO_SHOW])
def test_what_has_ended_is_not_changed_any_more(status):
    seen = guest(change_facts(two_nights(status=status), rates=LATER), move("12-20", "12-22"))
    assert [refusal.code for refusal in seen.refusals] == ["booking_cancelled"]
    assert not seen.can_confirm


def test_another_change_waits():
    facts = change_facts(two_nights(), rates=LATER)
    facts = replace(facts, booking=replace(facts.booking, pending_id=UUID(int=7)))
    assert codes(facts, move("12-20", "12-22")) == [(1, "change_pending")]


def test_what_lives_in_the_hotels_pms_is_changed_by_the_hotel_alone():
    facts = change_facts(two_nights(), rates=LATER, paid=amount(0))
    theirs = replace(facts, booking=replace(facts.booking, source="pms:cloudbeds"))

    assert codes(theirs, move("12-20", "12-22")) == [(1, "lives_in_pms")]
    assert codes(theirs, cancel()) == [(1, "lives_in_pms")]


def test_each_stay_has_its_own_reasons_and_all_of_them_are_told():
    facts = change_facts(
        two_nights(policy=None), two_nights(number=2, room="002"), rates=LATER, paid=amount(9000)
    )
    assert codes(facts, cancel(1), move("12-20", "12-22", stay=2)) == [
        (1, "no_policy"),
        (1, "balance_mismatch"),
        (2, "balance_mismatch"),
    ]


def test_every_code_of_the_rules_has_words_in_both_languages():
    assert list(REFUSALS) == [
        "policy_forbids",
        "no_policy",
        "lives_in_pms",
        "change_limit_reached",
        "past_check_in",
        "balance_mismatch",
        "booking_cancelled",
        "change_pending",
    ]
    for words in REFUSALS.values():
        assert words["en"] != words["th"]


def test_the_refusals_of_a_stay_can_be_asked_before_anything_is_planned():
    booking = change_facts(two_nights()).booking
    asked = {"cancelling": True, "pending": True, "now": NEAR}
    assert guest_refusals(booking, booking.stays[0], HOTEL, money_now(booking), **asked) == (
        "change_pending",
    )


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ({"op": "change_guests", "stay": 1, "adults": 1}, "operations.0.op"),
        ({"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF"}, "operations.0.op"),
        ({"op": "reinstate", "stay": 1}, "operations.0.op"),
        ({"op": "no_show", "stay": 1}, "operations.0.op"),
        ({"op": "move_to_booking", "stay": 1, "booking": "KJOTHER1"}, "operations.0.op"),
        (move("12-20", "12-22", pricing="today"), "operations.0.pricing"),
        (move("12-20", "12-22", nightly_prices=["1.00", "1.00"]), "operations.0.pricing"),
        (move("12-20", "12-22", room="002"), "operations.0.room"),
        (move("12-20", "12-22", room=None), "operations.0.room"),
        (TO_DELUXE | {"pricing": "manual", "nightly_prices": ["1.00", "1.00"]}, "operations.0.pricing"),
    ],
)
def test_what_only_the_hotel_can_do_is_not_asked_by_a_guest(operation, path):
    with pytest.raises(InvalidInput) as raised:
        guest(change_facts(two_nights(), rates=LATER | DELUXE), operation)
    assert [(error.path, error.code) for error in raised.value.errors] == [(path, "not_for_guests")]


def outcome(seen, number=1):
    (one,) = [one for one in seen.plan.stays if one.number == number]
    return one.after.room, [(problem.code, problem.severity.value) for problem in one.problems]


def taken(*nights):
    return {tuple(night.split()): OTHER for night in nights}


def test_a_stay_whose_room_is_taken_gets_one_with_the_same_beds_and_nobody_is_named():
    facts = change_facts(two_nights(), rates=LATER, taken=taken("001 12-20"))
    seen = guest(facts, move("12-20", "12-22"))
    assert outcome(seen) == ("002", [])
    assert seen.can_confirm
    assert all(one.rooms_free == () for one in seen.plan.stays)


def test_other_beds_are_told_before_they_are_taken():
    facts = change_facts(two_nights(), rates=LATER, taken=taken("001 12-20", "002 12-21"))
    seen = guest(facts, move("12-20", "12-22"))
    assert outcome(seen) == ("003", [("beds_differ", "warning")])
    assert seen.can_confirm


def test_without_a_single_room_the_number_comes_later_and_the_name_in_the_way_stays_unsaid():
    facts = change_facts(two_nights(), rates=LATER, taken=taken("001 12-20", "002 12-20", "003 12-21"))
    seen = guest(facts, move("12-20", "12-22"))
    assert outcome(seen) == (None, [("no_single_room", "warning")])
    assert seen.can_confirm
    assert "KJOTHER1" not in repr([stay.problems for stay in seen.plan.stays])


def test_a_type_that_is_sold_out_refuses():
    counts = {("STD", "12-20"): TypeCount(3, 2, 0, 1)}
    seen = guest(change_facts(two_nights(), rates=LATER, counts=counts), move("12-20", "12-22"))
    assert outcome(seen)[1] == [("sold_out", "refused")]
    assert not seen.can_confirm


def test_who_can_keep_a_room_keeps_it_before_another_takes_a_free_one():
    facts = change_facts(
        two_nights(),
        stay("12-15", 1500, 1500, number=2, room="002"),
        rates=LATER,
        taken=taken("001 12-20", "003 12-20"),
    )
    seen = guest(facts, move("12-20", "12-22"), move("12-20", "12-22", stay=2))
    assert outcome(seen, 2) == ("002", [])
    assert outcome(seen, 1)[0] is None
    one_free = change_facts(*facts.booking.stays, rates=LATER, taken=taken("001 12-20"))
    seen = guest(one_free, move("12-20", "12-22"), move("12-20", "12-22", stay=2))
    assert (outcome(seen, 1)[0], outcome(seen, 2)[0]) == ("003", "002")


def test_a_dearer_type_takes_a_room_of_it():
    seen = guest(change_facts(two_nights(), rates=DELUXE), TO_DELUXE)
    assert outcome(seen) == ("101", [("beds_differ", "warning")])
    assert seen.plan.total.new == amount(4000)


@pytest.mark.parametrize(
    ("restricted", "code"),
    [
        ({"min_stay": 3}, "min_stay"),
        ({"closed_to_arrival": True}, "closed_to_arrival"),
        ({"closed_to_departure": True}, "closed_to_departure"),
        ({"closed": True}, "closed"),
    ],
)
def test_what_only_warns_staff_binds_a_guest(restricted, code):
    prices = rates("STD", "12-20", 1800, 1800, 1800, **restricted)
    seen = guest(change_facts(two_nights(), rates=prices), move("12-20", "12-22"))
    assert (code, "refused") in outcome(seen)[1]
    assert not seen.can_confirm


def test_more_people_than_the_type_holds_and_days_gone_by_bind_a_guest():
    crowded = change_facts(two_nights(adults=4), rates=rates("DLX", "12-10", 2000, 2000, extra_adult=500))
    assert ("occupancy", "refused") in outcome(guest(crowded, TO_DELUXE))[1]
    back = change_facts(two_nights(), rates=rates("STD", "11-20", 1500, 1500))
    assert ("past_nights", "refused") in outcome(guest(back, move("11-20", "11-22")))[1]


def test_nights_that_the_plan_does_not_sell_refuse():
    assert outcome(guest(change_facts(two_nights()), move("12-20", "12-22")))[1] == [("no_price", "refused")]


def test_asking_for_what_is_there_already_is_no_change():
    facts = change_facts(two_nights(), rates=rates("STD", "12-10", 1900, 1900))
    assert not guest(facts, move("12-10", "12-12")).can_confirm
    assert not guest(facts).can_confirm


def test_what_is_to_pay_and_to_return_is_part_of_the_digest_and_other_free_rooms_are_not():
    facts = change_facts(two_nights(prepay="100"), rates=LATER, paid=amount(3000))
    seen = guest(facts, move("12-20", "12-22"))
    assert (seen.to_pay, seen.to_refund) == (amount(600), 0)
    going_back = guest(facts, move("12-20", "12-22"), going_back=amount(100))
    assert (going_back.to_pay, going_back.plan.digest) == (amount(700), seen.plan.digest)
    assert going_back.digest != seen.digest
    fewer = change_facts(*facts.booking.stays, rates=LATER, paid=amount(3000), taken=taken("003 12-20"))
    assert guest(fewer, move("12-20", "12-22"), now=FAR + timedelta(hours=1)).digest == seen.digest


def test_money_on_its_way_back_is_not_returned_twice():
    facts = change_facts(two_nights(), paid=amount(3000))
    assert guest(facts, cancel()).to_refund == amount(3000)
    assert guest(facts, cancel(), going_back=amount(1200)).to_refund == amount(1800)
