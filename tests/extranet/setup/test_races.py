"""Two windows, two people, one moment: each page is saved once."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from kunjae.accounts.models import Membership, User
from kunjae.properties.models import Property, Room
from kunjae.rates.models import NightPrice
from tests.extranet.setup.newcomer import PAGES, PRICES, PROPERTY, ROOMS, Newcomer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """What each gives, all begun at the same moment."""
    barrier, found = threading.Barrier(len(works)), []

    def run(work) -> None:
        try:
            barrier.wait()
            found.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_first_visitors_at_once_one_becomes_the_owner() -> None:
    visitors = [Newcomer() for _ in range(4)]
    answers = at_once(
        *(
            lambda each=each, n=n: each.become_owner(email=f"v{n}@example.com")
            for n, each in enumerate(visitors)
        )
    )
    assert [answer.status_code for answer in answers] == [302] * 4
    assert User.objects.count() == 1
    signed_in = [each for each in visitors if "_auth_user_id" in each.client.session]
    assert len(signed_in) == 1


def test_the_property_page_pressed_twice_at_once_makes_one_hotel() -> None:
    first = Newcomer()
    first.become_owner()
    answers = at_once(
        *(
            lambda n=n: first.client.post(f"{PAGES}property/", PROPERTY | {"slug": f"hotel-{n}"})
            for n in range(3)
        )
    )
    assert sorted(answer.status_code for answer in answers)[0] == 302
    assert Property.objects.count() == 1
    assert Membership.objects.count() == 1


def test_the_rooms_page_pressed_twice_at_once_saves_the_rooms_of_one() -> None:
    newcomer = Newcomer()
    newcomer.walk(until="rooms")
    seen = newcomer.seen("rooms")
    answers = at_once(
        *(
            lambda n=n: newcomer.client.post(
                f"{PAGES}rooms/", seen | ROOMS | {"0-numbers": f"{n}01-{n}09", "1-numbers": f"V{n}"}
            )
            for n in (1, 2, 3)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    assert Room.objects.of(Property.objects.get()).count() == 10


def test_the_last_page_pressed_twice_at_once_opens_the_hotel_once() -> None:
    newcomer = Newcomer()
    newcomer.walk(until="prices")
    seen = newcomer.seen("prices")
    answers = at_once(
        *(
            lambda n=n: newcomer.client.post(
                f"{PAGES}prices/", seen | PRICES | {"price_0": f"{n}000", "weekend": ""}
            )
            for n in (1, 2, 3)
        )
    )
    assert sorted(answer.url for answer in answers) == ["/extranet/", "/extranet/", "/extranet/baan-talay/"]
    prices = NightPrice.objects.of(Property.objects.get()).filter(room_type__code="STD")
    assert prices.values("price").distinct().count() == 1
