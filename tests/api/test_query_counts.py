"""The same number of queries, however many stays, nights and entries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.properties.models import Room
from tests.api.caller import Api
from tests.hotel import book_stays, book_two_rooms, make_hotel

DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


@pytest.fixture
def code(hotel):
    """Rooms 001 and 002, 10 to 12 December; room 001 is taken on the new dates."""
    code = book_two_rooms(hotel)
    book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"})
    return code


def queries_of(call, *args, **kwargs):
    with CaptureQueriesContext(connection) as queries:
        response = call(*args, **kwargs)
    assert response.status_code < 300, response.content.decode()
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def two_sizes():
    """A hotel with a booking of two short stays, and one with twelve long ones, of both types and plans."""
    hotel = make_hotel("sizes")
    kinds = {"STD": ["BAR", "NRF"], "DLX": ["BAR"]}
    from kunjae.properties.models import RoomType

    for code in kinds:
        room_type = RoomType.objects.of(hotel).get(code=code)
        for number in range(20):
            Room.objects.create(property=hotel, number=f"{code}{number}", room_type=room_type)
    small = book_stays(hotel, DATES | {"room": "001"}, DATES | {"room": "002"})
    stays = [
        {"check_in": "2026-12-01", "check_out": "2027-01-20", "room_type": kind, "rate_plan": plan, "room": f"{kind}{number}"}
        for number, (kind, plan) in enumerate([("STD", "BAR"), ("STD", "NRF"), ("DLX", "BAR")] * 4)
    ]  # fmt: skip
    return hotel, small, book_stays(hotel, *stays)


def moves(stays):
    return [
        {
            "op": "move_dates",
            "stay": number,
            "check_in": "2026-12-05",
            "check_out": "2027-02-01",
            "pricing": "today",
        }
        for number in range(1, stays)
    ] + [{"op": "cancel", "stay": stays}]


def test_a_preview_takes_eleven_queries_whatever_the_stays_and_nights(db):
    hotel, small, large = two_sizes()
    api = Api(hotel)
    counts = [
        queries_of(api.post, f"/bookings/{code}/changes/preview", {"operations": operations})
        for code, operations in [(small, moves(2)), (large, moves(12))]
    ]
    assert counts == [11, 11]
    assert counts[0] <= 12


@pytest.mark.parametrize("key", [None, "one"])
def test_confirming_takes_the_same_queries_whatever_the_stays_and_nights(db, key):
    hotel, small, large = two_sizes()
    api = Api(hotel)
    counts = []
    for code, operations in [(small, moves(2)), (large, moves(12))]:
        digest = api.preview(code, *operations)["digest"]
        body = {"operations": operations, "digest": digest, "record": True}
        counts.append(queries_of(api.post, f"/bookings/{code}/changes", body, key=key and key + code))
    assert counts[0] == counts[1], counts
    assert counts[0] <= (27 if key is None else 31)


def test_booking_takes_the_same_queries_whatever_the_stays_and_nights(db):
    hotel, _, _ = two_sizes()
    api = Api(hotel)
    stay = {"room_type": "STD", "rate_plan": "BAR", "guest_name": "Ada"}
    counts = [
        queries_of(api.post, "/bookings", {"booker": {"name": "A"}, "stays": stays})
        for stays in (
            [stay | {"check_in": "2027-02-25", "check_out": "2027-02-26", "room": "STD15"}],
            [stay | {"check_in": "2026-12-12", "check_out": "2027-02-20", "room": f"STD{number}"} for number in range(12, 19)],
        )
    ]  # fmt: skip
    assert counts[0] == counts[1], counts


def test_histories_take_the_same_queries_however_long(api, code):
    api.patch(f"/bookings/{code}", {"notes": "a"})
    one = queries_of(api.get, f"/bookings/{code}/changes")
    for notes in "bcdefg":
        api.patch(f"/bookings/{code}", {"notes": notes, "booker": {"name": notes}})
    assert one == queries_of(api.get, f"/bookings/{code}/changes") == 5
    assert queries_of(api.get, f"/bookings/{code}/payments") == 3
