"""A guest's change between its confirmation and its money (rules.md 7): the nights are kept, the quote stands, and it ends
in time."""

from datetime import timedelta

import pytest

from kunjae.changes.commands import Details, change_at_once, edit_details
from kunjae.changes.commands.guest import confirm_guest_change
from kunjae.changes.commands.pending import end_all_over, end_if_over
from kunjae.changes.errors import GuestPlanOutdated, GuestRefused, PlanRefused
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.changes.operations import MoveToBooking
from kunjae.changes.queries import pending_change
from kunjae.changes.wording import REFUSALS
from kunjae.inventory.blocking import RoomTaken, block_room
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.models import Option, OptionNight, RoomNight, TypeNight
from kunjae.kernel.stay_dates import StayDates, parse_date
from kunjae.payments.commands.refunds import take_refund_event
from kunjae.payments.models import Checkout, Payment, Refund
from kunjae.properties.models import RoomType
from kunjae.rates.models import NightPrice, RatePlan
from tests.changes.the_guest import (
    GUEST,
    asked,
    booking,
    broken,
    cancel,
    checkout_for,
    confirm,
    move,
    paid_nights,
    pay,
    pay_cash,
    prepaid_hotel,
    preview,
    refunds,
    state_of,
    to_type,
    told,
    worker_at,
)
from tests.hotel import CLERK, FAR, NEAR, book_stays, make_hotel, set_prices

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=30)
SECOND = timedelta(seconds=1)
NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


@pytest.fixture
def hotel():
    return prepaid_hotel()


@pytest.fixture
def code(hotel):
    return paid_nights(hotel)


@pytest.fixture
def waits(hotel, code):
    """The guest goes from standard to deluxe: 2,000 to pay."""
    return confirm(hotel, code, to_type("DLX")).pending


def test_the_new_nights_are_kept_and_the_old_ones_stay_valid(hotel, code, waits):
    assert (waits.to_pay, waits.held_until) == (2000_00, FAR + HOLD)
    counted = TypeNight.objects.of(hotel).filter(night="2026-12-10")
    assert set(counted.values_list("room_type__code", "sold", "kept")) == {("STD", 1, 0), ("DLX", 0, 1)}
    nights = RoomNight.objects.of(hotel).filter(night="2026-12-10").order_by("room__number")
    assert list(nights.values_list("room__number", "option_id")) == [("001", None), ("101", waits.id)]
    with pytest.raises(PlanRefused, match=f"kept for booking {code}"):
        book_stays(hotel, NIGHTS | {"room_type": "DLX", "room": "101"})
    book_stays(hotel, NIGHTS | {"room_type": "DLX"})
    with pytest.raises(SoldOut):
        book_stays(hotel, NIGHTS | {"room_type": "DLX"})
    dates = StayDates(parse_date("2026-12-10", ""), parse_date("2026-12-11", ""))
    with pytest.raises(RoomTaken, match=f"booking {code}"):
        block_room(property=hotel, room="101", dates=dates, now=FAR)
    assert broken() == []


def test_only_nights_beyond_the_bookings_own_are_kept(hotel, code):
    pending = confirm(hotel, code, move("12-11", "12-14")).pending
    kept = OptionNight.objects.of(hotel).filter(option_id=pending.id).order_by("night")
    assert [str(night) for night in kept.values_list("night", flat=True)] == ["2026-12-12", "2026-12-13"]
    assert pending.to_pay == 1500_00
    rooms = RoomNight.objects.of(hotel).filter(option_id=pending.id)
    assert sorted(map(str, rooms.values_list("night", flat=True))) == ["2026-12-12", "2026-12-13"]


def test_two_stays_that_trade_places_need_only_what_neither_has(hotel):
    deluxe = {"room_type": "DLX", "room": "101"}
    code = book_stays(hotel, NIGHTS | {"room": "001"}, NIGHTS | deluxe)
    pay_cash(hotel, code, 8000_00)
    set_prices(
        hotel, RatePlan.objects.of(hotel).get(code="BAR"), RoomType.objects.of(hotel).get(code="STD"), 1600
    )
    swapped = confirm(hotel, code, to_type("DLX", 1), to_type("STD", 2))
    assert swapped.pending.to_pay == 200_00
    assert not OptionNight.objects.of(hotel).exists()
    pay(hotel, checkout_for(hotel, swapped.pending), 200_00, FAR)
    rooms = booking(hotel, code).stays.order_by("number").values_list("room__number", flat=True)
    assert list(rooms) == ["101", "001"]
    assert broken() == []


def test_prices_and_fees_that_were_quoted_stand_whatever_the_rates_do(hotel, code, waits):
    NightPrice.objects.of(hotel).filter(room_type__code="DLX").update(price=9900_00, closed=True)
    pay(hotel, checkout_for(hotel, waits), 2000_00, FAR + HOLD - SECOND)
    assert booking(hotel, code).value == 5000_00
    assert state_of(waits) == ("confirmed", "")


def test_a_fee_that_was_quoted_stands_though_its_next_tier_is_reached_meanwhile(hotel):
    RatePlan.objects.of(hotel).update(prepay_percent=0)
    code = book_stays(hotel, NIGHTS)
    before = NEAR - timedelta(hours=19, seconds=5)  # five seconds before 50 %: 7 December 14:00
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    pending = confirm(hotel, code, to_type("DLX"), now=before).pending
    assert pending is None
    near = before + timedelta(days=2, seconds=-60)  # a minute before 100 %
    waits = confirm(hotel, code, cancel(), now=near).pending
    assert waits.to_pay == 2500_00
    pay(hotel, checkout_for(hotel, waits), 2500_00, near + timedelta(minutes=20))
    row = booking(hotel, code)
    assert (row.value, row.fees, row.paid) == (2500_00, 2500_00, 2500_00)


@pytest.mark.parametrize("worker", [True, False], ids=["worker ran", "no worker"])
@pytest.mark.parametrize("after", [False, True], ids=["one second before", "one second after"])
def test_money_one_second_before_and_after_the_hold_confirms_as_long_as_all_still_fits(
    hotel, code, waits, after, worker
):
    checkout = checkout_for(hotel, waits)
    at = waits.held_until + (SECOND if after else -SECOND)
    if worker:
        worker_at(at)
    expired = after and worker
    assert state_of(waits)[0] == ("dropped" if expired else "waiting")
    assert pay(hotel, checkout, 2000_00, at).amount == 2000_00
    assert state_of(waits) == ("confirmed", "")
    row = booking(hotel, code)
    assert (row.value, row.paid, row.pending_id) == (5000_00, 5000_00, None)
    assert not Refund.objects.of(hotel).exists()
    # Who was told that it was dropped is told that it counts, who was not hears of the change alone.
    assert [topic for topic, _ in told(hotel, "change.dropped")] == ["change.dropped"] * expired
    assert broken() == []


@pytest.mark.parametrize("worker", [True, False], ids=["worker ran", "no worker"])
def test_late_money_goes_back_when_the_room_has_gone(hotel, code, waits, worker):
    checkout = checkout_for(hotel, waits)
    at = waits.held_until + SECOND
    if worker:
        worker_at(at)
    else:
        end_all_over(property=hotel, now=at)
    book_stays(hotel, NIGHTS | {"room_type": "DLX"}, NIGHTS | {"room_type": "DLX"})
    payment = pay(hotel, checkout, 2000_00, at)
    assert state_of(waits) == ("dropped", "expired")
    assert refunds(hotel) == [(2000_00, "late_money")]
    late = {"booking": code, "pending": str(waits.id), "payment": str(payment.id)}
    assert told(hotel, "money.late") == [("money.late", late)]
    assert booking(hotel, code).value == 3000_00
    assert broken() == []


def test_late_money_takes_another_room_of_the_type_if_the_quoted_one_has_gone(hotel, code, waits):
    worker_at(waits.held_until)
    book_stays(hotel, NIGHTS | {"room_type": "DLX", "room": "101"})
    pay(hotel, checkout_for(hotel, waits), 2000_00, waits.held_until)
    assert booking(hotel, code).stays.get().room.number == "102"
    assert state_of(waits)[0] == "confirmed"
    assert broken() == []


def test_late_money_goes_back_when_the_booking_has_changed(hotel, code, waits):
    worker_at(waits.held_until)
    change_at_once(
        property=hotel, code=code, operations=asked(hotel, move("12-11", "12-13")), actor=CLERK, now=FAR
    )
    pay(hotel, checkout_for(hotel, waits), 2000_00, FAR + HOLD)
    assert refunds(hotel) == [(2000_00, "late_money")]
    assert booking(hotel, code).value == 3000_00


def test_a_part_that_has_gone_back_does_not_keep_the_whole_from_fitting_later(hotel, code, waits):
    pay(hotel, checkout_for(hotel, waits), 500_00, FAR)
    worker_at(waits.held_until)
    back = Refund.objects.of(hotel).get()
    take_refund_event(property=hotel, refund=back.id, done=True, now=waits.held_until)
    pay(hotel, checkout_for(hotel, waits), 300_00, waits.held_until + HOLD)
    assert state_of(waits)[0] == "dropped"
    pay(hotel, checkout_for(hotel, waits), 2000_00, waits.held_until + 2 * HOLD)
    assert state_of(waits)[0] == "confirmed"
    assert refunds(hotel) == [(300_00, "late_money"), (500_00, "change_dropped")]
    assert broken() == []


def test_late_money_goes_back_when_the_nights_have_passed(hotel, code, waits):
    worker_at(waits.held_until)
    pay(hotel, checkout_for(hotel, waits), 2000_00, NEAR + timedelta(days=3))
    assert state_of(waits)[0] == "dropped"
    assert refunds(hotel) == [(2000_00, "late_money")]


def test_a_change_that_the_house_can_no_longer_hold_is_dropped_with_its_money(hotel, code, waits):
    RoomType.objects.of(hotel).filter(code="DLX").update(retired=True)
    pay(hotel, checkout_for(hotel, waits), 2000_00, FAR)
    assert state_of(waits) == ("dropped", "does_not_fit")
    assert refunds(hotel) == [(2000_00, "change_dropped")]
    assert not Option.objects.of(hotel).exists()
    assert broken() == []


def test_late_money_goes_back_while_another_change_waits_and_does_not_pay_for_that(hotel, code, waits):
    checkout = checkout_for(hotel, waits)
    worker_at(waits.held_until)
    other = confirm(hotel, code, to_type("DLX"), now=FAR + HOLD).pending
    pay(hotel, checkout, 2000_00, FAR + HOLD)
    assert refunds(hotel) == [(2000_00, "late_money")]
    assert state_of(other)[0] == "waiting"
    pay(hotel, checkout_for(hotel, other), 2000_00, FAR + HOLD)
    assert state_of(other)[0] == "confirmed"
    assert broken() == []


@pytest.mark.parametrize("worker", [True, False], ids=["worker ran", "no worker"])
def test_a_part_never_confirms_and_goes_back_when_the_hold_ends(hotel, code, waits, worker):
    pay(hotel, checkout_for(hotel, waits), 1999_99, FAR, "first")
    assert state_of(waits)[0] == "waiting"
    assert not Refund.objects.of(hotel).exists()
    rest = checkout_for(hotel, waits, 1)
    if worker:
        worker_at(waits.held_until)
    pay(hotel, rest, 1, waits.held_until, "second")
    assert state_of(waits) == ("dropped", "expired")
    assert refunds(hotel) == [(1, "late_money"), (1999_99, "change_dropped")]
    assert [topic for topic, _ in told(hotel, "change.dropped", "money.late")] == (
        ["change.dropped", "money.late"] if worker else ["money.late", "change.dropped"]
    )
    assert booking(hotel, code).value == 3000_00
    assert broken() == []


def test_parts_that_add_up_in_time_confirm(hotel, code, waits):
    pay(hotel, checkout_for(hotel, waits), 1500_00, FAR, "first")
    edit_details(property=hotel, code=code, details=Details(notes="Late"), actor=CLERK, now=FAR)
    pay(hotel, checkout_for(hotel, waits, 500_00), 500_00, FAR, "second")
    assert state_of(waits)[0] == "confirmed"
    assert booking(hotel, code).paid == 5000_00


def test_more_than_was_asked_goes_back_as_far_as_the_booking_is_worth_less(hotel, code, waits):
    pay(hotel, checkout_for(hotel, waits), 2500_00, FAR)
    assert state_of(waits)[0] == "confirmed"
    assert refunds(hotel) == [(500_00, "guest_change")]


def test_what_is_paid_twice_is_taken_and_sent_back(hotel, code, waits):
    first, second = checkout_for(hotel, waits), checkout_for(hotel, waits)
    payment = pay(hotel, first, 2000_00, FAR, "one")
    assert pay(hotel, first, 2000_00, FAR, "one") is None
    assert Checkout.objects.of(hotel).get(id=second).state == "cancelled"
    again = pay(hotel, second, 2000_00, FAR, "two")
    assert Payment.objects.of(hotel).get(id=again.id).refunded == 2000_00
    assert Payment.objects.of(hotel).get(id=payment.id).refunded == 0
    assert [payload["payment"] for _, payload in told(hotel, "money.late")] == [str(again.id)]
    assert broken() == []


def test_money_that_staff_take_settles_what_waits(hotel, code, waits):
    pay_cash(hotel, code, 1000_00)
    assert state_of(waits)[0] == "waiting"
    pay_cash(hotel, code, 1000_00)
    assert state_of(waits)[0] == "confirmed"
    assert HistoryEntry.objects.of(hotel).get().actor_kind == "guest"


def test_while_a_change_waits_no_other_can_be_asked_and_a_stale_preview_says_so(hotel, code):
    seen = preview(hotel, code, to_type("DLX"))
    confirm(hotel, code, to_type("DLX"))
    with pytest.raises(GuestRefused) as refused:
        confirm(hotel, code, to_type("DLX"), digest=seen.digest)
    assert [refusal.code for refusal in refused.value.refusals] == ["change_pending"]
    assert refused.value.text("th") == REFUSALS["change_pending"]["th"]
    assert Option.objects.of(hotel).count() == 1


def test_a_price_that_moved_since_the_preview_saves_nothing_and_shows_the_fresh_one(hotel, code):
    seen = preview(hotel, code, to_type("DLX"))
    NightPrice.objects.of(hotel).filter(room_type__code="DLX").update(price=2600_00)
    with pytest.raises(GuestPlanOutdated) as outdated:
        confirm(hotel, code, to_type("DLX"), digest=seen.digest)
    assert outdated.value.guest.to_pay == 2200_00
    assert pending_change(hotel, booking(hotel, code).id) is None


def test_a_stay_that_the_hotel_moved_away_meanwhile_is_a_fresh_preview(hotel):
    code = book_stays(hotel, NIGHTS, NIGHTS)
    other = book_stays(hotel, NIGHTS)
    pay_cash(hotel, code, 6000_00)
    seen = preview(hotel, code, to_type("DLX", 2))
    change_at_once(property=hotel, code=code, operations=[MoveToBooking(2, other)], actor=CLERK, now=FAR)
    with pytest.raises(GuestPlanOutdated):
        confirm_guest_change(
            property=hotel,
            code=code,
            operations=asked(hotel, to_type("DLX", 2)),
            digest=seen.digest,
            actor=GUEST,
            now=FAR,
        )


def test_whoever_opens_the_booking_ends_what_is_over(hotel, code, waits):
    assert not end_if_over(property=hotel, code=code, now=waits.held_until - SECOND)
    assert preview(hotel, code, to_type("DLX"), now=waits.held_until - SECOND).refusals
    assert preview(hotel, code, to_type("DLX"), now=waits.held_until).can_confirm
    assert state_of(waits) == ("dropped", "expired")
    assert not end_if_over(property=hotel, code=code, now=waits.held_until)
    worker_at(waits.held_until)
    assert len(told(hotel, "change.dropped")) == 1
    assert PendingChange.objects.of(hotel).count() == 1


def test_the_hotel_says_how_long_the_nights_are_kept(code, hotel):
    hotel.details = {"payment_hold_minutes": 45}
    hotel.save()
    assert confirm(hotel, code, to_type("DLX")).pending.held_until == FAR + timedelta(minutes=45)


@pytest.mark.parametrize(("currency", "price", "fee"), [("JPY", 12345, 6173), ("KWD", 12345, 6173)])
def test_other_currencies_have_other_minor_units(currency, price, fee):
    hotel = make_hotel(currency=currency)
    NightPrice.objects.of(hotel).update(price=price)
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"})
    waits = confirm(hotel, code, cancel(), now=NEAR).pending
    assert waits.to_pay == fee
    fees = {"JPY": "6173", "KWD": "6.173"}
    assert waits.quote["stays"][0]["fee"] == fees[currency]
    pay(hotel, checkout_for(hotel, waits), fee - 1, NEAR, "part")
    assert state_of(waits)[0] == "waiting"
    pay(hotel, checkout_for(hotel, waits), 1, NEAR, "rest")
    assert (booking(hotel, code).value, booking(hotel, code).paid) == (fee, fee)
    assert broken(NEAR) == []
