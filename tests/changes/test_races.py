"""Many at once: never two winners, and the losers are told so."""

import threading
from collections import Counter

import pytest
from django.db import connection

from kunjae.changes.commands import confirm_change, preview_change
from kunjae.changes.errors import PlanOutdated, PlanRefused
from kunjae.changes.operations_text import operations_from_json
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.models import RoomNight, TypeNight
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*works):
    """Run the works in threads that start together; what each returned or raised."""
    outcomes = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(index, work):
        barrier.wait()
        try:
            outcomes[index] = work()
        except Exception as error:  # whatever it is, the test looks at it
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def prepared(hotel, code, *operations):
    """A confirmation that was previewed now and is pressed later."""
    read = operations_from_json(list(operations), hotel.currency)
    digest = preview_change(property=hotel, code=code, operations=read, now=FAR).digest
    return lambda: confirm_change(
        property=hotel, code=code, operations=read, digest=digest, record=True, actor=CLERK, now=FAR
    )


def test_one_of_eight_gets_the_last_room():
    hotel = make_hotel()
    for room in ("001", "002"):
        book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": room})

    def book():
        return book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "003"})

    outcomes = all_at_once(*[book] * 8)
    assert sorted(Counter(type(outcome) for outcome in outcomes).items(), key=str) == [(SoldOut, 7), (str, 1)]
    assert set(TypeNight.objects.of(hotel).values_list("sold", flat=True)) == {3}
    assert RoomNight.objects.of(hotel).count() == 6


def test_one_of_six_changes_gets_the_room_and_the_others_see_the_fresh_preview():
    hotel = make_hotel()
    days = [f"2026-12-{day:02}" for day in range(1, 14)]
    codes = [
        book_stays(hotel, {"check_in": days[2 * index], "check_out": days[2 * index + 1], "room": "001"})
        for index in range(6)
    ]
    move = {"op": "move_dates", "stay": 1, "check_in": "2026-12-24", "check_out": "2026-12-26", "room": "003"}
    outcomes = all_at_once(*[prepared(hotel, code, move) for code in codes])
    losers = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(losers) == 5
    assert all(isinstance(loser, PlanOutdated | PlanRefused) for loser in losers)
    assert RoomNight.objects.of(hotel).filter(night__gte="2026-12-24").count() == 2


def test_different_changes_of_one_booking_are_applied_on_what_they_saw_or_refused():
    hotel = make_hotel()
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    works = [
        prepared(hotel, code, {"op": "set_guest", "stay": 1, "guest_name": f"Guest {n}"}) for n in range(6)
    ]
    outcomes = all_at_once(*works)
    assert sum(isinstance(outcome, PlanOutdated) for outcome in outcomes) == 5
    assert not [
        outcome
        for outcome in outcomes
        if isinstance(outcome, Exception) and not isinstance(outcome, PlanOutdated)
    ]


def test_two_bookings_that_take_each_others_nights_never_deadlock():
    hotel = make_hotel()
    first = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"})
    second = book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"})
    there = {
        "op": "move_dates",
        "stay": 1,
        "check_in": "2026-12-20",
        "check_out": "2026-12-22",
        "room": "002",
    }
    back = {"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": "2026-12-12", "room": "003"}
    outcomes = all_at_once(prepared(hotel, first, there), prepared(hotel, second, back))
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert RoomNight.objects.of(hotel).count() == 4
