"""Room types and rooms: their order, rooms by ranges, and what is in use is not retired."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.imports.exported import hotel_tables
from kunjae.inventory.blocking import block_room
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property, Room, RoomType
from tests.extranet.desk import staff
from tests.extranet.settings.pages import error_at, typed, words
from tests.hotel import FAR, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

ROOMS = "/extranet/baan-talay/settings/rooms/"
NEW, STANDARD = f"{ROOMS}new/", f"{ROOMS}types/STD/"


@pytest.fixture(autouse=True)
def _on_the_25th():
    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def client(hotel):
    return staff(hotel, "manager")


def tables():
    return hotel_tables(Property.objects.get(slug="baan-talay"))["room_types"]


def form_of(client, address=STANDARD):
    return typed(client.get(address), "seen")


def codes():
    return [each["code"] for each in tables()]


@pytest.mark.parametrize("address", [ROOMS, NEW, STANDARD])
def test_only_who_manages_the_hotel_opens_them(hotel, address):
    assert staff(hotel, "front_desk").get(address).status_code == 403
    assert staff(hotel, "manager", "m@example.com").get(address).status_code == 200


def test_the_list_shows_types_with_their_rooms(client):
    page = words(client.get(ROOMS))
    for text in ("Standard", "001, 002, 003", "2–3 adults, 1 child", "1 double", "Deluxe"):
        assert text in page, text


def test_a_type_is_moved_up_and_down(client):
    assert codes() == ["DLX", "STD"]
    assert client.post(ROOMS, typed(client.get(ROOMS), "order") | {"do": "up:STD"}).status_code == 302
    assert codes() == ["STD", "DLX"]
    late = client.post(ROOMS, {"order": "DLX STD", "do": "down:STD"})
    assert late.status_code == 409
    assert "Somebody else changed this meanwhile" in words(late)
    assert codes() == ["STD", "DLX"]
    for nonsense in ("up:STD", "up:NONE", "left:STD", "", "STD"):
        assert client.post(ROOMS, {"order": "STD DLX", "do": nonsense}).status_code == 302
        assert codes() == ["STD", "DLX"]


def test_what_is_shown_and_sent_back_changes_nothing(client):
    before = tables()
    answer = client.post(STANDARD, form_of(client), follow=True)
    assert "Nothing was changed." in words(answer)
    assert tables() == before


def test_a_type_and_its_rooms_are_edited(client):
    form = form_of(client) | {"name__en": "Classic", "rank": "3", "max_children": "2"}
    form |= {"rooms-0-floor": "1", "rooms-2-beds": ""}
    assert client.post(STANDARD, form).status_code == 302
    standard = next(each for each in tables() if each["code"] == "STD")
    assert (standard["name"]["en"], standard["rank"], standard["max_children"]) == ("Classic", 3, 2)
    assert standard["rooms"] == [{"number": "001", "floor": "1"}, {"number": "002"}, {"number": "003"}]


def test_rooms_are_put_into_an_order(client):
    form = form_of(client)
    again = client.post(STANDARD, form | {"rows": "rooms:up:2"})
    assert again.status_code == 200
    numbers = [row["number"].value() for row in again.context["form"].rows["rooms"]]
    assert numbers == ["001", "003", "002"]
    swapped = {
        "rooms-1-number": "003",
        "rooms-1-beds": "2 single",
        "rooms-2-number": "002",
        "rooms-2-beds": "",
    }
    assert client.post(STANDARD, form | swapped).status_code == 302
    standard = next(each for each in tables() if each["code"] == "STD")
    assert [room["number"] for room in standard["rooms"]] == ["001", "003", "002"]


def test_a_new_type_with_rooms_by_a_range(client):
    form = form_of(client, NEW)
    form |= {
        "code": "SUI",
        "name__th": "ห้องสวีท",
        "name__en": "Suite",
        "more-numbers": "301-303, 305",
        "more-floor": "3",
    }
    page = client.post(NEW, form | {"rows": "rooms:more"})
    assert "SUI" not in codes()
    form = typed(page, "seen")
    assert (form["code"], form["rooms-count"], form["more-numbers"]) == ("SUI", "4", "")
    form["rooms-3-floor"] = "4"
    assert client.post(NEW, form).status_code == 302
    assert codes()[-1] == "SUI"
    assert tables()[-1]["rooms"] == [
        {"number": "301", "floor": "3"},
        {"number": "302", "floor": "3"},
        {"number": "303", "floor": "3"},
        {"number": "305", "floor": "4"},
    ]


def test_a_range_that_was_typed_is_not_lost_by_saving_at_once(client):
    assert client.post(STANDARD, form_of(client) | {"more-numbers": "004-005"}).status_code == 302
    assert [room["number"] for room in tables()[1]["rooms"]] == ["001", "002", "003", "004", "005"]


@pytest.mark.parametrize(
    ("numbers", "message"),
    [("009-004", "009-004 runs backwards."), ("001-004", "Already in the list: 001, 002, 003")],
)
def test_a_wrong_range_saves_nothing_and_stays(client, numbers, message):
    answer = client.post(STANDARD, form_of(client) | {"more-numbers": numbers, "beds": "typed"})
    assert answer.status_code == 422
    assert error_at(answer, "more-numbers") == message
    assert typed(answer, "seen")["more-numbers"] == numbers
    assert 'value="typed"' in words(answer)
    assert len(tables()[1]["rooms"]) == 3


def test_a_code_that_is_taken_is_refused_at_its_field(client):
    form = form_of(client, NEW) | {"code": "DLX", "name__th": "อื่น", "name__en": "Other"}
    answer = client.post(NEW, form)
    assert answer.status_code == 422
    assert error_at(answer, "code") == "there is one with this code already"
    assert client.post(NEW, form | {"code": "D X"}).status_code == 422


def test_wrong_values_are_told_at_their_fields(client):
    form = form_of(client) | {"base_adults": "4", "rank": "best", "rooms-0-floor": "x" * 21}
    answer = client.post(STANDARD, form)
    assert answer.status_code == 422
    assert error_at(answer, "max_adults") == "Must be at least as many as are in the price."
    assert error_at(answer, "rank") == "Enter a whole number."
    assert "at most 20 characters" in error_at(answer, "rooms-0-floor")


def test_a_number_that_stands_twice_is_refused(client):
    form = form_of(client) | {"rooms-count": "5", "rooms-3-number": "004", "rooms-4-number": "004"}
    answer = client.post(STANDARD, form)
    assert answer.status_code == 422
    assert error_at(answer, "rooms-4-number") == "This number is in the list twice."


def test_a_room_of_another_type_moves_only_when_asked(client, hotel):
    form = form_of(client) | {"rooms-count": "4", "rooms-3-number": "101"}
    answer = client.post(STANDARD, form)
    assert answer.status_code == 422
    assert error_at(answer, "rooms-3-number") == "Belongs to Deluxe."
    assert client.post(STANDARD, typed(answer, "seen") | {"move_rooms": "on"}).status_code == 302
    assert Room.objects.of(hotel).get(number="101").room_type.code == "STD"


def test_a_room_with_guests_to_come_is_not_retired_and_their_stay_is_named(client, hotel):
    code = book_two_rooms(hotel)
    answer = client.post(STANDARD, form_of(client) | {"rooms-0-retired": "on"})
    assert answer.status_code == 422
    assert "Somebody is to sleep here." in error_at(answer, "rooms-0-number")
    assert f'bookings/{code}/">{code}</a> 10–12 Dec 2026' in words(answer)
    assert not Room.objects.of(hotel).get(number="001").retired
    assert client.post(STANDARD, form_of(client) | {"rooms-2-retired": "on"}).status_code == 302
    assert Room.objects.of(hotel).get(number="003").retired


def test_a_blocked_room_is_not_retired_either(client, hotel):
    dates = StayDates(date(2026, 12, 1), date(2026, 12, 3))
    block_room(property=hotel, room="003", dates=dates, reason="Paint", now=FAR)
    answer = client.post(STANDARD, form_of(client) | {"rooms-2-retired": "on"})
    assert answer.status_code == 422
    assert "Block (Paint) 1–3 Dec 2026" in words(answer)


def test_a_retired_type_stays_with_all_that_it_had(client, hotel):
    book_two_rooms(hotel)
    assert client.post(STANDARD, form_of(client) | {"retired": "on"}).status_code == 302
    assert RoomType.objects.of(hotel).get(code="STD").retired
    assert "Retired" in words(client.get(ROOMS))


def test_what_somebody_else_changed_meanwhile_is_not_saved_over(client):
    mine = form_of(client) | {"rooms-0-floor": "9", "beds": "mine"}
    client.post(STANDARD, form_of(client) | {"rooms-1-floor": "2", "beds": "theirs"})
    answer = client.post(STANDARD, mine)
    assert answer.status_code == 409
    assert error_at(answer, "beds") == "Stored meanwhile: theirs"
    assert "Stored meanwhile: 001; 002, 2; 003, 2 single" in words(answer)
    assert tables()[1]["beds"] == "theirs"
    assert client.post(STANDARD, typed(answer, "seen")).status_code == 302
    assert tables()[1]["beds"] == "mine"


def test_the_pages_take_as_many_queries_for_a_hundred_rooms_as_for_three(client):
    def queries_of(address):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    few = [queries_of(address) for address in (ROOMS, STANDARD)]
    client.post(STANDARD, form_of(client) | {"more-numbers": "400-499"})
    assert [queries_of(address) for address in (ROOMS, STANDARD)] == few
    assert max(few) <= 12


def test_a_large_house_is_edited_as_a_small_one(client, hotel):
    kind = RoomType.objects.of(hotel).get(code="STD")
    numbers = [str(number) for number in range(1001, 1401)]
    Room.objects.bulk_create([Room(property=hotel, number=number, room_type=kind) for number in numbers])
    form = form_of(client)
    assert len(form) > 1_000
    assert client.post(STANDARD, form | {"rooms-3-floor": "9"}).status_code == 302
    assert Room.objects.of(hotel).filter(floor="9").count() == 1


@pytest.mark.parametrize("code", ["NONE", "%00", "x" * 300])
def test_a_type_that_is_not_there_is_not_found(client, code):
    assert client.get(f"{ROOMS}types/{code}/").status_code == 404


def test_another_hotels_types_are_not_touched(client, hotel):
    other = make_hotel("other")
    client.post(STANDARD, form_of(client) | {"beds": "mine"})
    assert RoomType.objects.of(other).get(code="STD").beds == "1 double"
    assert staff(other, "owner", "o@example.com").get(STANDARD).status_code == 404


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"rooms-count": "7"},
        {"rooms-count": "x"},
        {"rows": "rooms:remove:x"},
        {"more-numbers": "\x00"},
        {"rooms-0-number": "\x00", "rooms-count": "1"},
    ],
)
def test_nonsense_is_answered_in_words(client, nonsense):
    before = tables()
    for address in (NEW, STANDARD):
        assert client.post(address, nonsense).status_code in (200, 422)
    assert tables() == before
