"""A guest pays at once for what was ordered: which page, how long, and what the card is told."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from kunjae.accounts.facts import Actor
from kunjae.concierge.models import Order
from kunjae.ordering.commands import confirm_order
from kunjae.payments.models import Checkout
from kunjae.payments.ports import EventKind
from tests.guest.paying.payer import a_paying_hotel, paying_guest
from tests.hotel import CLERK, FAR
from tests.ordering.test_paying import BIKE, SHOW, begin, tell
from tests.ordering.the_counter import add_offer, order, wants

pytestmark = pytest.mark.django_db
GUEST = Actor("guest", "Somchai Jaidee")
CAN = {"cards": True, "hosted_page": True, "webhook": True, "proves": True, "refund": True, "holds": True}


@pytest.fixture
def at():
    hotel = a_paying_hotel()
    for each in (SHOW, BIKE):
        add_offer(hotel, each)
    with paying_guest(hotel, **CAN) as (guest, till):
        guest.till = till
        guest.orders = order(
            hotel, guest.code, *(replace(wants(each), pay_now=True) for each in ("show", "bike"))
        )
        yield guest


def page(at):
    return at.open(f"{at.code}/orders/pay/{at.orders[0].basket}/")


def test_the_basket_is_paid_as_one_and_a_card_only_keeps_it(at):
    page(at)
    assert "Cabaret show" in at.text
    assert "1,000 THB" in at.text
    assert "only charged when the hotel confirms" in at.text
    at.press("till:card")
    (asked,) = at.till.orders.values()
    assert (asked.amount, asked.hold) == (1000_00, True)
    row = at.checkout
    assert (row.purpose, row.basket, row.expires_at) == (
        "order",
        at.orders[0].basket,
        FAR + timedelta(minutes=30),
    )
    tell(at.hotel, row, EventKind.AUTHORISED)
    at.open(f"checkout/{row.id}/")
    assert "1,000 THB is reserved on your card" in at.text
    assert f"/{at.code}/orders/" in at.answer.content.decode()
    assert page(at).answer.status_code == 302, "nothing is left to pay"


def test_pressed_twice_it_is_one_attempt_and_another_way_takes_its_place(at):
    page(at)
    at.press("till:card", mark="m")
    page(at)
    at.press("till:card", mark="m")
    assert Checkout.objects.of(at.hotel).count() == 1
    page(at)
    at.press("promptpay:promptpay")
    assert sorted(Checkout.objects.of(at.hotel).values_list("provider", "state")) == [
        ("promptpay", "open"),
        ("till", "cancelled"),
    ]


def test_what_the_hotel_confirms_meanwhile_is_not_paid_here(at):
    confirm_order(property=at.hotel, order=at.orders[0].id, actor=CLERK, now=FAR)
    assert "300 THB" in page(at).text
    confirm_order(property=at.hotel, order=at.orders[1].id, actor=CLERK, now=FAR)
    assert page(at).answer.status_code == 302


def test_trouble_at_the_provider_and_unknown_ways_are_said_and_nothing_is_lost(at):
    page(at)
    at.till.down = 1
    assert at.press("till:card").answer.status_code == 503
    at.till.refuses = "card_declined"
    assert page(at).press("till:card").answer.status_code == 422
    assert page(at).press("cheque:cash").answer.status_code == 422
    assert set(Order.objects.of(at.hotel).values_list("payment", flat=True)) == {"to_pay"}


def test_nobody_elses_basket_is_found(at):
    for basket in (uuid4(), order(at.hotel, at.code, wants("bike"), now=FAR, actor=GUEST)[0].basket):
        assert at.open(f"{at.code}/orders/pay/{basket}/").answer.status_code == 302


def test_it_speaks_thai():
    hotel = a_paying_hotel()
    add_offer(hotel, SHOW)
    with paying_guest(hotel, language="th", **CAN) as (guest, _till):
        orders = order(hotel, guest.code, replace(wants("show"), pay_now=True))
        guest.open(f"{guest.code}/orders/pay/{orders[0].basket}/")
        assert "บัตรจะถูกตัดยอดเมื่อที่พักยืนยันคำสั่งซื้อ" in guest.text
        tell(hotel, begin(hotel, guest.code, orders), EventKind.AUTHORISED)
        row = Checkout.objects.of(hotel).get()
        assert "กันวงเงิน 700 บาท" in guest.open(f"checkout/{row.id}/").text
