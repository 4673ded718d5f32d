"""The same hotel with a till that keeps amounts: guests pay for what they order at once, or do not, twice, late, or by a
slip; and what must hold besides."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from kunjae.bookings.models import Booking
from kunjae.changes.commands.money_in import accept_slip, refuse_slip, slip_sent
from kunjae.changes.commands.provider_events import hear_provider_event
from kunjae.concierge.models import Order
from kunjae.ordering.commands import place_orders
from kunjae.ordering.commands.paying import unpaid_orders
from kunjae.outbox.models import Message
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.facts import Method, Purpose
from kunjae.payments.models import Checkout
from kunjae.payments.ports import Event, EventKind
from tests.hotel import CLERK
from tests.ordering.order_life import ENDED, Life, _thing
from tests.ordering.the_counter import GUEST

HOLD = timedelta(minutes=30)
KEPT, PAID, GONE, OVER = EventKind.AUTHORISED, EventKind.PAID, EventKind.RELEASED, EventKind.EXPIRED


class PayingLife(Life):
    """Offers may be paid either way. A provider tells no nonsense: what it keeps is not paid besides, and what it has taken
    is not let go."""

    def __init__(self, hotel, now, till):
        super().__init__(hotel, now)
        self.till = till
        self.kept, self.paid = set(), set()
        self.told = 0

    # The guest

    def orders(self, which, what):
        self._order_these(which, _thing(what, which + what))

    def orders_two(self, which, what):
        self._order_these(which, *(_thing(each % 8, what) for each in (what, what + 3)))

    def _order_these(self, which, *things):
        code, stay = self._place(which)
        wanted = [
            replace(thing, stay=stay, pay_now=(which + place) % 3 > 0) for place, thing in enumerate(things)
        ]
        place_orders(property=self.hotel, code=code, wanted=wanted, actor=GUEST, now=self.now)

    def pays(self, which, what):
        """Mostly what was ordered last, at once."""
        before = Checkout.objects.of(self.hotel).count()
        self.begins(0 if what < 6 else which, what)
        if Checkout.objects.of(self.hotel).count() > before or what % 2:
            self.provider(0, (0, 0, 3, 1, 0, 2, 5, 4)[what])

    def begins(self, which, what):
        rows = list(
            Order.objects.of(self.hotel).filter(payment="to_pay", status="unconfirmed").order_by("-id")
        )
        if rows:
            row = rows[which % len(rows)]
            code = Booking.objects.of(self.hotel).get(id=row.booking_id).code
            self.told += 1
            begin_checkout(
                property=self.hotel,
                code=code,
                purpose=Purpose.ORDER,
                amount=sum(each.amount for each in unpaid_orders(self.hotel, code, row.basket)),
                provider="till",
                method=Method.CARD,
                now=self.now,
                expires_at=row.ordered_at + HOLD,
                return_url="https://hotel.example/{checkout}/",
                language="en",
                basket=row.basket,
                id=UUID(int=Random(self.told * 8 + what).getrandbits(128)),
            )

    def slip(self, which, what):
        """One is sent, or looked at."""
        rows = list(self._checkouts().filter(state__in=["open", "slip"]))
        row = rows[which % len(rows)] if rows else None
        if row is None:
            return
        given = {"property": self.hotel, "checkout": row.id, "now": self.now}
        if row.state == "slip" and what % 2:
            accept_slip(**given, amount=row.amount, actor=CLERK)
        elif row.state == "slip":
            refuse_slip(**given, note="", actor=CLERK)
        elif row.expires_at > self.now:
            slip_sent(**given)
            Checkout.objects.of(self.hotel).filter(id=row.id).update(state="slip")

    # The bank

    def provider(self, which, what):
        rows = list(self._checkouts()[:4])
        if not rows:
            return
        row = rows[which % len(rows)]
        kind, ref = (KEPT, KEPT, KEPT, PAID, GONE, KEPT, OVER, KEPT)[what], f"pi-{row.id.hex}"
        others = {KEPT: self.paid, PAID: self.kept, GONE: self.till.taken, OVER: ()}
        if ref in others[kind]:
            return
        if kind is GONE:
            self.till.let_go.append(ref)
        {KEPT: self.kept, PAID: self.paid}.get(kind, set()).add(ref)
        self._tells(row.id, kind, row.amount)

    def worker(self, which=0, what=0):
        """And the till tells of what it has taken."""
        super().worker()
        for ref, amount in self.till.taken.items():
            self._tells(UUID(hex=ref.removeprefix("pi-")), PAID, amount, f"taken-{ref}")
        super().worker()

    def _tells(self, checkout, kind, amount, id=""):
        self.told += 1
        event = Event(
            id=id or f"e{self.told}",
            kind=kind,
            checkout=checkout,
            payment_ref=f"pi-{checkout.hex}",
            amount=amount,
            currency=self.hotel.currency,
        )
        hear_provider_event(property=self.hotel, provider="till", event=event, now=self.now)

    def _checkouts(self):
        return Checkout.objects.of(self.hotel).filter(provider="till").order_by("-started_at", "id")

    VERBS = Life.VERBS | {"pays": 16, "begins": 4, "provider": 5, "slip": 3, "orders_two": 6}

    # What must hold

    def comes_to_its_end(self):
        super().comes_to_its_end()
        assert not self._checkouts().filter(state="authorised").exists()
        for row in Order.objects.of(self.hotel):
            assert row.payment != "authorised"
            assert row.payment != "to_pay" or row.status in ENDED
            heard = Message.objects.of(self.hotel).filter(
                topic__in=["order.placed", "order.confirmed"], payload__order=row.id.hex
            )
            assert heard.exists() or row.status in ENDED
        tried_again = Message.objects.of(self.hotel).filter(topic__startswith="ordering.", attempts__gt=1)
        assert not tried_again.exists()

    def _value_is_what_counts(self, orders, bookings):
        for row in orders:
            counts = row.status == "confirmed" or (row.status == "unconfirmed" and row.payment == "paid")
            assert row.counted == (row.amount if counts else 0)
        for row in bookings.values():
            assert row.orders == sum(each.counted for each in orders if each.booking_id == row.id)

    def _each_end_is_told_once(self, orders):
        """Of what was never paid for, nobody hears."""
        told = Counter(
            (topic, payload["order"])
            for topic, payload in Message.objects.of(self.hotel)
            .filter(topic__startswith="order.")
            .values_list("topic", "payload")
        )
        for row in orders:
            for step in ("placed", "confirmed", "cancelled", "expired"):
                assert told[f"order.{step}", row.id.hex] <= 1
            if row.status in ENDED and row.payment != "to_pay":
                assert told[f"order.{row.status}", row.id.hex] == 1
