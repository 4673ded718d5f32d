"""Check-in and check-out: by a press, never by date."""

from datetime import timedelta

import pytest

from kunjae.changes.commands import change_at_once, check_in, check_out
from kunjae.changes.errors import ReasonRequired, WrongStatus
from kunjae.changes.operations import Cancel, NoShow
from kunjae.changes.queries import load_change
from kunjae.kernel.errors import InvalidInput
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

ARRIVAL_DAY = FAR + timedelta(days=15)  # 10 December, 09:00 at the hotel
NEXT_DAY = ARRIVAL_DAY + timedelta(days=1)


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def stay(hotel):
    """The arguments that name a stay of 10 to 12 December without a room."""
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    return {"property": hotel, "code": code, "stay": 1, "actor": CLERK}


def state(stay):
    found = load_change(stay["property"], stay["code"]).facts.booking.stays[0]
    return found.status.value, found.room


def test_a_stay_arrives_in_its_room_and_leaves(stay):
    check_in(**stay, now=ARRIVAL_DAY, room="003")
    assert state(stay) == ("in_house", "003")
    check_out(**stay, now=ARRIVAL_DAY + timedelta(days=2))
    assert state(stay) == ("checked_out", "003")


def test_a_late_check_in_with_a_room_needs_a_reason(stay):
    with pytest.raises(ReasonRequired):
        check_in(**stay, now=NEXT_DAY, room="003")
    assert state(stay) == ("reserved", None)
    check_in(**stay, now=NEXT_DAY, room="003", reason="came after midnight")
    assert state(stay) == ("in_house", "003")


def test_only_a_reserved_stay_arrives_and_only_one_in_house_leaves(stay):
    with pytest.raises(WrongStatus):
        check_out(**stay, now=ARRIVAL_DAY)
    check_in(**stay, now=ARRIVAL_DAY)
    with pytest.raises(WrongStatus):
        check_in(**stay, now=ARRIVAL_DAY)
    with pytest.raises(InvalidInput):
        no_show(stay)


def test_a_no_show_gives_its_room_back_and_costs_what_the_policy_says(hotel, stay):
    no_show(stay)
    booking = load_change(hotel, stay["code"]).facts.booking
    assert (booking.stays[0].status.value, booking.total, booking.fees) == ("no_show", 0, 300000)


def no_show(stay):
    named = {key: stay[key] for key in ("property", "code", "actor")}
    return change_at_once(**named, operations=[NoShow(1)], now=NEXT_DAY)


def test_cancelling_twice_is_refused(stay):
    named = {key: stay[key] for key in ("property", "code", "actor")}
    change_at_once(**named, operations=[Cancel(1)], now=FAR)
    with pytest.raises(InvalidInput):
        change_at_once(**named, operations=[Cancel(1)], now=FAR)
