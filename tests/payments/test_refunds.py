"""Money goes back once, never more than came, and the ledger says so at every step."""

from contextlib import ExitStack
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kunjae.bookings.models import Booking
from kunjae.kernel.errors import InvalidInput
from kunjae.outbox.models import Message
from kunjae.payments.commands.receiving import capture, record_payment
from kunjae.payments.commands.refunds import (
    mark_refund_done,
    refund_amount,
    request_refund,
    retry_refund,
    set_refund_aside,
    take_refund_event,
)
from kunjae.payments.errors import NoSuchPayment, NoSuchRefund, RefundExceedsPayment, RefundMoved
from kunjae.payments.facts import Method, RefundCause
from kunjae.payments.models import LedgerEntry, Payment, ProviderAccount, Refund
from kunjae.payments.providers.registry import registered
from kunjae.payments.queries import TaskKind, count_money_tasks, money_tasks, refunds_under_way
from kunjae.tenancy.transactions import business_transaction
from tests.checks.holding import assert_all_holds
from tests.hotel import CLERK, FAR, book_two_rooms, make_hotel
from tests.payments.till import Clock, Till, checkout_row, open_till, worker

pytestmark = pytest.mark.django_db


class House:
    """A hotel with one booking worth 6,000, and a till."""

    def __init__(self, **can):
        self.hotel = make_hotel()
        self.code = book_two_rooms(self.hotel)
        self.clock = Clock()
        self.worker = worker(self.clock)
        self._stack = ExitStack()
        self.till = self._stack.enter_context(open_till(self.hotel, **can))

    def close(self):
        self._stack.close()

    @property
    def booking(self):
        return Booking.objects.of(self.hotel).get()

    def cash(self, amount, minutes=0):
        return record_payment(
            property=self.hotel,
            code=self.code,
            method=Method.CASH,
            amount=amount,
            actor=CLERK,
            now=FAR + timedelta(minutes=minutes),
        )

    def by_card(self, amount, ref="p-1", minutes=0):
        with business_transaction():
            booking = Booking.objects.of(self.hotel).select_for_update().get()
            checkout = checkout_row(self.hotel, booking, amount=amount)
            return capture(
                self.hotel,
                booking,
                checkout,
                amount=amount,
                method=Method.CARD,
                provider="till",
                provider_ref=ref,
                now=FAR + timedelta(minutes=minutes),
            )

    def refund(self, payment, amount, **more):
        asked = {"property": self.hotel, "payment": payment.id, "amount": amount, "reason": ""}
        return request_refund(**(asked | {"actor": CLERK, "now": self.clock()} | more))

    def act(self, refund, command, **more):
        return command(property=self.hotel, refund=refund.id, actor=CLERK, now=self.clock(), **more)

    def told(self, refund, done, **more):
        return take_refund_event(property=self.hotel, refund=refund.id, done=done, now=self.clock(), **more)

    def states(self):
        return list(Refund.objects.of(self.hotel).order_by("id").values_list("state", flat=True))

    def tasks(self):
        found = [task.kind for task in money_tasks(self.hotel)]
        assert count_money_tasks(self.hotel) == len(found)
        return found

    def money(self):
        """What the booking has paid, what each payment has reserved, what the ledger says went back and came again."""
        kinds = ("refund", "refund_failed")
        entries = LedgerEntry.objects.of(self.hotel).filter(kind__in=kinds).order_by("at", "id")
        reserved = Payment.objects.of(self.hotel).order_by("received_at").values_list("refunded", flat=True)
        return self.booking.paid, list(reserved), list(entries.values_list("amount", flat=True))

    def topics(self):
        told = Message.objects.of(self.hotel).filter(topic__startswith="refund.").order_by("created_at", "id")
        return list(told.values_list("topic", flat=True))


@pytest.fixture
def house():
    made = House()
    yield made
    made.close()
    assert_all_holds()
    told = [message.payload.get("version") for message in Message.objects.of(made.hotel)]
    versions = sorted(version for version in told if version is not None)
    assert versions == list(range(1, made.booking.version + 1)), "each version is told in one message"


def test_cash_goes_back_by_hand_and_counts_when_it_is_done(house):
    payment = house.cash(300000)
    refund = house.refund(payment, 100000, reason="Shorter stay")
    assert (refund.state, house.tasks()) == ("by_hand", [TaskKind.BY_HAND])
    assert house.money() == (300000, [100000], [])
    assert refunds_under_way(house.hotel, house.booking.id) == 100000
    version = house.booking.version
    house.act(refund, mark_refund_done, reference="Envelope 7")
    assert house.money() == (200000, [100000], [-100000])
    assert house.booking.version == version + 1
    assert (house.tasks(), refunds_under_way(house.hotel, house.booking.id)) == ([], 0)
    with pytest.raises(RefundMoved):
        house.act(refund, mark_refund_done)
    done = Refund.objects.of(house.hotel).get()
    assert (done.state, done.done_by, done.provider_ref) == ("done", CLERK.name, "Envelope 7")
    assert house.topics() == ["refund.requested", "refund.done"]


def test_never_more_goes_back_than_the_payment_holds(house):
    payment = house.cash(300000)
    house.refund(payment, 200000)
    with pytest.raises(RefundExceedsPayment) as refused:
        house.refund(payment, 100001)
    assert (refused.value.code, refused.value.left) == ("refund_exceeds_payment", 100000)
    assert all("1000.00" in refused.value.text(language) for language in ("th", "en"))
    house.refund(payment, 100000)
    with pytest.raises(RefundExceedsPayment):
        house.refund(payment, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.of(house.hotel).update(refunded=300001)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"amount": 0}, InvalidInput),
        ({"amount": -1}, InvalidInput),
        ({"reason": "x" * 301}, InvalidInput),
    ],
)
def test_a_wrong_refund_is_refused(house, wrong, error):
    payment = house.cash(300000)
    with pytest.raises(error):
        house.refund(payment, **{"amount": 100} | wrong)
    with pytest.raises(NoSuchPayment):
        house.refund(Payment(id=uuid4()), 100)
    with pytest.raises(NoSuchRefund):
        mark_refund_done(property=house.hotel, refund=uuid4(), actor=CLERK, now=FAR)
    assert house.money() == (300000, [0], [])


def test_the_form_that_was_pressed_twice_asks_once(house):
    payment, form = house.cash(300000), uuid4()
    assert house.refund(payment, 200000, id=form).id == house.refund(payment, 200000, id=form).id == form
    assert house.states() == ["by_hand"]


def test_a_provider_sends_it_back_once_though_the_worker_was_told_twice(house):
    payment = house.by_card(300000)
    refund = house.refund(payment, 120000)
    assert (refund.state, house.tasks()) == ("queued", [])
    house.till.lost = 1  # carried out, and no answer came: the same call again, under the same id
    house.worker.run()
    assert house.states() == ["queued"]
    house.clock.forward(minutes=1)
    house.worker.run()
    assert house.till.calls == [refund.id, refund.id]
    assert house.till.refunds == {refund.id: ("p-1", 120000)}
    assert house.states() == ["done"]
    Message.objects.of(house.hotel).filter(topic="payments.refund").update(
        state="waiting", done_at=None, due_at=FAR, attempts=0
    )  # a worker died after handling and before saying so
    house.worker.run()
    assert len(house.till.calls) == 2
    assert house.money() == (180000, [120000], [-120000])


def test_where_a_provider_cannot_send_back_a_part_staff_do(house):
    house.till = Till(refund=True, partial_refund=False)
    with registered(house.till):
        whole, part = house.by_card(300000), house.by_card(200000, ref="p-2")
        assert house.refund(part, 50000).state == "by_hand"
        assert house.refund(part, 150000).state == "by_hand"  # the rest of it is a part, too
        assert house.refund(whole, 300000).state == "queued"
    house.till = Till(refund=True, partial_refund=True, amount_steps=(("THB", 10),))
    with registered(house.till):
        stepped = house.by_card(1000, ref="p-4")
        assert [house.refund(stepped, amount).state for amount in (105, 100)] == ["by_hand", "queued"]
    house.close()  # nobody knows that provider any more
    assert house.refund(house.by_card(100, ref="p-3"), 100).state == "by_hand"


def test_a_refusal_gives_the_reservation_back_and_staff_try_again_under_a_new_id(house):
    payment = house.by_card(300000)
    refund = house.refund(payment, 300000)
    house.till.refuses = "card_closed"
    house.worker.run()
    assert house.states() == ["failed"]
    assert (house.tasks(), house.money()) == ([TaskKind.FAILED], (300000, [0], []))
    assert money_tasks(house.hotel)[0].error == "card_closed"
    house.till.refuses = ""
    anew = house.act(refund, retry_refund)
    assert (anew.id != refund.id, anew.state, house.tasks()) == (True, "queued", [])
    with pytest.raises(RefundMoved):
        house.act(refund, retry_refund)
    assert not house.told(refund, done=True)  # what is heard of the failed one changes nothing any more
    house.worker.run()
    assert house.money() == (0, [300000], [-300000])
    assert house.topics() == ["refund.requested", "refund.requested", "refund.done"]


def test_what_failed_is_done_by_hand_or_set_aside(house):
    payment = house.by_card(300000)
    house.till.refuses = "card_closed"
    first, second = house.refund(payment, 100000), house.refund(payment, 50000)
    house.worker.run()
    by_hand = house.act(first, mark_refund_done, reference="Bank")
    assert (by_hand.id != first.id, by_hand.state) == (True, "done")
    house.act(second, set_refund_aside)
    assert (house.tasks(), house.money()) == ([], (200000, [100000], [-100000]))
    third = house.refund(house.cash(5000), 5000)
    house.act(third, set_refund_aside)
    assert Refund.objects.of(house.hotel).get(id=third.id).error == "called_off"
    assert house.tasks() == []
    with pytest.raises(RefundMoved):
        house.act(third, mark_refund_done)


def test_a_provider_that_never_answers_leaves_it_reserved_and_nobody_sends_it_twice(house):
    payment = house.by_card(300000)
    refund = house.refund(payment, 300000)
    house.till.down = 99
    for _ in range(12):
        house.worker.run()
        house.clock.forward(hours=30)
    assert (house.states(), house.tasks()) == (["pending"], [TaskKind.UNANSWERED])
    assert house.money() == (300000, [300000], [])
    with pytest.raises(RefundExceedsPayment):
        house.refund(payment, 1)
    house.till.down = 0
    assert (
        house.act(refund, retry_refund).id == refund.id
    )  # the same id: what did come through is not done again
    house.worker.run()
    assert house.till.refunds == {refund.id: ("p-1", 300000)}
    assert house.money() == (0, [300000], [-300000])


def test_what_was_never_answered_staff_may_know_from_elsewhere(house):
    refund = house.refund(house.by_card(300000), 300000)
    house.till.down = 99
    for _ in range(12):
        house.worker.run()
        house.clock.forward(hours=30)
    house.act(refund, mark_refund_done)
    assert house.money() == (0, [300000], [-300000])
    assert not house.told(refund, done=True)
    assert not house.told(refund, done=False)  # what staff did is theirs
    assert house.states() == ["done"]


def test_a_pending_refund_waits_for_the_webhook_which_may_come_twice(house):
    refund = house.refund(house.by_card(300000), 100000)
    house.till.slow = True
    house.worker.run()
    assert (house.states(), house.tasks()) == (["pending"], [])
    assert house.told(refund, done=True)
    assert not house.told(refund, done=True)
    assert house.money() == (200000, [100000], [-100000])


def test_what_comes_back_after_it_was_done_is_here_again(house):
    refund = house.refund(house.by_card(300000), 100000)
    house.worker.run()
    version = house.booking.version
    assert house.told(refund, done=False, error="account_closed")
    assert not house.told(refund, done=False)
    assert not house.told(refund, done=True)  # out of order: it had been sent before
    assert house.money() == (300000, [0], [-100000, 100000])
    assert house.booking.version == version + 1
    assert (house.states(), house.tasks()) == (["failed"], [TaskKind.FAILED])


@pytest.mark.parametrize("done", [True, False])
def test_a_webhook_that_is_quicker_than_the_answer_counts(house, done):
    refund = house.refund(house.by_card(300000), 100000)
    house.till.meanwhile = lambda: house.told(refund, done=done)
    house.worker.run()
    assert house.states() == ["done" if done else "failed"]
    assert house.money() == ((200000, [100000], [-100000]) if done else (300000, [0], []))


def test_the_providers_own_name_of_a_refund_finds_it(house):
    refund = house.refund(house.by_card(300000), 100000)
    house.till.slow = True
    house.worker.run()
    tell = {"property": house.hotel, "done": True, "now": FAR}
    assert not take_refund_event(**tell, refund_ref="")
    assert not take_refund_event(**tell, refund_ref="r-unknown")
    assert take_refund_event(**tell, refund_ref=f"r-{refund.id.hex}")


def test_without_an_account_there_is_nobody_to_ask(house):
    house.refund(house.by_card(300000), 100000)
    ProviderAccount.objects.of(house.hotel).delete()
    house.worker.run()
    assert money_tasks(house.hotel)[0].error == "no_account"


def test_an_amount_goes_back_to_the_newest_payments_first(house):
    house.cash(100000, minutes=1)
    house.by_card(150000, minutes=2)
    house.cash(50000, minutes=3)
    about = {"property": house.hotel, "booking_id": house.booking.id, "actor_name": "Kunjae", "now": FAR}
    made = refund_amount(**about, amount=180000, cause=RefundCause.GUEST_CHANGE)
    assert [(row.amount, row.state) for row in made] == [(50000, "by_hand"), (130000, "queued")]
    assert house.money()[1] == [0, 130000, 50000]
    rest = refund_amount(**about, amount=999999, cause=RefundCause.GUEST_CHANGE)
    assert [row.amount for row in rest] == [20000, 100000]
    assert refund_amount(**about, amount=1, cause=RefundCause.GUEST_CHANGE) == []


def test_late_money_goes_back_to_the_checkout_that_brought_it_and_nowhere_else(house):
    house.cash(100000, minutes=9)
    payment = house.by_card(150000)
    made = refund_amount(
        property=house.hotel,
        booking_id=house.booking.id,
        amount=999999,
        cause=RefundCause.LATE_MONEY,
        actor_name="Kunjae",
        now=FAR,
        of_checkouts=[payment.checkout_id],
    )
    assert [(row.payment_id, row.amount, row.cause) for row in made] == [(payment.id, 150000, "late_money")]
