"""Bringing a hotel to what its file says."""

from datetime import date

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from kunjae.changes.queries import load_change
from kunjae.concierge.queries import offers
from kunjae.config import cli
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.inventory.models import TypeNight
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.models import Property, Room, RoomType
from kunjae.properties.queries import house
from kunjae.rates.models import NightPrice
from kunjae.rates.queries import rate_plans
from tests.changes.the_guest import confirm, move, pay_cash, to_type
from tests.hotel import FAR, book_stays
from tests.imports.files import HOTEL

pytestmark = pytest.mark.django_db


def bring(text: str = HOTEL):
    return import_hotel(file=read_hotel_file(parse_toml(text.encode())), now=FAR)


def refused(text: str) -> dict[str, str]:
    with pytest.raises(InvalidInput) as error:
        bring(text)
    return {wrong.path: wrong.code for wrong in error.value.errors}


def stay(**values: object) -> dict[str, object]:
    return {"check_in": "2026-12-10", "check_out": "2026-12-12"} | values


def test_a_new_hotel_has_everything_of_its_file():
    imported = bring()
    assert imported.is_new
    found = house(imported.property)
    assert found.capacities == {"STD": 3, "DLX": 1}
    plan = rate_plans(imported.property).by_code["BAR"]
    assert plan.policy is not None
    assert (plan.meal.value, int(plan.prepay_percent), len(plan.policy.tiers)) == ("breakfast", 30, 2)
    night = NightPrice.objects.of(imported.property).get(night=date(2026, 12, 4), room_type__code="STD")
    assert (night.price, night.min_stay) == (180050, 2)
    assert NightPrice.objects.of(imported.property).count() == 122
    (spa,) = offers(imported.property)
    assert (spa.code, spa.price, spa.price_per.value, spa.position) == ("spa", 90000, "person", 1)


def test_the_same_file_again_changes_nothing():
    bring()
    assert bring().changes == ()


def test_what_differs_is_changed_and_told():
    bring()
    text = HOTEL.replace('price = "1500"', 'price = "1600"').replace('vat_percent = "7"', 'vat_percent = "8"')
    text = text.replace('en = "Standard"', 'en = "Classic"').replace('percent = "50"', 'percent = "40"')
    told = "\n".join(bring(text).changes)
    assert "vat_percent: 7 → 8" in told
    assert "room type STD: name" in told
    assert "policy F: terms changed" in told
    assert (
        "prices of BAR in STD: 53 nights changed" in told
    )  # not the eight Fridays and Saturdays of December
    assert bring(text).changes == ()


def test_what_the_file_leaves_out_stays():
    hotel = bring().property
    bring(HOTEL.replace('"001", "002", ', "").split("[[prices]]")[0])
    assert house(hotel).capacities == {"STD": 3, "DLX": 1}
    assert NightPrice.objects.of(hotel).count() == 122


def test_a_new_room_can_be_sold_on_nights_that_were_sold_before():
    hotel = bring().property
    book_stays(hotel, stay())
    bring(HOTEL.replace('"001", ', '"001", "004", '))
    assert set(TypeNight.objects.of(hotel).values_list("capacity", flat=True)) == {4}


def test_a_retired_room_is_sold_no_more():
    hotel = bring().property
    book_stays(hotel, stay(room="001"))
    bring(HOTEL.replace('"002"', '{ number = "002", retired = true }'))
    assert set(TypeNight.objects.of(hotel).values_list("capacity", flat=True)) == {2}


def test_a_room_that_somebody_is_to_sleep_in_is_neither_retired_nor_moved():
    hotel = bring().property
    book_stays(hotel, stay(room="002"))
    retired = HOTEL.replace('"002"', '{ number = "002", retired = true }')
    assert refused(retired) == {"room_types.0.rooms.1.number": "room_in_use"}
    moved = HOTEL.replace('"002", ', "").replace('"101"', '"101", "002"')
    assert refused(moved) == {"room_types.1.rooms.1": "room_in_use"}


def test_fewer_rooms_than_are_sold_are_refused():
    hotel = bring().property
    book_stays(hotel, stay(), stay(), stay())
    text = HOTEL.replace('"001"', '{ number = "001", retired = true }')
    assert refused(text) == {"room_types.0.rooms": "oversold"}
    assert not Room.objects.of(hotel).filter(retired=True).exists()


def waits_for_money(hotel, change, *others):
    """A guest's change that keeps nights until its money has come."""
    code = book_stays(hotel, stay(room="002"))
    for other in others:
        book_stays(hotel, other)
    pay_cash(hotel, code, load_change(hotel, code).facts.booking.total * 3 // 10)
    assert confirm(hotel, code, change).pending is not None


def test_rooms_and_nights_that_are_kept_for_a_guests_change_stay():
    hotel = bring().property
    waits_for_money(hotel, to_type("DLX"))
    retired = HOTEL.replace('"101"', '{ number = "101", retired = true }')
    assert refused(retired) == {"room_types.1.rooms.0.number": "room_in_use"}


def test_fewer_rooms_than_are_sold_and_kept_are_refused():
    hotel = bring().property
    later = stay() | {"check_in": "2026-12-12", "check_out": "2026-12-13"}
    waits_for_money(hotel, move("12-10", "12-13"), later, later)
    text = HOTEL.replace('"001"', '{ number = "001", retired = true }')
    assert refused(text) == {"room_types.0.rooms": "oversold"}


def test_a_currency_in_use_stays():
    bring()
    assert refused(HOTEL.replace('"THB"', '"EUR"')) == {"property.currency": "currency_in_use"}


def test_a_currency_in_which_a_policy_asks_an_amount_stays_unless_the_policy_is_written_anew():
    policy = '[[policies]]\ncode = "F"\nname = { en = "Flexible" }\ntiers = [ { always = true, amount = "500.50" } ]'
    thb = '[property]\nslug = "new"\nname = "New"\ntimezone = "Asia/Bangkok"\ncurrency = "THB"\n'
    jpy = thb.replace("THB", "JPY")
    bring(thb + policy)
    assert refused(jpy) == {"property.currency": "currency_in_use"}
    bring(jpy + policy.replace("500.50", "1500"))
    assert Property.objects.get(slug="new").currency == "JPY"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('policy = "F"', 'policy = "G"', "rate_plans.0.policy"),
        ('rate_plan = "BAR"', 'rate_plan = "RAB"', "prices.0.rate_plan"),
        ('room_type = "STD"', 'room_type = "XXX"', "prices.0.room_type"),
    ],
)
def test_an_unknown_code_is_named_and_nothing_is_saved(old, new, path):
    assert refused(HOTEL.replace(old, new, 1)).keys() == {path}
    assert not Property.objects.exists()


def test_a_failure_while_writing_leaves_no_property_behind():
    def full_disk(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "rates_nightprice"'):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full_disk), pytest.raises(OperationalError):
        bring()
    assert not Property.objects.exists()


def test_the_number_of_statements_does_not_grow_with_rooms_and_nights():
    def statements(text: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bring(text)
        return len(queries)

    small = statements(HOTEL)
    rooms = ", ".join(f'"R{number}"' for number in range(100))
    large = (
        HOTEL.replace("baan-talay", "large")
        .replace('"101"', rooms)
        .replace("to = 2026-12-31", "to = 2027-06-30")
    )
    assert statements(large) <= small + 2  # the prices are written 2,000 at a time
    assert RoomType.objects.of(Property.objects.get(slug="large")).count() == 2


def test_the_command_prints_what_changed(tmp_path):
    path = tmp_path / "hotel.toml"
    path.write_text(HOTEL, encoding="utf-8")
    first = CliRunner().invoke(cli.main, ["import-hotel", str(path)])
    again = CliRunner().invoke(cli.main, ["import-hotel", str(path)])
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "hotel baan-talay: new" in first.output
    assert again.output == "Nothing changed.\n"


def test_the_command_names_the_key_and_the_line(tmp_path):
    path = tmp_path / "hotel.toml"
    path.write_text(HOTEL.replace('number = "003"', "number = 3"), encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["import-hotel", str(path)])
    assert result.exit_code == 1
    assert "room_types.0.rooms.2.number" in result.stderr
    path.write_text("[property\n", encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["import-hotel", str(path)])
    assert result.exit_code == 1
    assert "line 1" in result.stderr
    assert not Property.objects.exists()
