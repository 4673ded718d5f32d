"""Guests, money and the end of a hold at the same moment: one winner, no money lost, no night twice."""

from datetime import timedelta

import pytest

from kunjae.changes.commands.pending import drop_pending_change, end_all_over, end_if_over
from kunjae.changes.errors import GuestPlanOutdated, PlanRefused
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.inventory.models import Option, RoomNight
from kunjae.payments.models import Payment, Refund
from kunjae.rates.models import RatePlan
from tests.changes.test_races import all_at_once
from tests.changes.the_guest import (
    booking,
    broken,
    checkout_for,
    confirm,
    pay,
    pay_cash,
    preview,
    to_type,
    told,
)
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)
NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


@pytest.fixture
def hotel():
    hotel = make_hotel()
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    return hotel


def paid_booking(hotel, **stay):
    code = book_stays(hotel, NIGHTS | stay)
    pay_cash(hotel, code, 3000_00)
    return code


def asks(hotel, code):
    """A guest who has seen the preview of the dearer type, and presses now."""
    digest = preview(hotel, code, to_type("DLX")).digest
    return lambda: confirm(hotel, code, to_type("DLX"), digest=digest)


def test_of_three_guests_two_get_the_two_last_rooms_of_the_type(hotel):
    codes = [paid_booking(hotel) for _ in range(3)]
    outcomes = all_at_once(*[asks(hotel, code) for code in codes], gate="inventory_typenight")
    losers = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(losers) == 1
    assert isinstance(losers[0], GuestPlanOutdated | PlanRefused), repr(losers[0])
    assert PendingChange.objects.of(hotel).count() == Option.objects.of(hotel).count() == 2
    assert broken() == []


def test_a_guest_and_the_desk_want_the_last_room(hotel):
    book_stays(hotel, NIGHTS | {"room_type": "DLX"})
    code = paid_booking(hotel)
    outcomes = all_at_once(
        asks(hotel, code),
        lambda: book_stays(hotel, NIGHTS | {"room_type": "DLX"}),
        gate="inventory_typenight",
    )
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert broken() == []


def test_a_guest_who_presses_four_times_asks_once(hotel):
    code = paid_booking(hotel)
    outcomes = all_at_once(*[asks(hotel, code)] * 4, gate="bookings_booking")
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["GuestOutcome", *["GuestRefused"] * 3]
    assert PendingChange.objects.of(hotel).count() == 1
    assert len(told(hotel, "change.waiting")) == 1


def test_one_payment_told_four_times_at_once_is_taken_once(hotel):
    code = paid_booking(hotel)
    waits = asks(hotel, code)().pending
    checkout = checkout_for(hotel, waits)
    outcomes = all_at_once(*[lambda: pay(hotel, checkout, 2000_00, FAR, "one")] * 4, gate="bookings_booking")
    assert sum(isinstance(outcome, Payment) for outcome in outcomes) == 1
    assert outcomes.count(None) == 3
    assert booking(hotel, code).paid == 5000_00
    assert HistoryEntry.objects.of(hotel).count() == 1


def test_two_payments_for_one_change_confirm_it_once_and_one_goes_back(hotel):
    code = paid_booking(hotel)
    waits = asks(hotel, code)().pending
    checkouts = [checkout_for(hotel, waits) for _ in range(2)]
    outcomes = all_at_once(
        *[lambda each=each: pay(hotel, each, 2000_00, FAR) for each in checkouts], gate="bookings_booking"
    )
    assert all(isinstance(outcome, Payment) for outcome in outcomes), outcomes
    assert list(Refund.objects.of(hotel).values_list("amount", "cause")) == [(2000_00, "late_money")]
    assert HistoryEntry.objects.of(hotel).count() == 1
    assert broken() == []


@pytest.mark.parametrize("seconds", [-1, 0])
def test_the_money_and_the_end_of_the_hold_at_the_same_moment(hotel, seconds):
    """Whoever comes first, the change counts, as its room is still free: told of as dropped or not."""
    code = paid_booking(hotel)
    waits = asks(hotel, code)().pending
    checkout = checkout_for(hotel, waits)
    money_at = waits.held_until + timedelta(seconds=seconds)
    outcomes = all_at_once(
        lambda: pay(hotel, checkout, 2000_00, money_at),
        lambda: end_if_over(property=hotel, code=code, now=waits.held_until),
        lambda: end_all_over(property=hotel, now=waits.held_until),
        gate="bookings_booking",
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    waits.refresh_from_db()
    assert waits.state == "confirmed"
    assert len(told(hotel, "change.dropped")) <= 1
    assert booking(hotel, code).value == booking(hotel, code).paid == 5000_00
    assert broken() == []


def test_the_money_and_a_rival_for_the_room_after_the_hold(hotel):
    """Late money and a booking of the last rooms: one of the two, and the money is kept or goes back whole."""
    code = paid_booking(hotel)
    waits = asks(hotel, code)().pending
    checkout = checkout_for(hotel, waits)
    end_all_over(property=hotel, now=waits.held_until)
    rival = NIGHTS | {"room_type": "DLX"}
    outcomes = all_at_once(
        lambda: pay(hotel, checkout, 2000_00, waits.held_until),
        lambda: book_stays(hotel, rival | {"room": "101"}, rival | {"room": "102"}),
        gate="inventory_typenight",
    )
    assert isinstance(outcomes[0], Payment), outcomes
    waits.refresh_from_db()
    back = sum(Refund.objects.of(hotel).values_list("amount", flat=True))
    if isinstance(outcomes[1], Exception):
        assert (waits.state, back) == ("confirmed", 0)
    else:
        assert (waits.state, back) == ("dropped", 2000_00)
    assert broken() == []


def test_the_money_and_the_hotels_own_change_at_the_same_moment(hotel):
    code = paid_booking(hotel, room="001")
    waits = asks(hotel, code)().pending
    checkout = checkout_for(hotel, waits)
    outcomes = all_at_once(
        lambda: pay(hotel, checkout, 2000_00, FAR),
        lambda: drop_pending_change(property=hotel, code=code, because="by_staff", actor=CLERK, now=FAR),
        gate="bookings_booking",
    )
    assert isinstance(outcomes[0], Payment), outcomes
    waits.refresh_from_db()
    # The money was first and the change counts, or the hotel was and the money goes back.
    assert (waits.state, Refund.objects.of(hotel).count()) in [("confirmed", 0), ("dropped", 1)]
    assert not Option.objects.of(hotel).exists()
    assert RoomNight.objects.of(hotel).count() == 2
    assert broken() == []
