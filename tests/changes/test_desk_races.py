"""Two clerks at once, and the desk against a change: one of them wins, the other is told so."""

import pytest

from kunjae.bookings.registrations import registrations_of
from kunjae.changes.commands import Registered, change_at_once
from kunjae.changes.errors import PlanOutdated, PlanRefused, WrongStatus
from kunjae.changes.operations import Cancel
from kunjae.kernel.errors import InvalidInput
from tests.changes.test_races import all_at_once
from tests.changes.the_desk import ANNA, ARRIVAL, LAST_DAY, SECOND_DAY, SOMCHAI, AtDesk
from tests.hotel import CLERK, book_stays, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)

ALL = 450000


def errors(outcomes):
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


def test_two_clerks_check_in_the_same_stay():
    desk = AtDesk(make_hotel())
    works = [lambda guest=guest: desk.arrive(registered=Registered([guest])) for guest in (SOMCHAI, ANNA)]
    outcomes = all_at_once(*works)
    assert errors(outcomes) == [WrongStatus]
    winner = [SOMCHAI, ANNA][[isinstance(outcome, Exception) for outcome in outcomes].index(False)]
    assert registrations_of(desk.hotel, desk.row.id) == [winner]
    assert desk.told() == ["check_in"]


def test_two_stays_are_checked_in_to_the_last_free_room():
    hotel = make_hotel()
    for room in ("001", "002"):
        book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": room})
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
    first = AtDesk(hotel, code=book_stays(hotel, dates))
    second = AtDesk(hotel, code=book_stays(hotel, {"check_in": "2026-12-12", "check_out": "2026-12-13"}))
    other = AtDesk(hotel, code=book_stays(hotel, {"check_in": "2026-12-12", "check_out": "2026-12-14"}))
    moment = LAST_DAY.replace(day=12)
    outcomes = all_at_once(*[lambda desk=desk: desk.arrive(moment, room="003") for desk in (second, other)])
    assert errors(outcomes) == [PlanRefused]
    assert first.stay.status.value == "reserved"
    first.agrees()


def test_a_check_in_against_a_cancellation():
    desk = AtDesk(make_hotel())

    def cancel():
        return change_at_once(
            property=desk.hotel, code=desk.code, operations=[Cancel(1)], actor=CLERK, now=ARRIVAL, reason="?"
        )

    outcomes = all_at_once(desk.arrive, cancel)
    # Staff may cancel a stay in house, so only the check-in can lose.
    assert errors(outcomes) in ([], [WrongStatus])
    assert desk.stay.status.value == "cancelled"
    desk.agrees()


def test_an_early_departure_against_money_that_comes_in():
    desk = AtDesk(make_hotel())
    desk.arrive()
    desk.pay(ALL)
    outcomes = all_at_once(desk.leave_early, lambda: desk.pay(100, SECOND_DAY))
    assert errors(outcomes) in ([], [PlanOutdated])
    left = desk.stay.status.value == "checked_out"
    assert left is (errors(outcomes) == [])
    assert len(desk.stay.nights) == (1 if left else 3)
    desk.agrees()


def test_two_clerks_record_and_undo():
    desk = AtDesk(make_hotel())
    outcomes = all_at_once(*[lambda: desk.do("no_show", ARRIVAL)] * 3)
    assert len(errors(outcomes)) == 2
    assert set(errors(outcomes)) <= {WrongStatus, InvalidInput}
    outcomes = all_at_once(*[lambda: desk.do("undo_no_show", ARRIVAL)] * 3)
    assert errors(outcomes) == [WrongStatus] * 2
    assert desk.booking.fees == 0
    desk.arrive()
    desk.pay(ALL)
    outcomes = all_at_once(*[desk.depart] * 3)
    assert errors(outcomes) == [WrongStatus] * 2
    outcomes = all_at_once(*[lambda: desk.do("undo_departure", LAST_DAY)] * 3)
    assert errors(outcomes) == [WrongStatus] * 2
    desk.agrees()
