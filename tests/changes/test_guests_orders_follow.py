"""A guest's change takes the orders along: shown, paid and refunded with it, settled when the money has come."""

import pytest
from django.db.models import F

from kunjae.inventory.models import Option, RoomNight
from kunjae.outbox.models import Message
from kunjae.rates.models import NightPrice, RatePlan
from tests.changes.test_orders_follow import became
from tests.changes.the_guest import (
    booking,
    broken,
    cancel,
    checkout_for,
    confirm,
    later,
    move,
    pay,
    pay_cash,
    preview,
    refunds,
    state_of,
    told,
)
from tests.hotel import FAR, book_stays
from tests.ordering import the_counter
from tests.ordering.the_counter import again, make_resort, massage, order, wants

pytestmark = pytest.mark.django_db

NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"}


@pytest.fixture
def hotel():
    """Everything is paid in advance; the week before Christmas is dearer."""
    hotel = make_resort()
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    NightPrice.objects.of(hotel).filter(night__gte="2026-12-18").update(price=F("price") + 10000)
    return hotel


def paid(hotel):
    code = book_stays(hotel, NIGHTS)
    pay_cash(hotel, code, 3000_00)
    return code


def held(hotel):
    rows = RoomNight.objects.of(hotel).filter(option_id__isnull=False).order_by("room__number", "night")
    return [(number, night.day) for number, night in rows.values_list("room__number", "night")]


def test_orders_that_are_cancelled_with_the_stay_go_out_of_what_is_kept_of_the_money(hotel):
    code = paid(hotel)
    spa, taxi = order(hotel, code, massage(), wants("taxi"))
    the_counter.confirm(hotel, spa)
    pay_cash(hotel, code, 500_00)
    seen = preview(hotel, code, cancel())
    assert became(seen.plan) == {
        "spa": ("cancelled", "stay_cancelled", None),
        "taxi": ("cancelled", "stay_cancelled", None),
    }
    assert (seen.to_pay, seen.to_refund) == (0, 3500_00)
    confirm(hotel, code, cancel())
    assert [amount for amount, _cause in refunds(hotel)] == [500_00, 3000_00]
    assert booking(hotel, code).value == 0
    assert {again(spa).status, again(taxi).status} == {"cancelled"}
    by = Message.objects.of(hotel).filter(topic="order.cancelled").order_by("id")
    assert [message.payload["by"] for message in by] == ["guest", "guest"]
    assert broken() == []


def test_money_paid_for_nights_covers_orders(hotel):
    """Paid 3000, order 900 billed, stay 3000 -> 1500: value 2400, refund 600 (rules.md 8)."""
    code = paid(hotel)
    (spa,) = order(hotel, code, massage())
    the_counter.confirm(hotel, spa)
    seen = preview(hotel, code, move("12-10", "12-11"))
    assert (seen.plan.money.value, seen.to_pay, seen.to_refund) == (2400_00, 0, 600_00)


def test_what_waits_for_its_money_keeps_the_hours_and_settles_with_its_orders(hotel):
    code = paid(hotel)
    breakfast, late = order(hotel, code, wants("breakfast"), wants("late", hour="14:00"))
    the_counter.confirm(hotel, breakfast)
    asked = move("12-19", "12-22")
    seen = preview(hotel, code, asked)
    assert became(seen.plan) == {"breakfast": ("repriced", "", 1800), "late": ("moved", "", 500)}
    assert seen.to_pay == 3 * 1600_00 - 3000_00

    pending = confirm(hotel, code, asked).pending
    assert held(hotel) == [("001", 12), ("001", 19), ("001", 20), ("001", 21), ("001", 22)]
    assert again(breakfast).amount == 1200_00
    (taxi,) = order(hotel, code, wants("taxi"))  # the change that waits moves along
    pay(hotel, checkout_for(hotel, pending), pending.to_pay, later(FAR, minutes=5))

    assert state_of(pending) == ("confirmed", "")
    assert (again(breakfast).amount, again(breakfast).counted) == (1800_00, 1800_00)
    assert again(late).day.day == 22
    assert again(taxi).status == "confirmed"
    assert held(hotel) == [("001", 22)]
    row = booking(hotel, code)
    assert (row.value, row.orders) == (3 * 1600_00 + 3000_00, 3000_00)
    assert [topic for topic, _ in told(hotel, "order.changed")] == ["order.changed", "order.changed"]
    assert broken() == []


def test_dropped_it_leaves_the_orders_as_they_were(hotel):
    code = paid(hotel)
    (late,) = order(hotel, code, wants("late", hour="14:00"))
    pending = confirm(hotel, code, move("12-19", "12-22")).pending
    pay(hotel, checkout_for(hotel, pending), 100_00, later(FAR, minutes=45))
    assert state_of(pending) == ("dropped", "expired")
    assert again(late).day.day == 12
    assert held(hotel) == [("001", 12)]
    assert Option.objects.of(hotel).get().id == late.id
    assert broken() == []


def test_an_order_that_ends_while_the_change_waits_is_left_alone(hotel):
    code = paid(hotel)
    (late,) = order(hotel, code, wants("late", hour="14:00"))
    pending = confirm(hotel, code, move("12-19", "12-22")).pending
    the_counter.cancel(hotel, late)
    pay(hotel, checkout_for(hotel, pending), pending.to_pay, later(FAR, minutes=5))
    assert state_of(pending) == ("confirmed", "")
    assert again(late).status == "cancelled"
    assert not Option.objects.of(hotel).exists()
    assert broken() == []
