"""What cannot be understood or used: a message beside the field, what was typed kept, nothing saved, never a crash."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.bookings.models import Booking
from tests.extranet.new_booking.pressing import MALEE, NewBookingPage
from tests.hostile.fuzzing import examples

pytestmark = pytest.mark.django_db

REQUIRED = "This field is required."
HUGE = "9" * 400

WRONG_SEARCHES: list[tuple[dict[str, str], str, str]] = [
    ({"check_in": "2026-12-12", "check_out": "2026-12-10"}, "check_out", "after check-in"),
    ({"check_in": "2026-12-12", "check_out": "2026-12-12"}, "check_out", "after check-in"),
    ({"check_in": "2026-12-12", "check_out": "2028-12-12"}, "check_out", "at most 365 nights"),
    ({"check_in": "", "check_out": "2026-12-12"}, "check_in", REQUIRED),
    ({"check_in": "12/10/2026"}, "check_in", "Enter a valid date."),
    ({"check_in": "2026-02-30"}, "check_in", "Enter a valid date."),
    ({"check_in": "0001-01-01", "check_out": "0001-01-03"}, "check_out", "is not a date"),
    ({"check_in": "9999-12-31"}, "check_out", REQUIRED),
    ({"check_in": "2026-12-10\x00"}, "check_in", ""),
    ({"adults": "0", "children": "0"}, "adults", "Somebody must stay."),
    ({"adults": "two"}, "adults", "Enter a whole number."),
    ({"adults": "-1"}, "adults", "greater than or equal to 0"),
    ({"adults": "101"}, "adults", "less than or equal to 100"),
    ({"adults": HUGE}, "adults", ""),
    ({"children": "1.5"}, "children", "Enter a whole number."),
]


@pytest.mark.parametrize(("asked", "field", "message"), WRONG_SEARCHES)
def test_a_wrong_search_is_named_beside_its_field_in_the_address_and_posted(hotel, asked, field, message):
    page = NewBookingPage(hotel, **asked)
    if asked.get("check_in") != "":  # an empty one in the address is as none
        assert page.status == 422
        assert message in page.error_of(field)
        assert page.error_of(field)
    page = NewBookingPage(hotel).press("look", **asked if "check_out" in asked else asked | {"check_out": ""})
    assert page.status == 422
    assert page.error_of(field)
    for name, value in asked.items():
        if value.isprintable():
            assert page.form.values[name] == value, "what was typed is kept"


def test_what_an_address_asks_for_and_the_hotel_has_not(hotel):
    for asked in ({"room": "999"}, {"room_type": "SUITE"}, {"room": "x" * 500}, {"room_type": "\x00"}):
        page = NewBookingPage(hotel, **asked)
        assert page.status == 422
        assert "There is no room" in page.words
        assert page.rooms_left() == {"STD": 3, "DLX": 2}, "what there is, is offered"


WRONG_VALUES: list[tuple[dict[str, str | None], str, str]] = [
    ({"name": ""}, "name", REQUIRED),
    ({"name": None}, "name", REQUIRED),
    ({"name": "x" * 300}, "name", "at most 200"),
    ({"name": "Ma\x00lee"}, "name", "Null characters"),
    ({"name": "Ma\x07lee"}, "name", "cannot be stored"),
    ({"phone": "1" * 60}, "phone", "at most 40"),
    ({"email": "malee"}, "email", "valid email"),
    ({"language": "klingon!"}, "language", "Select a valid choice."),
    ({"language": ""}, "language", REQUIRED),
    ({"country": "Narnia"}, "country", "Select a valid choice."),
    ({"source": "carrier pigeon"}, "source", "Select a valid choice."),
    ({"notes": "x" * 6000}, "notes", "at most 5000"),
    ({"notes": "\x07"}, "notes", "cannot be stored"),
    ({"method": "shells"}, "method", "Select a valid choice."),
    ({"method": "cash"}, "amount", "How much was received?"),
    ({"amount": "100"}, "method", "Choose how it was paid"),
    ({"method": "cash", "amount": "abc"}, "amount", "must be an amount"),
    ({"method": "cash", "amount": "-5"}, "amount", "must not be negative"),
    ({"method": "cash", "amount": "0"}, "amount", "must be more than zero"),
    ({"method": "cash", "amount": "1.005"}, "amount", "decimals"),
    ({"method": "cash", "amount": "1500.01"}, "amount", "More than the whole booking: 1,500 THB."),
    ({"method": "cash", "amount": HUGE}, "amount", "at most 30"),
    ({"method": "cash", "amount": "1", "reference": "x" * 200}, "reference", "at most 100"),
    ({"guest_name_1": "x" * 300}, "guest_name_1", "is longer than 200 characters"),
    ({"guest_name_1": "Ma\x07lee"}, "guest_name_1", "cannot be stored"),
    ({"room_1": "999"}, "room_1", "there is no room 999"),
    ({"room_1": "x" * 50}, "room_1", "is longer than 20 characters"),
]
CHOICES = {"language", "country", "source", "method"}


def test_a_wrong_value_is_named_beside_its_field(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10").choose("STD BAR")
    for typed, field, message in WRONG_VALUES:
        page = NewBookingPage(hotel, client=page.client, check_in="2026-12-10").choose("STD BAR")
        page.press("book", **MALEE | typed)
        assert page.status == 422, typed
        assert page.error_of(field), typed
        assert message in page.error_of(field), (typed, page.error_of(field))
        assert "Not booked yet" in page.words, typed
        for name, value in typed.items():
            if name not in CHOICES | {"room_1"} and value and value.isprintable():
                assert page.form.values[name] == value, "what was typed is kept"
    assert not Booking.objects.of(hotel).exists()


def test_a_room_of_another_type_is_refused_at_its_field(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10").choose("STD BAR")
    page.press("book", **MALEE, room_1="101")
    assert page.status == 409
    assert page.error_of("room_1").startswith("Room 101 is not of type STD.")
    assert not Booking.objects.of(hotel).exists()


def test_a_wrong_own_price_is_named_beside_its_night(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12").choose("STD BAR")
    page.press("own:1")
    for price in ("abc", "-1", "1.234", "1,0,0", "1e9", "NaN", "", "๑๐๐", "0x10", "1\x00", "99999999999999"):
        page.press("book", **MALEE, **{"price_1_2026-12-11": price})
        assert page.status == 422, price
        assert page.error_of("price_1_2026-12-11"), price
        assert not page.error_of("price_1_2026-12-10"), price
        assert page.total is None
    assert not Booking.objects.of(hotel).exists()


def test_nobody_is_told_what_they_have_not_come_to_yet(page):
    assert "field__error" not in page.html
    assert "field__error" not in page.choose("STD BAR").html
    page.press("look", email="malee@")
    assert page.status == 422
    assert (page.error_of("email"), page.error_of("name")) == ("Enter a valid email address.", "")


def test_nothing_is_booked_without_a_room(page, hotel):
    page.press("book", **MALEE)
    assert page.status == 422
    assert "Please choose a room first." in page.words
    assert page.form.values["name"] == "Malee Deesuk"


def test_errors_in_thai(hotel):
    page = NewBookingPage(hotel, language="th").choose("STD BAR")
    page.press("book", method="cash", amount="9000")
    assert "ยังไม่ได้บันทึกการจอง" in page.words
    assert page.error_of("amount") == "มากกว่ายอดรวมของการจอง (1,500 บาท)"


ROOM = {"key": 1, "room_type": "STD", "rate_plan": "BAR", "check_in": "2026-12-10", "check_out": "2026-12-11", "adults": 2, "children": 0}  # fmt: skip


def test_a_basket_that_is_none_is_said_and_started_anew(hotel):
    page = NewBookingPage(hotel)
    for basket in (
        "", "{", "null", "3", "[3]", "[[]]", "[{}]", "[" * 5000, json.dumps([ROOM] * 2), json.dumps([ROOM | {"key": 0}]),
        json.dumps([ROOM | {"key": True}]), json.dumps([ROOM | {"adults": "2"}]), json.dumps([ROOM | {"more": 1}]),
        json.dumps([ROOM | {"key": n + 1} for n in range(21)]),
    ):  # fmt: skip
        page.press("book", **MALEE, basket=basket)
        assert page.status == 422, basket
        assert "could not be read" in page.words, basket
    assert not Booking.objects.of(hotel).exists()


def test_a_room_that_cannot_be_is_said_in_its_place(hotel):
    for forged in (
        {"room_type": "SUITE"}, {"rate_plan": "\x00"}, {"check_in": "soon"}, {"check_out": "2026-12-10"}, {"adults": 0},
        {"adults": -1}, {"adults": 10**30}, {"check_in": "0001-01-01"}, {"check_in": "9999-12-31"}, {"room_type": ""},
    ):  # fmt: skip
        page = NewBookingPage(hotel)
        page.press("book", **MALEE, basket=json.dumps([ROOM | forged]), own_1="on")
        assert page.status == 422, forged
        assert "notice--refuse" in page.html
        assert page.total is None
    assert not Booking.objects.of(hotel).exists()


def test_at_most_twenty_rooms(hotel):
    page = NewBookingPage(hotel)
    basket = json.dumps([ROOM | {"key": n + 1} for n in range(20)])
    page.press("add:STD BAR", basket=basket)
    assert page.status == 422
    assert "At most 20 rooms" in page.words


def test_a_product_that_is_not_sold_is_said(page):
    for product in ("STD", "STD GONE", "", "STD BAR ", "\x00"):
        page.press(f"add:{product}")
        assert page.status == 422
        assert "no longer offered" in page.words


FIELDS = st.dictionaries(
    st.sampled_from(
        ["check_in", "check_out", "adults", "children", "basket", "terms", "shown", "hold", "form", "searching",
         "wanted_room", "wanted_type", "room_1", "guest_name_1", "own_1", "price_1_2026-12-10", "price_1_all", "name",
         "phone", "email", "language", "country", "source", "source_shown", "notes", "method", "amount", "amount_shown",
         "reference"]
    ),
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(["2026-12-10", "2026-12-12", "-1", "1e5", "on", "STD", "001", "cash", "{}", "[]", "th", "9" * 50,
                         json.dumps([ROOM]), json.dumps([ROOM, ROOM | {"key": 2, "room_type": "DLX"}]), "1500.00"]),
    ),
    max_size=10,
)  # fmt: skip
BUTTONS = st.one_of(
    st.sampled_from(
        ["look", "book", "add:STD BAR", "add_own:STD NRF", "remove:1", "own:1", "plan_price:1", "pay:full", "pay:deposit",
         "find", "guest:x", "more", "enough", ""]
    ),
    st.text(string.printable, max_size=15),
)  # fmt: skip


@examples(100)
@given(typed=FIELDS, button=BUTTONS)
def test_whatever_is_posted_is_answered(page, typed, button):
    page.press(button, **{"basket": json.dumps([ROOM])} | typed)
    assert page.status in (200, 302, 409, 422)


@examples(40)
@given(
    asked=st.dictionaries(
        st.sampled_from(["check_in", "check_out", "adults", "children", "room", "room_type", "hold"]),
        st.one_of(st.text(max_size=20), st.sampled_from(["2026-12-10", "9999-12-31", "0", "001", "STD"])),
    )
)
def test_whatever_an_address_asks_is_answered(hotel, page, asked):
    assert NewBookingPage(hotel, client=page.client, **asked).status in (200, 422)
