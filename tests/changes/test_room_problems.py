"""What a preview says about a room that a stay cannot have, in full (rules.md 2)."""

from dataclasses import replace
from uuid import UUID

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import Problem, Severity, TargetBooking
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.rules.rooms import RoomFinder
from kunjae.changes.rules.targets import targets_of
from kunjae.inventory.facts import Taker, TypeCount
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.facts import RoomFacts

from .sketches import ROOMS, cancel, change_facts, day, move, planned, rates, stay

OTHER = Taker("KJOTHER1", 3)
LATER = rates("STD", "12-20", 1500, 1500, 1500, 1500)
NOW_AND_LATER = rates("STD", "12-10", *[1500] * 14)
DELUXE = rates("DLX", "12-10", 2000, 2000)
TO_DELUXE = {"op": "change_room_type", "stay": 1, "room_type": "DLX"}
NAMED = {"op": "set_guest", "stay": 1, "guest_name": "Ann"}
AGAIN = {"op": "reinstate", "stay": 1}


def two_nights(**more):
    return stay("12-10", 1500, 1500, **more)


def assign(room, stay=1):
    return {"op": "assign_room", "stay": stay, "room": room}


def taken(taker, *nights):
    return {tuple(night.split()): taker for night in nights}


def of(result, number=1):
    return next(one for one in result.stays if one.number == number)


def problems(facts, *operations, number=1):
    return of(planned(facts, *operations), number).problems


def codes(facts, *operations, number=1):
    return [problem.code for problem in problems(facts, *operations, number=number)]


def test_a_room_of_another_type_is_named_with_the_type_it_should_have():
    assert problems(change_facts(two_nights()), assign("101")) == (
        Problem("room_taken", Severity.CHOOSE, room="101", values={"other_type": "STD"}),
    )


def test_a_room_that_is_gone_from_the_house_is_as_little_to_be_had():
    facts = change_facts(two_nights(room="999"), rates=LATER)
    assert problems(facts, move("12-20", "12-22")) == (
        Problem("room_taken", Severity.CHOOSE, room="999", values={"other_type": "STD"}),
    )


def test_a_kept_room_of_the_old_type_is_only_warned_of_when_no_other_is_free():
    facts = change_facts(two_nights(), rates=DELUXE, taken=taken(OTHER, "101 12-10", "101 12-11"))
    assert problems(facts, TO_DELUXE) == (
        Problem("room_taken", Severity.WARNING, room="001", values={"other_type": "DLX"}),
        Problem("no_single_room", Severity.WARNING),
    )


def test_a_room_taken_by_two_is_said_to_be_taken_by_the_first():
    block = Taker(None, reason="Paint")
    facts = change_facts(
        two_nights(), rates=LATER, taken=taken(OTHER, "001 12-21") | taken(block, "001 12-20")
    )
    assert problems(facts, move("12-20", "12-22")) == (
        Problem("room_taken", Severity.CHOOSE, (day("12-20"), day("12-21")), "001", block),
    )


def test_a_sold_out_type_is_named_and_no_single_room_is_not_said_as_well():
    facts = change_facts(
        two_nights(room=None),
        rates=LATER,
        taken=taken(OTHER, "001 12-20", "002 12-20", "003 12-20"),
        counts={("STD", "12-20"): TypeCount(3, 3)},
    )
    assert problems(facts, move("12-20", "12-22")) == (
        Problem("sold_out", Severity.REFUSED, (day("12-20"),), values={"room_type": "STD"}),
    )


def test_only_the_nights_that_the_stay_newly_takes_can_be_sold_out():
    full = {("STD", night): TypeCount(3, 3) for night in ("12-09", "12-10", "12-11", "12-12")}
    facts = change_facts(two_nights(), rates=rates("STD", "12-08", *[1500] * 6), counts=full)
    (sold_out,) = problems(facts, move("12-09", "12-13"))
    assert sold_out.nights == (day("12-09"), day("12-12"))


def test_a_stay_that_had_the_night_before_is_not_the_one_that_is_too_many():
    full = {("STD", night): TypeCount(3, 3) for night in ("12-10", "12-11")}
    facts = change_facts(two_nights(), stay("12-20", 1500, number=2), rates=NOW_AND_LATER, counts=full)
    result = planned(facts, NAMED, move("12-10", "12-11", 2, room=None))
    assert of(result, 1).problems == ()
    assert [(problem.code, problem.nights) for problem in of(result, 2).problems] == [
        ("sold_out", (day("12-10"),))
    ]


def test_on_an_oversold_night_one_stay_may_take_the_place_of_another():
    oversold = {("STD", night): TypeCount(3, 4) for night in ("12-10", "12-11")}
    facts = change_facts(
        two_nights(), stay("12-20", 1500, 1500, number=2), rates=NOW_AND_LATER, counts=oversold
    )
    assert planned(facts, cancel(1), move("12-10", "12-12", 2)).can_confirm
    assert codes(facts, move("12-10", "12-12", 2, room=None), number=2) == ["sold_out"]


def test_the_type_that_a_stay_leaves_has_a_room_for_another():
    full = {("STD", "12-10"): TypeCount(3, 3), ("STD", "12-11"): TypeCount(3, 3)}
    facts = change_facts(
        two_nights(),
        two_nights(number=2, room="101", room_type="DLX"),
        rates=DELUXE | rates("STD", "12-10", 1500, 1500),
        counts=full,
    )
    to_standard = {"op": "change_room_type", "stay": 2, "room_type": "STD", "room": "001"}
    assert planned(facts, TO_DELUXE | {"room": "101"}, to_standard).can_confirm
    assert codes(facts, to_standard, number=2)[0] == "sold_out"


def test_a_stay_that_moves_to_another_booking_frees_no_room_of_its_type():
    full = {("STD", "12-10"): TypeCount(3, 3), ("STD", "12-11"): TypeCount(3, 3)}
    facts = change_facts(
        two_nights(),
        stay("12-20", 1500, number=2, room="002"),
        rates=NOW_AND_LATER,
        counts=full,
        targets=[TargetBooking(UUID(int=9), "KJTARGET", 1, 0)],
    )
    away = {"op": "move_to_booking", "stay": 1, "booking": "KJTARGET"}
    assert codes(facts, away, move("12-10", "12-12", 2), number=2) == ["sold_out"]


def scattered(*stays):
    """On 10 and 11 December some standard room is free each night, but none on both."""
    counts = {("STD", "12-10"): TypeCount(3, 2), ("STD", "12-11"): TypeCount(3, 2)}
    nights = taken(OTHER, "001 12-10", "002 12-10", "002 12-11", "003 12-11")
    return change_facts(*stays, rates=NOW_AND_LATER | DELUXE, taken=nights, counts=counts)


@pytest.mark.parametrize(
    ("before", "operation", "warned"),
    [
        # it has no room and asks for none anew
        (two_nights(room=None), NAMED, False),
        (two_nights(room=None), assign(None), False),
        (two_nights(room=None), {"op": "change_guests", "stay": 1, "adults": 1}, False),
        # other nights, another type, back again
        (stay("12-12", 1500, 1500, room=None), move("12-10", "12-12"), True),
        (stay("12-10", 1500, room=None), move("12-10", "12-12"), True),
        (
            two_nights(room=None, room_type="DLX"),
            {"op": "change_room_type", "stay": 1, "room_type": "STD"},
            True,
        ),
        # it gives up the room it had
        (stay("12-12", 1500, 1500), move("12-10", "12-12", room=None), True),
    ],
)
def test_that_no_single_room_is_free_is_said_where_the_stay_looks_for_one(before, operation, warned):
    assert codes(scattered(before), operation) == ["no_single_room"] * warned


def test_that_no_single_room_is_free_is_said_of_a_new_stay():
    add = {
        "op": "add_stay",
        "room_type": "STD",
        "rate_plan": "BAR",
        "check_in": "2026-12-10",
        "check_out": "2026-12-12",
        "adults": 2,
    }
    assert codes(scattered(), add, number=1) == ["no_single_room"]


@pytest.mark.parametrize(("named", "chooser"), [(1, 2), (2, 1)])
def test_a_stay_that_does_not_move_keeps_its_room_from_one_that_chooses_it(named, chooser):
    """Only the name of the one is changed; the other may not take the room from under it."""
    facts = change_facts(two_nights(number=named), two_nights(number=chooser, room="002"))
    result = planned(facts, assign("001", chooser), {**NAMED, "stay": named})
    assert (of(result, named).after.room, of(result, chooser).after.room) == ("001", None)
    assert of(result, chooser).problems[0].taken_by == Taker(facts.booking.code, named)


def test_a_stay_that_does_not_move_comes_before_those_that_keep_a_room_and_move():
    facts = change_facts(two_nights(number=2), stay("12-20", 1500, number=1), rates=NOW_AND_LATER)
    result = planned(facts, move("12-10", "12-12", 1), {**NAMED, "stay": 2})
    assert (of(result, 2).after.room, of(result, 1).after.room) == ("001", None)


def test_a_reinstated_stay_comes_after_one_that_chooses_its_room():
    cancelled = two_nights(status=StayStatus.CANCELLED)
    facts = change_facts(cancelled, two_nights(number=2, room="002"))
    result = planned(facts, AGAIN, assign("001", 2))
    assert (of(result, 1).after.room, of(result, 2).after.room) == (None, "001")
    assert [problem.code for problem in of(result, 1).problems] == ["room_taken"]


def test_a_stay_that_changes_its_type_comes_after_one_that_chooses_a_room_there():
    facts = change_facts(
        two_nights(room="101"), two_nights(number=2, room="002"), rates=DELUXE
    )  # an old slip of the desk: a standard stay in a deluxe room
    result = planned(facts, TO_DELUXE, {**TO_DELUXE, "stay": 2, "room": "101"})
    assert (of(result, 1).after.room, of(result, 2).after.room) == (None, "101")


def test_an_untouched_stay_keeps_its_room_whatever_the_others_choose():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"))
    assert of(planned(facts, assign("002", 1))).problems == (
        Problem("room_taken", Severity.CHOOSE, (day("12-10"), day("12-11")), "002", Taker("KJ4F2A7Q", 2)),
    )


def test_a_stay_that_ends_or_is_not_touched_has_nothing_in_its_way():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"), two_nights(number=3, room="003"))
    targets = targets_of(facts, operations_from_json([assign("002", 1), cancel(3)], "THB"))
    finder = RoomFinder(facts, targets)
    assert [bool(finder.problems(number)) for number in (1, 2, 3)] == [True, False, False]
    assert finder.problems(2) == finder.problems(3) == ()


def test_the_rooms_on_offer_count_the_stays_own_as_free_and_those_of_the_others_not():
    facts = change_facts(two_nights(), two_nights(number=2, room="002"))
    result = planned(facts, assign("001", 1), assign("003", 2))
    assert of(result, 1).rooms_free == ("001", "002")
    assert of(result, 2).rooms_free == ("002", "003")


def test_rooms_are_offered_by_the_beds_of_the_room_before():
    """Also when the stay gives its room up, and when that room is not in use any more."""
    facts = change_facts(two_nights(room="003"))
    assert of(planned(facts, assign(None))).rooms_free == ("003", "001", "002")
    assert of(planned(facts, assign("001"))).rooms_free == ("003", "001", "002")
    retired = [replace(room, retired=room.number == "003") for room in ROOMS]
    twins = (*retired, RoomFacts("004", "STD", "2 single"))
    assert of(planned(change_facts(two_nights(room="003"), rooms=twins), NAMED)).rooms_free == (
        "004", "001", "002",
    )  # fmt: skip


def test_a_room_out_of_use_may_be_kept_but_not_chosen():
    rooms = [replace(room, retired=room.number == "001") for room in ROOMS]
    assert planned(change_facts(two_nights(), rooms=rooms), assign("001")).can_confirm
    other = change_facts(two_nights(), two_nights(number=2, room="002"), rooms=rooms)
    with pytest.raises(InvalidInput) as caught:
        planned(other, assign("001", 2))
    assert [error.code for error in caught.value.errors] == ["unknown_room"]
    with pytest.raises(InvalidInput):
        planned(change_facts(two_nights(room=None), rooms=rooms), assign("001"))


def test_other_beds_are_named_with_the_room_that_has_them():
    assert problems(change_facts(two_nights(room="003")), assign("002")) == (
        Problem(
            "beds_differ",
            Severity.WARNING,
            room="002",
            values={"old_beds": "2 single", "new_beds": "1 double"},
        ),
    )
