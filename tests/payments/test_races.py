"""Two at once: never more goes back than came, never twice, and whoever was slower is told so."""

import threading

import pytest
from django.db import connection

from kunjae.bookings.models import Booking
from kunjae.payments.commands.receiving import record_payment
from kunjae.payments.commands.refunds import mark_refund_done, request_refund, take_refund_event
from kunjae.payments.errors import RefundExceedsPayment, RefundMoved
from kunjae.payments.facts import Method
from kunjae.payments.models import Checkout, LedgerEntry, Payment, Refund
from tests.checks.holding import assert_all_holds
from tests.hotel import CLERK, FAR, book_two_rooms, make_hotel
from tests.payments.till import Clock, begin, bring, open_till, worker

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*works):
    """Run the works in threads that start together; what each returned or raised."""
    outcomes = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(index, work):
        barrier.wait()
        try:
            outcomes[index] = work()
        except Exception as error:  # whatever it is, the test looks at it
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


@pytest.fixture
def hotel():
    hotel = make_hotel()
    with open_till(hotel) as till:
        hotel.till = till
        yield hotel
        assert_all_holds()


@pytest.fixture
def code(hotel):
    return book_two_rooms(hotel)


def refund(hotel, payment, amount):
    return request_refund(property=hotel, payment=payment.id, amount=amount, reason="", actor=CLERK, now=FAR)


def test_of_two_refunds_that_do_not_fit_together_one_is_refused(hotel, code):
    payment = record_payment(
        property=hotel, code=code, method=Method.CASH, amount=300000, actor=CLERK, now=FAR
    )
    outcomes = all_at_once(*[lambda: refund(hotel, payment, 200000)] * 4)
    assert kinds(outcomes) == ["Refund", *["RefundExceedsPayment"] * 3]
    assert {error.left for error in outcomes if isinstance(error, RefundExceedsPayment)} == {100000}
    assert Payment.objects.of(hotel).get().refunded == 200000


def test_done_by_two_it_is_done_once(hotel, code):
    payment = record_payment(
        property=hotel, code=code, method=Method.CASH, amount=300000, actor=CLERK, now=FAR
    )
    made = refund(hotel, payment, 300000)
    done = {"property": hotel, "refund": made.id, "actor": CLERK, "now": FAR}
    outcomes = all_at_once(*[lambda: mark_refund_done(**done)] * 3)
    assert kinds(outcomes) == ["Refund", "RefundMoved", "RefundMoved"]
    assert isinstance(next(error for error in outcomes if isinstance(error, Exception)), RefundMoved)
    assert Booking.objects.of(hotel).get().paid == 0


def test_the_same_payment_from_two_webhooks_is_one(hotel, code):
    row = begin(hotel, code)
    outcomes = all_at_once(*[lambda: bring(hotel, row, 300000, ref="p-1")] * 4)
    assert kinds(outcomes) == ["NoneType", "NoneType", "NoneType", "Payment"]
    assert Booking.objects.of(hotel).get().paid == 300000


def test_webhooks_and_the_worker_end_a_refund_once(hotel, code):
    payment = bring(hotel, begin(hotel, code), 300000)
    made = refund(hotel, payment, 300000)

    def told():
        return take_refund_event(property=hotel, refund=made.id, done=True, now=FAR)

    outcomes = all_at_once(told, told, worker(Clock()).run, told)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert Refund.objects.of(hotel).get().state == "done"
    assert LedgerEntry.objects.of(hotel).filter(kind="refund").count() == 1
    assert len(hotel.till.refunds) <= 1


def test_of_two_attempts_to_pay_one_stays_open(hotel, code):
    outcomes = all_at_once(*[lambda: begin(hotel, code)] * 3)
    opened = [row for row in outcomes if isinstance(row, Checkout)]
    assert len(opened) >= 1
    assert set(kinds(outcomes)) <= {"Checkout", "CheckoutClosed"}
    assert Checkout.objects.of(hotel).filter(state__in=["started", "open"]).count() == 1
