"""From the offer into the basket, from the basket to the order: nothing is ordered that the guest has not seen."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from kunjae.concierge.commands.catalogue import save_offer
from kunjae.concierge.models import Offer, Order
from kunjae.payments.providers.accounts import save_account
from tests.guest.concierge.shopper import SPA_AT_TWO, shopper
from tests.guest.paying.payer import ACCOUNT
from tests.guest.visitor import DETAILS
from tests.hotel import CLERK, FAR, book_stays
from tests.ordering.the_counter import (
    DELUXE,
    NIGHTS,
    SPA,
    SUITE,
    TAXI,
    make_resort,
    massage,
    offer,
    order,
    read_offer,
    stayed,
)

pytestmark = pytest.mark.django_db


def standing(guest):
    """Offer, amount and status of what was ordered, in its order."""
    return list(Order.objects.of(guest.hotel).order_by("id").values_list("offer__code", "amount", "status"))


def test_a_basket_of_several_is_looked_at_and_ordered_at_once():
    guest = shopper().open("concierge/spa/")
    assert "Thu 10 Dec" in guest.text
    guest.choose("spa", **SPA_AT_TWO | {"number": "2"}, **{"q-wishes": "A <quiet> room"}).follow()
    assert "Thu 10 Dec 14:00" in guest.text
    assert "2 × 900 THB per person" in guest.text
    assert "Wishes: A <quiet> room" in guest.text
    guest.choose("to-deluxe").follow()
    assert "2 × 700 THB per night" in guest.text
    assert "Total price 3,200 THB" in guest.text
    assert standing(guest) == []
    guest.order().follow()
    assert "Your orders are received." in guest.text
    assert standing(guest) == [("spa", 180000, "unconfirmed"), ("to-deluxe", 140000, "unconfirmed")]
    assert Order.objects.of(guest.hotel).get(offer__code="spa").texts["wishes"]["text"] == "A <quiet> room"
    assert "Your basket is empty" in guest.open("basket/").text


def test_what_the_hotel_confirms_by_itself_is_said_to_be_confirmed():
    guest = shopper()
    guest.choose("taxi")
    assert "The hotel answers every order" not in guest.follow().text
    guest.order().follow()
    assert "Your order is confirmed." in guest.text
    assert standing(guest) == [("taxi", 120000, "confirmed")]


def test_taxes_are_taken_apart_before_ordering():
    hotel = make_resort(details=DETAILS, service_charge_percent=10, vat_percent=7)
    guest = shopper(hotel)
    guest.choose("taxi").follow()
    assert "Net price 1,019.54" in guest.text
    assert "Service charge 10% 101.95" in guest.text
    assert "VAT 7% 78.51" in guest.text


@pytest.mark.parametrize(
    ("currency", "price", "shown"), [("JPY", "900", "1,800 JPY"), ("KWD", "9.125", "18.250 KWD")]
)
def test_money_of_any_decimals(currency, price, shown):
    hotel = make_resort(offered=(SPA | {"price": price},), currency=currency, details=DETAILS)
    guest = shopper(hotel)
    guest.choose("spa", **SPA_AT_TWO | {"number": "2"}).follow()
    assert f"Total price {shown}" in guest.text
    assert guest.order().status == 302


def test_what_is_missing_or_wrong_is_said_at_its_field_and_what_was_typed_is_kept():
    guest = shopper().choose("spa", number="2", **{"q-wishes": "By the window"})
    assert guest.status == 422
    assert "Please look at what is marked below." in guest.text
    assert "By the window" in guest.text
    assert re.search(r"Day: [a-z]", guest.text)
    guest.choose("spa", **SPA_AT_TWO | {"slot": "2026-12-11 14:00"})
    assert guest.status == 422  # the time was chosen for another day
    assert re.search(r"Time: [a-z]", guest.text)
    for wrong in (
        {"number": "0"},
        {"number": "9999999999"},
        {"number": "two"},
        {"day": "2027-01-01", "slot": "14:00"},
    ):
        assert guest.choose("spa", **SPA_AT_TWO | wrong).status == 422
    assert "Your basket is empty" in guest.open("basket/").text
    for odd in (
        {"q-wishes": "a\0b"},
        {"q-wishes": "x" * 1_999},
        {"day": "\0"},
        {"slot": "\0 14:00"},
        {"number": "²"},
    ):
        assert guest.choose("spa", **SPA_AT_TWO | odd).status == 422
    assert guest.send("basket/", {"do": "remove:\0", "seen": "\0:9"}).status == 302
    assert guest.open("concierge/nothing/").status == 404
    assert guest.open("concierge/spa%00/").status == 404


def test_the_price_is_told_while_the_form_is_filled_in():
    guest = shopper()
    typed = SPA_AT_TWO | {"number": "3", "do": "price"}
    assert "Total price 2,700 THB" in guest.send("concierge/spa/", typed).text
    assert guest.send("concierge/spa/", {"number": "3", "do": "price"}).status == 200
    assert "Your basket is empty" in guest.open("basket/").text


def test_a_price_that_changed_is_said_and_nothing_is_ordered():
    guest = shopper()
    guest.choose("taxi")
    seen = re.search(r'name="seen" value="([^"]*)"', guest.follow().answer.content.decode())[1]
    dearer = replace(offer(guest.hotel, "taxi"), price=150000)
    version = Offer.objects.of(guest.hotel).get(code="taxi").version
    save_offer(property=guest.hotel, offer=dearer, version=version, actor=CLERK, now=FAR)
    guest.send("basket/", {"do": "order", "seen": seen})
    assert guest.status == 409
    assert "A price changed meanwhile." in guest.text
    assert "The price was 1,200 THB before." in guest.text
    assert standing(guest) == []
    guest.order()
    assert standing(guest) == [("taxi", 150000, "confirmed")]


def test_what_somebody_else_took_is_said_and_nothing_is_ordered():
    hotel = make_resort(offered=(SPA | {"stock": 1}, TAXI), details=DETAILS)
    guest = shopper(hotel)
    guest.choose("taxi")
    guest.choose("spa", **SPA_AT_TWO)
    seen = re.search(r'name="seen" value="([^"]*)"', guest.follow().answer.content.decode())[1]
    order(hotel, stayed(hotel), massage())
    guest.send("basket/", {"do": "order", "seen": seen})
    assert guest.status == 409
    assert "Nothing was ordered yet." in guest.text
    assert "cannot be had on this day" in guest.text or "sold out" in guest.text
    assert Order.objects.of(hotel).filter(offer__code="taxi").count() == 0
    _taxi, name = re.findall(r'value="remove:([0-9a-f]+)"', guest.answer.content.decode())
    guest.send("basket/", {"do": f"remove:{name}"}).follow()
    assert guest.order().status == 302
    assert Order.objects.of(hotel).get(offer__code="taxi").amount == 120000


def test_the_last_piece_is_in_the_basket_once():
    hotel = make_resort(offered=(SPA | {"stock": 1},), details=DETAILS)
    guest = shopper(hotel)
    guest.choose("spa", **SPA_AT_TWO)
    guest.choose("spa", **SPA_AT_TWO).follow()
    assert "Please take out what cannot be ordered any more." in guest.text
    assert 'value="order"' not in guest.answer.content.decode()


def test_the_last_suite_is_in_the_basket_for_one_room():
    hotel = make_resort(
        offered=({name: value for name, value in SUITE.items() if name != "percent"} | {"amount": "900"},),
        details=DETAILS,
    )
    guest = shopper(hotel, code=book_stays(hotel, NIGHTS, NIGHTS))
    guest.choose("to-suite")
    guest.choose("to-suite", stay="2").follow()
    assert "No room of the higher type is free on all nights." in guest.text
    assert "Please take out what cannot be ordered any more." in guest.text
    assert 'value="order"' not in guest.answer.content.decode()


def test_pressed_twice_is_ordered_once():
    guest = shopper()
    guest.choose("taxi")
    page = guest.open("basket/").answer.content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    held = guest.client.cookies["kunjae_basket"].value
    for _ in range(2):
        guest.client.cookies["kunjae_basket"] = held
        assert guest.send("basket/", {"do": "order", "seen": seen}).status == 302
    assert standing(guest) == [("taxi", 120000, "confirmed")]


def test_a_basket_that_is_not_ours_or_another_bookings_is_empty():
    guest = shopper()
    guest.choose("taxi")
    mine = guest.client.cookies["kunjae_basket"].value
    other = shopper(guest.hotel)
    for text in (mine, "", "x", f"{mine}x", "e30:1abc:def", "%E0%B8%81"):
        other.client.cookies["kunjae_basket"] = text
        assert "Your basket is empty" in other.open("basket/").text
        assert other.send("basket/", {"do": "order", "seen": "a:1"}).status == 409
    assert guest.send("basket/", {"do": "order", "seen": "nothing"}).status == 409
    assert standing(guest) == []


def test_a_full_basket_says_so_and_signing_out_forgets_it():
    asked = [
        *SPA["questions"][:3],
        {"code": "wishes", "kind": "text", "label": {"en": "Wishes"}, "most": 500},
    ]
    guest = shopper(make_resort(offered=(SPA | {"questions": asked},), details=DETAILS))
    for number in range(20):
        letters = "".join(chr(0x0E01 + number * index % 46) for index in range(500))  # not packed into less
        if guest.choose("spa", **SPA_AT_TWO, **{"q-wishes": letters}).status != 302:
            break
    assert guest.status == 422
    assert "Your basket is full." in guest.text
    assert len(guest.client.cookies["kunjae_basket"].value) < 4000
    guest.post("sign-out/")
    assert guest.client.cookies["kunjae_basket"].value == ""


def test_what_may_be_paid_now_is_chosen_and_leads_to_paying():
    hotel = make_resort(offered=(TAXI | {"pay": "either"}, DELUXE), details=DETAILS)
    save_account(property=hotel, code="bank_transfer", values=ACCOUNT, enabled=True, now=FAR)
    guest = shopper(hotel)
    assert "Pay now" in guest.open("concierge/taxi/").text
    guest.choose("to-deluxe").follow()
    assert "until then nothing is charged" in guest.text
    guest.choose("taxi", pay="now").follow()
    assert "Order and pay · 2,600 THB" in guest.text
    assert "To be paid now 1,200" in guest.text
    assert "nothing is charged" not in guest.text
    guest.order()
    paid_now = Order.objects.of(hotel).get(offer__code="taxi")
    assert guest.answer.headers["Location"] == f"/g/{hotel.slug}/{guest.code}/orders/pay/{paid_now.basket}/"
    assert paid_now.payment == "to_pay"
    assert Order.objects.of(hotel).get(offer__code="to-deluxe").payment == "on_booking"
    assert "Pay 1,200 THB" in guest.open("orders/").text


def test_where_the_hotel_takes_no_payments_nothing_is_paid_now():
    hotel = make_resort(offered=(TAXI | {"pay": "either"}, SPA | {"pay": "now"}), details=DETAILS)
    guest = shopper(hotel)
    assert "Pay now" not in guest.open("concierge/taxi/").text
    closed = "It is paid when it is ordered, and the hotel takes no payments here at the moment."
    assert guest.choose("taxi", pay="now").status == 422
    assert closed in guest.text
    assert closed in guest.open("concierge/spa/").text
    assert guest.choose("spa", **SPA_AT_TWO).status == 422
    assert guest.choose("taxi").status == 302


def test_an_offer_that_no_longer_fits_says_why():
    guest = shopper(now=FAR + timedelta(days=30))
    guest.open("concierge/taxi/")
    assert guest.status == 200
    assert "This cannot be ordered for your stay now:" in guest.text
    assert "+66 76 123 456" in guest.text
    assert guest.choose("taxi").status == 200
    assert "Your basket is empty" in guest.open("basket/").text
    assert read_offer(guest.hotel, TAXI).auto_confirm
