"""A shelf is read in a fixed number of queries, whatever the number of offers, stays and nights."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.errors import NoSuchBooking
from kunjae.concierge.queries import load_shelf, offers, orders_of
from kunjae.concierge.rules.shelf import shelf
from tests.hotel import FAR, book_stays
from tests.ordering.the_counter import TAXI, add_offer, booking, make_resort, massage, order, stayed, wants

pytestmark = pytest.mark.django_db

MOST = 10


def read(hotel, code):
    with CaptureQueriesContext(connection) as queries:
        loaded = load_shelf(hotel, code, FAR)
    assert len(queries) <= MOST, "\n".join(query["sql"] for query in queries)
    return len(queries), loaded


def test_a_shelf_of_sixty_offers_for_three_long_stays_takes_as_many_queries_as_one_of_seven():
    hotel = make_resort()
    small, loaded = read(hotel, stayed(hotel, room="001"))
    assert len(shelf(loaded.facts, FAR)) == 6  # the suite has no price
    for number in range(53):
        add_offer(hotel, TAXI, code=f"taxi-{number}", stock=number)
    long = {"check_in": "2026-12-20", "check_out": "2027-01-30"}
    code = book_stays(
        hotel, long | {"room": "001"}, long | {"room": "002"}, long | {"room_type": "DLX", "room": "101"}
    )
    large, loaded = read(hotel, code)
    assert large == small
    assert set(loaded.facts.beside) == {1, 2, 3}
    assert {stay for stay, _ in loaded.facts.higher} == {1, 2, 3}
    assert len(offers(hotel)) == len(loaded.offer_ids) == 60


def test_a_shelf_knows_what_was_ordered_of_which_day_and_by_whom():
    hotel = make_resort()
    code = stayed(hotel)
    [spa, taxi] = order(hotel, code, massage(persons=3), wants("taxi"))
    facts = load_shelf(hotel, code, FAR).facts
    assert facts.ordered == {("spa", spa.day): 3}
    assert [(each.offer, each.status.value, each.stay) for each in facts.orders] == [
        ("taxi", "confirmed", 1),
        ("spa", "unconfirmed", 1),
    ]
    assert orders_of(hotel, booking(hotel, code).id) == facts.orders
    assert facts.orders[0].id == taxi.id
    with pytest.raises(NoSuchBooking):
        load_shelf(hotel, "KJ\x00", FAR)
