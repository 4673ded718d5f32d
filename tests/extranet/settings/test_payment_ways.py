"""Ways to pay: entered, switched, put in order, tried out or live; keys are kept and never shown again."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kunjae.bookings.models import Booking
from kunjae.payments.models import Checkout, ProviderAccount
from kunjae.payments.providers.accounts import (
    account_of,
    accounts_of,
    enabled_providers,
    is_live,
    keys_of,
    save_account,
)
from kunjae.payments.providers.errors import KeysUnreadable, NoKeys
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.extranet.settings.pages import error_at, typed, words
from tests.hotel import FAR, book_stays, make_hotel
from tests.payments.till import checkout_row

pytestmark = pytest.mark.django_db

WAYS = "/extranet/baan-talay/settings/payments/"
NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
STRIPE, PROMPTPAY, BANK = f"{WAYS}stripe/", f"{WAYS}promptpay/", f"{WAYS}bank_transfer/"
KEYS = {
    "secret_key": "sk_live_very-secret",
    "webhook_secret": "whsec_very-secret",
    "enabled": "on",
    "seen": "",
}
TRANSFER = {"bank": "Example Bank", "account_name": "Baan Talay", "account_number": "1-2", "enabled": "on"}
NOBODY = {"number": "0000000000001", "account_name": "Baan Talay", "enabled": "on"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(FAR, tick=False) as travel:
        yield travel


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def client(hotel):
    return staff(hotel, "manager")


def fresh(hotel):
    return Property.objects.get(id=hotel.id)


def on(hotel):
    return [each.code for each, _keys in enabled_providers(fresh(hotel))]


@pytest.mark.parametrize("address", [WAYS, STRIPE])
def test_only_who_manages_the_hotel_opens_them(hotel, address):
    assert staff(hotel, "front_desk").get(address).status_code == 403
    assert staff(hotel, "manager", "m@example.com").get(address).status_code == 200
    assert staff(hotel, "manager", "m@example.com").get(f"{WAYS}nothing/").status_code == 404


def test_keys_are_kept_encrypted_and_never_come_back(hotel, client):
    assert client.post(STRIPE, KEYS).status_code == 302
    row = ProviderAccount.objects.of(hotel).get()
    assert "very-secret" not in f"{row.secrets}{row.details}"
    assert keys_of(hotel, "stripe").secrets["secret_key"] == "sk_live_very-secret"
    page = client.get(STRIPE)
    assert "very-secret" not in page.content.decode()
    assert "Kept since 25 Nov" in words(page)
    assert page["Cache-Control"].startswith("no-store")
    form = typed(page, "seen") | {"enabled": "on"}
    assert client.post(STRIPE, form | {"webhook_secret": "whsec_new"}).status_code == 302
    assert keys_of(hotel, "stripe").secrets == {
        "secret_key": "sk_live_very-secret",
        "webhook_secret": "whsec_new",
    }


@pytest.mark.parametrize(
    ("address", "given", "field"),
    [
        (STRIPE, KEYS | {"secret_key": "pk_live_public"}, "secret_key"),
        (STRIPE, KEYS | {"webhook_secret": ""}, "webhook_secret"),
        (STRIPE, KEYS | {"secret_key": "sk_" + "x" * 400}, "secret_key"),
        (PROMPTPAY, NOBODY | {"number": "1234"}, "number"),
        (PROMPTPAY, NOBODY | {"number": "0000000000002"}, "number"),
        (PROMPTPAY, NOBODY | {"reference_2": "ABC"}, "reference_2"),
        (BANK, TRANSFER | {"account_number": " "}, "account_number"),
        (
            f"{WAYS}omise/",
            {"secret_key": "skey_test_1", "webhook_secret": "a b", "cards": "on"},
            "webhook_secret",
        ),
        (f"{WAYS}omise/", {"secret_key": "skey_test_1", "webhook_secret": "YWJj"}, "cards"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(hotel, client, address, given, field):
    page = client.post(address, given)
    assert page.status_code == 422
    assert error_at(page, field)
    assert not ProviderAccount.objects.of(hotel).exists()
    other = next(name for name in given if name not in (field, "enabled", "seen"))
    assert given[other] == "on" or given[other] in page.content.decode()


def test_guests_choose_in_the_hotels_order_from_what_is_on(hotel, client):
    client.post(BANK, TRANSFER)
    client.post(PROMPTPAY, NOBODY)
    client.post(f"{WAYS}test/", {"enabled": "on", "seen": ""})
    assert on(hotel) == ["bank_transfer", "promptpay", "test"]
    order = typed(client.get(WAYS), "order")["order"]
    client.post(WAYS, {"do": "up:test", "order": order})
    assert on(hotel) == ["bank_transfer", "test", "promptpay"]
    assert client.post(WAYS, {"do": "up:promptpay", "order": order}).status_code == 409
    client.post(WAYS, {"do": "off:bank_transfer"})
    assert on(hotel) == ["test", "promptpay"]
    client.post(WAYS, {"do": "on:bank_transfer"})
    assert on(hotel) == ["bank_transfer", "test", "promptpay"]
    assert client.post(WAYS, {"do": "on:stripe"}).status_code == 422
    assert client.post(WAYS, {"do": "nonsense"}).status_code == 302


def test_a_hotel_that_is_live_offers_no_tests(hotel, client):
    client.post(f"{WAYS}test/", {"enabled": "on", "seen": ""})
    client.post(STRIPE, KEYS | {"secret_key": "sk_test_1"})
    client.post(BANK, TRANSFER)
    client.post(WAYS, {"do": "live:1"})
    assert is_live(fresh(hotel))
    assert on(hotel) == ["bank_transfer"]
    assert words(client.get(WAYS)).count("Test only: hidden from guests") == 2
    client.post(WAYS, {"do": "live:0"})
    assert on(hotel) == ["test", "stripe", "bank_transfer"]


def test_promptpay_is_offered_in_baht_alone(client):
    hotel = make_hotel("tokyo", currency="JPY")
    save_account(property=hotel, code="promptpay", values=NOBODY, enabled=True, now=FAR)
    assert on(hotel) == []


def test_who_saves_on_top_of_somebody_elses_change_is_told(hotel, client, clock):
    client.post(BANK, TRANSFER)
    mine = typed(client.get(BANK), "seen")
    clock.shift(60)
    client.post(BANK, mine | TRANSFER | {"bank": "Other Bank"})
    page = client.post(BANK, mine | TRANSFER | {"account_name": "Mine"})
    assert page.status_code == 409
    assert "Stored meanwhile: Other Bank" in words(page)
    assert account_of(hotel, "bank_transfer").details["bank"] == "Other Bank"
    again = client.post(BANK, typed(page, "seen") | TRANSFER | {"account_name": "Mine"})
    assert again.status_code == 302
    assert account_of(hotel, "bank_transfer").details["account_name"] == "Mine"


def test_the_code_of_a_promptpay_number_is_shown_before_it_is_saved(hotel, client):
    page = client.post(PROMPTPAY, NOBODY | {"do": "preview"})
    assert page.status_code == 200
    assert "data:image/svg+xml" in page.content.decode()
    assert not ProviderAccount.objects.of(hotel).exists()
    assert client.post(PROMPTPAY, NOBODY | {"number": "12", "do": "preview"}).status_code == 422


def test_a_way_to_pay_is_removed_with_its_keys_after_a_second_word(hotel, client):
    client.post(STRIPE, KEYS)
    seen = typed(client.get(STRIPE), "seen")
    assert "Remove Stripe?" in words(client.post(STRIPE, seen | {"do": "ask"}))
    assert ProviderAccount.objects.of(hotel).exists()
    assert client.post(STRIPE, {"do": "remove", "seen": "older"}).status_code == 302
    assert ProviderAccount.objects.of(hotel).exists()
    attempt = checkout_row(
        hotel, Booking.objects.of(hotel).get(code=book_stays(hotel, NIGHTS)), provider="stripe"
    )
    said = words(client.post(STRIPE, seen | {"do": "remove"}, follow=True))
    assert "A guest may be paying this way at this moment" in said
    assert keys_of(hotel, "stripe")
    ended = timezone.now() - timedelta(hours=2)
    Checkout.objects.of(hotel).filter(id=attempt.id).update(state="expired", closed_at=ended)
    client.post(STRIPE, seen | {"do": "remove"})
    with pytest.raises(NoKeys):
        keys_of(hotel, "stripe")


def test_under_another_secret_key_of_the_house_it_is_shown_as_unreadable_and_off(hotel, client, settings):
    client.post(STRIPE, KEYS)
    client.post(BANK, TRANSFER)
    settings.SECRET_KEY = "another house " * 4
    client = staff(hotel, "manager", "after@example.com")
    assert on(hotel) == ["bank_transfer"]
    with pytest.raises(KeysUnreadable):
        keys_of(hotel, "stripe")
    assert "Keys unreadable" in words(client.get(WAYS))
    page = client.get(STRIPE)
    assert "The keys cannot be read" in words(page)
    assert client.post(WAYS, {"do": "on:stripe"}).status_code == 422
    empty = typed(page, "seen") | {"enabled": "on"}
    assert client.post(STRIPE, empty).status_code == 422
    assert client.post(STRIPE, KEYS | {"seen": empty["seen"]}).status_code == 302
    assert on(hotel) == ["stripe", "bank_transfer"]


def test_the_address_for_webhooks_names_hotel_and_provider(client):
    assert "/hooks/payments/baan-talay/stripe" in words(client.get(STRIPE))
    assert "/hooks/" not in words(client.get(BANK))


def test_the_list_takes_the_same_queries_however_many_there_are(hotel, client):
    client.get(WAYS)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(WAYS)
    for code, values in [("stripe", KEYS), ("bank_transfer", TRANSFER), ("promptpay", NOBODY)]:
        save_account(property=hotel, code=code, values=values, enabled=True, now=FAR)
    secret = base64.b64encode(b"x").decode()
    values = {"secret_key": "skey_test_1", "webhook_secret": secret, "cards": "1"}
    save_account(property=hotel, code="omise", values=values, enabled=True, now=FAR)
    with CaptureQueriesContext(connection) as many:
        client.get(WAYS)
    assert len(many) == len(few)
    assert len(accounts_of(hotel)) == 5
