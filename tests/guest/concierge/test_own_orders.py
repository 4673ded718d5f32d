"""My orders: what became of each, and cancelling one where its rule lets the guest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kunjae.concierge.models import Order
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.facts import Purpose
from kunjae.payments.models import Refund
from tests.changes.the_guest import pay, pay_cash
from tests.guest.concierge.shopper import shopper
from tests.guest.visitor import DETAILS
from tests.hotel import FAR
from tests.ordering.the_counter import (
    add_offer,
    again,
    booking,
    broken,
    cancel,
    confirm,
    make_resort,
    massage,
    order,
    stayed,
    told,
    wants,
    worker,
)
from tests.outbox.desk import Clock
from tests.payments.till import begin, open_till

pytestmark = pytest.mark.django_db


def test_each_says_what_became_of_it():
    guest = shopper()
    spa, upgrade, _taxi = order(
        guest.hotel, guest.code, massage(persons=2), wants("to-deluxe"), wants("taxi")
    )
    cancel(guest.hotel, spa, reason="The therapist is ill")
    confirm(guest.hotel, upgrade)
    guest.open("orders/")
    assert "Airport taxi 1,200 THB Confirmed On the booking" in guest.text
    assert "Upgrade to Deluxe 1,400 THB Confirmed" in guest.text
    assert "Thai massage, 60 min 1,800 THB Cancelled" in guest.text
    assert "The therapist is ill" in guest.text
    assert "Thu 10 Dec 14:00" in guest.text
    assert "Only the hotel can cancel it now." in guest.text


def test_an_order_that_nobody_answered_is_expired():
    guest = shopper()
    (spa,) = order(guest.hotel, guest.code, massage())
    guest.go_on(timedelta(days=16))
    worker(guest.now)
    assert again(spa).status == "expired"
    guest.sign_in(guest.code)
    assert "The hotel did not answer in time. Nothing is charged." in guest.open("orders/").text


@pytest.fixture
def show():
    """A guest, and an order of theirs that is to be paid now."""
    guest = shopper(make_resort(details=DETAILS))
    add_offer(guest.hotel, {"code": "show", "name": {"en": "Cabaret show"}, "price": "700", "pay": "now"})
    with open_till(guest.hotel) as till:
        guest.till = till
        yield guest, order(guest.hotel, guest.code, replace(wants("show"), pay_now=True))[0]


def test_what_is_not_paid_yet_is_paid_or_cancelled_by_its_guest_while_there_is_time(show):
    guest, unpaid = show
    assert "Pay 700 THB" in guest.open("orders/").text
    assert "Only the hotel can cancel it now." not in guest.text
    path = f"orders/{unpaid.id}/cancel/"
    assert path in guest.answer.content.decode()
    assert "It costs you nothing." in guest.open(path).text
    guest.go_on(timedelta(minutes=31))
    assert "Pay 700 THB" not in guest.open("orders/").text, "a slip may still be looked at"
    assert guest.send(path, {}).status == 302
    assert again(unpaid).status == "cancelled"
    assert told(guest.hotel) == []


def test_what_was_not_paid_in_time_says_so(show):
    guest, unpaid = show
    guest.go_on(timedelta(minutes=31))
    ours = {topic: how for topic, how in SUBSCRIPTIONS.items() if topic.startswith("ordering.")}
    Dispatcher(ours, clock=Clock(guest.now)).run()
    assert again(unpaid).status == "expired"
    assert "700 THB Expired The time to pay is over." in guest.open("orders/").text
    assert "did not answer" not in guest.text


@pytest.mark.parametrize(("paid", "says"), [(3000, True), (0, False)])
def test_what_was_paid_is_promised_back_only_where_the_room_does_not_need_it(show, paid, says):
    guest, bought = show
    Order.objects.of(guest.hotel).filter(id=bought.id).update(terms=bought.terms | {"guest_cancels_until": 0})
    if paid:
        pay_cash(guest.hotel, guest.code, paid * 100, FAR)
    checkout = begin(
        guest.hotel, guest.code, amount=bought.amount, purpose=Purpose.ORDER, basket=bought.basket
    )
    pay(guest.hotel, checkout.id, bought.amount, FAR)
    page = guest.open(f"orders/{bought.id}/cancel/")
    assert ("the amount goes back to you" in page.text) is says
    assert ("It costs you nothing." in page.text) is not says
    guest.send(f"orders/{bought.id}/cancel/", {})
    assert Refund.objects.of(guest.hotel).exists() is says


def test_the_guest_cancels_after_being_asked_once_more_and_the_hotel_is_told_once():
    guest = shopper()
    (spa,) = order(guest.hotel, guest.code, massage())
    confirm(guest.hotel, spa)
    assert booking(guest.hotel, guest.code).orders == 90000
    path = f"orders/{spa.id}/cancel/"
    assert "You can cancel it until 9 Dec 2026 14:00" in guest.open("orders/").text
    assert "Cancel this order?" in guest.open(path).text
    assert again(spa).status == "confirmed"
    for _ in range(2):
        assert guest.send(path, {}).status == 302
    assert "Your order is cancelled." in guest.follow().text
    assert again(spa).status == "cancelled"
    assert booking(guest.hotel, guest.code).orders == 0
    assert [topic for topic, _ in told(guest.hotel)].count("order.cancelled") == 1
    assert guest.open(path).status == 302
    assert broken() == []


def test_after_its_moment_only_the_hotel_can():
    guest = shopper()
    (spa,) = order(guest.hotel, guest.code, massage())
    guest.go_on(timedelta(days=14, hours=5))  # 9 December, 14:00: 24 hours before it is had
    guest.sign_in(guest.code)
    path = f"orders/{spa.id}/cancel/"
    assert path not in guest.open("orders/").answer.content.decode()
    assert "Yes, cancel the order" not in guest.open(path).text
    assert guest.send(path, {}).status == 409
    assert "Please contact the hotel." in guest.text
    assert again(spa).status == "unconfirmed"


def test_nobody_cancels_what_is_another_bookings():
    guest = shopper()
    (theirs,) = order(guest.hotel, stayed(guest.hotel), massage())
    for path in (f"orders/{theirs.id}/cancel/", "orders/00000000-0000-0000-0000-000000000000/cancel/"):
        assert guest.open(path).status == 404
        assert guest.send(path, {}).status == 404
    assert Order.objects.of(guest.hotel).get().status == "unconfirmed"
