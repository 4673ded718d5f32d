"""What brings a booking to the state of its reservation in the PMS."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from kunjae.bookings.facts import BookingFacts, Night, StayStatus
from kunjae.changes.operations import UNSET, Cancel, FollowPms, NoShow
from kunjae.kernel.stay_dates import StayDates
from kunjae.pms.reservations.facts import Step
from kunjae.pms.reservations.following import Ours, follow
from kunjae.properties.facts import Rooms
from tests.changes.sketches import DELUXE, ROOMS, STANDARD, rate_plan, stay
from tests.pms.reservations.sketches import NAMING, reservation, room

RESERVED, IN_HOUSE, CHECKED_OUT, CANCELLED, NO_SHOW = (
    StayStatus.RESERVED,
    StayStatus.IN_HOUSE,
    StayStatus.CHECKED_OUT,
    StayStatus.CANCELLED,
    StayStatus.NO_SHOW,
)


def ours(**values):
    base = {
        "currency": "THB",
        "room_types": {"STD": STANDARD, "DLX": DELUXE},
        "house_rooms": Rooms(ROOMS),
        "plans": {code: rate_plan(code) for code in ("BAR", "NRF")},
        "naming": NAMING,
        "rooms": {"r1": 1},
    }
    return Ours(**(base | values))


def booking(*stays):
    return BookingFacts(id=UUID(int=7), code="KJAAAAAA", version=1, stays=stays, last_number=len(stays))


def theirs(*prices, status=RESERVED, **values):
    """A stay as it stands once `room()` was taken in."""
    made = stay("12-10", *(prices or (1500, 1500)), policy=None, room=None, status=status)
    return replace(made, guest_name="Anna Bauer", **values)


def test_a_reservation_that_is_new_is_booked_as_it_stands():
    found = follow(None, reservation(room(room="002", guest="Max Bauer", rate="nrf")), ours(rooms={}))

    assert found.operations == (
        FollowPms(
            stay=1,
            room_type="STD",
            rate_plan="NRF",
            dates=StayDates(date(2026, 12, 10), date(2026, 12, 12)),
            nights=(Night(date(2026, 12, 10), 150000), Night(date(2026, 12, 11), 150000)),
            adults=2,
            room="002",
            guest_name="Max Bauer",
        ),
    )
    assert (found.rooms, found.back, found.on, found.trouble) == ({"r1": 1}, (), (), None)


def test_nothing_happens_to_a_stay_that_stands_as_the_pms_has_it():
    assert follow(booking(theirs()), reservation(), ours()).operations == ()
    in_a_room = theirs(room="001")
    assert follow(booking(in_a_room), reservation(), ours()).operations == (), "its own number stays"


@pytest.mark.parametrize(
    ("there", "attribute", "expected"),
    [
        (room("2026-12-11"), "dates", StayDates(date(2026, 12, 11), date(2026, 12, 13))),
        (room(room_type="rt-2"), "room_type", "DLX"),
        (room(rate="nrf"), "rate_plan", "NRF"),
        (room(adults=1), "adults", 1),
        (room(children=1), "children", 1),
        (room(adults=0), "adults", 1),
        (room(room="003"), "room", "003"),
        (room(room="101"), "room", UNSET),
        (room(room="999"), "room", UNSET),
        (room(guest="Max"), "guest_name", "Max"),
        (room(check_out=date(2026, 12, 10)), "dates", StayDates(date(2026, 12, 10), date(2026, 12, 11))),
        (
            room("2026-12-10", 1500, 1499),
            "nights",
            (Night(date(2026, 12, 10), 150000), Night(date(2026, 12, 11), 149900)),
        ),
        (
            room(nightly=(), total=10001),
            "nights",
            (Night(date(2026, 12, 10), 5001), Night(date(2026, 12, 11), 5000)),
        ),
        (
            room(nightly=(-5, 100)),
            "nights",
            (Night(date(2026, 12, 10), 0), Night(date(2026, 12, 11), 100)),
        ),
    ],
)  # fmt: skip
def test_whatever_differs_makes_the_whole_state_anew(there, attribute, expected):
    known = replace(theirs(), room="002") if attribute == "room" else theirs()

    found = follow(booking(known), reservation(there), ours())

    if attribute == "room" and expected is UNSET:
        assert found.operations == ()
    else:
        assert [getattr(each, attribute) for each in found.operations] == [expected]


def test_terms_that_staff_gave_the_stay_here_are_taken_away_again():
    for known in (
        replace(theirs(), policy=rate_plan().policy),
        replace(theirs(), prepay_percent=Decimal(30)),
    ):
        assert len(follow(booking(known), reservation(), ours()).operations) == 1


@pytest.mark.parametrize(
    ("was", "becomes", "back", "operations", "on"),
    [
        (RESERVED, IN_HOUSE, [], 0, [Step.ARRIVE]),
        (RESERVED, CHECKED_OUT, [], 0, [Step.ARRIVE, Step.LEAVE]),
        (IN_HOUSE, CHECKED_OUT, [], 0, [Step.LEAVE]),
        (IN_HOUSE, RESERVED, [Step.NOT_ARRIVE], 0, []),
        (CHECKED_OUT, RESERVED, [Step.NOT_LEAVE, Step.NOT_ARRIVE], 0, []),
        (CHECKED_OUT, IN_HOUSE, [Step.NOT_LEAVE], 0, []),
        (RESERVED, CANCELLED, [], Cancel(1), []),
        (IN_HOUSE, CANCELLED, [], Cancel(1), []),
        (CHECKED_OUT, NO_SHOW, [Step.NOT_LEAVE, Step.NOT_ARRIVE], NoShow(1), []),
        (RESERVED, NO_SHOW, [], NoShow(1), []),
        (CANCELLED, NO_SHOW, [], 0, []),
        (NO_SHOW, CANCELLED, [], 0, []),
        (CANCELLED, IN_HOUSE, [], FollowPms, [Step.ARRIVE]),
        (NO_SHOW, RESERVED, [], FollowPms, []),
    ],
)
def test_a_stay_goes_the_way_that_its_room_went(was, becomes, back, operations, on):
    found = follow(booking(theirs(status=was)), reservation(room(status=becomes)), ours())

    assert [step for _, step in found.back] == back
    assert [step for _, step in found.on] == on
    if operations == 0:
        assert found.operations == ()
    elif operations is FollowPms:
        assert isinstance(found.operations[0], FollowPms)
    else:
        assert found.operations == (operations,)


def test_a_room_that_had_ended_before_anything_was_here_is_left_out():
    for status in (CANCELLED, NO_SHOW, CHECKED_OUT):
        found = follow(None, reservation(room(status=status)), ours(rooms={}))
        assert (found.operations, found.rooms) == ((), {})


def test_rooms_come_and_go_within_one_reservation():
    there = reservation(room(id="r2"), room(id="r3", status=IN_HOUSE))

    found = follow(booking(theirs()), there, ours())

    assert [type(each) for each in found.operations] == [FollowPms, FollowPms, Cancel]
    assert found.rooms == {"r1": 1, "r2": 2, "r3": 3}
    assert found.on == ((3, Step.ARRIVE),)


def test_the_type_is_left_alone_while_an_upgrade_is_on_its_way():
    upgraded = replace(theirs(), room_type="DLX", sold_as="STD", room="101")

    on_its_way = follow(booking(upgraded), reservation(room(room="001")), ours(upgrading={1}))
    afterwards = follow(booking(upgraded), reservation(room(room="001")), ours())

    assert on_its_way.operations == ()
    assert (afterwards.operations[0].room_type, afterwards.operations[0].room) == ("STD", "001")


def test_a_stay_whose_room_is_taken_gets_no_number():
    found = follow(booking(theirs(room="001")), reservation(room(room="002")), ours(numberless={1}))
    assert found.operations[0].room is None


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (reservation(currency="USD"), "currency"),
        (reservation(room(room_type="rt-9")), "type_unknown"),
        (reservation(room(check_out=date(2026, 12, 9))), "dates"),
        (reservation(room(check_out=date(2028, 12, 9))), "dates"),
    ],
)
def test_what_the_house_cannot_hold_is_named_and_nothing_is_done(there, code):
    found = follow(booking(theirs()), there, ours())
    assert (found.trouble.code, found.operations, found.rooms) == (code, (), {"r1": 1})


def test_a_rate_needs_a_plan_and_one_that_was_retired_serves_only_who_has_it():
    nameless = replace(NAMING, rate_plan="")
    retired = {"BAR": replace(rate_plan("BAR"), retired=True), "NRF": rate_plan("NRF")}

    assert follow(None, reservation(), ours(rooms={}, naming=nameless)).trouble.code == "plan_unknown"
    assert follow(None, reservation(), ours(rooms={}, plans=retired)).trouble.code == "plan_unknown"
    assert follow(booking(theirs()), reservation(room(adults=1)), ours(plans=retired)).trouble is None


def test_a_stay_that_staff_moved_to_another_booking_is_not_made_again():
    moved = replace(booking(), last_number=1)

    found = follow(moved, reservation(), ours())

    assert (found.operations, found.trouble, found.left.code) == ((), None, "moved_away")


def test_types_of_the_same_code_need_no_naming():
    found = follow(None, reservation(room(room_type="DLX")), ours(rooms={}))
    assert found.operations[0].room_type == "DLX"
