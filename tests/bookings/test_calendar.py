"""The stays of some nights: all of them, and read by indexes alone, so that it takes as long among a million."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.calendar import CalendarStay, stay_on_card, stays_between
from kunjae.inventory.blocking import block_room
from kunjae.inventory.models import TypeNight
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property
from tests.hotel import FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

FIRST = date(2026, 12, 10)
UNTIL = date(2026, 12, 20)


def stay(hotel: Property, first: int, until: int, room: str | None = None) -> str:
    dates = {"check_in": f"2026-12-{first:02}", "check_out": f"2026-12-{until:02}"}
    return book_stays(hotel, dates | ({"room": room} if room else {}))


def found(hotel: Property) -> list[CalendarStay]:
    sold = sum(TypeNight.objects.of(hotel).filter(night=FIRST).values_list("sold", flat=True))
    return stays_between(hotel, FIRST, UNTIL, sold_on_first=sold)


def test_stays_of_any_night_of_the_window_are_found_once() -> None:
    hotel = make_hotel()
    wanted = {
        stay(hotel, 8, 11, "001"),  # runs into it, in a room
        stay(hotel, 9, 11),  # runs into it, without one
        stay(hotel, 10, 11, "003"),  # begins with it
        stay(hotel, 12, 14, "001"),
        stay(hotel, 15, 18),
        stay(hotel, 19, 25, "002"),  # runs out of it
    }
    stay(hotel, 5, 8, "002"), stay(hotel, 8, 10, "003"), stay(hotel, 20, 22), stay(hotel, 26, 28, "001")
    codes = [each.code for each in found(hotel)]
    assert sorted(codes) == sorted(wanted)


def test_a_block_on_the_first_night_is_no_stay() -> None:
    hotel = make_hotel()
    block_room(property=hotel, room="003", dates=StayDates(FIRST - timedelta(days=1), UNTIL), now=FAR)
    code = stay(hotel, 9, 12)
    assert [each.code for each in found(hotel)] == [code]


@pytest.mark.skipif("__import__('django.db').db.connection.vendor != 'sqlite'", reason="plans differ")
def test_every_read_walks_along_an_index_of_nights() -> None:
    hotel = make_hotel()
    stay(hotel, 8, 11, "001"), stay(hotel, 9, 11), stay(hotel, 12, 13)
    with CaptureQueriesContext(connection) as queries:
        found(hotel)
    statements = [query["sql"] for query in queries][1:]  # the first one counts
    plans = []
    for statement in statements:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            plans.append(cursor.fetchall()[0][3])
    assert plans == [
        "SEARCH bookings_stay USING INDEX stay_by_check_in (property_id=? AND check_in>? AND check_in<?)",
        "SEARCH inventory_roomnight USING INDEX room_night_by_night (property_id=? AND night=?)",
        "SEARCH bookings_stay USING INDEX stay_by_check_out (property_id=? AND check_out>?)",
    ]


def test_a_card_tells_of_one_stay_of_one_hotel() -> None:
    hotel, other = make_hotel(), make_hotel("khao-yai")
    code = stay(hotel, 8, 11, "001")
    card = stay_on_card(hotel, code, 1)
    assert card is not None
    assert (card.room, card.nights, card.balance, card.guest) == ("001", 3, 450000, "Somchai Jaidee")
    for nobody in [(other, code, 1), (hotel, code, 2), (hotel, code, 10**30), (hotel, "KJ\0", 1)]:
        assert stay_on_card(*nobody) is None
