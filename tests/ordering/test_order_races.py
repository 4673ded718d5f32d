"""Many at once: one gets the last piece, one the last suite, and what two staff press has one effect."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from kunjae.bookings.models import Booking, Stay
from kunjae.changes.errors import PlanRefused
from kunjae.concierge.commands.catalogue import save_offer
from kunjae.concierge.errors import OfferRefused, OrderEnded
from kunjae.concierge.models import Offer, OfferDay, Order, OrderEvent
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.models import Option, TypeNight
from kunjae.kernel.errors import InvalidInput
from kunjae.ordering.commands import (
    EXPIRE,
    cancel_order,
    cancel_own_order,
    confirm_order,
    expire_due,
    place_orders,
)
from kunjae.outbox.dispatcher import Dispatcher, Subscription
from kunjae.properties.models import Room, RoomType
from kunjae.rates.models import RatePlan
from kunjae.tenancy.ids import new_id
from tests.changes.test_races import all_at_once
from tests.hotel import CLERK, FAR, book_stays, set_prices
from tests.ordering.the_counter import (
    DELUXE,
    GUEST,
    LATE,
    NIGHTS,
    SPA,
    SUITE,
    TAXI,
    again,
    booking,
    broken,
    confirm,
    make_resort,
    massage,
    order,
    read_offer,
    stayed,
    told,
    wants,
)
from tests.outbox.desk import Clock

pytestmark = pytest.mark.django_db(transaction=True)
GUESTS = 32
NIGHT = date(2026, 12, 10)


@pytest.fixture
def hotel():
    """With a room for each of the guests."""
    hotel = make_resort(offered=(SPA, TAXI, LATE, DELUXE, SUITE))
    standard = RoomType.objects.of(hotel).get(code="STD")
    for number in range(GUESTS):
        Room.objects.create(property=hotel, number=f"3{number:02}", room_type=standard)
    suite = RoomType.objects.of(hotel).get(code="SUI")
    set_prices(hotel, RatePlan.objects.of(hotel).get(code="BAR"), suite, 5000, NIGHT, date(2026, 12, 12))
    return hotel


def orders(hotel, code, *wanted):
    return lambda: place_orders(property=hotel, code=code, wanted=wanted, actor=GUEST, now=FAR)


def outcome_kinds(outcomes):
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_of_32_guests_one_gets_the_last_piece(hotel):
    codes = [stayed(hotel) for _ in range(GUESTS + 1)]
    order(hotel, codes.pop(), massage(persons=7))
    outcomes = all_at_once(*[orders(hotel, code, massage()) for code in codes], gate="concierge_offerday")
    winners = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert len(winners) == 1, outcome_kinds(outcomes)
    losers = [outcome for outcome in outcomes if outcome not in winners]
    assert all(isinstance(each, OfferRefused | InvalidInput) for each in losers), outcomes
    assert OfferDay.objects.of(hotel).get(day=NIGHT).ordered == 8
    assert Order.objects.of(hotel).count() == 2
    assert len(told(hotel)) == 2
    assert broken() == []


def test_of_32_guests_one_is_upgraded_into_the_last_suite_which_nobody_else_buys_meanwhile(hotel):
    codes = [stayed(hotel) for _ in range(GUESTS)]

    def buy():
        return book_stays(hotel, NIGHTS | {"room_type": "SUI"})

    outcomes = all_at_once(
        *[orders(hotel, code, wants("to-suite")) for code in codes], buy, buy, gate="inventory_typenight"
    )
    winners = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert len(winners) == 1, outcome_kinds(outcomes)
    for loser in outcomes:
        if loser not in winners:
            assert isinstance(loser, OfferRefused | SoldOut | PlanRefused), repr(loser)
    counts = TypeNight.objects.of(hotel).filter(room_type__code="SUI", night=NIGHT).get()
    assert counts.sold + counts.kept == counts.capacity == 1
    assert Order.objects.of(hotel).count() == Option.objects.of(hotel).count() <= 1
    assert broken() == []


def test_the_suite_stays_the_upgraded_guests_while_it_is_confirmed_and_others_try_to_book_it(hotel):
    code = stayed(hotel)
    [up] = order(hotel, code, wants("to-suite"))

    def buy():
        return book_stays(hotel, NIGHTS | {"room_type": "SUI"})

    def confirmed():
        return confirm_order(property=hotel, order=up.id, actor=CLERK, now=FAR)

    outcomes = all_at_once(confirmed, *[buy] * 4)  # those who see that it is gone wait for nobody
    assert outcomes[0].changed
    assert all(isinstance(each, SoldOut | PlanRefused) for each in outcomes[1:]), outcomes
    assert Stay.objects.of(hotel).get(booking__code=code).room_type.code == "SUI"
    assert broken() == []


def test_confirmed_and_cancelled_by_many_at_once_has_one_effect_and_one_mail(hotel):
    code = stayed(hotel)
    [spa] = order(hotel, code, massage())

    def confirmed():
        return confirm_order(property=hotel, order=spa.id, actor=CLERK, now=FAR)

    outcomes = all_at_once(*[confirmed] * 4, gate="bookings_booking")
    assert [outcome.changed for outcome in outcomes].count(True) == 1, outcomes
    assert booking(hotel, code).orders == 90000

    def cancelled():
        return cancel_order(property=hotel, order=spa.id, actor=CLERK, now=FAR)

    def own():
        return cancel_own_order(property=hotel, code=code, order=spa.id, actor=GUEST, now=FAR)

    outcomes = all_at_once(cancelled, own, cancelled, own, gate="bookings_booking")
    assert [outcome.changed for outcome in outcomes].count(True) == 1, outcomes
    assert [topic for topic, _ in told(hotel)] == ["order.placed", "order.confirmed", "order.cancelled"]
    assert booking(hotel, code).orders == 0
    assert OfferDay.objects.of(hotel).get().ordered == 0
    assert broken() == []


def test_orders_of_one_booking_confirmed_at_once_all_count(hotel):
    code = stayed(hotel)
    rows = order(hotel, code, *[massage(persons=number) for number in (1, 2, 3)])

    def confirms(row):
        return lambda: confirm_order(property=hotel, order=row.id, actor=CLERK, now=FAR)

    outcomes = all_at_once(*[confirms(row) for row in rows], gate="concierge_order")
    assert all(outcome.changed for outcome in outcomes), outcomes
    row = booking(hotel, code)
    assert (row.orders, row.value, row.version) == (540000, 840000, 5)
    assert broken() == []


def test_one_confirms_while_another_cancels_and_the_order_expires(hotel):
    code = stayed(hotel)
    [up] = order(hotel, code, wants("to-deluxe"))

    def worker():
        return Dispatcher({EXPIRE: Subscription(expire_due)}, clock=Clock(up.had_at)).run()

    outcomes = all_at_once(
        lambda: confirm_order(property=hotel, order=up.id, actor=CLERK, now=FAR),
        lambda: cancel_order(property=hotel, order=up.id, actor=CLERK, now=FAR),
        worker,
        gate="bookings_booking",
    )
    strange = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, OrderEnded)]
    assert not strange
    steps = (
        OrderEvent.objects.of(hotel)
        .filter(order_id=up.id)
        .order_by("at", "id")
        .values_list("step", flat=True)
    )
    ended = {"cancelled", "expired"} & set(steps)
    assert len(ended) == 1
    assert again(up).status in ended
    assert Stay.objects.of(hotel).get(booking__code=code).room_type.code == "STD"
    assert not Option.objects.of(hotel).exists()
    assert broken() == []


def test_a_basket_pressed_four_times_is_ordered_once(hotel):
    code, basket = stayed(hotel), new_id()

    def press():
        return place_orders(
            property=hotel, code=code, wanted=[massage(), wants("taxi")], actor=GUEST, now=FAR, basket=basket
        )

    outcomes = all_at_once(*[press] * 4, gate="bookings_booking")
    assert len({tuple(row.id for row in outcome) for outcome in outcomes}) == 1
    assert Order.objects.of(hotel).count() == 2
    assert len(told(hotel)) == 2
    assert broken() == []


def test_a_late_check_out_and_the_next_guest_want_the_same_room(hotel):
    code = stayed(hotel, room="001")

    def arrives():
        return book_stays(hotel, {"check_in": "2026-12-12", "check_out": "2026-12-14", "room": "001"})

    outcomes = all_at_once(
        orders(hotel, code, wants("late", hour="18:00")), arrives, arrives, gate="inventory_roomnight"
    )
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1, outcomes
    assert all(isinstance(each, str | list | OfferRefused | PlanRefused) for each in outcomes), outcomes
    assert broken() == []


def test_the_hotel_changes_the_stock_while_guests_order(hotel):
    """From eight to three: whatever came first, no day has more than it may."""
    codes = [stayed(hotel) for _ in range(6)]
    row = Offer.objects.of(hotel).get(code="spa")
    facts = read_offer(hotel, SPA, stock=3)

    def save():
        return save_offer(property=hotel, offer=replace(facts, id=row.id), version=1, actor=CLERK, now=FAR)

    outcomes = all_at_once(*[orders(hotel, code, massage()) for code in codes], save, gate="concierge_offer")
    assert not isinstance(outcomes[-1], Exception), outcomes[-1]
    assert all(isinstance(each, list | OfferRefused | InvalidInput) for each in outcomes[:-1]), outcomes
    assert broken() == []
    day = OfferDay.objects.of(hotel).get(day=NIGHT)
    assert day.most == max(3, day.ordered)


def test_two_baskets_with_the_same_things_the_other_way_round_never_wait_for_each_other(hotel):
    first, second = stayed(hotel), stayed(hotel)
    works = [
        orders(hotel, first, massage(), wants("taxi"), massage("2026-12-11")),
        orders(hotel, second, massage("2026-12-11"), wants("taxi"), massage()),
    ]
    outcomes = all_at_once(*works, gate="concierge_offerday")
    assert all(isinstance(outcome, list) for outcome in outcomes), outcomes
    assert {row.version for row in Booking.objects.of(hotel)} == {3}
    confirm(hotel, outcomes[0][0])
    assert broken() == []
