"""The history of a booking."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kunjae.bookings.models import Guest, Note
from kunjae.changes.commands import Details, change_at_once, check_in, edit_details
from kunjae.changes.operations_text import operations_from_json
from kunjae.properties.models import Property, RoomType
from tests.extranet.desk import staff
from tests.hotel import CLERK, FAR, NEAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

MOVE = {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-22", "room": "003"}


def change(
    hotel: Property, code: str, *operations: dict[str, object], record: bool = True, reason: str = ""
) -> None:
    change_at_once(
        property=hotel,
        code=code,
        operations=operations_from_json(list(operations), hotel.currency),
        actor=CLERK,
        now=NEAR,
        record=record,
        reason=reason,
    )


def page(client: Client, code: str, rest: str = "") -> str:
    answer = client.get(f"/extranet/baan-talay/bookings/{code}/history/{rest}")
    assert answer.status_code == 200, answer.content
    return re.sub(r"\s+", " ", answer.content.decode())


def test_every_entry_says_who_when_why_and_how_much_with_the_booking_itself_last() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change(hotel, code, MOVE, {"op": "cancel", "stay": 2}, reason="asked by phone")
    change(hotel, code, {"op": "reinstate", "stay": 2}, record=False)
    edit_details(property=hotel, code=code, details=Details(notes="Quiet"), actor=CLERK, now=NEAR)
    check_in(property=hotel, code=code, stay=2, actor=CLERK, now=NEAR)
    text = page(staff(hotel), code)
    for words in (
        "8 Dec 2026 09:00", "clerk@example.com", "asked by phone", "Room 1: dates moved to 20–22 Dec 2026, room 003",
        "Room 2: cancelled", "Room 2: reinstated", "+3,000", "0", "recorded", "fee 3,000 THB", "not recorded",
        "Details edited", "Notes", "Checked in", "Booked", "25 Nov 2026 09:00",
    ):  # fmt: skip
        assert words in text, words
    order = [
        text.index(words) for words in ("Checked in", "Details edited", "reinstated", "cancelled", ">Booked<")
    ]
    assert order == sorted(order)


def test_a_fee_that_was_not_charged_is_named() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change(hotel, code, {"op": "cancel", "stay": 2}, record=False)
    text = page(staff(hotel), code)
    assert "fee of 1,500 THB not charged" in text
    assert "−3,000" in text
    assert "Fee not charged" in page(staff(hotel), code, "1/")


def test_an_entry_shows_before_and_after_with_what_changed_marked() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change(hotel, code, MOVE, reason="asked by phone")
    text = page(staff(hotel), code, "1/")
    for words in (
        "10–12 Dec 2026, 2 nights", "20–22 Dec 2026, 2 nights", '<tr class="is-changed"><th scope="row">Dates',
        '<tr class="is-changed"><th scope="row">Room number', "<td>001</td><td>003", "compare__mark",
        "asked by phone", "Nothing changed here.", "Current", "Total change", "Recorded: it counts as one change",
    ):  # fmt: skip
        assert words in text, words
    assert '<tr class="is-changed"><th scope="row">Room type' not in text


def test_the_whole_old_booking_can_be_read() -> None:
    hotel = make_hotel()
    code = book_stays(
        hotel,
        {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001", "guest_name": "Anna Müller"},
        notes="Late arrival",
    )
    change(hotel, code, MOVE)
    client = staff(hotel)
    before, after = page(client, code, "1/?view=before"), page(client, code, "1/?view=after")
    for words in (
        "Thu 10 Dec 2026",
        "Standard 001",
        "Anna Müller",
        "Somchai Jaidee",
        "Late arrival",
        "Free until 7 Dec 2026",
    ):
        assert words in before, words
    assert "Sun 20 Dec 2026" in after
    assert "Standard 003" in after
    assert "Standard 001" not in after
    assert 'method="post" action="/extranet/baan-talay' not in before  # nothing in it can be edited
    assert client.get(f"/extranet/baan-talay/bookings/{code}/history/1/?view=nonsense").status_code == 200


def test_the_history_reads_its_own_copy_not_todays_tables() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change(hotel, code, MOVE)
    change(hotel, code, {"op": "cancel", "stay": 1}, {"op": "cancel", "stay": 2})
    RoomType.objects.of(hotel).filter(code="STD").update(name={})
    before = page(staff(hotel), code, "1/?view=before")
    assert "Thu 10 Dec 2026" in before
    assert "STD 001" in before
    assert "6,000" in before
    assert "Agreed, no longer counted" not in before


def test_who_was_erased_has_a_word_in_place_of_a_name() -> None:
    hotel = make_hotel()
    code = book_stays(
        hotel,
        {"check_in": "2026-12-10", "check_out": "2026-12-12", "guest_name": "Anna Müller"},
        notes="Diabetic",
    )
    change(hotel, code, {"op": "set_guest", "stay": 1, "guest_name": "Ben Okri"})
    Guest.objects.of(hotel).update(name="", phone="", email="", erased_at=NEAR)
    Note.objects.of(hotel).update(text="", erased_at=NEAR)
    client, thai = staff(hotel), staff(hotel, language="th")
    for rest in ("", "1/", "1/?view=before"):
        text = page(client, code, rest)
        assert "(erased)" in text, rest
        assert not any(name in text for name in ("Anna", "Ben", "Diabetic", "Somchai")), rest
        assert "(ลบข้อมูลแล้ว)" in page(thai, code, rest)


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (
            {"op": "change_room_type", "stay": 1, "room_type": "DLX", "room": "101"},
            "room type Deluxe, room 101",
        ),
        ({"op": "change_guests", "stay": 1, "adults": 1, "children": 1}, "guests: 1 adult, 1 child"),
        ({"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF"}, "rate plan Non-refundable"),
        (
            {"op": "set_prices", "stay": 1, "nightly_prices": ["1000", "1100.50"]},
            "own price 1,000 + 1,100.50",
        ),
        ({"op": "assign_room", "stay": 1, "room": None}, "room assigned later"),
        ({"op": "assign_room", "stay": 1, "room": "003"}, "room 003"),
        ({"op": "set_terms", "stay": 1, "meal": "none", "policy": None}, "Room only, policy taken away"),
        ({"op": "set_guest", "stay": 1, "guest_name": "Ben Okri"}, "guest Ben Okri"),
        ({"op": "no_show", "stay": 1}, "did not show up"),
        (
            {
                "op": "add_stay",
                "room_type": "DLX",
                "rate_plan": "BAR",
                "check_in": "2026-12-10",
                "check_out": "2026-12-11",
            },
            "Room 3: added: Deluxe, Breakfast included, 10–11 Dec 2026, 2 adults",
        ),
        ({**MOVE, "pricing": "today"}, "at today&#x27;s price"),
    ],
)
def test_each_operation_is_told_in_words(operation: dict[str, object], words: str) -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change(hotel, code, operation)
    client = staff(hotel)
    assert words in page(client, code)
    assert words in page(client, code, "1/")
    page(staff(hotel, language="th"), code, "1/")


def test_a_stay_that_moves_is_told_in_both_bookings() -> None:
    hotel = make_hotel()
    source = book_two_rooms(hotel)
    target = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"}, now=FAR)
    change(hotel, source, {"op": "move_to_booking", "stay": 2, "booking": target})
    client = staff(hotel)
    assert f"moved to booking {target}" in page(client, source)
    assert "Moved away" in page(client, source, "1/")
    assert f"came from booking {source}" in page(client, target)
    assert "Added" in page(client, target, "1/")


def test_reading_the_history_takes_as_many_queries_for_one_entry_as_for_ten(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    change(hotel, code, {"op": "set_guest", "stay": 1, "guest_name": "Guest 0"})
    with django_assert_num_queries(10):
        page(client, code)
    for number in range(1, 10):
        change(hotel, code, {"op": "set_guest", "stay": 1, "guest_name": f"Guest {number}"})
    with django_assert_num_queries(10):
        page(client, code)
    with django_assert_num_queries(10):
        page(client, code, "10/")


def test_an_entry_that_is_not_there_is_not_found() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    for number in ("0", "1", str(10**30)):
        assert client.get(f"/extranet/baan-talay/bookings/{code}/history/{number}/").status_code == 404
