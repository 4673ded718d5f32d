"""Test payments: a page with four buttons, and webhooks that come in from outside, signed, as those of all others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from kunjae.checks.proof import prove
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.outbox.models import Message
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.errors import ProviderUnknown
from kunjae.payments.facts import CheckoutState, Method, Purpose, RefundState
from kunjae.payments.models import Checkout, Payment, ProviderEvent, Refund
from kunjae.payments.ports import EventKind, Keys
from kunjae.payments.providers.accounts import save_account, set_live
from kunjae.payments.providers.registry import provider
from kunjae.payments.providers.test_payments.sending import TELL, tell_of_payment
from kunjae.payments.providers.test_payments.wire import signature_of
from kunjae.properties.models import Property
from tests.hotel import CLERK, FAR, book_two_rooms, make_hotel
from tests.outbox.desk import Clock


@pytest.fixture
def clock():
    clock: Any = Clock()
    with time_machine.travel(FAR, tick=False) as travel:
        clock.follow = travel.move_to
        yield clock


def turn(clock: Any, **by: float) -> None:
    clock.turn(**by)
    clock.follow(clock.now)


def open_hotel() -> tuple[Property, str]:
    hotel = make_hotel()
    save_account(property=hotel, code="test", values={}, enabled=True, now=FAR)
    return hotel, book_two_rooms(hotel)


def begin(hotel: Property, code: str, origin: str, now: datetime, amount: int = 300_000) -> Checkout:
    return begin_checkout(
        property=hotel,
        code=code,
        purpose=Purpose.BALANCE,
        amount=amount,
        provider="test",
        method=Method.CARD,
        now=now,
        expires_at=now + timedelta(minutes=30),
        return_url=f"{origin}/g/baan-talay/checkout/{{checkout}}/",
        language="en",
    )


def press(checkout: Checkout, do: str) -> Any:
    return Client(headers={"accept-language": "en"}).post(_path(checkout), {"do": do})


def look(checkout: Checkout) -> str:
    return Client(headers={"accept-language": "en"}).get(_path(checkout)).content.decode()


def _path(checkout: Checkout) -> str:
    return f"/test-payments/baan-talay/{checkout.id}/"


def work(clock: Clock) -> int:
    return Dispatcher(SUBSCRIPTIONS, clock=clock, spread=lambda: 0.0).run()


def state(checkout: Checkout) -> str:
    return Checkout.objects.of(checkout.property_id).get(id=checkout.id).state


def paid(hotel: Property) -> list[int]:
    return list(Payment.objects.of(hotel).order_by("id").values_list("amount", flat=True))


@pytest.mark.django_db(transaction=True)
def test_every_button_lets_happen_what_it_says(live_server, clock, settings) -> None:
    settings.BASE_URL = live_server.url
    hotel, code = open_hotel()
    first = begin(hotel, code, live_server.url, clock.now)
    assert first.url == f"{live_server.url}{_path(first)}"
    assert "3,000" in look(first)

    back = press(first, "pay")
    assert back["Location"] == f"{live_server.url}/g/baan-talay/checkout/{first.id}/"
    press(first, "pay")
    assert not paid(hotel)  # that the browser came back is no proof
    work(clock)
    assert paid(hotel) == [300_000]
    assert state(first) == CheckoutState.PAID.value
    assert "This payment is over" in look(first)

    refund = request_refund(
        property=hotel,
        payment=Payment.objects.of(hotel).get().id,
        amount=120_000,
        reason="",
        actor=CLERK,
        now=clock.now,
    )
    work(clock)
    row = Refund.objects.of(hotel).get(id=refund.id)
    assert (row.state, row.provider_ref) == (RefundState.DONE.value, f"test_refund_{refund.id.hex}")
    assert ProviderEvent.objects.of(hotel).filter(kind=EventKind.REFUND_DONE.value).count() == 1

    declined = begin(hotel, code, live_server.url, clock.now)
    press(declined, "decline")
    work(clock)
    attempt = Checkout.objects.of(hotel).get(id=declined.id)
    assert (attempt.state, attempt.error) == (CheckoutState.FAILED.value, "card_declined")

    gone = begin(hotel, code, live_server.url, clock.now, amount=100_000)
    assert press(gone, "stay")["Location"] == f"{_path(gone)}?pressed=stay"
    work(clock)
    assert paid(hotel) == [300_000, 100_000]

    late = begin(hotel, code, live_server.url, clock.now, amount=50_000)
    press(late, "late")
    turn(clock, minutes=30)
    work(clock)
    assert state(late) == CheckoutState.EXPIRED.value
    turn(clock, minutes=1)
    work(clock)
    assert paid(hotel) == [300_000, 100_000, 50_000]
    assert not [proof for proof in prove(today=clock.now.date()) if not proof.holds]


@pytest.mark.django_db(transaction=True)
def test_a_page_elsewhere_to_come_back_to_is_told_nothing(live_server, clock, settings) -> None:
    settings.BASE_URL = live_server.url
    hotel, code = open_hotel()
    checkout = begin(hotel, code, "http://127.0.0.1:9", clock.now)
    assert checkout.url == f"{live_server.url}{_path(checkout)}"
    assert press(checkout, "pay")["Location"].startswith("http://127.0.0.1:9/")
    work(clock)
    assert paid(hotel) == [300_000]


@pytest.mark.django_db
def test_a_hotel_that_is_live_hears_nothing_of_it(clock) -> None:
    hotel, code = open_hotel()
    checkout = begin(hotel, code, "http://127.0.0.1:9", clock.now)
    tell_of_payment(hotel.id, checkout.id, EventKind.PAID, clock.now)
    set_live(property=hotel, live=True)
    with pytest.raises(ProviderUnknown):
        begin(hotel, code, "http://127.0.0.1:9", clock.now)
    assert Client().get(_path(checkout)).status_code == 404
    assert _post(hotel, b"{}").status_code == 400
    work(clock)
    assert Message.objects.of(hotel).get(topic=TELL).last_error == "payments_live"
    assert not paid(hotel)


@pytest.mark.django_db
def test_nobody_is_told_of_by_what_is_not_signed_for_this_hotel(clock) -> None:
    hotel, code = open_hotel()
    other = make_hotel("other")
    checkout = begin(hotel, code, "http://127.0.0.1:9", clock.now)
    data = (
        f'{{"checkout":"{checkout.id.hex}","checkout_ref":"","payment_ref":"x","amount":1,"currency":"THB"}}'
    )
    body = f'{{"type":"paid","data":{data}}}'.encode()
    assert _post(hotel, body, signed_for=other).status_code == 400
    assert _post(hotel, body, id="other").status_code == 400
    assert _post(hotel, b"[]", signed_for=hotel).status_code == 400
    assert _post(hotel, body + b"\xff", signed_for=hotel).status_code == 400
    assert not paid(hotel)
    assert _post(hotel, body, signed_for=hotel).status_code == 200
    assert paid(hotel) == [1]


def _post(hotel: Property, body: bytes, signed_for: Property | None = None, id: str = "msg") -> Any:
    sent = int(FAR.timestamp())
    signature = "v1,x"
    if signed_for is not None:
        try:
            signature = signature_of(signed_for.id, "msg", sent, body)
        except UnicodeDecodeError:
            signature = "v1,๐"
    headers = {"webhook-id": id, "webhook-timestamp": str(sent), "webhook-signature": signature}
    return Client().post("/hooks/payments/baan-talay/test", body, "application/json", headers=headers)


@pytest.mark.django_db
def test_the_page_is_there_for_its_own_checkouts_alone(clock) -> None:
    hotel, code = open_hotel()
    checkout = begin(hotel, code, "", clock.now)
    assert Client().get(f"/test-payments/baan-talay/{uuid4()}/").status_code == 404
    assert Client().get(f"/test-payments/nowhere/{checkout.id}/").status_code == 404
    assert press(checkout, "nonsense").status_code == 200
    assert not Message.objects.of(hotel).filter(topic=TELL).exists()
    save_account(property=hotel, code="promptpay", values=NOBODY, enabled=True, now=FAR)
    keys = Keys(property_id=hotel.id, slug=hotel.slug, currency="THB", live=True)
    assert provider("test").methods(keys) == ()


NOBODY = {"number": "0000000000001", "account_name": "Baan Talay"}
