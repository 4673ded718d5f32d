"""Reading hotel files: what is understood, and that every wrong key is named."""

from datetime import date, time

import pytest

from kunjae.concierge.facts import PricePer
from kunjae.imports.errors import BrokenFile
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.kernel.errors import InvalidInput
from tests.imports.files import HOTEL


def read(text: str):
    return read_hotel_file(parse_toml(text.encode(), "hotel.toml"))


def wrong(text: str) -> dict[str, str]:
    """Key -> code of everything that is wrong."""
    with pytest.raises(InvalidInput) as refused:
        read(text)
    return {error.path: error.code for error in refused.value.errors}


def test_the_whole_example_is_understood():
    file = read(HOTEL)
    assert file.hotel.columns["check_in_time"] == time(14)
    assert file.hotel.details["email"] == {
        "reservations": ["front@example.com"],
        "offer_confirmation": ["upsell@example.com"],
    }
    assert [room.number for room in file.room_types[0].rooms] == ["001", "002", "003"]
    assert file.room_types[1].columns["name"] == {"th": "Deluxe", "en": "Deluxe"}
    assert file.policies[0].policy.max_changes == 2
    assert file.rate_plans[0].policy == "F"


def test_offers_are_read_as_the_concierge_has_them():
    (entry,) = read(HOTEL).offers
    assert (entry.offer.code, entry.offer.price, entry.offer.price_per) == ("spa", 90000, PricePer.PERSON)


def test_later_prices_win_on_their_weekdays():
    nights = read(HOTEL).nightly()["BAR", "STD"]
    assert len(nights) == 61
    assert (nights[date(2026, 12, 4)].price, nights[date(2026, 12, 4)].min_stay) == (180050, 2)
    assert (nights[date(2026, 12, 6)].price, nights[date(2026, 11, 6)].price) == (150000, 150000)


def test_what_is_left_out_of_the_property_has_its_default():
    file = read('[property]\nslug="x"\nname="X"\ntimezone="Europe/Lisbon"\ncurrency="EUR"\n')
    assert file.hotel.details["slip_hold_hours"] == 24
    assert file.hotel.details["payment_hold_minutes"] == 30
    assert file.hotel.columns["vat_percent"] == 0


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ('slug = "baan-talay"', 'slug = "Baan Talay"', "property.slug", "invalid_slug"),
        ('slug = "baan-talay"\n', "", "property.slug", "required"),
        ("Asia/Bangkok", "Asia/Bangkog", "property.timezone", "unknown_timezone"),
        ('"THB"', '"THX"', "property.currency", "unknown_currency"),
        ('check_in_time = "14:00"', 'check_in_time = "25:00"', "property.check_in_time", "invalid_time"),
        ('vat_percent = "7"', "vat_percent = 7.5", "property.vat_percent", "invalid_percent"),
        ('pms = "none"', 'pms = "opera"', "property.pms", "invalid_choice"),
        ('phone = "', 'telephone = "', "property.telephone", "unknown_field"),
        ('["front@example.com"]', '["front"]', "property.email.reservations.0", "invalid_email"),
        ('number = "003"', 'number = ""', "room_types.0.rooms.2.number", "required"),
        ('"001", "002"', '"001", "001"', "room_types.0.rooms.1", "given_twice"),
        ('"001", "002"', '1, "002"', "room_types.0.rooms.0", "invalid_type"),
        ("max_adults = 3", "max_adults = 1", "room_types.0.max_adults", "fewer_than_base_adults"),
        ('code = "DLX"', 'code = "STD"', "room_types.1.code", "given_twice"),
        ('percent = "50"', 'percent = "500"', "policies.0.tiers.0.percent", "invalid_percent"),
        ("guest_can_change", "guests_can_change", "policies.0.guests_can_change", "unknown_field"),
        ('meal = "breakfast"', 'meal = "brunch"', "rate_plans.0.meal", "invalid_choice"),
        ('price = "1500"', 'price = "-1500"', "prices.0.price", "negative_amount"),
        ('price = "1500"', 'price = "1500.005"', "prices.0.price", "too_many_decimals"),
        ('price = "1500"', "price = 1500.5", "prices.0.price", "invalid_amount"),
        ("to = 2026-12-31", "to = 2026-10-31", "prices.0.to", "before_from"),
        ("to = 2026-12-31", "to = 2126-10-31", "prices.0.to", "too_many_nights"),
        ('["fri", "sat"]', '["friday"]', "prices.1.weekdays.0", "invalid_choice"),
        ('["fri", "sat"]', "[]", "prices.1.weekdays", "no_weekdays"),
        ('code = "spa"', 'code = "new"', "offers.0.code", "invalid_code"),
        ('price = "900"', 'price = "9.005"', "offers.0.price", "too_many_decimals"),
        ('price = "900"', 'cost = "9"\nprice = "900"', "offers.0.cost", "unknown_field"),
        ("[[offers]]", "[[offerings]]", "offerings", "unknown_field"),
    ],
)
def test_a_wrong_key_is_named(old, new, path, code):
    assert old in HOTEL
    assert wrong(HOTEL.replace(old, new, 1)) == {path: code}


def test_everything_wrong_is_named_at_once():
    text = HOTEL.replace('percent = "50"', 'percent = "x"').replace('"1800.50"', '"1800.505"')
    assert wrong(text).keys() == {"policies.0.tiers.0.percent", "prices.1.price"}


def test_broken_toml_names_its_line():
    with pytest.raises(BrokenFile, match=r"hotel\.toml: .*line 3"):
        read("[property]\nslug = 'x'\nname x\n")


def test_text_in_another_encoding_names_its_line():
    with pytest.raises(BrokenFile, match="line 2 is not UTF-8"):
        parse_toml("[property]\nname = 'é'\n".encode("latin-1"))


@pytest.mark.parametrize("text", ["", "property = 3\n", "[[property]]\n", "room_types = 3\n"])
def test_a_file_of_something_else_is_refused(text):
    with pytest.raises(InvalidInput):
        read(text)
