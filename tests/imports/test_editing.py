"""A hotel edited piece by piece: what is not edited stays, nobody saves over what somebody else did."""

from datetime import date

import pytest

from kunjae.imports.editing import EditedMeanwhile, fingerprint, move, part_of, save_part, save_prices
from kunjae.imports.exported import hotel_tables
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.models import Property, Room, RoomType
from kunjae.properties.queries import house
from kunjae.rates.models import NightPrice, RatePlan
from tests.hotel import FAR, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hotel():
    return make_hotel()


def piece(hotel, kind, code=""):
    found = part_of(hotel_tables(Property.objects.get(id=hotel.id)), kind, code)
    return found, fingerprint(found)


def save(hotel, kind, part, seen):
    return save_part(property=hotel, kind=kind, part=part, seen=seen, now=FAR)


def wrong_paths(error):
    return [wrong.path for wrong in error.value.errors]


def test_one_room_type_is_edited_and_nothing_else(hotel):
    before = hotel_tables(hotel)
    part, seen = piece(hotel, "room_types", "DLX")
    lines = save(hotel, "room_types", part | {"beds": "2 king"}, seen)
    assert lines == ("room type DLX: beds 1 king → 2 king changed",)
    after = hotel_tables(hotel)
    assert part_of(after, "room_types", "DLX")["beds"] == "2 king"
    assert [each for each in after["room_types"] if each["code"] != "DLX"] == [
        each for each in before["room_types"] if each["code"] != "DLX"
    ]
    assert {key: after[key] for key in ("property", "policies", "rate_plans")} == {
        key: before[key] for key in ("property", "policies", "rate_plans")
    }


def test_what_somebody_else_changed_meanwhile_is_not_saved_over(hotel):
    part, seen = piece(hotel, "rate_plans", "BAR")
    save(hotel, "rate_plans", part | {"meal": "half_board"}, seen)
    with pytest.raises(EditedMeanwhile):
        save(hotel, "rate_plans", part | {"prepay_percent": "50"}, seen)
    assert piece(hotel, "rate_plans", "BAR")[0]["meal"] == "half_board"


def test_the_property_is_edited_on_what_was_seen_only(hotel):
    part, seen = piece(hotel, "property")
    save(hotel, "property", part | {"phone": "+66 76 123 456"}, seen)
    with pytest.raises(EditedMeanwhile):
        save(hotel, "property", part | {"check_in_time": "15:00"}, seen)
    again, seen = piece(hotel, "property")
    assert (again["phone"], again["check_in_time"]) == ("+66 76 123 456", "14:00")
    save(hotel, "property", again | {"check_in_time": "15:00"}, seen)
    assert piece(hotel, "property")[0]["check_in_time"] == "15:00"


def test_a_new_plan_comes_last_and_its_code_must_be_new(hotel):
    part, _seen = piece(hotel, "rate_plans", "BAR")
    save(hotel, "rate_plans", part | {"code": "LONG"}, "")
    assert [each["code"] for each in hotel_tables(hotel)["rate_plans"]] == ["BAR", "NRF", "LONG"]
    with pytest.raises(InvalidInput) as error:
        save(hotel, "rate_plans", part | {"code": "LONG"}, "")
    assert wrong_paths(error) == ["code"]


def test_wrong_values_are_named_within_the_piece(hotel):
    part, seen = piece(hotel, "room_types", "STD")
    with pytest.raises(InvalidInput) as error:
        save(hotel, "room_types", part | {"rank": "high", "rooms": [{"number": ""}]}, seen)
    assert sorted(wrong_paths(error)) == ["rank", "rooms.0.number"]
    part, seen = piece(hotel, "property")
    with pytest.raises(InvalidInput) as error:
        save(hotel, "property", part | {"timezone": "Mars/Base"}, seen)
    assert wrong_paths(error) == ["timezone"]


def test_a_room_with_guests_to_come_is_not_retired(hotel):
    book_two_rooms(hotel)
    part, seen = piece(hotel, "room_types", "STD")
    rooms = [room | {"retired": True} if room["number"] == "001" else room for room in part["rooms"]]
    with pytest.raises(InvalidInput) as error:
        save(hotel, "room_types", part | {"rooms": rooms}, seen)
    assert wrong_paths(error) == ["rooms.0.number"]
    assert not Room.objects.of(hotel).get(number="001").retired


def test_prices_of_some_nights_are_set_and_the_rest_stay(hotel):
    entry = {
        "rate_plan": "BAR",
        "room_type": "STD",
        "from": date(2026, 12, 24),
        "to": date(2026, 12, 26),
        "price": "3000",
    }
    assert save_prices(property=hotel, prices=[entry], now=FAR) == ("prices of BAR in STD: 3 nights changed",)
    nights = NightPrice.objects.of(hotel).filter(rate_plan__code="BAR", room_type__code="STD", price=300_000)
    assert nights.count() == 3
    with pytest.raises(InvalidInput) as error:
        save_prices(property=hotel, prices=[entry, entry | {"price": "much"}], now=FAR)
    assert wrong_paths(error) == ["1.price"]


def test_types_and_plans_are_moved_one_place_on_the_order_that_was_seen(hotel):
    move(property=hotel, kind="room_types", code="STD", up=True, seen=["DLX", "STD"])
    move(property=hotel, kind="rate_plans", code="BAR", up=False, seen=["BAR", "NRF"])
    assert [row.code for row in RoomType.objects.of(hotel).order_by("position")] == ["STD", "DLX"]
    assert [row.code for row in RatePlan.objects.of(hotel).order_by("position")] == ["NRF", "BAR"]
    with pytest.raises(EditedMeanwhile):
        move(property=hotel, kind="rate_plans", code="BAR", up=False, seen=["BAR", "NRF"])
    move(property=hotel, kind="rate_plans", code="NRF", up=True, seen=["NRF", "BAR"])
    assert [row.code for row in RatePlan.objects.of(hotel).order_by("position")] == ["NRF", "BAR"]


def test_the_rooms_of_a_type_stand_in_the_order_of_its_list_and_new_ones_behind(hotel):
    part, seen = piece(hotel, "room_types", "STD")
    assert save(hotel, "room_types", part, seen) == (), "who sorts nothing moves nothing"
    first, second, third = part["rooms"]
    new = {"number": "000"}
    save(hotel, "room_types", part | {"rooms": [third, first, new, second]}, seen)
    assert [room.number for room in house(hotel).all_rooms.offered("STD")] == ["003", "001", "002", "000"]
    assert [room["number"] for room in piece(hotel, "room_types", "STD")[0]["rooms"]] == [
        "003",
        "001",
        "002",
        "000",
    ]
