"""A provider of the tests' own that remembers what it did, and misbehaves on request. No network."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.facts import Capabilities, Method, RefundState
from kunjae.payments.models import Checkout, ProviderAccount
from kunjae.payments.ports import ProviderDown, ProviderRefused, RefundAnswer, Started
from kunjae.payments.providers.registry import registered
from tests.hotel import FAR


class Till:
    """Takes and gives money back in a dictionary. `down`: so many calls get no answer; `lost`: so many are carried out
    and get no answer; `refuses`: the code with which it says no; `slow`: refunds stay pending; `meanwhile`: called
    while the house waits for an answer."""

    code = "till"
    name = {"en": "Till", "th": "ทิลล์"}
    can = Capabilities(
        cards=True, hosted_page=True, webhook=True, proves=True, refund=True, partial_refund=True
    )
    fields = ()

    def __init__(self, **can):
        if can:
            self.can = Capabilities(**can)
        self.down = self.lost = 0
        self.refuses = ""
        self.slow = False
        self.meanwhile = lambda: None
        self.orders, self.expired, self.refunds, self.calls = {}, [], {}, []

    def check(self, values):
        return []

    def is_real(self, keys):
        return False

    def methods(self, keys):
        return (Method.CARD,)

    def start(self, order, keys):
        self._answer()
        self.orders[order.id] = order
        self._lose()
        return Started(
            f"order-{order.id.hex}", f"https://till.example/{order.id.hex}", {"amount": order.amount}
        )

    def expire(self, ref, keys):
        self._answer()
        self.expired.append(ref)

    def refund(self, payment_ref, amount, refund, keys):
        self._answer()
        self.calls.append(refund)
        self.refunds.setdefault(refund, (payment_ref, amount))
        self._lose()
        return RefundAnswer(RefundState.PENDING if self.slow else RefundState.DONE, f"r-{refund.hex}")

    def event(self, headers, body, keys, now):
        raise NotImplementedError

    def _answer(self):
        self.meanwhile()
        if self.down:
            self.down -= 1
            raise ProviderDown("no_connection")
        if self.refuses:
            raise ProviderRefused(self.refuses)

    def _lose(self):
        if self.lost:
            self.lost -= 1
            raise ProviderDown("timeout")


@contextmanager
def open_till(hotel, **can):
    """The hotel takes money through a till."""
    till = Till(**can)
    ProviderAccount.objects.create(property=hotel, provider=till.code, enabled=True, changed_at=FAR)
    with registered(till):
        yield till


class Clock:
    """What time it is for the worker."""

    def __init__(self, now=FAR):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **much):
        self.now += timedelta(**much)
        return self.now


def worker(clock):
    """A worker with the house's own handlers of money, at the clock's time; mails and webhooks are not its business."""
    from kunjae.config.subscriptions import SUBSCRIPTIONS

    ours = {topic: handler for topic, handler in SUBSCRIPTIONS.items() if topic.startswith("payments.")}
    return Dispatcher(ours, clock=clock, spread=lambda: 0.0)


def checkout_row(hotel, booking, **values):
    """An attempt to pay that the provider has taken in hand."""
    given = {
        "property": hotel,
        "booking": booking,
        "purpose": "balance",
        "provider": "till",
        "amount": 300000,
        "state": "open",
        "started_at": FAR,
        "expires_at": FAR + timedelta(minutes=30),
    }
    return Checkout.objects.create(**(given | values))
