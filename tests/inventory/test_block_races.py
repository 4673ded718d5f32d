"""Blocks, holds and bookings at once: one room is never given to two, and the losers are told so."""

from collections import Counter
from datetime import date, timedelta

import pytest

from kunjae.changes.errors import PlanRefused
from kunjae.checks.proof import prove
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.inventory.blocking import BlockChanged, NoSuchBlock, RoomTaken, block_room, release_block
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.models import Block, RoomNight, TypeNight
from kunjae.inventory.releasing import prolong_hold, release_ended_holds
from kunjae.kernel.stay_dates import StayDates
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.tenancy.transactions import run_in_transaction
from tests.changes.test_races import all_at_once
from tests.hotel import FAR, book_stays, make_hotel
from tests.outbox.desk import Clock

pytestmark = pytest.mark.django_db(transaction=True)

DATES = StayDates(date(2026, 12, 20), date(2026, 12, 22))
STAY = {"check_in": "2026-12-20", "check_out": "2026-12-22"}
LATER = FAR + timedelta(hours=2)


def two_of_three_taken():
    hotel = make_hotel()
    for room in ("001", "002"):
        book_stays(hotel, STAY | {"room": room})
    return hotel


def broken():
    return [proof.code for proof in prove(today=FAR.date()) if not proof.holds]


def test_the_last_room_goes_to_a_booking_a_block_or_a_hold_but_only_to_one():
    hotel = two_of_three_taken()

    def book(**more):
        return lambda: book_stays(hotel, STAY | more)

    def block(**more):
        return lambda: block_room(property=hotel, room="003", dates=DATES, now=FAR, **more)

    works = [book(room="003"), book(), block(), block(held_until=LATER)] * 2
    outcomes = all_at_once(*works)
    losers = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(losers) == 7, outcomes
    assert all(isinstance(loser, SoldOut | RoomTaken | PlanRefused) for loser in losers), Counter(
        map(type, losers)
    )
    assert set(TypeNight.objects.of(hotel).values_list("capacity", "sold", "blocked")) <= {
        (3, 3, 0),
        (3, 2, 1),
    }
    assert RoomNight.objects.of(hotel).count() in (4, 6), "a stay without a number has no room yet"
    assert broken() == []


def test_a_hold_that_many_book_at_once_becomes_one_booking():
    """As the new-booking page does it: the hold is released and its room booked in one transaction."""
    hotel = two_of_three_taken()
    hold = block_room(property=hotel, room="003", dates=DATES, held_until=LATER, now=FAR)

    def turn_into_a_booking():
        def work():
            release_block(property=hotel, block=hold.id, now=FAR)
            return book_stays(hotel, STAY | {"room": "003"})

        return run_in_transaction(work)

    outcomes = all_at_once(*[turn_into_a_booking] * 5)
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, NoSuchBlock) for outcome in outcomes) == 4, outcomes
    assert not Block.objects.of(hotel).exists()
    assert broken() == []


def test_a_worker_and_those_who_look_release_a_hold_once():
    hotel = make_hotel()
    block_room(property=hotel, room="003", dates=DATES, held_until=LATER, now=FAR)

    def look():
        return release_ended_holds(property=hotel, now=LATER)

    def work():
        return Dispatcher(SUBSCRIPTIONS, clock=Clock(LATER), spread=lambda: 0.0).run()

    outcomes = all_at_once(look, look, work, look)
    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    assert not Block.objects.of(hotel).exists()
    assert set(TypeNight.objects.of(hotel).values_list("blocked", flat=True)) == {0}
    assert broken() == []


def test_a_hold_prolonged_as_it_ends_is_held_or_released_never_half():
    hotel = make_hotel()
    hold = block_room(property=hotel, room="003", dates=DATES, held_until=LATER, now=FAR)
    much_later = LATER + timedelta(hours=2)

    def prolong():
        prolong_hold(property=hotel, block=hold.id, held_until=much_later, now=LATER - timedelta(seconds=1))

    outcomes = all_at_once(prolong, lambda: release_ended_holds(property=hotel, now=LATER))
    kept = Block.objects.of(hotel).filter(id=hold.id).first()
    if kept is None:
        assert isinstance(outcomes[0], NoSuchBlock | BlockChanged)
        assert outcomes[1] == 1
    else:
        assert kept.held_until == much_later
        assert outcomes == [None, 0]
    assert RoomNight.objects.of(hotel).count() == (0 if kept is None else 2)
    assert broken() == []
