"""A hotel that takes money through Stripe, which here is a gateway of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from kunjae.checks.proof import prove
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.facts import Method, Purpose
from kunjae.payments.models import Checkout, Payment, Refund
from kunjae.payments.providers.accounts import save_account
from kunjae.payments.providers.registry import registered
from kunjae.payments.providers.stripe.provider import Stripe
from kunjae.properties.models import Property
from tests.hotel import FAR, book_two_rooms, make_hotel
from tests.outbox.desk import Clock
from tests.payments.providers.gateway import SECRET_KEY, WEBHOOK_SECRET, Gateway, open_gateway

STRIPE_KEYS = {"secret_key": SECRET_KEY, "webhook_secret": WEBHOOK_SECRET}


@dataclass
class Till:
    """A booking of 6,000.00, the gateway, and a clock for the hotel, the gateway and the worker."""

    hotel: Property
    code: str
    gateway: Gateway
    clock: Clock
    travel: Any

    def turn(self, **by: float) -> None:
        self.clock.turn(**by)
        self.gateway.now = self.clock.now
        self.travel.move_to(self.clock.now)

    @property
    def now(self) -> datetime:
        return self.clock.now

    def begin(self, amount: int = 300_000, method: Method = Method.CARD, **given: Any) -> Checkout:
        return begin_checkout(
            property=self.hotel,
            code=self.code,
            purpose=Purpose.BALANCE,
            amount=amount,
            provider="stripe",
            method=method,
            now=self.now,
            expires_at=self.now + timedelta(minutes=30),
            return_url="https://hotel.example/g/back",
            language="th",
            **given,
        )

    def work(self) -> int:
        return Dispatcher(SUBSCRIPTIONS, clock=self.clock, spread=lambda: 0.0).run()

    def payments(self) -> list[Payment]:
        return list(Payment.objects.of(self.hotel).order_by("received_at", "id"))

    def refund(self, id: UUID) -> Refund:
        return Refund.objects.of(self.hotel).get(id=id)

    def checkout(self, id: UUID) -> Checkout:
        return Checkout.objects.of(self.hotel).get(id=id)


@pytest.fixture(scope="session")
def _gateway() -> Iterator[Gateway]:
    with open_gateway() as gateway:
        yield gateway


@pytest.fixture
def gateway(_gateway: Gateway) -> Gateway:
    """The gateway as on its first day."""
    _gateway.now, _gateway.refund_status = FAR, "succeeded"
    for kept in (
        _gateway.sessions,
        _gateway.refunds,
        _gateway.paid,
        _gateway.requests,
        _gateway.behaviours,
        _gateway.answers,
    ):
        kept.clear()
    return _gateway


@pytest.fixture
def till(db: None, gateway: Gateway) -> Iterator[Till]:
    hotel = make_hotel()
    save_account(property=hotel, code="stripe", values=STRIPE_KEYS, enabled=True, now=FAR)
    code = book_two_rooms(hotel)
    with registered(Stripe(gateway.url)), time_machine.travel(FAR, tick=False) as travel:
        yield Till(hotel, code, gateway, Clock(), travel)
    assert not prove(hotel)
