"""The guest's change page: choose for each stay, preview, confirm. rules.md 5, 7 and 10."""

from datetime import date

import pytest

from kunjae.bookings.models import Booking
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.properties.models import RoomType
from kunjae.rates.models import RatePlan
from tests.guest.change.pressing import GuestPage
from tests.guest.visitor import DETAILS
from tests.hotel import NEAR, book_two_rooms, make_hotel, set_prices

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    hotel = make_hotel(details=DETAILS)
    bar = RatePlan.objects.of(hotel).get(code="BAR")
    standard = RoomType.objects.of(hotel).get(code="STD")
    set_prices(hotel, bar, standard, 1800, date(2026, 12, 18), date(2026, 12, 26))
    return hotel


@pytest.fixture
def page(hotel):
    """The manual's example: rooms 001 and 002, 10 to 12 December, seen on 25 November."""
    return GuestPage(hotel, book_two_rooms(hotel))


def test_every_stay_can_be_moved_or_cancelled_and_nothing_is_chosen_yet(page):
    assert page.status == 200
    assert {"dates:1", "type:1", "cancel:1", "dates:2", "type:2", "cancel:2", "cancel_all"} <= page.buttons
    assert "confirm" not in page.buttons
    assert "Free until 7 Dec 2026 14:00" in page.words


def test_the_manuals_example_one_room_moved_the_other_cancelled_in_one_change(hotel, page):
    page.choose_dates("2026-12-20", "2026-12-22")
    assert page.total == (6000, 6600, 0, 600)
    page.press("cancel:2")
    assert page.total == (6000, 3600, 0, -2400)
    assert "Nothing to pay now; 3,600 THB is left to pay for your booking." in page.words
    assert not HistoryEntry.objects.of(hotel).exists()
    page.press("confirm")
    assert page.answer.headers["Location"] == f"/g/baan-talay/{page.code}/"
    booking = Booking.objects.of(hotel).get(code=page.code)
    assert (booking.value, booking.changes_recorded, booking.pending_id) == (360000, 1, None)
    assert HistoryEntry.objects.of(hotel).get(booking_id=booking.id).actor_kind == "guest"
    assert "Your change is confirmed." in page.open("").words


def test_near_the_fee_is_said_with_its_tier_and_is_to_be_paid_first(hotel, page):
    near = GuestPage(hotel, page.code, now=NEAR)
    near.choose_dates("2026-12-20", "2026-12-22").press("cancel:2")
    assert near.total == (6000, 3600, 3000, 600)
    assert near.words.count("Within 3 days 50%") == 2
    assert (
        "Pay 3,000 THB now, then it is confirmed by itself; the room is kept for you for 30 minutes."
        in near.words
    )
    near.press("confirm")
    assert near.answer.headers["Location"] == f"/g/baan-talay/{page.code}/waiting/"
    pending = PendingChange.objects.of(hotel).get()
    assert (pending.state, pending.to_pay) == ("waiting", 300000)
    assert Booking.objects.of(hotel).get(code=page.code).value == 600000  # the old stay stays valid
