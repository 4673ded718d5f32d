"""Many at once: never two winners, and the losers are told so."""

import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection, transaction

from kunjae.changes.commands import confirm_change, preview_change
from kunjae.changes.errors import PlanOutdated, PlanRefused
from kunjae.changes.operations_text import operations_from_json
from kunjae.checks.proof import prove
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.inventory.blocking import RoomTaken, block_room
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.models import Block, RoomNight, TypeNight
from kunjae.kernel.stay_dates import StayDates
from tests.hotel import CLERK, FAR, book_stays, make_hotel
from tests.imports.files import HOTEL

pytestmark = pytest.mark.django_db(transaction=True)
only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
)


def all_at_once(*works, gate=""):
    """Run the works in threads that start together; what each returned or raised. `gate`: a table that on PostgreSQL
    nobody may lock or write before all have looked; on SQLite there is one at a time anyway."""
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
    with closed(gate) as until_all_wait:
        for thread in threads:
            thread.start()
        until_all_wait(threads)
    for thread in threads:
        thread.join()
    return outcomes


@contextmanager
def closed(gate):
    """Hold the table, if any; what is yielded waits until as many sessions wait for it."""
    if not gate or connection.vendor != "postgresql":
        yield len
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {gate} IN EXCLUSIVE MODE")  # who writes waits, who reads does not
        yield lambda works: wait_until(cursor, waiting=len(works))


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


def broken():
    """What `kunjae check` would find."""
    return [proof.code for proof in prove(today=FAR.date()) if not proof.holds]


def test_a_room_is_blocked_or_booked_but_never_both():
    hotel = make_hotel()

    def book(first, until):
        return lambda: book_stays(
            hotel, {"check_in": f"2026-12-{first}", "check_out": f"2026-12-{until}", "room": "003"}
        )

    def block(first, until):
        dates = StayDates(date(2026, 12, first), date(2026, 12, until))
        return lambda: block_room(property=hotel, room="003", dates=dates, now=FAR, reason="Paint")

    ranges = [(20, 22), (19, 21), (20, 21), (18, 24)]
    outcomes = all_at_once(
        *[book(*each) for each in ranges], *[block(*each) for each in ranges], gate="inventory_roomnight"
    )
    [winner] = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    taken_by = "(blocked" if isinstance(winner, Block) else f"(booking {winner})"
    for loser in outcomes:
        if loser is not winner:
            assert isinstance(loser, PlanRefused | RoomTaken), repr(loser)
            assert "Room 003 is taken on" in loser.text("en")
            assert taken_by in loser.text("en")
    assert broken() == []


def test_the_last_room_of_a_type_is_blocked_or_sold_but_never_both():
    hotel = make_hotel()
    dates = {"check_in": "2026-12-20", "check_out": "2026-12-22"}
    book_stays(hotel, dates, dates)
    blocked = StayDates(date(2026, 12, 20), date(2026, 12, 22))

    def book():
        return book_stays(hotel, dates)

    def block(room):
        return lambda: block_room(property=hotel, room=room, dates=blocked, now=FAR)

    outcomes = all_at_once(
        *[book] * 4, *[block(room) for room in ("001", "002", "003")], gate="inventory_typenight"
    )
    losers = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(losers) == 6
    for loser in losers:
        assert isinstance(loser, SoldOut | RoomTaken), repr(loser)
        assert "2026-12-20, 2026-12-21" in loser.text("en")
    assert {loser.room_type for loser in losers if isinstance(loser, SoldOut)} <= {"STD"}
    assert set(TypeNight.objects.of(hotel).values_list("capacity", "sold", "blocked")) < {
        (3, 3, 0),
        (3, 2, 1),
    }
    assert broken() == []


ROOMS = [('"001", "002", { number = "003", retired = true }', 2), ('"001", "002", "003", "004"', 4)]
"""What a hotel file says instead of three rooms, and how many those are."""


def hotel_of(rooms):
    """The hotel brought to its file with these standard rooms."""
    file = HOTEL.replace('"001", "002", { number = "003", beds = "2 single" }', rooms)
    return import_hotel(file=read_hotel_file(parse_toml(file.encode(), "hotel.toml")), now=FAR).property


def one_after_the_other(hotel, rooms, held_up_at):
    """A booking of the first room on a night is held up at this table; meanwhile the hotel gets other rooms."""
    outcomes = []
    night = {"check_in": "2026-12-20", "check_out": "2026-12-21"}
    works = [lambda: book_stays(hotel, night), lambda: hotel_of(rooms)]
    threads = [
        threading.Thread(target=lambda work=work: outcomes.extend(all_at_once(work))) for work in works
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {held_up_at} IN EXCLUSIVE MODE")  # who writes waits, who reads does not
        threads[0].start()
        wait_until(cursor, waiting=1)
        threads[1].start()
        wait_until(cursor, waiting=2, done=lambda: not threads[1].is_alive())
    for thread in threads:
        thread.join()
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes


def wait_until(cursor, waiting, done=lambda: False):
    """Until so many sessions of this database wait for a lock, or it is done."""
    deadline = time.monotonic() + 60
    sessions = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    while not done():
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(sessions)
        if cursor.fetchone()[0] >= waiting:
            return
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.01)


@only_postgresql
@pytest.mark.parametrize(("rooms", "after"), ROOMS)
def test_a_booking_that_read_the_house_before_it_changed_is_made_in_the_house_as_it_is(rooms, after):
    """Held up after it has read a house of three rooms, before it writes."""
    hotel = hotel_of('"001", "002", "003"')
    one_after_the_other(hotel, rooms, "bookings_booking")
    assert list(TypeNight.objects.of(hotel).values_list("capacity", "sold")) == [(after, 1)]
    assert broken() == []


@only_postgresql
@pytest.mark.parametrize(("rooms", "after"), ROOMS)
def test_the_house_changes_after_a_booking_that_has_counted_its_rooms(rooms, after):
    """Held up after it has made the first counter of the night, before it ends."""
    hotel = hotel_of('"001", "002", "003"')
    one_after_the_other(hotel, rooms, "payments_ledgerentry")
    assert list(TypeNight.objects.of(hotel).values_list("capacity", "sold")) == [(after, 1)]
    assert broken() == []
