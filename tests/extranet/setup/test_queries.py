"""Each page asks the database the same number of times, however large the hotel is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.extranet.desk import staff
from tests.extranet.setup.newcomer import PAGES, PRICES, Newcomer
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db(transaction=True)


def asked(client, address: str) -> int:
    client.get(address)  # what is read once and kept is read now
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code in (200, 302)
    return len(queries)


@pytest.mark.parametrize("rooms", ["101-102", "1-480"])
def test_every_page_asks_the_same_of_a_small_house_and_of_a_large_one(rooms: str) -> None:
    newcomer = Newcomer()
    newcomer.walk(until="rooms")
    assert asked(newcomer.client, f"{PAGES}rooms/") == 12
    assert newcomer.post("rooms", **{"0-numbers": rooms}).status_code == 302
    assert asked(newcomer.client, f"{PAGES}rates/") == 12
    assert newcomer.post("rates").status_code == 302
    assert asked(newcomer.client, f"{PAGES}prices/") == 12
    assert newcomer.post("prices", **PRICES).status_code == 302


def test_the_way_in_asks_one_thing_more_of_the_owner_only() -> None:
    hotel = make_hotel()
    owner, clerk = staff(hotel, "owner", "owner@example.com"), staff(hotel)
    assert asked(clerk, "/extranet/") == 3
    assert asked(owner, "/extranet/") == 4
