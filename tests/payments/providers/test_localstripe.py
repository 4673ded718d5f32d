"""Stripe against localstripe, somebody else's idea of Stripe, in a process of its own: money of a PaymentIntent told by a
webhook that it signs, and refunds. It knows no Checkout Sessions and no idempotency keys; `gateway.py` does."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import stripe
from django.utils import timezone

from kunjae.bookings.models import Booking
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.facts import CheckoutState, Purpose, RefundState
from kunjae.payments.models import Checkout, Payment, Refund
from kunjae.payments.ports import ProviderRefused
from kunjae.payments.providers.accounts import keys_of, save_account
from kunjae.payments.providers.registry import registered
from kunjae.payments.providers.stripe.provider import Stripe
from kunjae.properties.models import Property
from tests.hotel import CLERK, book_two_rooms, make_hotel

KEYS = {"secret_key": "sk_test_localstripe", "webhook_secret": "whsec_localstripe"}
START = """
import socket, sys
from aiohttp import web
from localstripe import resources
resources.Store.dump_to_disk = lambda self: None  # it would leave a file behind
from localstripe.server import app
web.run_app(app, sock=socket.socket(fileno=int(sys.argv[1])), print=None)
"""


@pytest.fixture
def localstripe() -> Iterator[str]:
    """Its address, on this machine alone; the socket is opened here, so that no other process takes its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-c", START, str(listening.fileno())]
        process = subprocess.Popen(command, pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            process.terminate()
            process.wait(60)


def open_checkout(hotel: Property, code: str) -> Checkout:
    """As `begin_checkout` leaves it, less the page that localstripe does not have."""
    now = timezone.now()
    row = Checkout(
        property=hotel,
        booking_id=Booking.objects.of(hotel).get(code=code).id,
        purpose=Purpose.BALANCE.value,
        provider="stripe",
        amount=300_000,
        state=CheckoutState.OPEN.value,
        started_at=now,
        expires_at=now + timedelta(minutes=30),
    )
    row.save(force_insert=True)
    return row


def send_webhooks_to(localstripe: str, url: str) -> None:
    body = json.dumps({"url": url, "secret": KEYS["webhook_secret"]}).encode()
    request = urllib.request.Request(f"{localstripe}/_config/webhooks/ours", body)
    request.add_header("Content-Type", "application/json")
    urllib.request.urlopen(request, timeout=30).close()


def pay(localstripe: str, checkout: Checkout) -> str:
    client = stripe.StripeClient(KEYS["secret_key"], base_addresses={"api": localstripe})
    number: Any = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}
    card = client.v1.payment_methods.create({"type": "card", "card": number})
    asked: Any = {
        "amount": checkout.amount,
        "currency": "thb",
        "payment_method": card.id,
        "confirm": True,
        "metadata": {"kunjae_checkout": str(checkout.id), "method": "card"},
    }
    return client.v1.payment_intents.create(asked).id


def wait_for(found: Callable[[], bool]) -> None:
    """localstripe sends its webhooks a second later."""
    until = time.monotonic() + 60
    while not found():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_money_and_refunds_of_somebody_elses_stripe(localstripe: str, live_server: Any) -> None:
    hotel = make_hotel()
    save_account(property=hotel, code="stripe", values=KEYS, enabled=True, now=timezone.now())
    checkout = open_checkout(hotel, book_two_rooms(hotel))
    send_webhooks_to(localstripe, f"{live_server.url}/hooks/payments/{hotel.slug}/stripe")

    intent = pay(localstripe, checkout)
    wait_for(lambda: Payment.objects.of(hotel).exists())
    (payment,) = Payment.objects.of(hotel)
    assert (payment.amount, payment.provider_ref) == (300_000, intent)
    assert Checkout.objects.of(hotel).get().state == CheckoutState.PAID.value

    with registered(Stripe(localstripe)):
        for amount in (100_000, 200_000):
            now = timezone.now()
            refund = request_refund(
                property=hotel, payment=payment.id, amount=amount, reason="", actor=CLERK, now=now
            )
            Dispatcher(SUBSCRIPTIONS).run()
            row = Refund.objects.of(hotel).get(id=refund.id)
            assert row.state == RefundState.DONE.value
            assert row.provider_ref.startswith("re_")
        keys = keys_of(hotel, "stripe")
        with pytest.raises(ProviderRefused):
            Stripe(localstripe).refund("pi_unknown", 1, uuid4(), keys)
        with pytest.raises(ProviderRefused) as refused:
            Stripe(localstripe).refund(intent, 1, uuid4(), replace(keys, secrets={"secret_key": "no"}))
        assert refused.value.code == "keys_refused"
