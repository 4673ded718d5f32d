"""Whatever becomes of reservations in the PMS, and whatever staff do meanwhile: the bookings stand as the reservations do, and
what was booked here is never touched."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking
from kunjae.changes.commands import change_at_once
from kunjae.changes.errors import PlanRefused
from kunjae.changes.operations import AssignRoom, Cancel, ChangeGuests, MoveDates
from kunjae.changes.queries import open_booking
from kunjae.inventory.commands import SoldOut
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates
from kunjae.outbox.facts import Received
from kunjae.pms.models import Reservation
from kunjae.pms.ports import PmsBusy, PmsDown
from kunjae.pms.reservations.asking import LOOK_THROUGH
from kunjae.pms.reservations.looking import look_through_days
from kunjae.tenancy.ids import new_id
from tests.checks.holding import assert_all_holds
from tests.hostile.fuzzing import examples
from tests.hotel import CLERK, book_stays, make_hotel
from tests.pms.reservations.connected import Connected
from tests.pms.reservations.sketches import NAMING, room

pytestmark = pytest.mark.django_db

FIRST = date(2026, 12, 10)
MAY_STAY_OPEN = {"", "sold_out", "room_taken"}
NUMBERS = st.sampled_from(["11", "12", "13"])


@st.composite
def rooms(draw, id):
    first = FIRST + timedelta(days=draw(st.integers(0, 3)))
    prices = draw(st.lists(st.integers(0, 3000), min_size=1, max_size=3))
    return room(
        first.isoformat(),
        *prices,
        id=id,
        status=draw(st.sampled_from(StayStatus)),
        room_type=draw(st.sampled_from(["rt-1", "rt-1", "rt-2"])),
        rate=draw(st.sampled_from(["", "nrf"])),
        adults=draw(st.integers(1, 4)),
        children=draw(st.integers(0, 2)),
        room=draw(st.sampled_from(["", "001", "002", "101"])),
        guest=draw(st.sampled_from(["", "Max", "Eva"])),
    )


@st.composite
def steps(draw):
    """One thing that happens: in the PMS, at the desk, or on the network."""
    what = draw(st.sampled_from(["stands", "stands", "stands", "is gone", "desk", "ours", "look", "fault"]))
    number = draw(NUMBERS)
    if what == "stands":
        found = [draw(rooms(id)) for id in draw(st.sampled_from(["a", "ab", "b", "abc"]))]
        return lambda house, _ours: house.pms.has(*found, number=number, now=house.now)
    if what == "is gone":
        return lambda house, _ours: house.pms.reservations.pop(number, None)
    if what == "desk":
        operation = draw(st.sampled_from([AssignRoom(1, "003"), Cancel(1), ChangeGuests(1, adults=1),
                                          MoveDates(1, dates=StayDates(FIRST, FIRST + timedelta(days=2)))]))  # fmt: skip
        return lambda house, _ours: staff(house, number, operation)
    if what == "ours":
        return book_ours
    if what == "fault":
        fault = draw(st.sampled_from([PmsDown("timeout", sent=True), PmsBusy(timedelta(minutes=3))]))
        return lambda house, _ours: house.pms.faults.extend([None, fault])
    return lambda house, _ours: look(house)


def staff(house, number, operation):
    """Somebody changes here what lives there."""
    found = house.booking(number)
    if found is not None:
        try:
            with transaction.atomic():
                change_at_once(
                    property=house.hotel, code=found.code, operations=[operation], actor=CLERK, now=house.now,
                    record=False, reason="why not",
                )  # fmt: skip
        except (PlanRefused, InvalidInput):
            pass


def book_ours(house, ours):
    dates = {"check_in": FIRST.isoformat(), "check_out": (FIRST + timedelta(days=2)).isoformat()}
    try:
        with transaction.atomic():
            code = book_stays(house.hotel, dates, now=house.now)
    except (PlanRefused, SoldOut):
        return
    ours[code] = open_booking(house.hotel, code).booking.facts


def look(house):
    """All that arrive are looked through, some minutes later."""
    house.now += timedelta(minutes=6)
    days = {"first": "2026-11-01", "last": "2027-03-01", "longer": True}
    look_through_days(Received(house.hotel.id, new_id(), LOOK_THROUGH, "", days, house.now, 1, house.now))


def assert_equal(house):
    """Every booking of theirs stands as its reservation does, but for what finds no room."""
    for row in Reservation.objects.of(house.hotel).filter(is_theirs=True):
        assert row.problem in MAY_STAY_OPEN, row.problem
        there = house.pms.reservations.get(row.number)
        found = house.booking(row.number)
        if row.problem == "sold_out" or found is None:
            continue
        stays = {id: found.stay(number) for id, number in row.rooms.items()}
        for each in there.rooms if there else ():
            stay = stays.pop(each.id, None)
            if not each.status.is_live:
                assert stay is None or not stay.status.is_live
            elif stay is None:
                assert each.status is StayStatus.CHECKED_OUT, "it had left before anything was here"
            else:
                assert_same(stay, each, row.problem)
        assert not any(stay.status.is_live for stay in stays.values()), "a room that is there no more"


def assert_same(stay, there, problem):
    assert (stay.status, stay.room_type, stay.check_in, stay.check_out) == (
        there.status, NAMING.room_type(there.room_type), there.check_in, there.check_out,
    )  # fmt: skip
    assert (stay.adults, stay.children, stay.rate_plan) == (
        there.adults, there.children, NAMING.plan(there.rate),
    )  # fmt: skip
    assert tuple(night.total for night in stay.nights) == there.nightly
    assert (stay.policy, stay.recorded_fee) == (None, 0)
    if there.guest:
        assert stay.guest_name == there.guest
    fits = {"001": "STD", "002": "STD", "101": "DLX"}.get(there.room) == stay.room_type
    if fits and not problem:
        assert stay.room == there.room


def test_bookings_come_to_stand_as_the_reservations_do():
    hotel = make_hotel()

    @examples(8)
    @given(st.lists(steps(), min_size=4, max_size=12))
    def lived(happened):
        with transaction.atomic(), Connected(hotel) as house:
            ours = {}
            for step in happened:
                step(house, ours)
            house.pms.faults.clear()
            for _ in range(2):  # whoever waits for another's room gets it then
                look(house)
            assert_equal(house)
            for code, facts in ours.items():
                assert open_booking(hotel, code).booking.facts == facts
            sources = set(Booking.objects.of(hotel).values_list("source", flat=True))
            assert sources <= {"direct", "pms:theirs"}
            assert_all_holds()
            transaction.set_rollback(True)

    lived()
