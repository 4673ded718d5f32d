"""What can be booked, for programs: rooms, prices, policy, restrictions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.rates.models import RatePlan
from tests.api.caller import read, wrong_paths
from tests.hotel import book_stays

BOOKER = {"name": "Malee Suk", "email": "malee@example.com", "phone": "081 234 5678", "language": "th"}
DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


def test_availability_tells_rooms_prices_policy_and_restrictions_of_everything_on_sale(hotel, api):
    book_stays(hotel, DATES)
    response = api.get("/availability", check_in="2026-12-11", check_out="2026-12-13", adults=3, children=1)
    items = read(response)["items"]
    assert [(item["room_type"], item["rate_plan"]) for item in items] == [
        ("DLX", "BAR"),
        ("STD", "BAR"),
        ("STD", "NRF"),
    ]
    standard = items[1]
    assert (standard["rooms_left"], standard["total"], standard["bookable"], standard["reasons"]) == (
        2,
        "4500.00",
        True,
        [],
    )
    assert standard["nights"][0] == {"date": "2026-12-11", "room_price": "1500.00", "extra_price": "750.00"}
    assert standard["policy"]["tiers"] == [
        {"days_before": 3, "percent": "50"},
        {"days_before": 1, "percent": "100"},
    ]
    assert (items[2]["policy"], items[2]["rate_plan_name"]["en"]) == (None, "Non-refundable")


def test_what_availability_says_is_what_booking_costs(hotel, api):
    wanted = {"check_in": "2026-12-11", "check_out": "2026-12-14", "adults": 3, "children": 1}
    for item in read(api.get("/availability", **wanted))["items"]:
        stay = wanted | {"room_type": item["room_type"], "rate_plan": item["rate_plan"]}
        made = read(api.post("/bookings", {"booker": BOOKER, "stays": [stay]}))
        assert (made["value"], made["stays"][0]["nights"]) == (item["total"], item["nights"])


@pytest.mark.parametrize(
    ("restriction", "query", "reason"),
    [
        ({"min_stay": 3}, {}, "min_stay"),
        ({"closed": True}, {}, "closed"),
        ({"closed_to_arrival": True}, {}, "closed_to_arrival"),
        ({"closed_to_departure": True}, {}, "closed_to_departure"),
        ({}, {"adults": 4}, "occupancy"),
        ({}, {"check_in": "2027-02-28", "check_out": "2027-03-03"}, "no_price"),
        ({}, {"check_in": "2026-11-20", "check_out": "2026-11-21"}, "past_check_in"),
    ],
)
def test_availability_says_why_something_cannot_be_booked(hotel, api, restriction, query, reason):
    from kunjae.rates.models import NightPrice

    if restriction:
        NightPrice.objects.of(hotel).update(**restriction)
    item = read(api.get("/availability", **DATES | query))["items"][-1]
    assert (item["bookable"], item["reasons"]) == (False, [reason])
    assert (item["total"] is None) == (reason == "no_price")


def test_availability_of_a_sold_out_type_and_of_a_retired_plan(hotel, api):
    book_stays(hotel, DATES, DATES, DATES)
    RatePlan.objects.of(hotel).filter(code="NRF").update(retired=True)
    items = read(api.get("/availability", **DATES))["items"]
    assert [(item["rate_plan"], item["rooms_left"], item["reasons"]) for item in items] == [
        ("BAR", 2, []),
        ("BAR", 0, ["sold_out"]),
    ]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({}, {"check_in", "check_out"}),
        ({"check_in": "2026-12-10"}, {"check_out"}),
        ({"check_in": "x", "check_out": "2026-12-10"}, {"check_in"}),
        (DATES | {"check_out": "2026-12-10"}, {"check_out"}),
        (DATES | {"check_out": "2028-12-10"}, {"check_out"}),
        (DATES | {"adults": "two"}, {"adults"}),
        (DATES | {"adults": 0}, {"adults"}),
        (DATES | {"room": "001"}, {"room"}),
    ],
)
def test_availability_names_what_is_wrong_with_its_query(api, query, wrong):
    assert set(wrong_paths(api.get("/availability", **query))) == wrong


def test_availability_takes_the_same_queries_for_any_stay(api):
    counts = []
    for check_out in ("2026-12-11", "2027-03-01"):
        with CaptureQueriesContext(connection) as queries:
            api.get("/availability", check_in="2026-12-10", check_out=check_out)
        counts.append(len(queries))
    assert counts == [6, 6]
