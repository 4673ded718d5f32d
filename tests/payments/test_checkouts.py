"""A guest begins to pay: kept first, the provider asked outside of any transaction, closed when something newer comes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from kunjae.bookings.errors import NoSuchBooking
from kunjae.kernel.errors import InvalidInput
from kunjae.outbox.models import Message
from kunjae.payments.commands.checkouts import MOST_IN_AN_HOUR, checkout_of, close_checkouts
from kunjae.payments.errors import (
    AmountNotTaken,
    CannotStartPayment,
    CheckoutClosed,
    NoSuchCheckout,
    NoSuchRequest,
    ProviderUnknown,
    RequestClosed,
    SlipWaits,
    TooManyAttempts,
)
from kunjae.payments.facts import CheckoutState, Method, Purpose
from kunjae.payments.models import Checkout, Payment, PaymentRequest, ProviderAccount
from tests.checks.holding import assert_all_holds
from tests.hotel import FAR, book_stays, book_two_rooms, make_hotel
from tests.payments.till import Clock, ask, begin, bring, open_till, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    hotel = make_hotel()
    with open_till(hotel) as till:
        hotel.till = till
        yield hotel
        assert_all_holds()


@pytest.fixture
def code(hotel):
    return book_two_rooms(hotel)


def states(hotel):
    return list(Checkout.objects.of(hotel).order_by("started_at", "id").values_list("state", flat=True))


def test_a_checkout_is_open_with_what_the_provider_says(hotel, code):
    hotel.till.meanwhile = lambda: not_in_a_transaction(hotel)
    row = begin(hotel, code)
    order = hotel.till.orders[row.id]
    assert (row.state, row.provider_ref) == ("open", f"order-{row.id.hex}")
    assert (row.url, row.data) == (f"https://till.example/{row.id.hex}", {"amount": 300000})
    assert (order.amount, order.currency, order.booking, order.code) == (300000, "THB", code, row.code)
    assert order.return_url == f"https://hotel.example/checkout/{row.id}/"
    assert (order.email, order.hotel) == ("somchai@example.com", "Baan Talay")
    assert row.code.startswith(f"{code}-")
    assert len(row.code) <= 20
    found = checkout_of(hotel, row.id)
    assert (found.booking.code, found.state) == (code, "open")


def not_in_a_transaction(hotel):
    """The row stands there by now, and nothing of ours is held while the provider takes its time. A test case's own
    transaction is around all of it: on top of it there is none."""
    assert states(hotel) == ["started"]
    assert len(connection.atomic_blocks) == 1


def test_pressed_again_an_older_attempt_is_closed_and_the_provider_hears_of_it(hotel, code):
    clock = Clock()
    first = begin(hotel, code)
    second = begin(hotel, code, now=clock.forward(minutes=1))
    assert states(hotel) == ["cancelled", "open"]
    worker(clock).run()
    assert hotel.till.expired == [first.provider_ref]
    asked = ask(hotel, code, 300000)
    begin(hotel, code, asked, now=clock.forward(minutes=1))
    assert states(hotel) == ["cancelled", "open", "open"]  # another purpose
    again = begin(hotel, code, now=clock(), id=second.id)
    assert (again.id, len(hotel.till.orders)) == (second.id, 3)


def test_its_time_over_it_ends_by_itself(hotel, code):
    clock = Clock()
    row = begin(hotel, code)
    clock.forward(minutes=29, seconds=59)
    worker(clock).run()
    assert states(hotel) == ["open"]
    clock.forward(seconds=1)
    worker(clock).run()
    assert (states(hotel), hotel.till.expired) == (["expired"], [row.provider_ref])
    bring(hotel, row, 300000, now=clock.forward(minutes=1))  # late: the money is here all the same
    assert states(hotel) == ["paid"]


def test_a_provider_that_is_down_is_said_and_asked_again(hotel, code):
    clock = Clock()
    row = begin(hotel, code)
    hotel.till.down = 2
    close_checkouts(property=hotel, checkout=row.id, now=clock())
    for _ in range(3):
        worker(clock).run()
        clock.forward(minutes=10)
    assert hotel.till.expired == [row.provider_ref]


@pytest.mark.parametrize(
    ("refuses", "down", "word"), [("", 1, "again in a moment"), ("no_such_key", 0, "call")]
)
def test_a_provider_that_does_not_start_charges_nothing(hotel, code, refuses, down, word):
    hotel.till.refuses, hotel.till.down = refuses, down
    with pytest.raises(CannotStartPayment) as failed:
        begin(hotel, code)
    assert word in failed.value.text("en")
    assert failed.value.text("th").startswith("ทิลล์")
    row = Checkout.objects.of(hotel).get()
    assert (row.state, row.error) == ("failed", refuses or "no_connection")
    hotel.till.refuses = ""
    begin(hotel, code, now=FAR + timedelta(minutes=1))
    assert states(hotel) == ["failed", "open"]


def test_closed_while_the_provider_was_asked_it_is_closed_there_too(hotel, code):
    def close():
        hotel.till.meanwhile = lambda: None
        close_checkouts(property=hotel, purpose=Purpose.BALANCE, now=FAR)

    hotel.till.meanwhile = close
    with pytest.raises(CheckoutClosed):
        begin(hotel, code)
    worker(Clock()).run()
    assert (states(hotel), len(hotel.till.expired)) == (["cancelled"], 1)


def test_paid_before_the_provider_answered_it_is_paid(hotel, code):
    def pay():
        hotel.till.meanwhile = lambda: None
        bring(hotel, Checkout.objects.of(hotel).get(), 300000)

    hotel.till.meanwhile = pay
    row = begin(hotel, code)
    assert (row.state, row.url != "") == ("paid", True)


def test_what_cannot_be_paid_is_said_before_anybody_pays(hotel, code):
    for wrong, error in [
        ({"amount": 0}, InvalidInput),
        ({"amount": -5}, InvalidInput),
        ({"provider": "nobody"}, ProviderUnknown),
        ({"method": Method.PROMPTPAY}, ProviderUnknown),
        ({"code": "KJNONE22"}, NoSuchBooking),
        ({"expires_at": FAR}, CheckoutClosed),
    ]:
        with pytest.raises(error):
            begin(hotel, **{"code": code} | wrong)
    ProviderAccount.objects.of(hotel).update(enabled=False)
    with pytest.raises(ProviderUnknown):
        begin(hotel, code)
    assert states(hotel) == []
    with pytest.raises(NoSuchCheckout):
        checkout_of(hotel, uuid4())


@pytest.mark.parametrize(
    ("currency", "amount", "step"), [("KWD", 12345, "0.010"), ("JPY", 100, ""), ("THB", 12345, None)]
)
def test_amounts_go_by_the_steps_and_currencies_of_the_provider(currency, amount, step):
    hotel = make_hotel(currency=currency)
    code = book_two_rooms(hotel)
    with open_till(hotel, cards=True, currencies=("KWD", "THB"), amount_steps=(("KWD", 10),)):
        if step is None:
            assert begin(hotel, code, amount=amount).state == "open"
            return
        with pytest.raises(AmountNotTaken) as refused:
            begin(hotel, code, amount=amount)
        assert (step or "JPY") in refused.value.text("en")
        assert (step or "JPY") in refused.value.text("th")


def test_nobody_begins_for_ever(hotel, code):
    for minute in range(MOST_IN_AN_HOUR):
        begin(hotel, code, now=FAR + timedelta(minutes=minute))
    with pytest.raises(TooManyAttempts):
        begin(hotel, code, now=FAR + timedelta(minutes=MOST_IN_AN_HOUR))
    begin(hotel, code, now=FAR + timedelta(minutes=60))


def test_while_a_slip_waits_no_other_attempt_begins(hotel, code):
    row = begin(hotel, code)
    Checkout.objects.of(hotel).filter(id=row.id).update(state="slip")
    with pytest.raises(SlipWaits):
        begin(hotel, code)
    assert close_checkouts(property=hotel, checkout=row.id, now=FAR, slips=False) == []
    assert close_checkouts(property=hotel, checkout=row.id, now=FAR, state=CheckoutState.FAILED) == [row.id]
    begin(hotel, code)


def test_a_request_is_paid_when_all_of_it_has_come(hotel, code):
    asked = ask(hotel, code, 300000)
    first = begin(hotel, code, asked)
    bring(hotel, first, 100000)  # the provider says another amount: it is what came
    request = PaymentRequest.objects.of(hotel).get()
    assert (request.state, states(hotel)) == ("sent", ["paid"])
    with pytest.raises(InvalidInput):
        begin(hotel, code, asked)
    rest = begin(hotel, code, asked, amount=200000, now=FAR + timedelta(minutes=1))
    bring(hotel, rest, 200000, now=FAR + timedelta(minutes=2))
    request.refresh_from_db()
    assert (request.state, request.closed_at) == ("paid", FAR + timedelta(minutes=2))
    with pytest.raises(RequestClosed):
        begin(hotel, code, asked, amount=1)
    with pytest.raises(NoSuchRequest):
        begin(hotel, code, PaymentRequest(id=uuid4(), amount=1))
    with pytest.raises(NoSuchRequest):
        begin(hotel, book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22"}), asked)


def test_the_same_payment_told_twice_is_one(hotel, code):
    row = begin(hotel, code)
    payment = bring(hotel, row, 300000, ref="p-7")
    assert bring(hotel, row, 300000, ref="p-7") is None
    assert bring(hotel, row, 1000, ref="p-8") is not None  # paid twice is two payments
    assert Payment.objects.of(hotel).count() == 2
    assert (payment.method, payment.provider, payment.recorded_by) == ("card", "till", "Kunjae")
    received = Message.objects.of(hotel).filter(topic="payment.received").order_by("id")
    assert [message.payload["paid"] for message in received] == ["3000.00", "3010.00"]
    with pytest.raises(InvalidInput):
        bring(hotel, row, 0, ref="p-9")


def test_all_checkouts_are_never_closed_by_mistake(hotel):
    with pytest.raises(ValueError, match="which checkouts"):
        close_checkouts(property=hotel, now=FAR)
