"""What ends a guest's change that waits for its money without it: staff, slips that are refused, the guest (rules.md 7)."""

from datetime import timedelta

import pytest

from kunjae.changes.commands import (
    Details,
    arrive,
    change_at_once,
    confirm_change,
    edit_details,
    no_show,
    preview_change,
)
from kunjae.changes.commands.money_in import accept_slip, refuse_slip, slip_sent
from kunjae.changes.commands.pending import drop_pending_change
from kunjae.changes.errors import PlanOutdated, SlipChecked
from kunjae.changes.operations import Cancel, MoveToBooking
from kunjae.inventory.models import Option
from kunjae.payments.models import Checkout, Payment, Refund, Slip
from tests.changes.the_guest import (
    GUEST,
    asked,
    booking,
    broken,
    checkout_for,
    confirm,
    move,
    paid_nights,
    pay,
    prepaid_hotel,
    refunds,
    state_of,
    to_type,
    told,
    worker_at,
)
from tests.hotel import CLERK, FAR, NEAR, book_stays

pytestmark = pytest.mark.django_db
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


def staff_move(hotel, code):
    change_at_once(
        property=hotel, code=code, operations=asked(hotel, move("12-11", "12-13")), actor=CLERK, now=NEAR
    )


def staff_cancel(hotel, code):
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=NEAR)


def staff_check_in(hotel, code):
    arrive(property=hotel, code=code, stay=1, actor=CLERK, now=NEAR + timedelta(days=2))


def staff_no_show(hotel, code):
    no_show(property=hotel, code=code, stay=1, actor=CLERK, now=NEAR + timedelta(days=2))


def moved_away(hotel, code):
    other = book_stays(hotel, NIGHTS)
    change_at_once(property=hotel, code=code, operations=[MoveToBooking(1, other)], actor=CLERK, now=NEAR)


def moved_here(hotel, code):
    other = book_stays(hotel, NIGHTS)
    change_at_once(property=hotel, code=other, operations=[MoveToBooking(1, code)], actor=CLERK, now=NEAR)


@pytest.mark.parametrize(
    "verb", [staff_move, staff_cancel, staff_check_in, staff_no_show, moved_away, moved_here]
)
def test_what_staff_do_to_the_booking_drops_what_waits_with_the_money_back(hotel, code, waits, verb):
    checkout = checkout_for(hotel, waits)
    pay(hotel, checkout_for(hotel, waits), 500_00, FAR)
    verb(hotel, code)
    assert state_of(waits) == ("dropped", "booking_changed")
    assert booking(hotel, code).pending_id is None
    assert refunds(hotel) == [(500_00, "change_dropped")]
    assert Checkout.objects.of(hotel).get(id=checkout).state == "cancelled"
    assert told(hotel, "change.dropped") == [
        (
            "change.dropped",
            {"booking": code, "pending": str(waits.id), "because": "booking_changed"},
        )
    ]
    assert not Option.objects.of(hotel).exists()
    assert broken(NEAR + timedelta(days=2)) == []
    pay(hotel, checkout, 2000_00, NEAR)  # too late for a booking that has changed
    assert sum(amount for amount, _ in refunds(hotel)) == 2500_00


def test_for_staff_the_bookings_own_option_is_free_and_its_coming_and_going_is_a_fresh_preview(hotel, code):
    book_stays(hotel, NIGHTS | {"room_type": "DLX", "room": "102"})
    asks = asked(hotel, to_type("DLX"))
    stale = preview_change(property=hotel, code=code, operations=asks, now=FAR).digest
    pending = confirm(hotel, code, to_type("DLX")).pending
    with pytest.raises(PlanOutdated) as outdated:
        confirm_change(
            property=hotel, code=code, operations=asks, digest=stale, record=True, actor=CLERK, now=FAR
        )
    fresh = outdated.value.plan
    assert [stay.rooms_free for stay in fresh.stays] == [("101",)]
    assert "sold_out" not in [problem.code for problem in fresh.problems]
    asks = asked(hotel, to_type("DLX") | {"room": "101"})
    change_at_once(property=hotel, code=code, operations=asks, actor=CLERK, now=FAR)
    assert state_of(pending) == ("dropped", "booking_changed")
    assert broken() == []


def test_details_can_be_edited_while_a_change_waits(hotel, code, waits):
    edit_details(property=hotel, code=code, details=Details(notes="Late"), actor=CLERK, now=FAR)
    assert state_of(waits)[0] == "waiting"
    assert waits.booking_version == booking(hotel, code).version
    pay(hotel, checkout_for(hotel, waits), 2000_00, FAR)
    assert state_of(waits)[0] == "confirmed"


def test_guest_and_staff_can_drop_it_and_nobody_twice(hotel, code, waits):
    def drop():
        return drop_pending_change(property=hotel, code=code, because="by_guest", actor=GUEST, now=FAR)

    assert (drop(), drop()) == (True, False)
    assert state_of(waits) == ("dropped", "by_guest")
    assert len(told(hotel, "change.dropped")) == 1
    assert confirm(hotel, code, to_type("DLX")).pending is not None


@pytest.mark.parametrize("because", ["by_guest", "by_staff"])
def test_money_does_not_bring_back_what_guest_or_staff_have_dropped(hotel, code, waits, because):
    checkout = checkout_for(hotel, waits)
    drop_pending_change(property=hotel, code=code, because=because, actor=CLERK, now=FAR)
    pay(hotel, checkout, 2000_00, FAR + SECOND)
    assert state_of(waits) == ("dropped", because)
    assert [(row.amount, row.cause) for row in Refund.objects.of(hotel)] == [(2000_00, "late_money")]
    assert [topic for topic, _ in told(hotel, "money.late")] == ["money.late"]
    assert booking(hotel, code).value == 3000_00
    assert broken() == []


def with_slip(hotel, pending, provider="bank_transfer"):
    """The guest transferred the money, and sent a picture of it."""
    checkout = checkout_for(hotel, pending, provider=provider, state="slip")
    Slip(property=hotel, checkout_id=checkout, path="x", kind="image/png", uploaded_at=FAR).save()
    return checkout


def test_a_part_of_the_same_moment_as_the_drop_does_not_keep_late_money_from_confirming(hotel, code, waits):
    checkout = with_slip(hotel, waits)
    at = waits.held_until - SECOND
    pay(hotel, checkout_for(hotel, waits), 500_00, at)
    refuse_slip(property=hotel, checkout=checkout, note="", actor=CLERK, now=at)
    assert state_of(waits) == ("dropped", "slip_refused")
    assert refunds(hotel) == [(500_00, "change_dropped")]
    pay(hotel, checkout_for(hotel, waits), 2000_00, at + SECOND)
    assert state_of(waits)[0] == "confirmed"
    assert broken() == []


def accept(hotel, checkout, amount=2000_00, now=FAR):
    return accept_slip(property=hotel, checkout=checkout, amount=amount, actor=CLERK, now=now, reference="K1")


def test_a_slip_in_time_stops_the_countdown_until_staff_have_looked(hotel, code, waits):
    checkout = with_slip(hotel, waits)
    at = waits.held_until - SECOND
    slip_sent(property=hotel, checkout=checkout, now=at)
    worker_at(waits.held_until + timedelta(hours=23))
    assert state_of(waits) == ("slip", "")
    assert waits.held_until == at + timedelta(hours=24)
    slip_sent(property=hotel, checkout=checkout, now=at + timedelta(hours=1))
    assert (state_of(waits), waits.held_until) == (("slip", ""), at + timedelta(hours=24))
    payment = accept(hotel, checkout, now=at + timedelta(hours=23))
    assert (payment.method, payment.recorded_by, payment.reference) == ("bank_transfer", CLERK.name, "K1")
    assert state_of(waits) == ("confirmed", "")
    assert Slip.objects.of(hotel).get().accepted
    with pytest.raises(SlipChecked):
        accept(hotel, checkout)
    assert Payment.objects.of(hotel).filter(checkout_id=checkout).count() == 1
    assert broken() == []


def test_a_guest_who_sent_a_slip_cannot_give_the_change_up_but_staff_can(hotel, code, waits):
    slip_sent(property=hotel, checkout=with_slip(hotel, waits), now=FAR)

    def drop(because):
        return drop_pending_change(property=hotel, code=code, because=because, actor=CLERK, now=FAR)

    assert not drop("by_guest")
    assert state_of(waits)[0] == "slip"
    assert drop("by_staff")
    assert state_of(waits) == ("dropped", "by_staff")


def test_a_slip_that_nobody_looked_at_drops_the_change_and_stays_a_task(hotel, code, waits):
    checkout = with_slip(hotel, waits, provider="promptpay")
    slip_sent(property=hotel, checkout=checkout, now=FAR)
    worker_at(FAR + timedelta(hours=24) - SECOND)
    assert state_of(waits)[0] == "slip"
    worker_at(FAR + timedelta(hours=24))
    assert state_of(waits) == ("dropped", "expired")
    assert Checkout.objects.of(hotel).get(id=checkout).state == "slip"
    book_stays(hotel, NIGHTS | {"room_type": "DLX"}, NIGHTS | {"room_type": "DLX"})
    payment = accept(hotel, checkout, now=FAR + timedelta(hours=30))
    assert payment.method == "promptpay"
    assert refunds(hotel) == [(2000_00, "late_money")]
    assert Refund.objects.of(hotel).get().state == "by_hand"
    assert broken() == []


def test_a_slip_after_the_hold_stops_nothing(hotel, code, waits):
    checkout = with_slip(hotel, waits)
    slip_sent(property=hotel, checkout=checkout, now=waits.held_until)
    assert state_of(waits) == ("dropped", "expired")
    accept(hotel, checkout, now=waits.held_until)  # and yet all still fits
    assert state_of(waits) == ("confirmed", "")


def test_a_slip_without_the_money_drops_the_change(hotel, code, waits):
    checkout = with_slip(hotel, waits)
    slip_sent(property=hotel, checkout=checkout, now=FAR)
    refuse_slip(property=hotel, checkout=checkout, note="Not there", actor=CLERK, now=FAR)
    assert state_of(waits) == ("dropped", "slip_refused")
    slip = Slip.objects.of(hotel).get()
    assert (slip.accepted, slip.note, slip.checked_by) == (False, "Not there", CLERK.name)
    assert Checkout.objects.of(hotel).get(id=checkout).state == "failed"
    with pytest.raises(SlipChecked):
        refuse_slip(property=hotel, checkout=checkout, note="", actor=CLERK, now=FAR)
    assert not Option.objects.of(hotel).exists()
    assert broken() == []


def test_one_refused_slip_of_two_leaves_the_other_to_be_looked_at(hotel, code, waits):
    first, second = with_slip(hotel, waits), with_slip(hotel, waits)
    slip_sent(property=hotel, checkout=first, now=FAR)
    refuse_slip(property=hotel, checkout=first, note="", actor=CLERK, now=FAR)
    assert state_of(waits) == ("slip", "")
    accept(hotel, second)
    assert state_of(waits) == ("confirmed", "")


def test_a_transfer_of_less_leaves_the_rest_to_pay_within_the_same_time(hotel, code, waits):
    checkout = with_slip(hotel, waits)
    slip_sent(property=hotel, checkout=checkout, now=FAR)
    accept(hotel, checkout, 1500_00)
    assert state_of(waits) == ("slip", "")
    pay(hotel, checkout_for(hotel, waits, 500_00), 500_00, FAR + timedelta(hours=23))
    assert state_of(waits) == ("confirmed", "")
