"""The day: who arrives, who leaves, who is in the house, and what waits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.accounts.models import User
from kunjae.changes.commands import Registered, change_at_once, register
from kunjae.changes.operations import Cancel
from kunjae.properties.models import Property, Room
from tests.changes.the_desk import ANNA, ARRIVAL, SECOND_DAY, SOMCHAI, AtDesk
from tests.extranet.desk import staff
from tests.hotel import BANGKOK, CLERK, book_stays, make_hotel

pytestmark = pytest.mark.django_db

DAY = "/extranet/baan-talay/"
MOST_QUERIES = 16


@pytest.fixture
def hotel() -> Property:
    return make_hotel()


@pytest.fixture
def clerk(hotel: Property) -> Client:
    return staff(hotel)


@pytest.fixture(autouse=True)
def arrival_day() -> Iterator[None]:
    with time_machine.travel(ARRIVAL, tick=False):
        yield


def shown(client: Client, at: datetime = ARRIVAL, asked: str = "") -> str:
    """The page at that moment, to somebody who has just signed in."""
    with time_machine.travel(at, tick=False):
        client.force_login(User.objects.get(id=client.session["_auth_user_id"]))
        return client.get(DAY + asked).content.decode()


def section(page: str, name: str) -> str:
    """The card or the part of what waits with this id."""
    found = re.search(rf'id="{name}".*?(?=<section|<div class="card__section"|</main>)', page, re.DOTALL)
    return found[0] if found else ""


def test_who_arrives_stands_under_arrivals_with_a_way_to_check_in(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    page = section(shown(clerk), "arrivals")
    assert "Somchai Jaidee" in page
    assert f"{DAY}bookings/{desk.code}/stays/1/check-in/" in page
    assert "no-show/" not in page, "not on the day of arrival"


def test_who_has_arrived_is_in_the_house_and_still_an_arrival(hotel: Property, clerk: Client) -> None:
    AtDesk(hotel).arrive()
    page = shown(clerk)
    assert "Checked in" in section(page, "arrivals")
    assert "/check-out/" in section(page, "in-house")


def test_who_leaves_today_stands_under_departures_until_and_after(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    desk.arrive()
    desk.pay(450000)
    last = ARRIVAL + timedelta(days=3)
    assert "/check-out/" in section(shown(clerk, last), "departures")
    desk.depart(last)
    page = shown(clerk, last)
    assert "Checked out" in section(page, "departures")
    assert "Nobody is in the house" in page


def test_a_cancelled_stay_is_none_of_the_days(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    change_at_once(property=hotel, code=desk.code, operations=[Cancel(1)], actor=CLERK, now=ARRIVAL)
    page = shown(clerk)
    assert "Nobody arrives on this day." in page
    assert "Nobody leaves on this day." in shown(clerk, asked="?day=2026-12-13")


def test_what_waits_when_nothing_does(clerk: Client) -> None:
    assert "Nothing waits." in shown(clerk)


def test_arrivals_of_days_before_wait_as_no_shows(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    page = section(shown(clerk, SECOND_DAY), "waits-no-show")
    assert f"{DAY}bookings/{desk.code}/stays/1/no-show/" in page
    desk.do("no_show", SECOND_DAY)
    assert not section(shown(clerk, SECOND_DAY), "waits-no-show")


def test_departures_of_days_before_wait(hotel: Property, clerk: Client) -> None:
    AtDesk(hotel).arrive()
    assert "Somchai" in section(shown(clerk, ARRIVAL + timedelta(days=4)), "waits-overdue")


def test_registrations_wait_until_every_adult_is_known(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    desk.arrive(registered=Registered([SOMCHAI]))
    assert "/registration/" in section(shown(clerk), "waits-unregistered")
    register(property=hotel, code=desk.code, stay=1, registered=Registered([SOMCHAI, ANNA]))
    assert not section(shown(clerk), "waits-unregistered")


def test_stays_without_a_number_wait_three_days_before(hotel: Property, clerk: Client) -> None:
    AtDesk(hotel, more={"room": None})
    assert not section(shown(clerk, ARRIVAL - timedelta(days=4)), "waits-unassigned")
    assert "Choose a room" in section(shown(clerk, ARRIVAL - timedelta(days=3)), "waits-unassigned")


def test_who_leaves_today_and_owes_waits(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    desk.arrive()
    last = ARRIVAL + timedelta(days=3)
    assert "4,500" in section(shown(clerk, last), "waits-owing")
    desk.pay(450000, last)
    assert not section(shown(clerk, last), "waits-owing")


def test_a_room_is_clean_when_its_button_is_pressed(hotel: Property, clerk: Client) -> None:
    Room.objects.of(hotel).filter(number__in=["001", "101"]).update(to_clean=True)
    assert all(number in section(shown(clerk), "waits-clean") for number in ("001", "101"))
    answer = clerk.post(f"{DAY}rooms/cleaned/", {"room": "001"}, follow=True)
    assert "Room 001 is ready." in answer.content.decode()
    assert list(Room.objects.of(hotel).filter(to_clean=True).values_list("number", flat=True)) == ["101"]
    answer = clerk.post(f"{DAY}rooms/cleaned/", {"room": "no such\0room"}, follow=True)
    assert "Nothing was changed." in answer.content.decode()


def test_another_day_is_looked_at_and_nothing_waits_on_it(hotel: Property, clerk: Client) -> None:
    AtDesk(hotel)
    page = shown(clerk, ARRIVAL - timedelta(days=5), "?day=2026-12-10")
    assert "Somchai" in section(page, "arrivals")
    assert "What waits" not in page
    assert "/check-in/" not in page, "nobody checks in before the day"
    assert "1 of 5 rooms sold" in page


@pytest.mark.parametrize(
    "day", ["today", "2026-02-30", "0001-01-01", "9999-12-31", "2200-01-01", "%00", "10/12/2569"]
)
def test_a_day_that_is_none_is_refused_with_today_beside_it(hotel: Property, clerk: Client, day: str) -> None:
    AtDesk(hotel)
    answer = clerk.get(f"{DAY}?day={day}")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Day: " in page
    assert "Somchai" in page


def test_a_viewer_sees_the_day_and_presses_nothing(hotel: Property) -> None:
    AtDesk(hotel)
    Room.objects.of(hotel).update(to_clean=True)
    viewer = staff(hotel, "viewer", "viewer@example.com")
    page = shown(viewer)
    assert "Somchai" in page
    assert "/check-in/" not in page
    assert "<button" not in section(page, "waits-clean")
    assert viewer.post(f"{DAY}rooms/cleaned/", {"room": "001"}).status_code == 403


def test_the_day_in_thai(hotel: Property) -> None:
    AtDesk(hotel)
    page = shown(staff(hotel, language="th"))
    assert "พฤหัสบดี 10 ธ.ค. 2569" in page


def test_the_queries_do_not_grow_with_the_stays_of_the_day(hotel: Property, clerk: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            clerk.get(DAY)
        return len(queries)

    AtDesk(hotel).arrive()
    shown(clerk)
    few = counted()
    AtDesk(hotel, more={"room": "002"}).arrive(registered=Registered([SOMCHAI]))
    for room_type in ("DLX", "DLX"):
        book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room_type": room_type})
    book_stays(hotel, {"check_in": "2026-12-08", "check_out": "2026-12-10"}, now=ARRIVAL - timedelta(days=9))
    assert counted() == few <= MOST_QUERIES


def test_the_day_begins_at_the_hotels_midnight(hotel: Property, clerk: Client) -> None:
    AtDesk(hotel)
    midnight = datetime(2026, 12, 10, tzinfo=BANGKOK)
    assert "Somchai" in section(shown(clerk, midnight), "arrivals")
    assert "Somchai" not in section(shown(clerk, midnight - timedelta(seconds=1)), "arrivals")
