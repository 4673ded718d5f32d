"""Who arrived on which days: the hotel's days, by the moment of check-in."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.arrivals import arrivals
from kunjae.properties.models import Property
from tests.bookings.guests import GERMAN, THAI, book, bring, night, walked
from tests.hotel import BANGKOK, book_stays, make_hotel

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=BANGKOK)


def codes(hotel: Property, first: int, last: int) -> list[str]:
    return [each.code for each in arrivals(hotel, date(2026, 12, first), date(2026, 12, last))]


def test_a_stay_arrives_on_the_hotels_day_of_its_check_in_not_on_its_first_night() -> None:
    hotel = make_hotel()
    code = book(hotel)
    bring(hotel, code, at=at(11, 0, 30))
    assert codes(hotel, 10, 10) == []
    assert codes(hotel, 11, 11) == [code]


def test_both_ends_of_the_range_belong_to_it() -> None:
    hotel = make_hotel()
    first, last, after = (book(hotel, day=day) for day in (10, 11, 12))
    bring(hotel, first, at=at(10, 0))
    bring(hotel, last, at=at(11, 23, 59))
    bring(hotel, after, at=at(12, 0))
    assert codes(hotel, 10, 11) == [first, last]


def test_a_stay_without_a_moment_arrived_on_its_check_in_date() -> None:
    hotel = make_hotel()
    code = book(hotel)
    bring(hotel, code, status="checked_out")
    assert codes(hotel, 10, 10) == [code]
    assert codes(hotel, 11, 11) == []


@pytest.mark.parametrize("status", ["reserved", "cancelled", "no_show"])
def test_only_those_who_came_are_counted(status: str) -> None:
    hotel = make_hotel()
    code = book(hotel)
    bring(hotel, code, at=at(10, 14), status=status)
    assert codes(hotel, 1, 31) == []


def test_they_come_in_the_order_of_their_coming_over_weeks() -> None:
    hotel = make_hotel()
    found = {day: book(hotel, day=day) for day in (25, 3, 10, 17)}
    for day, code in found.items():
        bring(hotel, code, at=at(day, 15))
    assert codes(hotel, 1, 31) == [found[day] for day in sorted(found)]


def test_an_arrival_has_its_room_its_guests_and_the_name_it_was_booked_as() -> None:
    hotel = make_hotel()
    code = book_stays(
        hotel, night(10) | {"room": "001", "guest_name": "Anna Müller"}, night(10) | {"room": "002"}
    )
    bring(hotel, code, GERMAN, THAI, at=at(10, 14, 5))
    bring(hotel, code, number=2, at=at(10, 14, 5))
    first, second = arrivals(hotel, date(2026, 12, 10), date(2026, 12, 10))
    assert (first.room, first.booked_as, first.adults) == ("001", "Anna Müller", 2)
    assert [guest.name for guest in first.guests] == ["Anna Müller", "สมชาย ใจดี"]
    assert (second.room, second.booked_as, second.guests) == ("002", "Somchai Jaidee", ())
    assert first.arrived_at == at(10, 14, 5)


def test_nobody_of_another_hotel_arrives_here() -> None:
    hotel, other = make_hotel(), make_hotel("other")
    bring(other, book(other), GERMAN, at=at(10, 14))
    assert codes(hotel, 1, 31) == []


def counted(hotel: Property) -> int:
    with CaptureQueriesContext(connection) as queries:
        list(arrivals(hotel, date(2026, 12, 10), date(2026, 12, 16)))
    return len(queries)


def test_a_week_takes_two_queries_however_many_came() -> None:
    hotel = make_hotel()
    bring(hotel, book(hotel), GERMAN, at=at(10, 14))
    one = counted(hotel)
    for day in (11, 12, 13):
        bring(hotel, book(hotel, day=day), GERMAN, THAI, at=at(day, 14))
    assert (one, counted(hotel)) == (2, 2)


def test_arrivals_are_looked_up_and_no_table_is_walked() -> None:
    hotel = make_hotel()
    bring(hotel, book(hotel), GERMAN, at=at(10, 14))
    with CaptureQueriesContext(connection) as queries:
        list(arrivals(hotel, date(2026, 12, 10), date(2026, 12, 10)))
    assert len(queries) == 2
    for query in list(queries):
        assert walked(query["sql"]) == [], query["sql"]
