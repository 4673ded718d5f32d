"""Private calendars of rooms: what stands in them, who may read them, and that they change only when bookings do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from kunjae.bookings.feeds import feeds_of, make_feed, revoke_feed
from kunjae.bookings.models import CalendarFeed
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel, MoveDates
from kunjae.inventory.blocking import block_room
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates
from tests.hotel import CLERK, FAR, book_stays, make_hotel
from tests.ordering.the_counter import make_resort, order, stayed, wants

pytestmark = pytest.mark.django_db

TEN, TWELVE = date(2026, 12, 10), date(2026, 12, 12)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(FAR, tick=False) as travel:
        yield travel


@pytest.fixture
def hotel():
    return make_hotel()


def feed(hotel, room="", with_names=False):
    return (
        f"/calendar/{hotel.slug}/{make_feed(property=hotel, room=room, with_names=with_names, now=FAR)}.ics"
    )


def read(address, **headers):
    return Client().get(address, headers=headers)


def events(address):
    """(first day, last day exclusive, summary, uid) of each event, by day."""
    calendar = Calendar.from_ical(read(address).content)
    return sorted(
        (each.decoded("dtstart"), each.decoded("dtend"), str(each["summary"]), str(each["uid"]))
        for each in calendar.walk("VEVENT")
    )


def shown(address):
    return [each[:3] for each in events(address)]


def test_a_room_shows_whole_days_until_the_day_that_is_free_again(hotel):
    code = book_stays(
        hotel,
        {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"},
        {"check_in": "2026-12-10", "check_out": "2026-12-11", "room": "002"},
        {"check_in": "2026-12-10", "check_out": "2026-12-11"},
    )
    block_room(
        property=hotel, room="001", dates=StayDates(TWELVE, TWELVE + timedelta(1)), now=FAR, reason="paint"
    )
    ours, all_rooms = feed(hotel, "001"), feed(hotel)
    assert shown(ours) == [(TEN, TWELVE, "จองแล้ว"), (TWELVE, date(2026, 12, 13), "ปิดใช้งาน")]
    assert [summary for _, _, summary in shown(all_rooms)] == [
        "002 · จองแล้ว",
        "ห้องมาตรฐาน · จองแล้ว",
        "001 · จองแล้ว",
        "001 · ปิดใช้งาน",
    ]
    content = read(all_rooms).content.decode()
    assert "DTSTART;VALUE=DATE:20261210" in content
    assert "TZID" not in content
    for secret in ("Somchai", "paint", code):
        assert secret not in content
    named = read(feed(hotel, "001", with_names=True)).content.decode()
    assert "Somchai Jaidee" in named
    assert code in named


def test_an_event_keeps_its_name_when_the_stay_moves_and_goes_with_it(hotel):
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"})
    address = feed(hotel, "001")
    ((_, _, _, uid),) = events(address)
    moved = StayDates(date(2026, 12, 20), date(2026, 12, 21))
    change_at_once(property=hotel, code=code, operations=[MoveDates(1, dates=moved)], actor=CLERK, now=FAR)
    assert [(first, last, name) for first, last, _, name in events(address)] == [(*_days(moved), uid)]
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=FAR)
    assert events(address) == []


def _days(dates):
    return dates.check_in, dates.check_out


def test_nights_that_an_order_keeps_are_taken_too(hotel):
    resort = make_resort("resort")
    code = stayed(resort, room="001")
    order(resort, code, wants("late", hour="18:00"))
    kept = shown(feed(resort, "001"))
    assert kept == [(TEN, TWELVE, "จองแล้ว"), (TWELVE, date(2026, 12, 13), "กันห้องไว้")]
    assert shown(feed(hotel, "001")) == []


def test_the_same_bookings_give_the_same_file_and_who_has_it_reads_nothing(hotel, clock):
    address = feed(hotel, "001")
    book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"})
    first = read(address)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in first["Cache-Control"]
    clock.shift(timedelta(hours=5))
    again = read(address, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert Client().head(address)["ETag"] == first["ETag"]
    book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"})
    assert read(address, if_none_match=first["ETag"]).status_code == 200


def test_what_is_long_over_is_left_out(hotel, clock):
    book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"})
    address = feed(hotel, "001")
    clock.move_to(FAR + timedelta(days=48))  # 12 January
    assert len(events(address)) == 1
    clock.shift(timedelta(days=1))
    assert events(address) == []


def test_only_who_has_the_address_reads_and_only_until_it_is_revoked(hotel):
    address = feed(hotel, "001")
    secret = address.rpartition("/")[2].removesuffix(".ics")
    (row,) = CalendarFeed.objects.of(hotel)
    assert secret not in (row.secret_hash, row.description)
    other = make_hotel("other")
    for wrong in (
        address.replace("baan-talay", "other"),
        address.replace("baan-talay", "nowhere"),
        address.replace(secret, secret[:-1]),
        address.replace(secret, row.secret_hash),
        address.replace(secret, "%00%ff" * 200),
    ):
        assert read(wrong).status_code == 404
    assert Client().post(address).status_code == 405
    assert read(address).status_code == 200
    (listed,) = feeds_of(hotel)
    assert (listed.room, listed.read_at) == ("001", FAR)
    assert not revoke_feed(property=other, id=listed.id)
    assert revoke_feed(property=hotel, id=listed.id)
    assert read(address).status_code == 404


def test_a_room_that_there_is_not_has_no_calendar(hotel):
    for room in ("999", "\0", "ห้อง"):
        with pytest.raises(InvalidInput) as refused:
            make_feed(property=hotel, room=room, with_names=False, now=FAR)
        assert refused.value.errors[0].path == "room"


def test_it_takes_few_queries_however_many_stays(hotel, django_assert_num_queries):
    address = feed(hotel)
    for day in range(10, 20):
        for room in ("001", "002", "101"):
            kind = "DLX" if room == "101" else "STD"
            dates = {"check_in": f"2026-12-{day}", "check_out": f"2026-12-{day + 1}"}
            book_stays(hotel, dates | {"room": room, "room_type": kind})
    read(address)
    with django_assert_num_queries(5):
        assert read(address).content.count(b"BEGIN:VEVENT") == 30
