"""How often the guest's change page asks the database: at most 15 times a request, however many stays and nights."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.models import Booking
from kunjae.changes.models import PendingChange
from kunjae.properties.models import Room, RoomType
from tests.guest.change.desk import pay
from tests.guest.change.pressing import GuestPage
from tests.hotel import book_stays

pytestmark = pytest.mark.django_db

SIGN_IN = 2  # the property, the session with its booking
OPEN = 6  # the booking, the house, the plans, stays and nights
ON_THE_WAY = 1  # refunds
PREVIEW = 4  # orders, prices, rooms, counters


def asked(do) -> int:
    with CaptureQueriesContext(connection) as queries:
        do()
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def counts(hotel, stays, nights):
    standard = RoomType.objects.of(hotel).get(code="STD")
    for number in range(4, 21):
        Room.objects.create(property=hotel, number=f"{number:03}", room_type=standard)
    check_in = date(2026, 12, 1)
    dates = {"check_in": check_in.isoformat(), "check_out": (check_in + timedelta(days=nights)).isoformat()}
    code = book_stays(hotel, *[dates | {"room": f"{n + 1:03}"} for n in range(stays)])
    pay(hotel, code, Booking.objects.of(hotel).get(code=code).value // 100)
    page = GuestPage(hotel, code)
    moved = {
        "check_in": (check_in + timedelta(days=7)).isoformat(),
        "check_out": (check_in + timedelta(days=6 + nights)).isoformat(),
    }
    for number in range(1, stays):
        page.choose_dates(**moved, stay=number)
    found = {
        "overview": asked(lambda: page.press("look", forged=True)),
        "dates": asked(lambda: page.press(f"dates:{stays}")),
        "picked": asked(lambda: page.press("look", forged=True, **moved)),
        "preview": asked(lambda: page.press("stage", **moved)),
    }
    assert len(page.guest.plan.touched) == stays
    assert page.guest.to_refund > 0
    found |= {
        "types": asked(lambda: page.press(f"type:{stays}")),
        "preview of a type": asked(lambda: page.press("stage", room_type="DLX")),
    }
    found["preview of a type"] -= page.guest.to_refund > 0  # whom to pay back
    assert max(found.values()) <= 15, found
    return found


@pytest.mark.parametrize(("stays", "nights"), [(1, 2), (2, 2), (8, 40)])
def test_queries_do_not_grow_with_stays_or_nights(hotel, stays, nights):
    staged = PREVIEW if stays > 1 else 0  # as soon as the other stays are to move
    whom_to_pay_back = 1
    assert counts(hotel, stays, nights) == {
        "overview": SIGN_IN + OPEN + ON_THE_WAY + staged + (whom_to_pay_back if stays > 1 else 0),
        "dates": SIGN_IN + OPEN + 2,  # prices and counters of the months shown
        "picked": SIGN_IN + OPEN + PREVIEW + 2,
        "preview": SIGN_IN + OPEN + PREVIEW + ON_THE_WAY + whom_to_pay_back,
        "types": SIGN_IN + OPEN + PREVIEW,
        "preview of a type": SIGN_IN + OPEN + PREVIEW + ON_THE_WAY,
    }


def test_asking_whether_the_money_has_come_costs_four_queries(hotel):
    page = GuestPage(hotel, book_stays(hotel, {"check_in": "2026-11-27", "check_out": "2026-11-29"}))
    page.choose_dates("2026-12-10", "2026-12-12").press("confirm")
    saw = f"{PendingChange.objects.of(hotel).get().id.hex}-waiting"
    assert asked(lambda: page.open(f"waiting/?saw={saw}")) == SIGN_IN + 3
    assert page.status == 204
