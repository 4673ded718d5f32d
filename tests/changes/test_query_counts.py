"""The number of queries does not grow with stays or nights."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.models import Booking
from kunjae.changes.commands import confirm_change, preview_change
from kunjae.changes.commands.guest import confirm_guest_change, preview_guest_change
from kunjae.changes.commands.pending import drop_pending_change
from kunjae.changes.operations_text import operations_from_json
from kunjae.rates.models import NightPrice, RatePlan
from tests.changes.the_guest import GUEST, checkout_for, pay, pay_cash
from tests.hotel import CLERK, FAR, book_stays, make_hotel
from tests.ordering.the_counter import BREAKFAST, LATE, SPA, add_offer, make_resort, massage, order, wants

pytestmark = pytest.mark.django_db

MOST_FOR_A_PREVIEW = 12
MOST_FOR_A_CONFIRMATION = 25
MOST_FOR_A_GUESTS_PREVIEW = 11


def booking_of(hotel, stays, nights):
    last = f"2026-12-{1 + nights:02}" if nights <= 30 else "2027-01-30"
    return book_stays(
        hotel,
        *[
            {"check_in": "2026-12-01", "check_out": last, "room_type": room_type}
            for room_type in ("STD", "STD", "DLX")[:stays]
        ],
    )


def shortened(stays, nights):
    last = f"2026-12-{nights:02}" if nights <= 30 else "2027-01-29"
    return operations_from_json(
        [
            {"op": "move_dates", "stay": number, "check_in": "2026-12-01", "check_out": last}
            for number in range(1, stays + 1)
        ],
        "THB",
    )


def counted(work):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        result = work()
    return len(queries), result


def queries_of(stays, nights):
    """How many queries a preview and a confirmation of a change of all stays take."""
    hotel = make_hotel(slug=f"hotel-{stays}-{nights}")
    code, operations = booking_of(hotel, stays, nights), shortened(stays, nights)
    change = {"property": hotel, "code": code, "operations": operations, "now": FAR}
    preview, plan = counted(lambda: preview_change(**change))
    confirm, _ = counted(lambda: confirm_change(**change, digest=plan.digest, record=True, actor=CLERK))
    return preview, confirm


@pytest.fixture
def counts():
    return {size: queries_of(*size) for size in [(1, 2), (2, 2), (3, 2), (2, 20), (2, 60)]}


def test_preview_and_confirmation_take_the_same_queries_for_any_stays_and_nights(counts):
    assert len(set(counts.values())) == 1, counts


def test_a_preview_of_two_stays_takes_at_most_twelve_queries(counts):
    assert counts[2, 2][0] <= MOST_FOR_A_PREVIEW


def test_a_confirmation_of_two_stays_takes_at_most_twenty_five(counts):
    assert counts[2, 2][1] <= MOST_FOR_A_CONFIRMATION


def moved(stays, nights):
    """All stays, a month and more later: as many nights, all of them to be kept."""
    last = f"2027-01-{1 + nights:02}" if nights <= 30 else "2027-03-01"
    return operations_from_json(
        [
            {"op": "move_dates", "stay": number, "check_in": "2027-01-01", "check_out": last}
            for number in range(1, stays + 1)
        ],
        "THB",
    )


def guests_queries_of(stays, nights):
    """How many queries a guest's change takes that has something to pay: preview, confirmation, a preview while it waits,
    its drop, its money."""
    hotel = make_hotel(slug=f"hotel-{stays}-{nights}")
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    code, operations = booking_of(hotel, stays, nights), moved(stays, nights)
    pay_cash(hotel, code, Booking.objects.of(hotel).get(code=code).value)
    NightPrice.objects.of(hotel).filter(night__gte="2027-01-01").update(price=F("price") + 10000)
    asked = {"property": hotel, "code": code, "operations": operations, "now": FAR}
    counts = []

    def count(work):
        queries, result = counted(work)
        counts.append(queries)
        return result

    seen = count(lambda: preview_guest_change(**asked))
    kept = count(lambda: confirm_guest_change(**asked, digest=seen.digest, actor=GUEST)).pending
    count(lambda: preview_guest_change(**asked))
    count(lambda: drop_pending_change(property=hotel, code=code, because="by_guest", actor=GUEST, now=FAR))
    kept = confirm_guest_change(**asked, digest=seen.digest, actor=GUEST).pending
    checkout = checkout_for(hotel, kept)
    count(lambda: pay(hotel, checkout, kept.to_pay, FAR))
    kept.refresh_from_db()
    assert kept.state == "confirmed"
    return counts


def test_a_guests_change_takes_the_same_queries_for_any_stays_and_nights():
    counts = {size: guests_queries_of(*size) for size in [(1, 2), (3, 2), (2, 20), (2, 59)]}
    assert len({tuple(each) for each in counts.values()}) == 1, counts
    before, _keeping, waiting, *_ = counts[1, 2]
    assert before <= MOST_FOR_A_GUESTS_PREVIEW
    assert waiting <= MOST_FOR_A_GUESTS_PREVIEW


def with_orders(hotel, code, orders):
    """Breakfasts for each stay, a stocked massage that moves with it, and a late check-out of the first."""
    for number in range(1, orders + 1):
        order(hotel, code, wants("breakfast", number), massage("2026-12-01", stay=number))
    order(hotel, code, wants("late", 1, hour="14:00"))


def test_orders_cost_a_preview_the_same_few_queries_however_many_they_are():
    counts = {}
    for orders, nights in [(0, 2), (1, 2), (3, 2), (3, 20)]:
        hotel = make_resort(f"resort-{orders}-{nights}", offered=(BREAKFAST, LATE))
        add_offer(hotel, SPA, when_stay_changes="move")
        last = f"2026-12-{1 + nights:02}"
        dates = {"check_in": "2026-12-01", "check_out": last}
        code = book_stays(hotel, *[dates | {"room": room} for room in ("001", "002", "003")])
        if orders:
            with_orders(hotel, code, orders)
        change = {"property": hotel, "code": code, "operations": moved(3, nights), "now": FAR}
        counts[orders, nights], plan = counted(lambda change=change: preview_change(**change))
        assert len(plan.orders) == (2 * orders + 1 if orders else 0)
    without, *others = counts.values()
    assert len(set(others)) == 1, counts
    assert without <= MOST_FOR_A_PREVIEW
    assert others[0] - without <= 2  # the days of their stock, and the nights that they keep
