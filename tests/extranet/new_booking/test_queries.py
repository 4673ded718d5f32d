"""How often the page asks the database: as often for eight rooms of sixty nights as for one of one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.properties.models import Room, RoomType
from kunjae.rates.models import RatePlan
from tests.extranet.new_booking.pressing import MALEE, NewBookingPage
from tests.hotel import make_hotel, set_prices

pytestmark = pytest.mark.django_db

MENU = 1  # how many orders wait
SIGN_IN = 3 + MENU  # the session, the user, the role with its property
HOLDS = 1  # those whose time has passed
HOUSE = 3  # types, rooms, plans: their names
OFFERS = 5
PREVIEW = 6


def many_rooms():
    hotel = make_hotel()
    standard = RoomType.objects.of(hotel).get(code="STD")
    for number in range(4, 21):
        Room.objects.create(property=hotel, number=f"{number:03}", room_type=standard)
    for number in range(8):
        kind = RoomType.objects.create(
            property=hotel,
            code=f"T{number}",
            name={"en": f"T{number}"},
            base_adults=2,
            max_adults=2,
            max_children=0,
        )
        Room.objects.create(property=hotel, number=f"2{number:02}", room_type=kind)
        set_prices(hotel, RatePlan.objects.of(hotel).get(code="BAR"), kind, 1000 + number)
    return hotel


def counts(rooms: int, nights: int) -> dict[str, int]:
    hotel = many_rooms()
    check_in = date(2026, 12, 1)
    asked = {"check_in": check_in.isoformat(), "check_out": (check_in + timedelta(days=nights)).isoformat()}
    found: dict[str, int] = {}
    page = NewBookingPage(hotel)
    found["open"] = asked_of(lambda: page.see(page.client.get(page.address, asked)))
    page.choose(*["STD BAR"] * (rooms - 1))
    if rooms > 1:
        page.press("more")
    found["choose"] = asked_of(lambda: page.press("add:STD BAR"))
    found["look"] = asked_of(lambda: page.press("look"))
    found["more"] = asked_of(lambda: page.press("more"))
    numbers = {f"room_{n + 1}": f"{n + 1:03}" for n in range(rooms)}
    found["book"] = asked_of(lambda: page.press("book", **MALEE, **numbers, method="cash", amount="100"))
    assert page.status == 302, page.words
    found["booked"] = asked_of(lambda: page.client.get(page.answer["Location"]))
    return found


def asked_of(do) -> int:
    with CaptureQueriesContext(connection) as queries:
        do()
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize(("rooms", "nights"), [(1, 1), (2, 2), (8, 1), (1, 60), (8, 60)])
def test_queries_do_not_grow_with_rooms_or_nights(rooms, nights):
    assert counts(rooms, nights) == {
        "open": SIGN_IN + HOLDS + OFFERS + 2,
        "choose": SIGN_IN + HOLDS + HOUSE + PREVIEW,
        "look": SIGN_IN + HOLDS + PREVIEW + HOUSE,
        "more": SIGN_IN + HOLDS + PREVIEW + HOUSE + OFFERS,
        "book": SIGN_IN - MENU + PREVIEW + 25,
        "booked": SIGN_IN + 6,
    }
