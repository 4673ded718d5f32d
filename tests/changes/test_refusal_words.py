"""What a request that the rules cannot understand is told: which field, a code for programs, and words for people."""

from dataclasses import replace
from uuid import UUID

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import TargetBooking
from kunjae.changes.operations import AssignRoom, Cancel, ChangeGuests
from kunjae.changes.rules import plan
from kunjae.changes.rules.targets import targets_of
from kunjae.kernel.errors import InvalidInput

from .sketches import FAR, cancel, change_facts, move, planned, rate_plan, stay

ADD = {
    "op": "add_stay",
    "room_type": "STD",
    "rate_plan": "BAR",
    "check_in": "2026-12-10",
    "check_out": "2026-12-12",
    "adults": 2,
}
STAYS = [
    stay("12-10", 1000, 1200),
    stay("12-10", 900, number=2, room="002", status=StayStatus.CANCELLED),
    stay("12-10", 900, number=4, room="003", status=StayStatus.IN_HOUSE),
]
TARGET = TargetBooking(UUID(int=9), "KJTARGET", 1, 0)


def hotel(**more):
    """Its booking's third stay has moved away; its plan OLD is not sold any more."""
    return change_facts(*STAYS, plans=[replace(rate_plan("OLD"), retired=True)], targets=[TARGET], **more)


def refused(*operations):
    """Path, code, English and Thai words of the one thing that is wrong."""
    with pytest.raises(InvalidInput) as caught:
        planned(hotel(), *operations)
    (error,) = caught.value.errors
    return error.path, error.code, error.message["en"], error.message["th"]


@pytest.mark.parametrize(
    ("operation", "path", "code", "english", "thai"),
    [
        (cancel(3), "stay", "stay_moved_away",
         "stay 3 is in another booking now", "รายการที่ 3 ย้ายไปการจองอื่นแล้ว"),
        (cancel(5), "stay", "unknown_stay", "the booking has no stay 5", "การจองนี้ไม่มีรายการที่ 5"),
        ({"op": "reinstate", "stay": 1}, "stay", "stay_is_live",
         "stay 1 is not cancelled", "รายการที่ 1 ไม่ได้ถูกยกเลิก"),
        (cancel(2), "stay", "stay_not_live", "stay 2 is cancelled", "รายการที่ 2 ถูกยกเลิกแล้ว"),
        ({"op": "no_show", "stay": 4}, "stay", "not_reserved", "stay 4 has arrived", "รายการที่ 4 เช็คอินแล้ว"),
        ({"op": "move_to_booking", "stay": 1, "booking": "KJ2"}, "booking", "unknown_booking",
         "there is no other booking KJ2", "ไม่พบการจองอื่นหมายเลข KJ2"),
        ({"op": "assign_room", "stay": 1, "room": "999"}, "room", "unknown_room",
         "there is no room 999", "ไม่มีห้องหมายเลข 999"),
        (move("12-10", "12-11", room="999"), "room", "unknown_room",
         "there is no room 999", "ไม่มีห้องหมายเลข 999"),
        ({"op": "change_room_type", "stay": 1, "room_type": "DLX", "room": "999"}, "room", "unknown_room",
         "there is no room 999", "ไม่มีห้องหมายเลข 999"),
        (ADD | {"room": "999"}, "room", "unknown_room", "there is no room 999", "ไม่มีห้องหมายเลข 999"),
        ({"op": "change_room_type", "stay": 1, "room_type": "SUI"}, "room_type", "unknown_room_type",
         "there is no room type SUI", "ไม่มีประเภทห้อง SUI"),
        (ADD | {"room_type": "SUI"}, "room_type", "unknown_room_type",
         "there is no room type SUI", "ไม่มีประเภทห้อง SUI"),
        ({"op": "change_rate_plan", "stay": 1, "rate_plan": "XXL"}, "rate_plan", "unknown_rate_plan",
         "there is no rate plan XXL", "ไม่มีเรท XXL"),
        ({"op": "change_rate_plan", "stay": 1, "rate_plan": "OLD"}, "rate_plan", "unknown_rate_plan",
         "there is no rate plan OLD", "ไม่มีเรท OLD"),
        (ADD | {"rate_plan": "OLD"}, "rate_plan", "unknown_rate_plan",
         "there is no rate plan OLD", "ไม่มีเรท OLD"),
        ({"op": "set_prices", "stay": 1, "nightly_prices": ["1"]}, "nightly_prices", "wrong_number_of_prices",
         "needs one price for each of the 2 nights", "ต้องระบุราคาให้ครบ 2 คืน"),
        (move("12-10", "12-13", pricing="manual"), "nightly_prices", "wrong_number_of_prices",
         "needs one price for each of the 3 nights", "ต้องระบุราคาให้ครบ 3 คืน"),
        (ADD | {"nightly_prices": ["1"]}, "nightly_prices", "wrong_number_of_prices",
         "needs one price for each of the 2 nights", "ต้องระบุราคาให้ครบ 2 คืน"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field_and_says_what_is_wrong_in_both_languages(
    operation, path, code, english, thai
):
    assert refused(operation) == (f"operations.0.{path}", code, english, thai)


@pytest.mark.parametrize(
    "operation", [cancel(5), move("12-10", "12-11", stay=5), {"op": "no_show", "stay": 5}]
)
def test_a_stay_that_a_change_adds_cannot_be_changed_by_it_as_well(operation):
    """Its number would be 5."""
    assert refused(ADD, operation)[:2] == ("operations.1.stay", "unknown_stay")


def test_the_last_stay_too_can_have_moved_away():
    facts = hotel()
    facts = replace(facts, booking=replace(facts.booking, last_number=5))
    for number, code in [(5, "stay_moved_away"), (6, "unknown_stay")]:
        with pytest.raises(InvalidInput) as caught:
            planned(facts, cancel(number))
        assert [error.code for error in caught.value.errors] == [code]


def test_operations_are_called_operations_where_nothing_else_is_said():
    with pytest.raises(InvalidInput) as caught:
        targets_of(hotel(), [Cancel(5)])
    assert [error.path for error in caught.value.errors] == ["operations.0.stay"]


def test_a_refusal_names_the_place_of_its_operation_as_it_was_asked():
    """Whatever the order in which the rules take them."""
    plan_first = {"op": "change_rate_plan", "stay": 1, "rate_plan": "XXL"}
    assert refused(cancel(4), plan_first)[0] == "operations.1.rate_plan"
    assert refused({"op": "reinstate", "stay": 2}, cancel(4), move("12-10", "12-11", room="9"))[0] == (
        "operations.2.room"
    )


def test_a_room_without_prices_for_every_night_is_named_where_the_prices_were_given():
    prices = {"op": "set_prices", "stay": 1, "nightly_prices": ["1", "2"]}
    by_hand = move("12-10", "12-13", pricing="manual")
    assert refused(by_hand, prices)[0] == "operations.1.nightly_prices"
    assert refused(prices, by_hand)[0] == "operations.0.nightly_prices"


def test_nobody_staying_is_named_where_the_guests_are():
    with pytest.raises(InvalidInput) as caught:
        plan(hotel(), [ChangeGuests(1, adults=0, children=None)], FAR)
    (error,) = caught.value.errors
    assert (error.path, error.code) == ("operations.0.adults", "nobody")


def test_the_caller_may_name_the_operations_otherwise():
    with pytest.raises(InvalidInput) as caught:
        plan(hotel(), [Cancel(5), AssignRoom(1, "9")], FAR, path="stays")
    assert [error.path for error in caught.value.errors] == ["stays.0.stay", "stays.1.room"]
