"""A hotel that takes money through Stripe, which in tests is a gateway of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

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
from tests.payments.providers.gateway import SECRET_KEY, WEBHOOK_SECRET, Gateway

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


@contextmanager
def open_till(gateway: Gateway) -> Iterator[Till]:
    """A hotel with the booking and the keys; the clock stands. At the end all invariants hold."""
    hotel = make_hotel()
    save_account(property=hotel, code="stripe", values=STRIPE_KEYS, enabled=True, now=FAR)
    code = book_two_rooms(hotel)
    with registered(Stripe(gateway.url)), time_machine.travel(FAR, tick=False) as travel:
        till = Till(hotel, code, gateway, Clock(), travel)
        yield till
        assert not [proof for proof in prove(today=till.now.date()) if not proof.holds]
