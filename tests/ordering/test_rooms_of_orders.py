"""Orders that need a room: upgrades, late check-outs, early check-ins; what they hold, move and give back."""

from datetime import UTC, date, datetime

import pytest

from kunjae.bookings.models import Stay
from kunjae.changes.commands import arrive, check_in, check_out
from kunjae.changes.commands.pending import end_if_over
from kunjae.changes.errors import PlanRefused, TypeTaken
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.concierge.errors import OfferRefused
from kunjae.concierge.models import Order
from kunjae.concierge.queries import load_shelf
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.models import Option, RoomNight, TypeNight
from kunjae.properties.models import RoomType
from kunjae.rates.models import RatePlan
from tests.changes.the_guest import checkout_for, pay, pay_cash
from tests.changes.the_guest import confirm as confirm_change_of_guest
from tests.hotel import CLERK, FAR, book_stays, set_prices
from tests.ordering.the_counter import (
    DELUXE,
    HOUR,
    LATE,
    NIGHTS,
    add_offer,
    again,
    booking,
    broken,
    cancel,
    confirm,
    make_resort,
    massage,
    order,
    stayed,
    told,
    wants,
    worker,
)

pytestmark = pytest.mark.django_db
NIGHT, LAST = date(2026, 12, 10), date(2026, 12, 11)
CHECK_IN_AT = datetime(2026, 12, 10, 7, tzinfo=UTC)


@pytest.fixture
def hotel():
    return make_resort()


def stay_of(hotel, code):
    return Stay.objects.of(hotel).select_related("room_type", "room", "sold_as").get(booking__code=code)


def left(hotel, room_type, night=NIGHT):
    count = TypeNight.objects.of(hotel).filter(room_type__code=room_type, night=night).first()
    return count and count.capacity - count.sold - count.blocked - count.kept


def reasons(error):
    return error.value.reasons


def test_an_upgrade_holds_the_room_until_it_is_confirmed_and_then_has_it(hotel):
    code = stayed(hotel, room="001")
    [up] = order(hotel, code, wants("to-deluxe"))
    assert (up.unit, up.quantity, up.amount, up.had_at) == (70000, 2, 140000, CHECK_IN_AT)
    assert left(hotel, "DLX") == 1
    book_stays(hotel, NIGHTS | {"room_type": "DLX"})
    with pytest.raises((SoldOut, PlanRefused)):
        book_stays(hotel, NIGHTS | {"room_type": "DLX"})
    assert broken() == []

    confirm(hotel, up)
    stay, row = stay_of(hotel, code), booking(hotel, code)
    assert (stay.room_type.code, stay.sold_as.code, stay.room.number) == ("DLX", "STD", "101")
    assert (row.value, row.orders, row.changes_recorded, row.fees) == (440000, 140000, 0, 0)
    assert not Option.objects.of(hotel).exists()
    assert (left(hotel, "DLX"), left(hotel, "STD")) == (0, 3)
    assert told(hotel) == [("order.placed", "to-deluxe"), ("order.confirmed", "to-deluxe")]
    assert HistoryEntry.objects.of(hotel).count() == 1
    assert broken() == []

    cancel(hotel, up)
    stay, row = stay_of(hotel, code), booking(hotel, code)
    assert (stay.room_type.code, stay.sold_as, row.value, row.orders) == ("STD", None, 300000, 0)
    assert stay.room is not None
    assert (left(hotel, "DLX"), left(hotel, "STD")) == (1, 2)
    assert again(up).status == "cancelled"
    assert broken() == []


def test_an_upgrade_that_nobody_confirms_lets_the_room_go_when_the_guests_check_in(hotel):
    code = stayed(hotel)
    [up] = order(hotel, code, wants("to-deluxe"))
    worker(CHECK_IN_AT)
    assert again(up).status == "expired"
    assert left(hotel, "DLX") == 2
    assert not Option.objects.of(hotel).exists()
    assert broken() == []


def test_a_confirmed_upgrade_cannot_be_cancelled_when_the_old_type_is_sold_out_by_then(hotel):
    code = stayed(hotel)
    [up] = order(hotel, code, wants("to-deluxe"))
    confirm(hotel, up)
    for _ in range(3):
        book_stays(hotel, NIGHTS)
    with pytest.raises(TypeTaken):
        cancel(hotel, up)
    assert (again(up).status, stay_of(hotel, code).room_type.code) == ("confirmed", "DLX")
    assert booking(hotel, code).orders == 140000
    assert broken() == []


def test_there_is_one_suite_and_one_upgrade_at_a_time(hotel):
    first, second = stayed(hotel), stayed(hotel)
    bar = RatePlan.objects.of(hotel).get(code="BAR")
    with pytest.raises(OfferRefused) as refused:
        order(hotel, first, wants("to-suite"))
    assert reasons(refused) == ("no_price",)
    set_prices(hotel, bar, hotel_type(hotel, "SUI"), 5000)
    [up] = order(hotel, first, wants("to-suite"))
    assert up.amount == 2 * (500000 - 150000) // 2
    with pytest.raises(OfferRefused) as refused:
        order(hotel, second, wants("to-suite"))
    assert reasons(refused) == ("no_higher_room",)
    with pytest.raises(OfferRefused) as refused:
        order(hotel, first, wants("to-deluxe"))
    assert reasons(refused) == ("already_ordered",)
    cancel(hotel, up)
    order(hotel, second, wants("to-suite"))
    assert broken() == []


def hotel_type(hotel, code):
    return RoomType.objects.of(hotel).get(code=code)


def test_two_stays_of_one_basket_do_not_get_the_same_suite(hotel):
    set_prices(hotel, RatePlan.objects.of(hotel).get(code="BAR"), hotel_type(hotel, "SUI"), 5000)
    code = book_stays(hotel, NIGHTS, NIGHTS)
    with pytest.raises(OfferRefused) as refused:
        order(hotel, code, wants("to-suite", 1), wants("to-suite", 2))
    assert reasons(refused) == ("no_higher_room",)
    assert not Option.objects.of(hotel).exists()


def test_guests_in_house_are_upgraded_into_a_room_with_a_number(hotel):
    code = stayed(hotel, room="001")
    arrive(property=hotel, code=code, stay=1, actor=CLERK, now=CHECK_IN_AT)
    [up] = order(hotel, code, wants("to-deluxe"), now=CHECK_IN_AT + HOUR)
    assert up.had_at == datetime(2026, 12, 12, 5, tzinfo=UTC)
    confirm(hotel, up, now=CHECK_IN_AT + 2 * HOUR)
    stay = stay_of(hotel, code)
    assert (stay.status, stay.room.number, stay.room_type.code) == ("in_house", "101", "DLX")
    assert broken(CHECK_IN_AT.date()) == []


def test_guests_in_house_are_offered_no_upgrade_without_one_room_for_all_nights(hotel):
    for room, night in (("101", 10), ("102", 11)):
        there = {"check_in": f"2026-12-{night}", "check_out": f"2026-12-{night + 1}"}
        book_stays(hotel, there | {"room_type": "DLX", "room": room})
    code = stayed(hotel, room="001")
    assert (1, "DLX") in load_shelf(hotel, code, FAR).facts.higher, "who is to come may be without a number"
    arrive(property=hotel, code=code, stay=1, actor=CLERK, now=CHECK_IN_AT)
    with pytest.raises(OfferRefused) as refused:
        order(hotel, code, wants("to-deluxe"), now=CHECK_IN_AT + HOUR)
    assert reasons(refused) == ("no_higher_room",)
    assert not Option.objects.of(hotel).exists()


def test_an_upgrade_that_confirms_itself_leaves_a_late_check_out_of_its_basket_a_place_or_nothing_is_ordered(
    hotel,
):
    for each in (DELUXE, LATE):
        add_offer(hotel, each | {"code": f"own-{each['code']}", "auto_confirm": True})
    basket = wants("own-to-deluxe"), wants("own-late", hour="14:00")
    upgrade, late = order(hotel, stayed(hotel, room="001"), *basket)
    assert (again(upgrade).status, again(late).status) == ("confirmed", "confirmed")
    assert RoomNight.objects.of(hotel).get(option_id=late.id).room.number == "101"
    arrives = {"check_in": "2026-12-12", "check_out": "2026-12-13", "room_type": "DLX"}
    book_stays(hotel, arrives | {"room": "102"})
    with pytest.raises(OfferRefused) as refused:
        order(hotel, stayed(hotel, room="002"), *basket)
    assert reasons(refused) == ("room_taken",)
    assert Order.objects.of(hotel).count() == 2
    assert broken() == []


def test_a_late_check_out_keeps_the_room_for_the_night_after(hotel):
    code = stayed(hotel, room="001")
    [late] = order(hotel, code, wants("late", hour="18:00"))
    assert (late.amount, late.at.hour) == (100000, 18)
    assert late.had_at == datetime(2026, 12, 12, 5, tzinfo=UTC)
    taken = RoomNight.objects.of(hotel).filter(room__number="001", night="2026-12-12")
    assert taken.get().option_id == late.id
    assert left(hotel, "STD", date(2026, 12, 12)) == 2
    arrives = {"check_in": "2026-12-12", "check_out": "2026-12-14"}
    with pytest.raises(PlanRefused):
        book_stays(hotel, arrives | {"room": "001"})
    confirm(hotel, late)
    assert taken.get().option_id == late.id
    assert broken() == []
    cancel(hotel, late)
    assert not taken.exists()
    book_stays(hotel, arrives | {"room": "001"})
    with pytest.raises(OfferRefused) as refused:
        order(hotel, code, wants("late", hour="14:00"))
    assert reasons(refused) == ("room_taken",)
    assert broken() == []


def test_an_early_check_in_keeps_the_night_before_and_needs_a_room_number(hotel):
    code = stayed(hotel)
    with pytest.raises(OfferRefused) as refused:
        order(hotel, code, wants("early", hour="10:00"))
    assert reasons(refused) == ("no_room",)
    code = stayed(hotel, room="002")
    [early] = order(hotel, code, wants("early", hour="10:00"))
    taken = RoomNight.objects.of(hotel).get(room__number="002", night="2026-12-09")
    assert taken.option_id == early.id
    assert broken() == []
    worker(early.had_at)
    assert again(early).status == "expired"
    assert not RoomNight.objects.of(hotel).filter(night="2026-12-09").exists()


def test_where_the_type_is_sold_out_beside_the_stay_there_is_no_hour_though_the_room_is_free(hotel):
    code = stayed(hotel, room="001")
    arrives = {"check_in": "2026-12-12", "check_out": "2026-12-14"}
    book_stays(hotel, arrives, arrives, arrives)
    assert not load_shelf(hotel, code, FAR).facts.beside[1].after
    assert load_shelf(hotel, code, FAR).facts.beside[1].before
    with pytest.raises(OfferRefused):
        order(hotel, code, wants("late", hour="14:00"))


def test_a_change_that_waits_for_its_money_goes_along_with_orders_but_not_with_an_upgrade(hotel):
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    code = stayed(hotel)
    pay_cash(hotel, code, 300000)
    spa, taxi = order(hotel, code, massage(), wants("taxi"))
    [up] = order(hotel, code, wants("to-deluxe"))
    pending = confirm_change_of_guest(hotel, code, longer()).pending
    confirm(hotel, spa)
    cancel(hotel, taxi)
    assert PendingChange.objects.of(hotel).get().state == "waiting"
    pay(hotel, checkout_for(hotel, pending), pending.to_pay, FAR)
    assert PendingChange.objects.of(hotel).get().state == "confirmed"
    assert broken() == []

    pending = confirm_change_of_guest(hotel, code, longer("14")).pending
    confirm(hotel, again(up))
    assert PendingChange.objects.of(hotel).get(id=pending.id).state == "dropped"
    assert again(up).status == "confirmed"
    assert broken() == []


def test_late_money_still_fits_a_change_whose_booking_only_its_orders_moved_on(hotel):
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    code = stayed(hotel)
    pay_cash(hotel, code, 300000)
    [spa] = order(hotel, code, massage())
    pending = confirm_change_of_guest(hotel, code, longer()).pending
    checkout = checkout_for(hotel, pending)
    confirm(hotel, spa)
    order(hotel, code, wants("taxi"))
    end_if_over(property=hotel, code=code, now=pending.held_until)
    assert PendingChange.objects.of(hotel).get().state == "dropped"
    pay(hotel, checkout, pending.to_pay, pending.held_until + HOUR)
    assert PendingChange.objects.of(hotel).get().state == "confirmed"
    assert stay_of(hotel, code).check_out == date(2026, 12, 13)
    assert broken() == []


def longer(until="13"):
    return {"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": f"2026-12-{until}"}


def test_an_upgrade_of_a_stay_that_is_over_is_cancelled_without_moving_anybody(hotel):
    code = stayed(hotel, room="001")
    [up] = order(hotel, code, wants("to-deluxe"))
    confirm(hotel, up)
    check_in(property=hotel, code=code, stay=1, actor=CLERK, now=CHECK_IN_AT)
    leaves = datetime(2026, 12, 12, 4, tzinfo=UTC)
    check_out(property=hotel, code=code, stay=1, actor=CLERK, now=leaves)
    cancel(hotel, up, now=leaves + HOUR)
    stay = stay_of(hotel, code)
    assert (stay.room_type.code, stay.sold_as, booking(hotel, code).value) == ("DLX", None, 300000)
    assert broken(leaves.date()) == []
