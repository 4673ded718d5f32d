"""The property's own settings: shown, saved, refused in words at the right field."""

from __future__ import annotations

import pytest
import time_machine

from kunjae.imports.exported import hotel_tables, property_table
from kunjae.properties.models import Property
from kunjae.rates.models import NightPrice, Policy
from tests.extranet.desk import staff
from tests.extranet.settings.pages import error_at, typed, words
from tests.hotel import FAR, make_hotel

pytestmark = pytest.mark.django_db

ADDRESS = "/extranet/baan-talay/settings/property/"


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


def stored():
    return property_table(Property.objects.get(slug="baan-talay"))


def form_of(client):
    return typed(client.get(ADDRESS), "seen")


def save(client, **changes):
    return client.post(ADDRESS, form_of(client) | changes)


@pytest.mark.parametrize("role", ["front_desk", "viewer"])
def test_who_does_not_manage_the_hotel_neither_sees_nor_saves_it(hotel, role):
    client = staff(hotel, role)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"phone": "1"}).status_code == 403


def test_what_is_shown_and_sent_back_changes_nothing(client, hotel):
    Property.objects.filter(id=hotel.id).update(
        details={
            "logo": "logo.svg",
            "pms": "one_way",
            "colour": "#0E5A5A",
            "guest_changes_close_at_check_in": True,
            "payment_hold_minutes": 45,
            "slip_hold_hours": 12,
            "phone": "+66 76 123 456",
            "address": {"th": "1 ถนนหาด", "en": "1 Beach Road\nPhuket"},
            "email": {"reservations": ["a@example.com", "b@example.com"]},
        },
        further_fees=[{"name": {"th": "ค่าธรรมเนียม", "en": "Provincial fee"}, "percent": "1"}],
    )
    before = hotel_tables(Property.objects.get(id=hotel.id))
    answer = client.post(ADDRESS, form_of(client), follow=True)
    assert "Nothing was changed." in words(answer)
    assert hotel_tables(Property.objects.get(id=hotel.id)) == before


def test_everything_on_the_page_is_saved(client):
    answer = save(
        client,
        name__th="บ้านริมทะเล",
        name__en="Baan Rim Talay",
        phone="+66 76 123 456",
        line_id="@baantalay",
        address__en="1 Beach Road",
        tax_id="0105551234567",
        branch="00000",
        email__reservations="a@example.com\r\nb@example.com",
        check_in_time="15:00",
        check_out_time="9.30",
        policy_cutoff_time="18:00",
        timezone="Asia/Phnom_Penh",
        service_charge_percent="10",
        vat_percent="7",
        vat_on_fees="",
        payment_hold_minutes="45",
        slip_hold_hours="12",
        guest_changes_close_at_check_in="on",
        languages=["en"],
    )
    assert answer.status_code == 302
    table = stored()
    assert (
        table
        | {
            "name": {"th": "บ้านริมทะเล", "en": "Baan Rim Talay"},
            "phone": "+66 76 123 456",
            "line_id": "@baantalay",
            "address": {"en": "1 Beach Road"},
            "tax_id": "0105551234567",
            "branch": "00000",
            "email": {"reservations": ["a@example.com", "b@example.com"]},
            "check_in_time": "15:00",
            "check_out_time": "09:30",
            "policy_cutoff_time": "18:00",
            "timezone": "Asia/Phnom_Penh",
            "service_charge_percent": "10",
            "vat_percent": "7",
            "vat_on_fees": False,
            "payment_hold_minutes": 45,
            "slip_hold_hours": 12,
            "guest_changes_close_at_check_in": True,
            "languages": ["en"],
            "currency": "THB",
        }
        == table
    )


def test_a_language_that_is_not_offered_keeps_its_texts(client):
    save(client, languages=["en"])
    form = form_of(client)
    assert form["name__th"] == "บ้านทะเล"  # hidden, sent back as it is
    save(client, name__en="Sea House")
    assert stored()["name"] == {"th": "บ้านทะเล", "en": "Sea House"}


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"vat_percent": "seven"}, "vat_percent", "must be a percentage from 0 to 100"),
        ({"vat_percent": ""}, "vat_percent", "This field is required."),
        ({"check_in_time": "24:00"}, "check_in_time", "Enter a time such as 14:00."),
        ({"email__reservations": "not an address"}, "email__reservations", "must be an e-mail address"),
        ({"payment_hold_minutes": "0"}, "payment_hold_minutes", "greater than or equal to 1"),
        ({"timezone": "Mars/Base"}, "timezone", "Mars/Base is not one of the available choices"),
        ({"name__th": " "}, "name__th", "This field is required."),
        ({"phone": "1\u202e2"}, "phone", "has characters that cannot be stored"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(client, wrong, field, message):
    before = stored()
    answer = save(client, line_id="@typed", **wrong)
    assert answer.status_code == 422
    assert message in error_at(answer, field)
    assert "@typed" in words(answer)
    assert stored() == before


def test_it_is_refused_in_thai_too(hotel):
    answer = save(staff(hotel, "owner", "o@example.com", "th"), vat_percent="x")
    assert "ต้องเป็นร้อยละ 0 ถึง 100" in words(answer)


def test_the_currency_is_locked_once_there_are_prices_and_free_before(client, hotel):
    assert "Cannot be changed: the hotel has prices" in words(client.get(ADDRESS))
    save(client, currency="EUR", phone="1")
    assert (stored()["currency"], stored()["phone"]) == ("THB", "1")
    NightPrice.objects.of(hotel).delete()
    assert save(client, currency="EUR").status_code == 302
    assert stored()["currency"] == "EUR"


def test_the_currency_is_locked_by_a_policy_that_asks_an_amount(client, hotel):
    NightPrice.objects.of(hotel).delete()
    Policy.objects.of(hotel).update(terms={"tiers": [{"days_before": 3, "amount": "500.50"}]})
    assert "Cannot be changed: the hotel has prices, bookings or fees" in words(client.get(ADDRESS))
    save(client, currency="JPY", phone="1")
    assert (stored()["currency"], stored()["phone"]) == ("THB", "1")


def test_fees_are_added_and_removed_as_rows(client):
    page = client.post(ADDRESS, form_of(client) | {"rows": "further_fees:add", "phone": "typed"})
    form = typed(page, "seen")
    assert (form["further_fees-count"], form["phone"]) == ("1", "typed")
    assert "field__error" not in words(page)
    form |= {
        "further_fees-0-name__th": "ค่าธรรมเนียมจังหวัด",
        "further_fees-0-name__en": "Provincial fee",
        "further_fees-0-percent": "1.5",
    }
    assert client.post(ADDRESS, form).status_code == 302
    assert stored()["further_fees"] == [
        {"name": {"th": "ค่าธรรมเนียมจังหวัด", "en": "Provincial fee"}, "percent": "1.5"}
    ]
    page = client.post(ADDRESS, form_of(client) | {"rows": "further_fees:remove:0"})
    assert stored()["further_fees"]
    assert client.post(ADDRESS, typed(page, "seen")).status_code == 302
    assert stored()["further_fees"] == []


def test_a_wrong_fee_is_named_in_its_row_and_an_empty_one_is_none(client):
    form = form_of(client) | {
        "further_fees-count": "3",
        "further_fees-1-name__th": "ก",
        "further_fees-1-percent": "101",
    }
    answer = client.post(ADDRESS, form)
    assert answer.status_code == 422
    assert "from 0 to 100" in error_at(answer, "further_fees-1-percent")
    assert not error_at(answer, "further_fees-0-percent")
    assert client.post(ADDRESS, form | {"further_fees-1-percent": "1"}).status_code == 302
    assert len(stored()["further_fees"]) == 1


def test_the_example_is_that_of_the_rules(client):
    save(client, service_charge_percent="10", vat_percent="7")
    page = words(client.get(ADDRESS))
    for figure in ("3,000 THB", "2,548.85", "254.89", "196.26", "Service charge 10%", "VAT 7%"):
        assert figure in page, figure


def test_the_example_follows_what_is_typed_and_saves_nothing(client):
    form = form_of(client) | {"vat_percent": "10", "rows": "show"}
    del form["prices_include_taxes"]
    page = words(client.post(ADDRESS, form))
    assert "a price entered as 3,000 THB becomes 3,300 THB for the guest" in page
    assert stored()["vat_percent"] == "0"
    page = words(client.post(ADDRESS, form | {"vat_percent": "ten"}))
    assert "The example needs percentages that can be read." in page


def test_what_somebody_else_saved_meanwhile_is_shown_and_not_saved_over(client):
    mine = form_of(client) | {"phone": "999", "line_id": "@mine"}
    save(client, phone="111")
    answer = client.post(ADDRESS, mine)
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in words(answer)
    assert "Stored meanwhile: 111" in words(answer)
    assert stored()["phone"] == "111"
    again = typed(answer, "seen")
    assert (again["phone"], again["line_id"]) == ("999", "@mine")
    assert client.post(ADDRESS, again).status_code == 302
    assert (stored()["phone"], stored()["line_id"]) == ("999", "@mine")


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"further_fees-count": "-1"},
        {"further_fees-count": "99999999999"},
        {"rows": "further_fees:remove:99"},
        {"rows": "nothing:add"},
        {"seen": "x" * 5000},
        {"currency": "\x00", "name__th": "\x00"},
    ],
)
def test_nonsense_is_answered_in_words(client, nonsense):
    before = stored()
    assert client.post(ADDRESS, nonsense).status_code in (200, 422)
    assert stored() == before
