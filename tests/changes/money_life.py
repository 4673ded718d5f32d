"""A hotel, its guests, its clerks, a payment provider and a worker, who do one thing after the other, as chance will have
it; and what must hold whatever they do (issue of guests' changes, "Must hold")."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from kunjae.bookings.models import Booking
from kunjae.changes.commands import Details, arrive, change_at_once, edit_details, no_show
from kunjae.changes.commands.guest import confirm_guest_change, preview_guest_change
from kunjae.changes.commands.money_in import accept_slip, receive_payment, refuse_slip, slip_sent
from kunjae.changes.commands.pending import drop_pending_change, end_all_over
from kunjae.changes.commands.provider_events import Heard, hear_provider_event
from kunjae.changes.models import PendingChange
from kunjae.changes.operations import MoveToBooking
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.queries import load_change
from kunjae.changes.rules.guest import money_now
from kunjae.checks.proof import prove
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.inventory.models import Option, RoomNight, TypeNight
from kunjae.kernel.errors import KunjaeError
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.commands.refunds import (
    mark_refund_done,
    refund_amount,
    request_refund,
    retry_refund,
    set_refund_aside,
)
from kunjae.payments.facts import Method, Purpose, RefundCause
from kunjae.payments.models import Checkout, Payment, Refund, Slip
from kunjae.payments.ports import Event, EventKind
from kunjae.payments.queries import refunds_under_way
from tests.changes.the_guest import GUEST
from tests.hotel import CLERK, FAR, book_stays

OURS = ("payments.", "changes.")
"""The worker of these tests moves money and ends holds; mails and webhooks are others' business."""
DATES = [("12-10", "12-12"), ("12-11", "12-13"), ("12-20", "12-23"), ("12-09", "12-10")]


class Life:
    """All that happens. Every verb takes two numbers that chance gives, and does nothing where it makes no sense."""

    def __init__(self, hotel, till, now):
        self.hotel, self.till, self.now = hotel, till, now
        two_nights = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
        self.codes = [
            book_stays(hotel, two_nights | {"room": "001"}, two_nights),
            book_stays(
                hotel,
                two_nights | {"room": "003"},
                {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"},
            ),
        ]
        for code in self.codes:
            self._settle(code)
        self.events: list[Event] = []
        self.told: Counter[str] = Counter()
        """What the provider took, by its own name of the payment, once the house was told."""

    # The guest

    def asks(self, which, what):
        code, stay = self.codes[which % 2], 1 + which // 2 % 2
        check_in, check_out = DATES[what % 4]
        asked = [
            {"op": "cancel", "stay": stay},
            {
                "op": "move_dates",
                "stay": stay,
                "check_in": f"2026-{check_in}",
                "check_out": f"2026-{check_out}",
            },
            {"op": "change_room_type", "stay": stay, "room_type": ("DLX", "STD")[what // 2 % 2]},
            {"op": "change_room_type", "stay": stay, "room_type": "DLX"},
        ][what // 2]
        operations = operations_from_json([asked], self.hotel.currency)
        change = {"property": self.hotel, "code": code, "operations": operations, "now": self.now}
        seen = preview_guest_change(**change)
        done = confirm_guest_change(**change, digest=seen.digest, actor=GUEST)
        if done.pending is None:
            booking = Booking.objects.of(self.hotel).get(code=code)
            held = booking.paid - refunds_under_way(self.hotel, booking.id)
            assert seen.plan.money.due_now <= held <= seen.plan.money.value

    def begins(self, which, what):
        """For the change that waits, of whichever booking; now and then for the balance."""
        code = self.codes[which % 2]
        waits = Booking.objects.of(self.hotel).filter(pending_id__isnull=False)
        code = waits.values_list("code", flat=True).order_by("code").first() or code
        booking = Booking.objects.of(self.hotel).get(code=code)
        pending = PendingChange.objects.of(self.hotel).filter(id=booking.pending_id).first()
        if pending is None and what:
            return
        begin_checkout(
            property=self.hotel,
            code=code,
            purpose=Purpose.CHANGE if pending else Purpose.BALANCE,
            amount=max(1, pending.to_pay // (1 + what % 2) if pending else booking.value - booking.paid),
            provider="till",
            method=Method.CARD,
            now=self.now,
            expires_at=pending.held_until if pending else self.now + timedelta(hours=1),
            return_url="https://hotel.example/{checkout}/",
            language="en",
            pending=pending and pending.id,
        )

    def pays(self, which, what):
        """At the provider, in time or not, once or again; the house has not heard of it yet."""
        orders = list(self.till.orders.values())
        if orders:
            order = orders[-1 - max(0, which - 5) % min(3, len(orders))]
            amount = max(1, order.amount + (0, 0, 0, 0, 0, 0, 70, -order.amount // 2)[what])
            self._event(EventKind.PAID, checkout=order.id, amount=amount, payment_ref=f"p{len(self.events)}")

    def pays_at_once(self, which, what):
        """Begins, pays, and the house hears of it, as it goes nearly always."""
        self.begins(which, 1)
        self.pays(0, what)
        self.tells(0, 0)

    def transfers(self, which, what):
        """And sends a slip of it."""
        self.begins(which, what)
        rows = Checkout.objects.of(self.hotel).filter(state="open")
        row = rows.order_by("-started_at", "-id").first()
        if row is not None:
            rows.filter(id=row.id).update(state="slip")
            Slip(property=self.hotel, checkout=row, path="x", kind="image/png", uploaded_at=self.now).save()
            slip_sent(property=self.hotel, checkout=row.id, now=self.now)

    def gives_up(self, which, what):
        because, actor = ("by_guest", GUEST) if what % 2 else ("by_staff", CLERK)
        drop_pending_change(
            property=self.hotel, code=self.codes[which % 2], because=because, actor=actor, now=self.now
        )

    # The provider

    def tells(self, which, what):
        """Any of what it has to tell, in whatever order, as often as it likes; mostly what is new."""
        new = [event for event in self.events if not self.told[event.id]]
        choice = new if new and what < 6 else self.events
        if choice:
            event = choice[-1 - which // 2 % len(choice)]
            heard = hear_provider_event(property=self.hotel, provider="till", event=event, now=self.now)
            assert (heard is Heard.KNOWN) == bool(self.told[event.id])
            self.told[event.id] += 1

    def ends_refund(self, which, what):
        """A refund comes to its end there, or fails after all."""
        refunds = list(self.till.refunds)
        if refunds:
            kind = EventKind.REFUND_FAILED if what > 5 else EventKind.REFUND_DONE
            self._event(
                kind, refund=refunds[which % len(refunds)], error="account_closed" if what > 5 else ""
            )

    def misbehaves(self, which, what):
        self.till.down, self.till.lost = which % 2, what % 2
        self.till.slow, self.till.refuses = bool(which // 2 % 2), "card_gone" if what > 5 else ""

    # The hotel

    def changes(self, which, what):
        code, stay = self.codes[which % 2], 1 + which // 2 % 2
        check_in, check_out = DATES[what % 4]
        move = {"op": "move_dates", "stay": stay, "room": None}
        move |= {"check_in": f"2026-{check_in}", "check_out": f"2026-{check_out}"}
        asked = [move, {"op": "change_room_type", "stay": stay, "room_type": "DLX", "room": None}]
        operations = operations_from_json(asked[what // 4 : what // 4 + 1], self.hotel.currency)
        change_at_once(
            property=self.hotel, code=code, operations=operations, actor=CLERK, now=self.now, reason="asked"
        )

    def moves_a_stay(self, which, _what):
        there = self.codes[(which + 1) % 2]
        operations = [MoveToBooking(1 + which // 2 % 2, there)]
        change_at_once(
            property=self.hotel, code=self.codes[which % 2], operations=operations, actor=CLERK, now=self.now
        )

    def desk(self, which, what):
        code, stay = self.codes[which % 2], 1 + which // 2 % 2
        given = {"property": self.hotel, "code": code, "actor": CLERK, "now": self.now}
        if what < 3:
            edit_details(**given, details=Details(notes=f"note {what}"))
        elif what < 5:
            arrive(**given, stay=stay, room=("001", "003")[what % 2])
        elif what == 5:
            no_show(**given, stay=stay)
        else:
            book_stays(
                self.hotel,
                {"check_in": "2026-12-10", "check_out": "2026-12-12", "room_type": ("STD", "DLX")[what % 2]},
                now=self.now,
            )

    def takes_cash(self, which, what):
        """Mostly what is due; else something for what waits."""
        if what:
            self._settle(self.codes[which % 2])
        else:
            self._receive(self.codes[which % 2], 500_00)

    def refunds(self, which, what):
        """Staff: send back, try again, do by hand, set aside."""
        payments = list(Payment.objects.of(self.hotel).order_by("received_at", "id"))
        refunds = list(Refund.objects.of(self.hotel).order_by("requested_at", "id"))
        given = {"property": self.hotel, "actor": CLERK, "now": self.now}
        if what < 2 and payments:
            payment = payments[which % len(payments)]
            request_refund(**given, payment=payment.id, amount=1 + payment.amount // 3, reason="kind")
        elif refunds:
            refund = refunds[which % len(refunds)].id
            [retry_refund, mark_refund_done, mark_refund_done, set_refund_aside][what % 4](
                **given, refund=refund
            )

    def looks_at_bank(self, which, what):
        row = Checkout.objects.of(self.hotel).filter(state="slip").order_by("id").first()
        if row is None:
            return
        given = {"property": self.hotel, "checkout": row.id, "actor": CLERK, "now": self.now}
        if which % 4 == 3:
            refuse_slip(**given, note="not there")
        else:
            accept_slip(**given, amount=max(1, row.amount - (what == 7)))

    # Time

    def time_passes(self, which, what):
        self.now += (timedelta(minutes=14), timedelta(minutes=31), timedelta(hours=25))[
            (0, 0, 0, 1, 1, 1, 1, 2)[what]
        ]

    def worker(self, which=0, what=0):
        ours = {topic: handler for topic, handler in SUBSCRIPTIONS.items() if topic.startswith(OURS)}
        Dispatcher(ours, clock=lambda: self.now, spread=lambda: 0.0).run()

    def somebody_looks(self, which, what):
        end_all_over(property=self.hotel, now=self.now)

    VERBS = {
        "asks": 10,
        "begins": 5,
        "pays": 5,
        "pays_at_once": 4,
        "tells": 6,
        "transfers": 3,
        "looks_at_bank": 2,
        "gives_up": 1,
        "ends_refund": 2,
        "misbehaves": 1,
        "changes": 1,
        "moves_a_stay": 1,
        "desk": 1,
        "takes_cash": 6,
        "refunds": 2,
        "time_passes": 3,
        "worker": 3,
        "somebody_looks": 1,
    }
    """How often each comes beside the others."""

    def does(self, verb, which, what):
        """One thing happens; what the house refuses with a reason of its own is no mistake."""
        with suppress(KunjaeError):
            getattr(self, verb)(which, what)
        self.holds()

    def comes_to_its_end(self):
        """The provider behaves, all is told, the worker does what is left: nothing waits any more."""
        self.till.down = self.till.lost = 0
        self.till.slow, self.till.refuses = False, ""
        for event in self.events:
            if not self.told[event.id]:
                hear_provider_event(property=self.hotel, provider="till", event=event, now=self.now)
                self.told[event.id] += 1
        for _ in range(3):
            self.now += timedelta(days=1)
            self.worker()
        self.holds()
        assert not PendingChange.objects.of(self.hotel).filter(state__in=["waiting", "slip"]).exists()
        assert not Option.objects.of(self.hotel).exists()
        assert not RoomNight.objects.of(self.hotel).filter(option_id__isnull=False).exists()
        assert not TypeNight.objects.of(self.hotel).filter(kept__gt=0).exists()
        assert not Booking.objects.of(self.hotel).filter(pending_id__isnull=False).exists()
        assert not Refund.objects.of(self.hotel).filter(state="queued").exists()
        broken = [(proof.code, proof.examples) for proof in prove(today=FAR.date()) if not proof.holds]
        assert broken == []

    def holds(self):
        """What must hold after every step. Few and plain reads: it is asked a thousand times."""
        payments = _rows(
            Payment, self.hotel, "id", "booking_id", "amount", "refunded", "provider_ref", "checkout_id"
        )
        refunds = _rows(Refund, self.hotel, "booking_id", "payment_id", "amount", "state")
        changes = _rows(PendingChange, self.hotel, "id", "booking_id", "state")
        bookings = _rows(Booking, self.hotel, "id", "paid", "pending_id")
        kept = {option.id: option.booking_id for option in _rows(Option, self.hotel, "id", "booking_id")}

        assert kept == {each.id: each.booking_id for each in changes if each.state in ("waiting", "slip")}
        assert kept == {each.pending_id: each.id for each in bookings if each.pending_id}
        self._no_payment_is_lost_or_doubled(bookings, payments, refunds)
        self._nothing_is_refunded_twice(payments, refunds)
        self._money_without_its_change_goes_back(changes, payments, refunds)

    def _no_payment_is_lost_or_doubled(self, bookings, payments, refunds):
        told = {
            event.payment_ref: event.amount
            for event in self.events
            if event.kind is EventKind.PAID and self.told[event.id]
        }
        assert Counter(
            (payment.provider_ref, payment.amount) for payment in payments if payment.provider_ref
        ) == Counter(told.items())
        for booking in bookings:
            came = sum(payment.amount for payment in payments if payment.booking_id == booking.id)
            went = (refund for refund in refunds if refund.booking_id == booking.id)
            assert booking.paid == came - sum(refund.amount for refund in went if refund.state == "done")

    def _nothing_is_refunded_twice(self, payments, refunds):
        """Also as the provider sees it: what it sent back of a payment, and what did not come back to it."""
        failed = {event.refund for event in self.events if event.kind is EventKind.REFUND_FAILED}
        sent: Counter[str] = Counter()
        for id, (payment_ref, amount) in self.till.refunds.items():
            if id not in failed:
                sent[payment_ref] += amount
        for payment in payments:
            own = [each for each in refunds if each.payment_id == payment.id and each.state != "failed"]
            assert payment.refunded == sum(each.amount for each in own) <= payment.amount
            assert not payment.provider_ref or sent[payment.provider_ref] <= payment.amount

    def _money_without_its_change_goes_back(self, changes, payments, refunds):
        """What came for a change that was dropped was all asked to go back."""
        dropped = {each.id for each in changes if each.state == "dropped"}
        if not dropped:
            return
        for_changes = dict(Checkout.objects.of(self.hotel).values_list("id", "pending_id"))
        for payment in payments:
            if for_changes.get(payment.checkout_id) in dropped:
                asked = sum(each.amount for each in refunds if each.payment_id == payment.id)
                assert asked >= payment.amount

    def _settle(self, code):
        """The desk brings what was paid and what is due together."""
        facts = load_change(self.hotel, code).facts.booking
        money = money_now(facts)
        if money.collect_now:
            self._receive(code, money.collect_now)
        under_way = refunds_under_way(self.hotel, facts.id)
        if money.to_return > under_way:
            refund_amount(
                property=self.hotel,
                booking_id=facts.id,
                amount=money.to_return - under_way,
                cause=RefundCause.STAFF,
                actor_name=CLERK.name,
                now=self.now,
            )
        for refund in Refund.objects.of(self.hotel).filter(booking_id=facts.id, state="by_hand"):
            mark_refund_done(property=self.hotel, refund=refund.id, actor=CLERK, now=self.now)

    def _receive(self, code, amount):
        receive_payment(
            property=self.hotel, code=code, method=Method.CASH, amount=amount, actor=CLERK, now=self.now
        )

    def _event(self, kind, **told):
        self.events.append(
            Event(f"e{len(self.events)}", kind, currency=self.hotel.currency, method=Method.CARD, **told)
        )


def _rows(model, hotel, *columns):
    return list(model.objects.of(hotel).values_list(*columns, named=True))
