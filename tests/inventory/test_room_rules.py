"""Which rooms are free, in the order that a receptionist would offer them: the hotel's own, but the same beds first."""

import pytest

from kunjae.inventory.facts import Occupancy, Taker, TypeCount
from kunjae.inventory.rules import free_rooms
from kunjae.properties.facts import RoomFacts, Rooms, room_order
from tests.changes.sketches import day

NIGHTS = [day("12-10"), day("12-11")]
ROOMS = Rooms(
    (
        RoomFacts("2", "STD", "1 double"),
        RoomFacts("9", "STD", "2 single"),
        RoomFacts("10", "STD", "1 double"),
        RoomFacts("A1", "STD", "1 double"),
        RoomFacts("1", "DLX", "1 king"),
        RoomFacts("3", "STD", "1 double", retired=True),
    )
)


def numbers(rooms):
    return [room.number for room in rooms]


@pytest.mark.parametrize(
    ("like_beds", "taken", "expected"),
    [
        (None, [], ["2", "9", "10", "A1"]),
        ("1 double", [], ["2", "10", "A1", "9"]),
        ("2 single", [], ["9", "2", "10", "A1"]),
        ("hammock", [], ["2", "9", "10", "A1"]),
        (None, [("2", "12-10")], ["9", "10", "A1"]),
        (None, [("2", "12-11"), ("9", "12-10")], ["10", "A1"]),
        (None, [("2", "12-09"), ("2", "12-12")], ["2", "9", "10", "A1"]),
        (None, [("2", "12-10"), ("9", "12-11"), ("10", "12-10"), ("A1", "12-11")], []),
    ],
)
def test_rooms_free_on_all_nights_the_same_beds_first(like_beds, taken, expected):
    nights_taken = {(room, day(night)) for room, night in taken}
    assert numbers(free_rooms(ROOMS, "STD", NIGHTS, nights_taken, like_beds=like_beds)) == expected


def test_only_rooms_of_the_type_that_are_still_in_use_are_offered():
    assert numbers(free_rooms(ROOMS, "DLX", NIGHTS, ())) == ["1"]
    assert numbers(free_rooms(ROOMS, "NONE", NIGHTS, ())) == []


def test_rooms_are_listed_as_a_person_would():
    unsorted = ["B1", "101", "10", "2", "A2", "A1", "001", "9"]
    assert sorted(unsorted, key=room_order) == ["2", "9", "10", "001", "101", "A1", "A2", "B1"]


def test_stays_and_blocks_are_taken_from_what_a_type_has():
    assert TypeCount(5, sold=2, blocked=1).free == 2
    assert TypeCount(1, sold=2).free == -1


def test_a_night_without_a_count_has_all_rooms_of_its_type():
    counted = Occupancy(
        {("2", NIGHTS[0]): Taker(None, reason="paint")}, {("STD", NIGHTS[0]): TypeCount(4, 1, 1)}, {"STD": 4}
    )
    assert counted.count("STD", NIGHTS[0]).free == 2
    assert counted.count("STD", NIGHTS[1]).free == 4
    assert counted.count("DLX", NIGHTS[0]).free == 0
