"""How often the change page asks the database: as often for eight rooms of sixty nights as for one of one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.properties.models import Room, RoomType
from tests.extranet.change.pressing import ChangePage
from tests.hotel import book_stays, make_hotel

pytestmark = pytest.mark.django_db

SIGN_IN = 3  # the session, the user, the role with its property
MENU = 1  # how many orders wait
ORDERS = 1  # what follows its stay; asked for with whatever is staged


def many_rooms():
    hotel = make_hotel()
    standard = RoomType.objects.of(hotel).get(code="STD")
    for number in range(4, 21):
        Room.objects.create(property=hotel, number=f"{number:03}", room_type=standard)
    return hotel


def counts(stays: int, nights: int) -> dict[str, int]:
    """Queries of opening the page, of the preview of moving every stay a week on, of the question, of saving it."""
    hotel = many_rooms()
    check_in = date(2026, 12, 1)
    dates = {"check_in": check_in.isoformat(), "check_out": (check_in + timedelta(days=nights)).isoformat()}
    page = ChangePage(hotel, book_stays(hotel, *[dates | {"room": f"{n + 1:03}"} for n in range(stays)]))
    moved = {
        "check_in": (check_in + timedelta(days=7)).isoformat(),
        "check_out": (check_in + timedelta(days=7 + nights)).isoformat(),
    }
    for number in range(1, stays):
        page.press(f"edit:{number}").press("stage", **moved)
    found: dict[str, int] = {}
    found["edit"] = asked(lambda: page.press(f"edit:{stays}"))
    found["look"] = asked(lambda: page.press("look", **moved))
    found["preview"] = asked(lambda: page.press("stage", **moved))
    assert len(page.plan.touched) == stays
    found["confirm"] = asked(lambda: page.press("confirm"))
    found["save"] = asked(lambda: page.press("save"))
    assert page.status == 302
    found["open"] = asked(lambda: page.see(page.client.get(page.address)))
    return found


def asked(do) -> int:
    with CaptureQueriesContext(connection) as queries:
        do()
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize(("stays", "nights"), [(1, 1), (2, 2), (8, 1), (1, 60), (8, 60)])
def test_queries_do_not_grow_with_stays_or_nights(stays, nights):
    # prices, rooms, counters and orders, as soon as the other stays are to move
    staged = 3 + ORDERS if stays > 1 else 0
    assert counts(stays, nights) == {
        "open": SIGN_IN + 6 + MENU,
        # the rooms it could have; the calendar's prices and rooms left
        "edit": SIGN_IN + 6 + staged + 3 + ORDERS + 2 + MENU,
        # what is staged, and what it would be with what is typed
        "look": SIGN_IN + 6 + staged + 3 + ORDERS + 2 + MENU,
        "preview": SIGN_IN + 9 + ORDERS + MENU,
        "confirm": SIGN_IN + 9 + ORDERS + MENU,
        "save": SIGN_IN + 9 + ORDERS + 13,
    }
