"""The hotel asks for an amount by a link: sent, seen, paid, expired, cancelled."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kunjae.kernel.errors import InvalidInput
from kunjae.outbox.models import Message
from kunjae.payments.commands.requests import (
    MOST_SENDS,
    cancel_payment_request,
    resend_payment_request,
    see_payment_request,
)
from kunjae.payments.errors import NoSuchRequest, RequestClosed
from kunjae.payments.links import read_request_token, request_token
from kunjae.payments.models import Checkout, PaymentRequest
from tests.checks.holding import assert_all_holds
from tests.hotel import CLERK, FAR, book_two_rooms, make_hotel
from tests.payments.till import Clock, ask, begin, bring, open_till, worker

pytestmark = pytest.mark.django_db
LATER = FAR + timedelta(hours=1)


@pytest.fixture
def hotel():
    hotel = make_hotel()
    with open_till(hotel):
        yield hotel
        assert_all_holds()


@pytest.fixture
def code(hotel):
    return book_two_rooms(hotel)


def act(hotel, row, command, now=LATER, **more):
    return command(property=hotel, request=row.id, now=now, actor=CLERK, **more)


def state(row):
    row.refresh_from_db()
    return row.state


def sent(hotel):
    told = Message.objects.of(hotel).filter(topic="payment.requested").order_by("created_at", "id")
    return [message.payload["send"] for message in told]


def test_a_request_is_sent_for_three_days_unless_the_hotel_says_otherwise(hotel, code):
    row = ask(hotel, code, 120050, message="สวัสดี")
    assert (row.state, row.amount, row.expires_at) == ("sent", 120050, FAR + timedelta(days=3))
    assert (row.created_by, row.sends, sent(hotel)) == (CLERK.name, 1, [1])
    told = Message.objects.of(hotel).get(topic="payment.requested")
    assert told.payload == {"booking": code, "request": str(row.id), "send": 1}
    longer = ask(hotel, code, 1, expires_at=FAR + timedelta(days=30))
    assert longer.expires_at == FAR + timedelta(days=30)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -100}, "amount"),
        ({"amount": 10**13 + 1}, "amount"),
        ({"message": "x" * 1001}, "message"),
        ({"expires_at": FAR}, "expires_at"),
        ({"expires_at": FAR + timedelta(days=366)}, "expires_at"),
    ],
)
def test_what_cannot_be_asked_names_its_field(hotel, code, wrong, path):
    with pytest.raises(InvalidInput) as refused:
        ask(hotel, code, **{"amount": 100} | wrong)
    assert [error.path for error in refused.value.errors] == [path]
    assert not PaymentRequest.objects.of(hotel).exists()


def test_the_form_pressed_twice_sends_once(hotel, code):
    form = uuid4()
    assert ask(hotel, code, 100, id=form).id == ask(hotel, code, 100, id=form).id == form
    assert sent(hotel) == [1]


def test_it_can_be_sent_again_while_it_is_open(hotel, code):
    row = ask(hotel, code, 100)
    act(hotel, row, resend_payment_request, sends=1)
    act(hotel, row, resend_payment_request, sends=1)  # the same button, pressed twice
    assert sent(hotel) == [1, 2]
    PaymentRequest.objects.of(hotel).update(sends=MOST_SENDS)
    with pytest.raises(InvalidInput):
        act(hotel, row, resend_payment_request)
    act(hotel, row, cancel_payment_request)
    with pytest.raises(RequestClosed):
        act(hotel, row, resend_payment_request)
    with pytest.raises(NoSuchRequest):
        resend_payment_request(property=hotel, request=uuid4(), actor=CLERK, now=LATER)


def test_the_guest_is_seen_once(hotel, code):
    row = ask(hotel, code, 100)
    see_payment_request(property=hotel, request=row.id, now=LATER)
    seen = see_payment_request(property=hotel, request=row.id, now=LATER + timedelta(hours=1))
    assert (seen.state, seen.seen_at) == ("seen", LATER)
    with pytest.raises(NoSuchRequest):
        see_payment_request(property=hotel, request=uuid4(), now=LATER)
    late = ask(hotel, code, 100)
    assert see_payment_request(property=hotel, request=late.id, now=late.expires_at).state == "sent"


def test_its_time_over_it_expires_and_nobody_can_pay_it(hotel, code):
    clock = Clock()
    row = ask(hotel, code, 300000, expires_at=FAR + timedelta(minutes=20))
    begin(hotel, code, row)
    clock.forward(minutes=19, seconds=59)
    told = Message.objects.of(hotel).filter(topic="payments.expire_request")
    told.update(due_at=FAR)  # another worker's clock is fast
    worker(clock).run()
    assert state(row) == "sent"
    told.update(state="waiting", done_at=None, due_at=FAR)
    clock.forward(seconds=1)
    with pytest.raises(RequestClosed):
        act(hotel, row, resend_payment_request, now=clock())
    worker(clock).run()
    assert (state(row), row.closed_at) == ("expired", clock())
    assert Checkout.objects.of(hotel).get().state == "expired"
    with pytest.raises(RequestClosed):
        act(hotel, row, cancel_payment_request, now=clock())
    bring(hotel, Checkout.objects.of(hotel).get(), 300000, now=clock.forward(minutes=1))
    assert state(row) == "paid"  # whatever was said before: the money is here


def test_cancelled_it_is_over_with_all_that_was_begun(hotel, code):
    row = ask(hotel, code, 300000)
    begin(hotel, code, row)
    with pytest.raises(NoSuchRequest):
        act(hotel, row, cancel_payment_request, code="KJOTHER2")
    act(hotel, row, cancel_payment_request, code=code.lower())
    assert act(hotel, row, cancel_payment_request).state == "cancelled"
    assert Checkout.objects.of(hotel).get().state == "cancelled"


def test_a_slip_that_was_sent_for_it_stays_to_be_looked_at(hotel, code):
    row = ask(hotel, code, 300000)
    checkout = begin(hotel, code, row)
    Checkout.objects.of(hotel).filter(id=checkout.id).update(state="slip")
    act(hotel, row, cancel_payment_request)
    assert Checkout.objects.of(hotel).get().state == "slip"


def test_a_link_is_read_by_the_house_that_signed_it(hotel, code):
    row = ask(hotel, code, 100)
    token = request_token(row.id)
    assert read_request_token(token) == row.id
    for wrong in ("", "x", token[:-1], token.upper(), f"{uuid4().hex}.{token.split('.')[1]}", "é" * 50, "\0"):
        assert read_request_token(wrong) is None
