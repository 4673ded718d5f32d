"""The examples of rules.md 10 "Money": what is paid first, what goes back by itself."""

from datetime import timedelta

import pytest

from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.inventory.models import Option, RoomNight
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.models import Payment, Refund
from kunjae.properties.models import RoomType
from kunjae.rates.models import RatePlan
from tests.changes.the_guest import (
    booking,
    broken,
    cancel,
    checkout_for,
    confirm,
    move,
    pay,
    pay_cash,
    preview,
    told,
)
from tests.hotel import CLERK, FAR, NEAR, book_stays, make_hotel, set_prices

pytestmark = pytest.mark.django_db

AMOUNTS = [(0, 1500_00), (1, 800_00), (2, 700_00)]
TWO_NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"}


def hotel_with(prepay, **settings):
    """The small hotel, its plan BAR with so much to be prepaid."""
    hotel = make_hotel(**settings)
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=prepay)
    return hotel


def test_all_prepaid_half_goes_back_when_the_guest_cancels_for_half():
    hotel = hotel_with(100)
    code = book_stays(hotel, TWO_NIGHTS)
    pay_cash(hotel, code, 3000_00)
    seen = preview(hotel, code, cancel(), now=NEAR)
    assert (seen.refusals, seen.to_pay, seen.to_refund) == ((), 0, 1500_00)
    done = confirm(hotel, code, cancel(), now=NEAR)
    assert done.pending is None
    assert done.entry.recorded
    assert done.entry.actor_kind == "guest"
    assert [(row.amount, row.state, row.cause) for row in done.refunds] == [
        (1500_00, "by_hand", "guest_change")
    ]
    row = booking(hotel, code)
    assert (row.value, row.fees, row.status, row.changes_recorded) == (1500_00, 1500_00, "cancelled", 1)
    assert broken(NEAR) == []


def test_nothing_paid_the_fee_is_paid_before_the_cancellation_counts():
    hotel = hotel_with(0)
    code = book_stays(hotel, TWO_NIGHTS)
    waits = confirm(hotel, code, cancel(), now=NEAR).pending
    assert waits.to_pay == 1500_00
    row = booking(hotel, code)
    assert (row.status, row.value, row.pending_id) == ("reserved", 3000_00, waits.id)
    assert broken(NEAR) == []
    pay(hotel, checkout_for(hotel, waits), 1500_00, NEAR + timedelta(minutes=29))
    row = booking(hotel, code)
    assert (row.status, row.value, row.paid, row.pending_id) == ("cancelled", 1500_00, 1500_00, None)
    assert PendingChange.objects.of(hotel).get().entry_number == HistoryEntry.objects.of(hotel).get().number
    assert not Option.objects.of(hotel).exists()
    assert not RoomNight.objects.of(hotel).exists()
    assert broken(NEAR) == []


def test_a_third_prepaid_dearer_nights_ask_for_a_third_of_the_difference():
    hotel = hotel_with(30)
    code = book_stays(hotel, TWO_NIGHTS)
    pay_cash(hotel, code, 900_00)
    plan = RatePlan.objects.of(hotel).get(code="BAR")
    set_prices(hotel, plan, hotel_type(hotel, "STD"), 2000)
    waits = confirm(hotel, code, move("12-20", "12-22")).pending
    assert waits.to_pay == 300_00
    assert told(hotel, "change.waiting") == [("change.waiting", {"booking": code, "pending": str(waits.id)})]
    assert pay(hotel, checkout_for(hotel, waits), 300_00, FAR) is not None
    row = booking(hotel, code)
    assert (row.value, row.paid, row.arrival.isoformat()) == (4000_00, 1200_00, "2026-12-20")
    assert not Refund.objects.of(hotel).exists()


def test_a_third_prepaid_cheaper_nights_return_nothing():
    hotel = hotel_with(30)
    code = book_stays(hotel, TWO_NIGHTS)
    pay_cash(hotel, code, 900_00)
    set_prices(hotel, RatePlan.objects.of(hotel).get(code="BAR"), hotel_type(hotel, "STD"), 1000)
    done = confirm(hotel, code, move("12-20", "12-22"))
    assert (done.plan.to_pay, done.plan.to_refund, done.refunds) == (0, 0, ())
    row = booking(hotel, code)
    assert (row.value, row.paid) == (2000_00, 900_00)
    assert Payment.objects.of(hotel).get().refunded == 0


def test_what_goes_back_comes_from_the_newest_payments_and_what_is_on_its_way_counts_as_gone():
    hotel = hotel_with(0)
    code = book_stays(hotel, TWO_NIGHTS)
    payments = [pay_cash(hotel, code, amount, FAR + timedelta(hours=hour)) for hour, amount in AMOUNTS]
    request_refund(property=hotel, payment=payments[1].id, amount=200_00, reason="kind", actor=CLERK, now=FAR)
    done = confirm(hotel, code, cancel(), now=NEAR)
    assert (done.plan.to_pay, done.plan.to_refund) == (0, 1300_00)
    assert [(refund.payment_id, refund.amount) for refund in done.refunds] == [
        (payments[2].id, 700_00),
        (payments[1].id, 600_00),
    ]
    assert sum(row.amount - row.refunded for row in Payment.objects.of(hotel)) == booking(hotel, code).value
    assert broken(NEAR) == []


def hotel_type(hotel, code):
    return RoomType.objects.of(hotel).get(code=code)
