"""Orders that are paid at once: kept and taken when confirmed, let go when not, or paid outright where nothing can be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from kunjae.changes.commands import arrive, change_at_once
from kunjae.changes.commands.money_in import accept_slip, receive_payment, slip_sent
from kunjae.changes.commands.provider_events import hear_provider_event
from kunjae.changes.operations import Cancel, MoveToBooking
from kunjae.concierge.commands import baskets
from kunjae.concierge.errors import OfferRefused
from kunjae.concierge.models import OfferDay
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.ordering.commands.paying import unpaid_orders
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.outbox.models import Message
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.errors import CheckoutClosed
from kunjae.payments.facts import Method, Purpose
from kunjae.payments.models import Checkout, Payment, Refund
from kunjae.payments.ports import Event, EventKind
from tests.hotel import CLERK, FAR, book_stays
from tests.ordering.the_counter import (
    DELUXE,
    SPA,
    add_offer,
    again,
    booking,
    broken,
    cancel,
    confirm,
    make_resort,
    order,
    stayed,
    told,
    wants,
)
from tests.outbox.desk import Clock
from tests.payments.till import open_till

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=30)
SHOW = {"code": "show", "name": {"en": "Cabaret show"}, "price": "700", "pay": "now", "stock": 2}
BIKE = {"code": "bike", "name": {"en": "Bicycle"}, "price": "300", "pay": "either"}
OURS = ("ordering.", "payments.")
_events = count(1)


@pytest.fixture
def hotel():
    hotel = make_resort()
    for each in (SHOW, BIKE):
        add_offer(hotel, each)
    return hotel


@pytest.fixture
def till(hotel):
    """A provider that can keep an amount."""
    can = {"cards": True, "webhook": True, "proves": True, "refund": True, "partial_refund": True}
    with open_till(hotel, **can, holds=True) as till:
        yield till


@pytest.fixture
def code(hotel):
    return stayed(hotel)


def buy(hotel, code, *offers, now=FAR):
    """The guest orders these, to be paid now."""
    return order(hotel, code, *(replace(wants(each), pay_now=True) for each in offers), now=now)


def begin(hotel, code, orders, now=FAR, id=None):
    return begin_checkout(
        property=hotel,
        code=code,
        purpose=Purpose.ORDER,
        amount=sum(each.amount for each in orders),
        provider="till",
        method=Method.CARD,
        now=now,
        expires_at=now + HOLD,
        return_url="https://hotel.example/{checkout}/",
        language="en",
        basket=orders[0].basket,
        id=id,
    )


def tell(hotel, checkout, kind, amount=0, now=FAR):
    """The provider's webhook."""
    event = Event(
        id=f"e{next(_events)}",
        kind=kind,
        checkout=checkout.id,
        payment_ref=f"pi-{checkout.id.hex}",
        amount=amount or checkout.amount,
        currency=hotel.currency,
    )
    hear_provider_event(property=hotel, provider="till", event=event, now=now)


def work(now=FAR):
    """The worker does what is due for orders and money; mails and webhooks are not its business here."""
    ours = {topic: handler for topic, handler in SUBSCRIPTIONS.items() if topic.startswith(OURS)}
    Dispatcher(ours, clock=Clock(now), spread=lambda: 0.0).run()


def money(*orders):
    return [again(each).payment for each in orders]


def checkout_state(checkout):
    return Checkout.objects.of(checkout.property_id).get(id=checkout.id).state


def kept(hotel, code, *offers):
    """Orders whose amount the guest's bank keeps for the hotel."""
    orders = buy(hotel, code, *offers)
    checkout = begin(hotel, code, orders)
    tell(hotel, checkout, EventKind.AUTHORISED)
    work()
    return orders, checkout


def test_where_nobody_can_pay_nothing_waits_for_money(hotel, code):
    with pytest.raises(OfferRefused) as refused:
        buy(hotel, code, "show")
    assert refused.value.reasons == ("no_payments",)
    assert not OfferDay.objects.of(hotel).exists()


def test_nobody_hears_of_an_order_before_its_money_is_kept_and_it_is_taken_when_confirmed(hotel, till, code):
    orders = buy(hotel, code, "show")
    assert money(*orders) == ["to_pay"]
    assert told(hotel) == []
    checkout = begin(hotel, code, orders)
    assert till.orders[checkout.id].hold
    tell(hotel, checkout, EventKind.AUTHORISED)
    tell(hotel, checkout, EventKind.AUTHORISED)
    work()
    assert (money(*orders), checkout_state(checkout)) == (["authorised"], "authorised")
    assert [topic for topic, _ in told(hotel)] == ["order.placed"]
    assert not Payment.objects.of(hotel).exists()
    confirm(hotel, orders[0])
    work()
    ref = f"pi-{checkout.id.hex}"
    assert till.taken == {ref: 700_00}
    tell(hotel, checkout, EventKind.PAID)
    assert (money(*orders), checkout_state(checkout)) == (["paid"], "paid")
    row = booking(hotel, code)
    assert (row.orders, row.paid) == (700_00, 700_00)
    assert broken() == []


def test_what_is_not_confirmed_is_let_go_and_only_the_rest_is_taken(hotel, till, code):
    (show, bike), checkout = kept(hotel, code, "show", "show")
    confirm(hotel, show)
    work()
    assert till.taken == {}, "the other one is not answered yet"
    cancel(hotel, bike)
    work()
    assert till.taken == {f"pi-{checkout.id.hex}": 700_00}
    assert money(show, bike) == ["authorised", "released"]
    tell(hotel, checkout, EventKind.PAID, 700_00)
    assert money(show, bike) == ["paid", "released"]
    assert broken() == []


def test_nothing_is_taken_where_nothing_was_confirmed(hotel, till, code):
    (show,), checkout = kept(hotel, code, "show")
    cancel(hotel, show)
    work()
    assert till.let_go == [f"pi-{checkout.id.hex}"]
    assert (money(show), checkout_state(checkout)) == (["released"], "cancelled")
    assert not Refund.objects.of(hotel).exists()
    assert broken() == []


def test_what_the_bank_no_longer_keeps_is_billed_with_the_room(hotel, till, code):
    (show,), checkout = kept(hotel, code, "show")
    till.let_go.append(f"pi-{checkout.id.hex}")
    confirm(hotel, show)
    work()
    assert money(show) == ["on_booking"]
    assert (booking(hotel, code).orders, booking(hotel, code).paid) == (700_00, 0)
    assert broken() == []


def test_a_bank_that_lets_go_by_itself_leaves_the_order_to_be_billed(hotel, till, code):
    (show,), checkout = kept(hotel, code, "show")
    tell(hotel, checkout, EventKind.RELEASED)
    tell(hotel, checkout, EventKind.RELEASED)
    assert (money(show), again(show).status) == (["on_booking"], "unconfirmed")
    assert checkout_state(checkout) == "cancelled"


def test_where_nothing_can_be_kept_money_counts_at_once_and_goes_back_when_cancelled(hotel, till, code):
    orders = buy(hotel, code, "show")
    checkout = begin(hotel, code, orders)
    tell(hotel, checkout, EventKind.PAID)
    work()
    assert money(*orders) == ["paid"]
    assert (booking(hotel, code).orders, booking(hotel, code).paid) == (700_00, 700_00)
    assert [topic for topic, _ in told(hotel)] == ["order.placed"]
    assert broken() == []
    receive_payment(property=hotel, code=code, method=Method.CASH, amount=3000_00, actor=CLERK, now=FAR)
    cancel(hotel, orders[0])
    assert [(row.amount, row.cause) for row in Refund.objects.of(hotel)] == [(700_00, "order_cancelled")]
    assert money(*orders) == ["returned"]
    work()
    assert booking(hotel, code).paid == 3000_00
    assert broken() == []


def test_money_of_a_cancelled_order_that_the_room_needs_stays_on_the_booking(hotel, till, code):
    orders = buy(hotel, code, "show")
    tell(hotel, begin(hotel, code, orders), EventKind.PAID)
    cancel(hotel, orders[0])
    assert not Refund.objects.of(hotel).exists(), "3,000 are still owed for the room"
    assert money(*orders) == ["on_booking"]
    assert broken() == []


def test_an_order_that_nobody_pays_ends_and_gives_its_piece_back(hotel, till, code):
    orders = buy(hotel, code, "show", "show")
    assert [row.ordered for row in OfferDay.objects.of(hotel)] == [2]
    work(FAR + HOLD - timedelta(seconds=1))
    assert len(unpaid_orders(hotel, code, orders[0].basket)) == 2
    work(FAR + HOLD)
    assert [again(each).status for each in orders] == ["expired", "expired"]
    assert [row.ordered for row in OfferDay.objects.of(hotel)] == [0]
    assert told(hotel) == [], "nobody had heard of them"
    assert broken() == []


def test_money_for_orders_that_have_ended_goes_back(hotel, till, code):
    orders = buy(hotel, code, "show")
    checkout = begin(hotel, code, orders)
    work(FAR + HOLD)
    tell(hotel, checkout, EventKind.PAID, now=FAR + 2 * HOLD)
    assert [(row.amount, row.cause) for row in Refund.objects.of(hotel)] == [(700_00, "late_money")]
    assert broken() == []


def test_an_amount_that_is_kept_too_late_is_let_go(hotel, till, code):
    orders = buy(hotel, code, "show")
    checkout = begin(hotel, code, orders)
    work(FAR + HOLD)
    tell(hotel, checkout, EventKind.AUTHORISED, now=FAR + 2 * HOLD)
    work(FAR + 2 * HOLD)
    assert till.let_go == [f"pi-{checkout.id.hex}"]
    assert checkout_state(checkout) == "cancelled"


def test_another_amount_than_asked_stays_on_the_booking_and_the_order_is_billed(hotel, till, code):
    orders = buy(hotel, code, "show")
    tell(hotel, begin(hotel, code, orders), EventKind.PAID, 500_00)
    assert money(*orders) == ["on_booking"]
    confirm(hotel, orders[0])
    assert (booking(hotel, code).orders, booking(hotel, code).paid) == (700_00, 500_00)
    assert broken() == []


def test_staff_may_confirm_what_is_not_paid_yet_and_nobody_pays_it_twice(hotel, till, code):
    orders = buy(hotel, code, "show")
    checkout = begin(hotel, code, orders)
    confirm(hotel, orders[0])
    assert (money(*orders), checkout_state(checkout)) == (["on_booking"], "cancelled")
    work(FAR + HOLD)
    assert again(orders[0]).status == "confirmed"
    assert unpaid_orders(hotel, code, orders[0].basket) == []


def test_orders_whose_money_is_kept_are_not_paid_again(hotel, till, code):
    orders, _checkout = kept(hotel, code, "show")
    with pytest.raises(CheckoutClosed):
        begin(hotel, code, orders)


def test_an_offer_that_confirms_itself_does_so_when_its_money_is_kept_and_is_told_once(hotel, till, code):
    add_offer(hotel, SHOW | {"code": "boat", "auto_confirm": True, "stock": None})
    (boat,), checkout = kept(hotel, code, "boat")
    assert again(boat).status == "confirmed"
    assert till.taken == {f"pi-{checkout.id.hex}": 700_00}
    message = Message.objects.of(hotel).get(topic=baskets.READY)
    Message.objects.of(hotel).filter(id=message.id).update(state="waiting", done_at=None)
    work(FAR + timedelta(minutes=5))
    assert [topic for topic, _ in told(hotel)] == ["order.placed"]
    assert broken() == []


def test_of_two_attempts_that_are_kept_the_first_is_taken_whatever_is_told_of_the_other(hotel, till, code):
    orders = buy(hotel, code, "bike")
    first = begin(hotel, code, orders, id=UUID(int=2))
    second = begin(hotel, code, orders, id=UUID(int=1))
    tell(hotel, first, EventKind.AUTHORISED)
    tell(hotel, second, EventKind.AUTHORISED)
    confirm(hotel, orders[0])
    work()
    assert till.taken == {f"pi-{first.id.hex}": 300_00}
    assert till.let_go == [f"pi-{second.id.hex}"]


@pytest.mark.parametrize("was_kept", [True, False])
def test_a_second_attempt_that_is_let_go_leaves_the_first_as_it_is(hotel, till, code, was_kept):
    orders = buy(hotel, code, "bike")
    first, second = begin(hotel, code, orders), begin(hotel, code, orders)
    tell(hotel, first, EventKind.AUTHORISED)
    if was_kept:
        tell(hotel, second, EventKind.AUTHORISED)
    tell(hotel, second, EventKind.RELEASED)
    assert money(*orders) == ["authorised"]
    confirm(hotel, orders[0])
    work()
    assert till.taken == {f"pi-{first.id.hex}": 300_00}


def test_a_bank_that_is_quicker_than_the_providers_answer_is_heard(hotel, till, code):
    orders = buy(hotel, code, "show")

    def quick():
        till.meanwhile = lambda: None
        tell(hotel, Checkout.objects.of(hotel).get(), EventKind.AUTHORISED)

    till.meanwhile = quick
    checkout = begin(hotel, code, orders)
    assert checkout_state(checkout) == "authorised"
    confirm(hotel, orders[0])
    work()
    assert till.taken == {f"pi-{checkout.id.hex}": 700_00}


@pytest.mark.parametrize("is_taken", [True, False])
def test_what_is_cancelled_while_its_amount_is_being_taken_goes_back(hotel, till, code, is_taken):
    (show, bike), checkout = kept(hotel, code, "show", "bike")
    confirm(hotel, show)
    confirm(hotel, bike)
    if is_taken:
        work()
    cancel(hotel, bike)
    work()
    assert till.taken == {f"pi-{checkout.id.hex}": 1000_00}, "it was asked for already"
    tell(hotel, checkout, EventKind.PAID, 1000_00)
    assert money(show, bike) == ["paid", "released"]
    assert [(row.amount, row.cause) for row in Refund.objects.of(hotel)] == [(300_00, "order_cancelled")]
    work()
    assert (booking(hotel, code).orders, booking(hotel, code).paid) == (700_00, 700_00)
    assert broken() == []


def test_what_is_billed_with_the_room_is_told_once_whatever_else_is_in_its_basket(hotel, till, code):
    basket = order(hotel, code, wants("breakfast"), replace(wants("show"), pay_now=True))
    assert told(hotel) == [("order.placed", "breakfast")]
    tell(hotel, begin(hotel, code, basket[1:]), EventKind.PAID)
    work()
    assert told(hotel) == [("order.placed", "breakfast"), ("order.placed", "show")]


def test_money_that_comes_when_it_can_no_longer_be_served_confirms_nothing(hotel, till, code):
    add_offer(hotel, SPA | {"code": "massage", "pay": "now", "auto_confirm": True})
    ten = datetime(2026, 12, 10, 3, tzinfo=UTC)
    wanted = replace(wants("massage", day="2026-12-10", slot="10:00", number=1), pay_now=True)
    receive_payment(property=hotel, code=code, method=Method.CASH, amount=3000_00, actor=CLERK, now=FAR)
    orders = order(hotel, code, wanted, now=ten - HOLD / 2)
    checkout = begin(hotel, code, orders, now=ten - HOLD / 2)
    tell(hotel, checkout, EventKind.PAID, now=ten + HOLD / 3)
    work(ten + HOLD / 3)
    assert (again(orders[0]).status, money(*orders)) == ("expired", ["returned"])
    assert [row.amount for row in Refund.objects.of(hotel)] == [900_00]
    assert [row.ordered for row in OfferDay.objects.of(hotel)] == [0]
    assert broken(ten.date()) == []


def test_a_paid_upgrade_that_finds_no_room_for_guests_in_house_waits_for_the_hotel(hotel, till):
    add_offer(hotel, DELUXE | {"code": "up", "pay": "now", "auto_confirm": True})
    code = stayed(hotel, room="001")
    now = datetime(2026, 12, 10, 8, tzinfo=UTC)
    arrive(property=hotel, code=code, stay=1, actor=CLERK, now=now)
    orders = buy(hotel, code, "up", now=now)
    for room, night in (("101", 10), ("102", 11)):  # while the guest is paying
        there = {"check_in": f"2026-12-{night}", "check_out": f"2026-12-{night + 1}"}
        book_stays(hotel, there | {"room_type": "DLX", "room": room})
    tell(hotel, begin(hotel, code, orders, now=now), EventKind.PAID, now=now)
    work(now)
    assert (again(orders[0]).status, told(hotel)) == ("unconfirmed", [("order.placed", "up")])
    work(again(orders[0]).had_at)
    assert again(orders[0]).status == "expired"


def test_the_time_to_look_at_a_slip_ends_too_and_money_that_is_found_later_goes_back(hotel, till, code):
    orders = buy(hotel, code, "show")
    checkout = begin(hotel, code, orders)
    day = timedelta(hours=24)
    for sent in (FAR, FAR + day / 2):
        slip_sent(property=hotel, checkout=checkout.id, now=sent)
        Checkout.objects.of(hotel).filter(id=checkout.id).update(state="slip")
    work(FAR + day - HOLD)
    assert again(orders[0]).status == "unconfirmed"
    work(FAR + day)
    assert again(orders[0]).status == "expired"
    assert [row.ordered for row in OfferDay.objects.of(hotel)] == [0]
    accept_slip(property=hotel, checkout=checkout.id, amount=700_00, actor=CLERK, now=FAR + day + HOLD)
    assert [(row.amount, row.cause) for row in Refund.objects.of(hotel)] == [(700_00, "late_money")]
    assert broken() == []


def test_a_slip_in_time_keeps_the_order_until_staff_have_looked(hotel, till, code):
    orders = buy(hotel, code, "show")
    checkout = begin(hotel, code, orders)
    Checkout.objects.of(hotel).filter(id=checkout.id).update(state="slip")
    slip_sent(property=hotel, checkout=checkout.id, now=FAR)
    work(FAR + HOLD)
    assert again(orders[0]).status == "unconfirmed"


def staff(hotel, code, operation):
    change_at_once(property=hotel, code=code, operations=[operation], actor=CLERK, now=FAR)


def test_what_is_kept_for_a_stay_that_is_cancelled_is_let_go(hotel, till, code):
    (show,), checkout = kept(hotel, code, "show")
    staff(hotel, code, Cancel(1))
    work()
    assert (again(show).status, money(show)) == ("cancelled", ["released"])
    assert till.let_go == [f"pi-{checkout.id.hex}"]
    assert broken() == []


def test_what_was_paid_for_a_stay_that_is_cancelled_is_left_for_staff_to_return(hotel, till, code):
    orders = buy(hotel, code, "show")
    tell(hotel, begin(hotel, code, orders), EventKind.PAID)
    staff(hotel, code, Cancel(1))
    assert (again(orders[0]).status, money(*orders)) == ("cancelled", ["on_booking"])
    assert not Refund.objects.of(hotel).exists(), "no money moves by itself (rules.md 6.4)"
    assert (booking(hotel, code).paid, booking(hotel, code).orders) == (700_00, 0)
    assert broken() == []


def test_an_order_that_goes_to_another_booking_is_billed_there(hotel, till, code):
    (show,), checkout = kept(hotel, code, "show")
    other = stayed(hotel)
    staff(hotel, code, MoveToBooking(1, other))
    work()
    assert (again(show).status, money(show)) == ("unconfirmed", ["on_booking"])
    assert till.let_go == [f"pi-{checkout.id.hex}"]
    confirm(hotel, show)
    assert (booking(hotel, code).orders, booking(hotel, other).orders) == (0, 700_00)
    assert broken() == []


@pytest.mark.parametrize("state", ["to_pay", "authorised", "paid"])
@pytest.mark.parametrize("confirms_itself", [True, False])
def test_of_an_order_that_moved_along_before_anybody_heard_of_it_the_hotel_hears_then(
    hotel, till, code, state, confirms_itself
):
    add_offer(hotel, SHOW | {"code": "boat", "auto_confirm": confirms_itself, "stock": None})
    orders = buy(hotel, code, "boat")
    if state != "to_pay":
        tell(hotel, begin(hotel, code, orders), EventKind(state))
    other = stayed(hotel)
    staff(hotel, code, MoveToBooking(1, other))
    work()
    assert told(hotel) == [("order.placed", "boat")]
    assert again(orders[0]).status == ("confirmed" if confirms_itself else "unconfirmed")
    work(again(orders[0]).had_at)
    assert again(orders[0]).status == ("confirmed" if confirms_itself else "expired")
    assert broken(again(orders[0]).had_at.date()) == []
