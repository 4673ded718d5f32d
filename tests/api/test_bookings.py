"""Making, reading, listing and editing bookings through the API."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.models import Booking
from tests.api.caller import Api, read, wrong_paths
from tests.hotel import FAR, book_stays, make_hotel

BOOKER = {"name": "Malee Suk", "email": "malee@example.com", "phone": "081 234 5678", "language": "th"}
STAY = {
    "room_type": "STD",
    "rate_plan": "BAR",
    "check_in": "2026-12-10",
    "check_out": "2026-12-12",
    "adults": 2,
    "children": 0,
}
DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


def test_a_booking_is_made_and_answered_whole(hotel, api):
    response = api.post(
        "/bookings",
        {
            "booker": BOOKER,
            "source": "phone",
            "notes": "Late arrival",
            "stays": [STAY | {"room": "001", "guest_name": "Ada"}, STAY | {"adults": 3}],
        },
    )
    assert response.status_code == 201
    made = read(response)
    assert response["Location"] == f"/api/v1/bookings/{made['code']}"
    pin = made.pop("pin")
    assert len(pin) == 6
    assert made["booker"] == {
        "name": "Malee Suk",
        "email": "malee@example.com",
        "phone": "+66812345678",
        "language": "th",
        "country": "",
    }
    assert (made["status"], made["version"], made["source"], made["notes"]) == (
        "reserved",
        1,
        "phone",
        "Late arrival",
    )
    assert (made["value"], made["paid"], made["due_now"], made["balance"]) == (
        "7000.00",
        "0.00",
        "0.00",
        "7000.00",
    )
    assert (made["currency"], made["changes_recorded"], made["booked_at"]) == (
        "THB",
        0,
        "2026-11-25T02:00:00Z",
    )
    first, second = made["stays"]
    assert (first["number"], first["room"], first["guest_name"], first["total"]) == (
        1,
        "001",
        "Ada",
        "3000.00",
    )
    assert (second["room"], second["total"]) == (None, "4000.00")
    assert second["nights"] == [
        {"date": "2026-12-10", "room_price": "1500.00", "extra_price": "500.00"},
        {"date": "2026-12-11", "room_price": "1500.00", "extra_price": "500.00"},
    ]
    assert read(api.get(f"/bookings/{made['code']}")) == made
    assert read(api.get(f"/bookings/{made['code'].lower()}")) == made


def test_prices_by_hand_are_room_prices_and_the_extra_charge_is_added(api):
    made = read(
        api.post(
            "/bookings",
            {"booker": BOOKER, "stays": [STAY | {"adults": 3, "nightly_prices": ["1000.00", 1200]}]},
        )
    )
    prices = [(night["room_price"], night["extra_price"]) for night in made["stays"][0]["nights"]]
    assert prices == [("1000.00", "500.00"), ("1200.00", "500.00")]


def test_what_is_left_out_takes_the_hotels_defaults(api):
    made = read(api.post("/bookings", {"booker": {"name": "A"}, "stays": [STAY]}))
    assert (made["source"], made["language"], made["booker"]["language"], made["notes"]) == (
        "direct",
        "th",
        "th",
        "",
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0812345678", "+66812345678"),
        ("+44 20 7946 0958", "+442079460958"),
        ("ask at the desk", "ask at the desk"),
        ("12", "12"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_phone_number_is_kept_in_international_form_if_it_can_be_read(api, given, kept):
    made = read(api.post("/bookings", {"booker": {"name": "A", "phone": given}, "stays": [STAY]}))
    assert made["booker"]["phone"] == kept


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ([], {"": "invalid_type"}),
        ({}, {"booker": "required"}),
        ({"booker": BOOKER}, {"stays": "required"}),
        ({"booker": BOOKER, "stays": []}, {"stays": "required"}),
        ({"booker": BOOKER, "stays": {}}, {"stays": "invalid_type"}),
        ({"booker": "Malee", "stays": [STAY]}, {"booker": "invalid_type"}),
        ({"booker": {}, "stays": [STAY]}, {"booker.name": "required"}),
        ({"booker": {"name": "A", "email": "no"}, "stays": [STAY]}, {"booker.email": "invalid_email"}),
        ({"booker": {"name": "A", "nmae": "B"}, "stays": [STAY]}, {"booker.nmae": "unknown_field"}),
        ({"booker": {"name": "A", "language": "thai!"}, "stays": [STAY]}, {"booker.language": "invalid_language"}),
        ({"booker": BOOKER, "source": "carrier pigeon", "stays": [STAY]}, {"source": "invalid_choice"}),
        ({"booker": BOOKER, "stays": [STAY | {"check_out": "2026-12-10"}]}, {"stays.0.check_out": "no_nights"}),
        ({"booker": BOOKER, "stays": [STAY | {"check_out": "2028-12-10"}]}, {"stays.0.check_out": "too_many_nights"}),
        ({"booker": BOOKER, "stays": [STAY, STAY | {"check_in": "10 Dec"}]}, {"stays.1.check_in": "invalid_date"}),
        ({"booker": BOOKER, "stays": [STAY | {"adults": -1}]}, {"stays.0.adults": "invalid_integer"}),
        ({"booker": BOOKER, "stays": [STAY | {"adults": 0}]}, {"stays.0.adults": "nobody"}),
        ({"booker": BOOKER, "stays": [STAY | {"room_type": "XXX"}]}, {"stays.0.room_type": "unknown_room_type"}),
        ({"booker": BOOKER, "stays": [STAY | {"rate_plan": "XXX"}]}, {"stays.0.rate_plan": "unknown_rate_plan"}),
        ({"booker": BOOKER, "stays": [STAY | {"room": "999"}]}, {"stays.0.room": "unknown_room"}),
        ({"booker": BOOKER, "stays": [STAY | {"nightly_prices": ["1"]}]}, {"stays.0.nightly_prices": "wrong_number_of_prices"}),
        ({"booker": BOOKER, "stays": [STAY | {"nightly_prices": ["1", "-1"]}]}, {"stays.0.nightly_prices.1": "negative_amount"}),
        ({"booker": BOOKER, "stays": [STAY | {"nightly_prices": ["1", "1.001"]}]}, {"stays.0.nightly_prices.1": "too_many_decimals"}),
        ({"booker": BOOKER, "stays": [STAY], "currency": "EUR"}, {"currency": "unknown_field"}),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_saved(hotel, api, body, wrong):
    assert wrong_paths(api.post("/bookings", body)) == wrong
    assert not Booking.objects.of(hotel).exists()


def test_all_wrong_fields_are_named_at_once_in_the_callers_language(hotel):
    response = Api(hotel, language="th").post(
        "/bookings",
        {"booker": {"name": "", "email": "x"}, "stays": [STAY | {"adults": "two", "children": "none"}]},
    )
    assert set(wrong_paths(response)) == {"booker.name", "booker.email", "stays.0.adults", "stays.0.children"}
    assert "ต้องระบุ" in response.content.decode()


def test_a_type_without_rooms_left_is_sold_out(hotel, api):
    book_stays(hotel, DATES, DATES, DATES)
    response = api.post("/bookings", {"booker": BOOKER, "stays": [STAY]})
    assert response.status_code == 409
    problem = read(response)
    assert (problem["code"], problem["room_type"], problem["nights"]) == (
        "sold_out",
        "STD",
        ["2026-12-10", "2026-12-11"],
    )


def test_a_room_that_is_taken_and_a_night_without_a_price_are_refused_with_the_problems(hotel, api):
    book_stays(hotel, DATES | {"room": "001"})
    taken = api.post("/bookings", {"booker": BOOKER, "stays": [STAY | {"room": "001"}]})
    assert taken.status_code == 422
    assert [problem["code"] for problem in read(taken)["problems"]] == ["room_taken"]
    unpriced = api.post(
        "/bookings",
        {"booker": BOOKER, "stays": [STAY | {"check_in": "2027-06-01", "check_out": "2027-06-02"}]},
    )
    assert [problem["code"] for problem in read(unpriced)["problems"]] == ["no_price"]


@pytest.mark.parametrize(
    "code", ["KJ234567", "x", "กุญแจ", "%00", "KJ%ED%A0%80", "A" * 300, "%2e%2e", "' OR 1=1"]
)
def test_a_code_that_no_booking_has_is_not_found(api, code):
    response = api.get(f"/bookings/{code}")
    assert response.status_code == 404


# Lists


def codes(response):
    assert response.status_code == 200, response.content.decode()
    return [item["code"] for item in read(response)["items"]]


@pytest.fixture
def seven(hotel):
    """Seven bookings, an hour apart, one night each from 1 December on; their codes, newest first."""
    return [
        book_stays(
            hotel,
            {"check_in": f"2026-12-0{index}", "check_out": f"2026-12-0{index + 1}"},
            now=FAR + timedelta(hours=index // 2),
        )
        for index in range(1, 8)
    ][::-1]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_a_list_is_walked_page_by_page_newest_first_each_booking_once(api, seven, limit):
    found, cursor = [], None
    for _ in range(10):
        response = api.get("/bookings", limit=limit, **({"cursor": cursor} if cursor else {}))
        assert len(codes(response)) <= limit
        found += codes(response)
        cursor = read(response)["next_cursor"]
        if cursor is None:
            break
    assert found == seven


def test_a_booking_made_meanwhile_moves_no_page(hotel, api, seven):
    first = api.get("/bookings", limit=3)
    book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-21"}, now=FAR + timedelta(days=1))
    assert codes(api.get("/bookings", limit=3, cursor=read(first)["next_cursor"])) == seven[3:6]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"arriving_from": "2026-12-06"}, [0, 1]),
        ({"arriving_to": "2026-12-02"}, [5, 6]),
        ({"arriving_from": "2026-12-03", "arriving_to": "2026-12-04"}, [3, 4]),
        ({"status": "reserved", "arriving_from": "2026-12-07"}, [0]),
        ({"status": "cancelled"}, []),
        ({"q": "somch"}, [0, 1, 2, 3, 4, 5, 6]),
        ({"q": "jaidee somchai", "arriving_from": "2026-12-07"}, [0]),
        ({"q": "345678", "arriving_from": "2026-12-07"}, [0]),
        ({"q": "nobody"}, []),
        ({"q": "\x00"}, None),
    ],
)
def test_filters_narrow_a_list(api, seven, query, expected):
    response = api.get("/bookings", **query)
    if expected is None:
        assert wrong_paths(response) == {"q": "invalid_characters"}
    else:
        assert codes(response) == [seven[index] for index in expected]


def test_a_code_is_found_by_its_beginning_and_the_pages_of_a_search_hold_together(api, seven):
    assert codes(api.get("/bookings", q=seven[2][:7].lower())) == [seven[2]]
    first = api.get("/bookings", q="somchai", limit=4)
    assert (
        codes(first) + codes(api.get("/bookings", q="somchai", limit=4, cursor=read(first)["next_cursor"]))
        == seven
    )


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"limit": "abc"}, "limit"),
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"limit": "9" * 5000}, "limit"),
        ({"status": "asleep"}, "status"),
        ({"arriving_from": "tomorrow"}, "arriving_from"),
        ({"arriving_to": "2026-02-30"}, "arriving_to"),
        ({"cursor": "garbage"}, "cursor"),
        ({"cursor": "bnVsbA"}, "cursor"),
        ({"cursor": "WzEsMl0"}, "cursor"),
        ({"cursor": "eyJhIjoxfQ"}, "cursor"),
        ({"cursor": "กุญแจ"}, "cursor"),
        ({"cursor": "[" * 250}, "cursor"),
        ({"cursor": "WyIyMDI2LTEyLTAxVDAwOjAwOjAwKzAwOjAwIiwiMSJd"}, "cursor"),
        ({"q": "x" * 101}, "q"),
        ({"page": 2}, "page"),
    ],
)
def test_a_list_names_what_is_wrong_with_its_query(api, query, wrong):
    assert set(wrong_paths(api.get("/bookings", **query))) == {wrong}


def test_a_list_takes_the_same_queries_for_one_booking_and_for_many(hotel, api):
    def queries_of_a_list():
        with CaptureQueriesContext(connection) as queries:
            assert api.get("/bookings").status_code == 200
        return len(queries)

    book_stays(hotel, DATES)
    one = queries_of_a_list()
    for day in range(10, 16):
        dates = {"check_in": f"2027-01-{day}", "check_out": f"2027-01-{day + 1}", "guest_name": "Ada"}
        book_stays(hotel, dates, dates)
    assert (one, queries_of_a_list()) == (7, 7)


def test_reading_a_booking_takes_the_same_queries_whatever_its_size(hotel, api):
    small = book_stays(hotel, DATES)
    large = book_stays(hotel, *[{"check_in": "2027-01-01", "check_out": "2027-02-20", "guest_name": "A"}] * 3)
    counts = []
    for code in (small, large):
        with CaptureQueriesContext(connection) as queries:
            api.get(f"/bookings/{code}")
        counts.append(len(queries))
    assert counts == [7, 7]


# Editing


# Availability


def test_a_hotel_with_other_money_and_net_prices(db):
    hotel = make_hotel("tokyo", currency="JPY", timezone="Asia/Tokyo", languages=["en"])
    api = Api(hotel)
    made = read(
        api.post("/bookings", {"booker": BOOKER, "stays": [STAY | {"nightly_prices": ["12345", "1"]}]})
    )
    assert (made["value"], made["currency"]) == ("12346", "JPY")
    wrong = api.post("/bookings", {"booker": BOOKER, "stays": [STAY | {"nightly_prices": ["12345.5", "1"]}]})
    assert wrong_paths(wrong) == {"stays.0.nightly_prices.0": "too_many_decimals"}


def test_the_clock_is_read_once(hotel, api):
    with time_machine.travel(FAR + timedelta(hours=1), tick=False):
        made = read(api.post("/bookings", {"booker": BOOKER, "stays": [STAY]}))
    assert made["booked_at"] == "2026-11-25T03:00:00Z"
