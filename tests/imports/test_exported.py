"""Hotel files written: read again they change nothing."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kunjae.config.demo
from kunjae.imports.exported import hotel_file_text, hotel_tables, ranges
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_facts import WEEKDAYS, PriceEntry
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.rates.facts import NightRate
from tests.hotel import FAR, make_hotel

DEMO = Path(kunjae.config.demo.__file__).with_name("baan-talay.toml")
FIRST = date(2026, 12, 21)


def brought(text):
    return import_hotel(file=read_hotel_file(parse_toml(text.encode())), now=FAR)


@pytest.mark.django_db(transaction=True)
def test_the_demo_hotel_is_written_and_read_again_without_change():
    hotel = brought(DEMO.read_text()).property
    written = hotel_file_text(hotel)
    assert brought(written).changes == ()
    assert tomllib.loads(hotel_file_text(hotel)) == tomllib.loads(written)


@pytest.mark.django_db(transaction=True)
def test_a_hotel_that_was_never_in_a_file_comes_back_the_same_under_another_name():
    hotel = make_hotel()
    written = hotel_file_text(hotel).replace('slug = "baan-talay"', 'slug = "second"')
    second = brought(written).property
    assert hotel_tables(second)["room_types"] == hotel_tables(hotel)["room_types"]
    assert brought(hotel_file_text(second)).changes == ()


@pytest.mark.django_db(transaction=True)
def test_what_no_hotel_file_knows_is_not_written_and_stays():
    hotel = make_hotel()
    hotel.details = {"demo": {"example": "KJ4F2A7Q"}, "phone": "+66 76 123 456"}
    hotel.save()
    written = hotel_file_text(hotel)
    assert "KJ4F2A7Q" not in written
    again = brought(written.replace("76 123 456", "76 999 999")).property
    assert (again.details["demo"], again.details["phone"]) == ({"example": "KJ4F2A7Q"}, "+66 76 999 999")


@pytest.mark.django_db(transaction=True)
def test_everything_that_a_file_may_say_is_written(tmp_path):
    text = (
        DEMO.read_text()
        + """
[[room_types]]
code = "OLD"
name = "Old wing"
retired = true
rooms = [{ number = "901", floor = "9", beds = "1 single", retired = true }]

[[policies]]
code = "ODD"
name = "Odd"
guest_can_change = false
max_changes = 1
charge_on = "whole_stay"
clock = "earliest_arrival"
no_show_percent = "33.3333"
tiers = [{ always = true, amount = "500" }, { days_before = 7, nights = 1 }]
retired = true

[[offers]]
code = "wine"
name = "Wine"
price = "900"
"""
    )
    hotel = brought(text).property
    tables = tomllib.loads(hotel_file_text(hotel))
    assert tables["room_types"][-1]["rooms"] == [
        {"number": "901", "beds": "1 single", "floor": "9", "retired": True}
    ]
    assert tables["offers"][-1] == {
        "code": "wine",
        "name": {"th": "Wine", "en": "Wine"},
        "price": "900.00",
        "price_per": "order",
    }
    odd = next(policy for policy in tables["policies"] if policy["code"] == "ODD")
    assert odd["tiers"] == [{"always": True, "amount": "500.00"}, {"days_before": 7, "nights": 1}]
    assert brought(hotel_file_text(hotel)).changes == ()


def rate(price):
    return NightRate(price * 100)


def test_a_year_with_dearer_weekends_is_two_entries():
    nights = {
        day: rate(1800 if day.weekday() in (4, 5) else 1500)
        for day in (FIRST + timedelta(days=index) for index in range(365))
    }
    assert list(ranges(nights)) == [
        (FIRST, FIRST + timedelta(days=364), [0, 1, 2, 3, 6], rate(1500)),
        (FIRST, FIRST + timedelta(days=364), [4, 5], rate(1800)),
    ]


def test_a_night_without_a_price_ends_a_range():
    nights = {FIRST: rate(1), FIRST + timedelta(days=2): rate(1)}
    assert [(first, last) for first, last, *_ in ranges(nights)] == [
        (FIRST, FIRST),
        (FIRST + timedelta(days=2),) * 2,
    ]


@given(st.dictionaries(st.integers(0, 60), st.integers(1, 3), max_size=60))
def test_whatever_the_prices_the_ranges_say_them_all_and_no_others(prices):
    nights = {FIRST + timedelta(days=day): rate(price) for day, price in sorted(prices.items())}
    said = {}
    for first, last, weekdays, found in ranges(nights):
        entry = PriceEntry(
            rate_plan="", room_type="", first=first, last=last, rate=found, path="",
            weekdays=frozenset(weekdays or range(len(WEEKDAYS))),
        )  # fmt: skip
        for night in entry.nights():
            assert night not in said
            said[night] = found
    assert said == nights


def test_a_rate_is_another_with_another_restriction():
    nights = {FIRST: rate(1), FIRST + timedelta(days=1): replace(rate(1), closed_to_arrival=True)}
    assert [weekdays for *_, weekdays, _rate in ranges(nights)] == [[0], [1]]
