"""The guest's change page: choose for each stay, preview, confirm. rules.md 5, 7 and 10."""

import json
from datetime import timedelta

import pytest

from kunjae.bookings.models import Booking
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.payments.models import Refund
from kunjae.rates.models import NightPrice
from tests.guest.change.desk import pay, staff_change
from tests.guest.change.pressing import GuestPage
from tests.hotel import NEAR, book_stays

pytestmark = pytest.mark.django_db


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
    assert "Fee of room 1: 1,500 THB · Within 3 days 50% · of what you give back" in near.words
    sentence = "Pay 3,000 THB now, then it is confirmed by itself; the room is kept for you for 30 minutes."
    assert sentence in near.words
    near.press("confirm", htmx=True)
    assert near.answer.headers["HX-Redirect"] == f"/g/baan-talay/{page.code}/waiting/"
    pending = PendingChange.objects.of(hotel).get()
    assert (pending.state, pending.to_pay) == ("waiting", 300000)
    assert Booking.objects.of(hotel).get(code=page.code).value == 600000  # the old stay stays valid


def test_cancelling_sends_back_what_was_paid_less_the_fee(hotel, page):
    """rules.md 10: paid 3000, cancelled with half of it as fee: 1500 goes back."""
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    pay(hotel, code, 3000)
    near = GuestPage(hotel, code, now=NEAR).open("cancel/")
    assert near.total == (3000, 0, 1500, -1500)
    assert "The hotel returns 1,500 THB to you by transfer." in near.words
    near.press("confirm")
    assert Refund.objects.of(hotel).get().amount == 150000
    told = near.open("").words
    assert "Your booking is cancelled. The hotel returns 1,500 THB to you by transfer." in told


def test_a_link_opens_one_stay_cancelled_in_the_preview(page):
    page.open("cancel/?stage=1&stay=2")
    assert [stay.ends for stay in page.guest.plan.stays] == [False, True]
    assert page.open("cancel/?stay=7").status == 404
    assert page.open("change/?do=dates:2").status == 200
    assert 'name="check_in"' in page.html
    assert page.open("change/?do=confirm").status == 200  # a link saves nothing


def test_another_type_costs_the_difference_of_the_whole_stay_on_the_new_dates(page):
    page.choose_dates("2026-12-20", "2026-12-22").press("type:1")
    assert "Deluxe 1 king · at most 3 adults, 2 children +1,400 5,000 THB" in page.words
    assert "Standard (as now) 1 double · at most 3 adults, 1 child 0 3,600 THB" in page.words
    page.press("stage", room_type="DLX")
    assert page.total == (6000, 8000, 0, 2000)
    assert "The beds are different: 1 double before, 1 king now." in page.words
    staged = json.loads(page.form.values["staged"])
    assert [operation["op"] for operation in staged] == ["move_dates", "change_room_type"]
    assert page.press("reset:1").form.values["staged"] == "[]"


def test_a_type_that_the_plan_does_not_sell_is_not_offered_and_a_full_one_says_so(hotel):
    NightPrice.objects.of(hotel).filter(rate_plan__code="BAR", room_type__code="DLX").delete()
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
    page = GuestPage(hotel, book_stays(hotel, dates)).press("type:1")
    assert "Deluxe" not in page.words
    page.press("stage", room_type="DLX")
    assert page.status == 422
    assert "Please choose a room type." in page.words
    NightPrice.objects.of(hotel).filter(room_type__code="STD").update(closed=True)
    assert page.press("close").press("type:1").press("stage", room_type="STD").status == 200


def test_dates_that_cannot_be_had_stay_open_with_the_reason_and_nobodys_name(hotel, page):
    taken = [
        book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": room})
        for room in ("001", "002", "003")
    ]
    page.choose_dates("2026-12-19", "2026-12-21")
    assert page.status == 422
    assert "Standard is sold out on 20 Dec 2026." in page.words
    assert page.form.values["check_in"] == "2026-12-19"
    assert not any(code in page.html for code in taken)
    assert page.press("stage", check_in="2026-12-22", check_out="2026-12-24").status == 200
    assert page.total == (6000, 6600, 0, 600)


def test_a_room_that_is_taken_is_changed_for_a_free_one_by_itself(hotel, page):
    taken = book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"})
    page.choose_dates("2026-12-20", "2026-12-22")
    assert page.guest.plan.stays[0].after.room == "002"
    assert taken not in page.html
    assert "confirm" in page.buttons


def test_nights_that_stay_keep_their_price_though_it_rose(hotel, page):
    NightPrice.objects.of(hotel).filter(room_type__code="STD").update(price=200000)
    page.press("dates:1")
    assert page.day("2026-12-11").startswith("Fri 11 Dec 2026, 1,500, one of your nights now")
    assert page.day("2026-12-12").startswith("Sat 12 Dec 2026, 2,000")
    page.press("stage", check_in="2026-12-11", check_out="2026-12-13")
    assert page.total == (6000, 6500, 0, 500)


def test_what_moved_between_preview_and_confirming_is_marked_and_nothing_saved(hotel, page):
    page.choose_dates("2026-12-20", "2026-12-22")
    NightPrice.objects.of(hotel).filter(room_type__code="STD").update(price=190000)
    page.press("confirm")
    assert page.status == 409
    assert "Something changed meanwhile; nothing was saved" in page.words
    assert page.words.count("differs from the last preview") == 2  # the nights and the total
    assert Booking.objects.of(hotel).get(code=page.code).version == 1
    assert page.press("confirm").status == 302
    assert Booking.objects.of(hotel).get(code=page.code).value == 680000


def test_a_stay_that_the_hotel_cancels_meanwhile_is_dropped_from_what_was_chosen(hotel, page):
    page.choose_dates("2026-12-20", "2026-12-22").press("cancel:2")
    staff_change(hotel, page.code, {"op": "cancel", "stay": 2})
    page.press("confirm")
    assert page.status == 409
    assert "Your booking changed meanwhile." in page.words
    assert page.total == (3000, 3600, 0, 600)
    assert page.press("confirm").status == 302


def test_confirming_nothing_and_after_signing_out_saves_nothing(hotel, page):
    assert page.press("confirm", forged=True).status == 422
    assert "Nothing is chosen yet." in page.words
    page.choose_dates("2026-12-20", "2026-12-22").go_on(timedelta(days=3)).press("confirm")
    assert page.answer.headers["Location"].startswith("/g/baan-talay/?")
    assert Booking.objects.of(hotel).get(code=page.code).version == 1


@pytest.mark.parametrize(("currency", "half"), [("JPY", "75,000 JPY"), ("KWD", "75 KWD")])
def test_amounts_in_other_currencies(hotel, currency, half):
    type(hotel).objects.update(currency=currency)
    hotel.refresh_from_db()
    page = GuestPage(
        hotel, book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"}), now=NEAR
    )
    page.choose_dates("2026-12-13", "2026-12-14")
    assert f"Fee: {half} · Within 3 days 50%" in page.words
    assert f"Pay {half} now" in page.words


def test_in_thai_with_buddhist_years(hotel, page):
    thai = GuestPage(hotel, page.code, now=NEAR, language="th")
    thai.choose_dates("2026-12-20", "2026-12-22")
    assert "20–22 ธ.ค. 2569" in thai.words
    assert "ภายใน 3 วันก่อนเข้าพัก ชาร์จ 50%" in thai.words
    assert "กรุณาชำระ 1,500 บาท ตอนนี้ แล้วระบบจะยืนยันให้โดยอัตโนมัติ ห้องจะถูกกันไว้ให้ท่าน 30 นาที" in thai.words
