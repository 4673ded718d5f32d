"""Which room a changed stay gets, and what is in its way (rules.md 2)."""

from dataclasses import replace
from uuid import UUID

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import Severity, TargetBooking
from kunjae.inventory.facts import Taker, TypeCount
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.facts import RoomFacts

from .sketches import ROOMS, cancel, change_facts, day, move, planned, rates, stay

OTHER = Taker("KJOTHER1", 3)
BLOCK = Taker(None, reason="Broken shower")
LATER = rates("STD", "12-20", 1500, 1500, 1500, 1500)
DELUXE = rates("DLX", "12-10", 2000, 2000, 2000, 2000)
TO_DELUXE = {"op": "change_room_type", "stay": 1, "room_type": "DLX"}


def two_nights(**more):
    return stay("12-10", 1500, 1500, **more)


def assign(room, stay=1):
    return {"op": "assign_room", "stay": stay, "room": room}


def name(stay=1):
    return {"op": "set_guest", "stay": stay, "guest_name": "Ann"}


def outcome(result, number=1):
    """Room after, and the codes of the problems of that stay."""
    (one,) = [one for one in result.stays if one.number == number]
    return one.after.room, [problem.code for problem in one.problems]


def problem(result, code, number=1):
    (one,) = [one for one in result.stays if one.number == number]
    (found,) = [problem for problem in one.problems if problem.code == code]
    return found


def rooms_free(result, number=1):
    return next(one.rooms_free for one in result.stays if one.number == number)


def taken(taker, *nights):
    """`"001 12-20"`: that room on that night."""
    return {tuple(night.split()): taker for night in nights}


def test_a_moved_stay_keeps_its_room_if_it_is_free():
    result = planned(change_facts(two_nights(), rates=LATER), move("12-20", "12-22"))
    assert outcome(result) == ("001", [])
    assert result.can_confirm


@pytest.mark.parametrize(
    "dates", [("12-11", "12-13"), ("12-09", "12-11"), ("12-10", "12-13"), ("12-11", "12-12")]
)
def test_its_own_old_nights_count_as_free(dates):
    prices = rates("STD", "12-09", 1500, 1500, 1500, 1500)
    assert outcome(planned(change_facts(two_nights(), rates=prices), move(*dates))) == ("001", [])


@pytest.mark.parametrize("taker", [OTHER, BLOCK], ids=["stay", "block"])
def test_a_taken_room_is_left_unchosen_and_the_preview_says_what_is_in_the_way(taker):
    facts = change_facts(two_nights(), rates=LATER, taken=taken(taker, "001 12-21", "001 12-22"))
    result = planned(facts, move("12-20", "12-23"))
    found = problem(result, "room_taken")
    assert outcome(result) == (None, ["room_taken"])
    assert (found.severity, found.room, found.nights, found.taken_by) == (
        Severity.CHOOSE,
        "001",
        (day("12-21"), day("12-22")),
        taker,
    )
    assert rooms_free(result) == ("002", "003")
    assert not result.can_confirm


def test_nights_outside_the_stay_are_not_in_its_way():
    nights = taken(OTHER, "001 12-19", "001 12-22")
    assert outcome(
        planned(change_facts(two_nights(), rates=LATER, taken=nights), move("12-20", "12-22"))
    ) == ("001", [])


def test_free_rooms_with_the_same_beds_come_first():
    facts = change_facts(two_nights(room="003"), rates=LATER, taken=taken(OTHER, "003 12-20"))
    assert rooms_free(planned(facts, move("12-20", "12-22"))) == ("001", "002")
    twins = (*ROOMS, RoomFacts("004", "STD", "2 single"))
    facts = change_facts(two_nights(room="003"), rates=LATER, taken=taken(OTHER, "003 12-20"), rooms=twins)
    assert rooms_free(planned(facts, move("12-20", "12-22"))) == ("004", "001", "002")


def test_to_assign_a_room_later_is_no_problem():
    facts = change_facts(two_nights(), rates=LATER, taken=taken(OTHER, "001 12-20"))
    result = planned(facts, move("12-20", "12-22", room=None))
    assert outcome(result) == (None, [])
    assert result.can_confirm


def test_a_free_room_can_be_chosen_instead():
    facts = change_facts(two_nights(), rates=LATER, taken=taken(OTHER, "001 12-20"))
    assert outcome(planned(facts, move("12-20", "12-22", room="002"))) == ("002", [])
    assert outcome(planned(facts, move("12-20", "12-22"), assign("002"))) == ("002", [])


def test_a_chosen_room_that_is_taken_must_be_chosen_again():
    facts = change_facts(two_nights(), rates=LATER, taken=taken(OTHER, "002 12-20"))
    result = planned(facts, move("12-20", "12-22", room="002"))
    assert outcome(result) == (None, ["room_taken"])
    assert problem(result, "room_taken").taken_by == OTHER
    assert rooms_free(result) == ("001", "003")
    assert not result.can_confirm


def test_a_room_of_another_type_must_be_chosen_again():
    result = planned(change_facts(two_nights()), assign("101"))
    assert outcome(result) == (None, ["room_taken"])
    assert problem(result, "room_taken").severity is Severity.CHOOSE
    assert not result.can_confirm


@pytest.mark.parametrize(("room", "warned"), [("002", False), ("003", True), (None, False)])
def test_other_beds_are_a_warning(room, warned):
    result = planned(change_facts(two_nights()), assign(room))
    assert outcome(result) == (room, ["beds_differ"] if warned else [])
    assert result.can_confirm
    if warned:
        found = problem(result, "beds_differ")
        assert found.severity is Severity.WARNING
        assert found.values == {"old_beds": "1 double", "new_beds": "2 single"}


def test_a_stay_without_a_room_has_no_beds_to_differ():
    assert outcome(planned(change_facts(two_nights(room=None)), assign("003"))) == ("003", [])


def test_a_new_type_asks_for_a_new_room():
    result = planned(change_facts(two_nights(), rates=DELUXE), TO_DELUXE)
    assert outcome(result) == (None, ["room_taken"])
    assert rooms_free(result) == ("101",)
    assert not result.can_confirm


def test_a_new_type_with_its_room_warns_of_other_beds_only():
    result = planned(change_facts(two_nights(), rates=DELUXE), TO_DELUXE | {"room": "101"})
    assert outcome(result) == ("101", ["beds_differ"])
    assert result.can_confirm


def test_a_stay_without_a_room_stays_without_one():
    result = planned(change_facts(two_nights(room=None), rates=LATER), move("12-20", "12-22"))
    assert outcome(result) == (None, [])
    assert result.can_confirm


def test_two_stays_swap_their_rooms_in_one_change():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"))
    result = planned(facts, assign("002", 1), assign("001", 2))
    assert (outcome(result, 1), outcome(result, 2)) == (("002", []), ("001", []))
    assert result.can_confirm


def test_three_stays_pass_their_rooms_on_in_a_ring():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"), two_nights(number=3, room="003"))
    result = planned(facts, assign("002", 1), assign("003", 2), assign("001", 3))
    assert [outcome(result, number)[0] for number in (1, 2, 3)] == ["002", "003", "001"]
    assert result.can_confirm


def test_two_stays_swap_their_dates_and_keep_their_rooms():
    facts = change_facts(
        two_nights(), stay("12-12", 1500, 1500, number=2), rates=rates("STD", "12-10", 1500, 1500, 1500, 1500)
    )
    result = planned(facts, move("12-12", "12-14", 1), move("12-10", "12-12", 2))
    assert (outcome(result, 1), outcome(result, 2)) == (("001", []), ("001", []))
    assert result.can_confirm


def test_a_room_that_another_stay_of_the_booking_keeps_is_taken():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"))
    result = planned(facts, assign("002", 1))
    assert outcome(result) == (None, ["room_taken"])
    assert problem(result, "room_taken").taken_by == Taker(facts.booking.code, 2)
    assert rooms_free(result) == ("001", "003")


def test_a_cancelled_stay_of_the_same_change_gives_its_room_back():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"))
    result = planned(facts, assign("002", 1), cancel(2))
    assert outcome(result) == ("002", [])
    assert result.can_confirm


def test_a_stay_that_was_cancelled_before_takes_no_room():
    facts = change_facts(two_nights(), two_nights(number=2, room="002", status=StayStatus.CANCELLED))
    assert outcome(planned(facts, assign("002", 1))) == ("002", [])


def test_a_stay_that_moves_to_another_booking_keeps_its_room_there():
    facts = change_facts(
        two_nights(),
        two_nights(number=2, room="002"),
        targets=[TargetBooking(UUID(int=9), "KJTARGET", 1, 0)],
    )
    result = planned(facts, assign("002", 1), {"op": "move_to_booking", "stay": 2, "booking": "KJTARGET"})
    assert outcome(result) == (None, ["room_taken"])


def test_two_stays_cannot_choose_the_same_room():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"))
    result = planned(facts, assign("003", 1), assign("003", 2))
    assert outcome(result, 1) == ("003", ["beds_differ"])
    assert outcome(result, 2) == (None, ["room_taken"])
    assert problem(result, "room_taken", 2).taken_by == Taker(facts.booking.code, 1)
    assert not result.can_confirm


def test_a_chosen_room_comes_before_a_kept_one():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"), rates=LATER)
    result = planned(facts, move("12-20", "12-22", 1), move("12-20", "12-22", 2, room="001"))
    assert outcome(result, 2) == ("001", [])
    assert outcome(result, 1) == (None, ["room_taken"])


def full_but_scattered(**more):
    """The type has a room every night, but no room is free on both."""
    return change_facts(
        two_nights(**more),
        rates=LATER,
        taken=taken(OTHER, "001 12-20", "002 12-20", "003 12-21"),
        counts={("STD", "12-20"): TypeCount(3, 2), ("STD", "12-21"): TypeCount(3, 1)},
    )


@pytest.mark.parametrize("room", ["001", None])
def test_where_no_single_room_is_free_the_stay_may_stay_without_a_number(room):
    result = planned(full_but_scattered(room=room), move("12-20", "12-22", room=None))
    assert outcome(result) == (None, ["no_single_room"])
    assert problem(result, "no_single_room").severity is Severity.WARNING
    assert result.can_confirm


def test_a_stay_whose_room_is_gone_and_no_other_is_free_can_be_confirmed_without_one():
    result = planned(full_but_scattered(), move("12-20", "12-22"))
    assert outcome(result)[0] is None
    assert "no_single_room" in outcome(result)[1]
    assert rooms_free(result) == ()
    assert result.can_confirm


def test_a_sold_out_type_is_refused_with_its_nights():
    facts = change_facts(two_nights(), rates=LATER, counts={("STD", "12-21"): TypeCount(3, 3)})
    result = planned(facts, move("12-20", "12-22", room=None))
    found = problem(result, "sold_out")
    assert (found.severity, found.nights) == (Severity.REFUSED, (day("12-21"),))
    assert not result.can_confirm


@pytest.mark.parametrize(
    ("count", "free"),
    [
        (TypeCount(3, 2), True),
        (TypeCount(3, 3), False),
        (TypeCount(3, 2, 1), False),
        (TypeCount(3, 1, 1), True),
    ],
)
def test_stays_and_blocks_both_take_from_the_type(count, free):
    facts = change_facts(two_nights(), rates=LATER, counts={("STD", "12-20"): count})
    assert planned(facts, move("12-20", "12-22", room=None)).can_confirm is free


def test_a_stay_without_a_number_takes_one_room_of_its_type():
    unassigned = change_facts(
        *[two_nights(number=number, room=None) for number in (1, 2, 3)],
        rates=rates("STD", "12-10", 1500, 1500),
    )
    added = planned(unassigned, add("STD"))
    assert outcome(added, 4)[1] == ["sold_out"]


def add(room_type="STD", check_in="12-10", check_out="12-12", **more):
    return {
        "op": "add_stay",
        "room_type": room_type,
        "rate_plan": "BAR",
        "check_in": day(check_in).isoformat(),
        "check_out": day(check_out).isoformat(),
        "adults": 2,
        **more,
    }


def test_two_stays_of_one_change_cannot_both_take_the_last_room():
    facts = change_facts(two_nights(), rates=DELUXE)
    result = planned(facts, TO_DELUXE | {"room": None}, add("DLX"))
    assert "sold_out" in outcome(result, 1)[1]
    assert "sold_out" in outcome(result, 2)[1]
    assert not result.can_confirm


def test_what_one_stay_of_the_change_gives_back_another_may_take():
    facts = change_facts(two_nights(), two_nights(number=2, room_type="DLX", room="101"), rates=DELUXE)
    assert planned(facts, TO_DELUXE | {"room": "101"}, cancel(2)).can_confirm
    assert outcome(planned(facts, TO_DELUXE | {"room": None}))[1][0] == "sold_out"


def test_two_stays_swap_their_types():
    facts = change_facts(
        two_nights(),
        two_nights(number=2, room_type="DLX", room="101"),
        rates=DELUXE | rates("STD", "12-10", 1500, 1500),
    )
    result = planned(
        facts,
        TO_DELUXE | {"room": "101"},
        {"op": "change_room_type", "stay": 2, "room_type": "STD", "room": "001"},
    )
    assert (outcome(result, 1)[0], outcome(result, 2)[0]) == ("101", "001")
    assert result.can_confirm


def test_an_oversold_night_does_not_stop_a_stay_from_keeping_it():
    facts = change_facts(
        two_nights(), counts={("STD", "12-10"): TypeCount(3, 4), ("STD", "12-11"): TypeCount(3, 3)}
    )
    assert planned(facts, move("12-10", "12-11")).can_confirm
    assert planned(facts, assign("002")).can_confirm


def test_a_new_stay_may_choose_a_free_room_only():
    facts = change_facts(two_nights(), rates=rates("STD", "12-10", 1500, 1500))
    assert outcome(planned(facts, add(room="002")), 2) == ("002", [])
    assert outcome(planned(facts, add(room="001")), 2) == (None, ["room_taken"])
    assert outcome(planned(facts, add()), 2) == (None, [])


def test_a_reinstated_stay_gets_its_room_back_if_it_is_still_free():
    cancelled = two_nights(status=StayStatus.CANCELLED)
    again = {"op": "reinstate", "stay": 1}
    assert outcome(planned(change_facts(cancelled), again)) == ("001", [])
    meanwhile = change_facts(cancelled, taken=taken(OTHER, "001 12-11"))
    result = planned(meanwhile, again)
    assert outcome(result) == (None, ["room_taken"])
    assert problem(result, "room_taken").nights == (day("12-11"),)
    assert outcome(planned(meanwhile, again, assign("002"))) == ("002", [])
    full = change_facts(cancelled, counts={("STD", "12-11"): TypeCount(3, 3)})
    assert not planned(full, again).can_confirm


@pytest.mark.parametrize("number", ["999", "ห้อง", "1"])
def test_a_room_that_the_hotel_does_not_have_is_refused(number):
    with pytest.raises(InvalidInput) as caught:
        planned(change_facts(two_nights()), assign(number))
    assert [(error.path, error.code) for error in caught.value.errors] == [
        ("operations.0.room", "unknown_room")
    ]


def test_a_retired_room_is_never_offered():
    rooms = [replace(room, retired=room.number == "002") for room in ROOMS]
    facts = change_facts(two_nights(), rates=LATER, taken=taken(OTHER, "001 12-20"), rooms=rooms)
    assert rooms_free(planned(facts, move("12-20", "12-22"))) == ("003",)


def test_the_guests_name_changes_nothing_about_the_room():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"))
    result = planned(facts, name(1), name(2))
    assert (outcome(result, 1), outcome(result, 2)) == (("001", []), ("002", []))
