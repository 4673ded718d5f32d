"""Settings > Calendar feeds: an address is made, shown once, read, and revoked."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from kunjae.bookings.feeds import feeds_of, make_feed
from kunjae.properties.models import Room
from tests.extranet.desk import staff
from tests.extranet.settings.pages import error_at, typed, words
from tests.hotel import FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

FEEDS = "/extranet/baan-talay/settings/calendar-feeds/"


@pytest.fixture(autouse=True)
def _on_the_25th():
    with time_machine.travel(FAR, tick=False):
        yield


def test_an_address_is_made_for_a_room_shown_once_read_and_revoked(settings):
    settings.BASE_URL = "https://book.example.com"
    hotel = make_hotel()
    client = staff(hotel, "manager")
    book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"})
    Room.objects.of(hotel).filter(number="002").update(retired=True)
    form = typed(client.get(FEEDS), "room")
    assert "002" not in words(client.get(FEEDS))
    wrong = client.post(FEEDS, form | {"room": "002", "description": "x"})
    assert wrong.status_code == 422
    assert error_at(wrong, "room")
    assert typed(wrong, "room")["description"] == "x"
    made = client.post(FEEDS, form | {"room": "001", "description": "a booking site"})
    address = words(made).partition('settings-secret">')[2].partition("<")[0]
    assert address.startswith("https://book.example.com/calendar/baan-talay/")
    assert made["Cache-Control"] == "no-store"
    path = address.removeprefix("https://book.example.com")
    assert b"DTSTART;VALUE=DATE:20261210" in Client().get(path).content
    listed = words(client.get(FEEDS))
    assert "a booking site" in listed
    assert path not in listed
    (feed,) = feeds_of(hotel)
    assert feed.read_at == FAR
    for revoked, said in ((feed.id, "opens nothing"), (feed.id, "no longer in use")):
        assert said in words(client.post(FEEDS, {"revoke": str(revoked)}, follow=True))
    assert client.post(FEEDS, {"revoke": "1"}).status_code == 404
    assert Client().get(path).status_code == 404
    make_feed(property=hotel, room="", with_names=True, now=FAR)
    assert "With names" in words(client.get(FEEDS))


@pytest.mark.parametrize("role", ["front_desk", "viewer"])
def test_only_managers_see_them(role):
    assert staff(make_hotel(), role).get(FEEDS).status_code == 403
