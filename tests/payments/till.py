"""A provider of the tests' own that remembers what it did, and misbehaves on request. No network."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.commands.checkouts import begin_checkout, checkout_of
from kunjae.payments.commands.paid import locked_booking
from kunjae.payments.commands.receiving import capture
from kunjae.payments.commands.requests import send_payment_request
from kunjae.payments.facts import Capabilities, Method, Purpose, RefundState
from kunjae.payments.models import Checkout, ProviderAccount
from kunjae.payments.ports import ProviderDown, ProviderRefused, RefundAnswer, Started
from kunjae.payments.providers.registry import registered
from kunjae.tenancy.transactions import business_transaction
from tests.hotel import CLERK, FAR


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
        self.taken, self.let_go = {}, []

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

    def capture(self, payment_ref, amount, checkout, keys):
        self._answer()
        if payment_ref in self.let_go:
            raise ProviderRefused("keeps_nothing")
        self.taken.setdefault(payment_ref, amount)
        self._lose()

    def release(self, payment_ref, keys):
        self._answer()
        self.let_go.append(payment_ref)

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


def ask(hotel, code, amount, now=FAR, **more):
    """The hotel asks the guest for an amount."""
    asked = {"property": hotel, "code": code, "amount": amount, "message": "", "expires_at": None}
    return send_payment_request(**(asked | {"actor": CLERK, "now": now} | more))


def begin(hotel, code, request=None, now=FAR, **more):
    """The guest begins to pay a payment request, or the booking's balance."""
    asked = {
        "property": hotel,
        "code": code,
        "purpose": Purpose.REQUEST if request else Purpose.BALANCE,
        "amount": request.amount if request else 300000,
        "provider": "till",
        "method": Method.CARD,
        "now": now,
        "expires_at": now + timedelta(minutes=30),
        "return_url": "https://hotel.example/checkout/{checkout}/",
        "language": "en",
        "request": request and request.id,
    }
    return begin_checkout(**(asked | more))


def bring(hotel, checkout, amount, now=FAR, ref="", method=Method.CARD):
    """Money comes through the checkout; None when it is known already."""
    with business_transaction():
        booking = locked_booking(hotel, checkout.booking_id)
        return capture(
            hotel,
            booking,
            checkout_of(hotel, checkout.id),
            amount=amount,
            method=method,
            provider=checkout.provider,
            provider_ref=ref or f"p-{checkout.id.hex}",
            now=now,
        )


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
