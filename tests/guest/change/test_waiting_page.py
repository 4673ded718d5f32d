"""The page of a change that waits for its money: what waits, until when, and what became of it."""

from datetime import timedelta

import pytest

from kunjae.bookings.models import Booking
from kunjae.changes.commands.pending import BY_STAFF, drop_pending_change
from kunjae.changes.models import PendingChange
from kunjae.inventory.models import Option
from tests.changes.the_guest import broken
from tests.guest.change.desk import pay
from tests.guest.change.pressing import GuestPage
from tests.hotel import CLERK, NEAR, book_stays

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(hotel):
    """Two nights moved near arrival: 1,500 to pay, on the page that waits for it."""
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    page = GuestPage(hotel, code, now=NEAR).choose_dates("2026-12-20", "2026-12-22").press("confirm")
    assert page.answer.headers["Location"].endswith("/waiting/")
    return page.open("waiting/")


def saw(hotel, state="waiting"):
    return f"waiting/?saw={PendingChange.objects.of(hotel).get().id.hex}-{state}"


def test_it_says_what_waits_what_it_costs_and_until_when(page):
    assert "10–12 Dec 2026 · Standard" in page.words
    assert "20–22 Dec 2026 · Standard" in page.words
    assert "To pay now 1,500 THB" in page.words
    assert "Kept for you until 8 Dec 2026 09:30" in page.words
    assert f'href="/g/baan-talay/{page.code}/pay/"' in page.html


def test_while_nothing_moves_whoever_asks_gets_nothing_and_then_the_news(hotel, page):
    assert page.open(saw(hotel)).status == 204
    pay(hotel, page.code, 1500, NEAR)
    page.open(saw(hotel))
    assert page.status == 200
    assert "Your change is confirmed" in page.words
    assert "hx-get" not in page.html  # there is nothing more to ask
    assert Booking.objects.of(hotel).get(code=page.code).changes_recorded == 1


def test_a_part_of_the_money_confirms_nothing_and_the_rest_is_asked_for(hotel, page):
    pay(hotel, page.code, 500, NEAR + timedelta(minutes=1))
    assert "To pay now 1,000 THB 500 THB of 1,500 THB has come." in page.open("waiting/").words
    assert PendingChange.objects.of(hotel).get().state == "waiting"


def test_the_guest_drops_the_change_and_can_change_again(hotel, page):
    page.see(
        page.visitor.post(
            f"{page.code}/waiting/", {"do": "drop", "pending": PendingChange.objects.of(hotel).get().id}
        )
    )
    assert page.answer.headers["Location"] == f"/g/baan-talay/{page.code}/"
    assert "The change is dropped. Your booking stays as it was." in page.open("").words
    assert not Option.objects.of(hotel).exists()
    assert "You dropped this change." in page.open("waiting/").words
    assert "dates:1" in page.open().buttons
    assert broken(NEAR) == []


@pytest.mark.parametrize("pending", ["", "nonsense", "01a20811-05a1-731a-bd51-ecd36dae5b74"])
def test_a_page_that_shows_another_change_drops_none(hotel, page, pending):
    page.see(page.visitor.post(f"{page.code}/waiting/", {"do": "drop", "pending": pending}))
    assert page.answer.headers["Location"].endswith("/waiting/")
    assert PendingChange.objects.of(hotel).get().state == "waiting"


def test_when_the_time_is_over_it_is_dropped_though_no_worker_is_at_work(hotel, page):
    page.go_on(timedelta(minutes=29, seconds=59)).open(saw(hotel))
    assert page.status == 204
    page.go_on(timedelta(seconds=1)).open(saw(hotel))
    assert "The time to pay is over." in page.words
    assert not Option.objects.of(hotel).exists()
    assert "dates:1" in page.open().buttons


def test_the_change_page_drops_what_is_over_before_it_refuses(hotel, page):
    assert "dates:1" not in page.open().buttons
    assert "dates:1" in page.go_on(timedelta(minutes=30)).open().buttons


def test_the_hotel_drops_it(hotel, page):
    drop_pending_change(property=hotel, code=page.code, because=BY_STAFF, actor=CLERK, now=NEAR)
    assert "The hotel dropped this change." in page.open("waiting/").words


def test_a_slip_stops_the_countdown(hotel, page):
    PendingChange.objects.of(hotel).update(state="slip", held_until=NEAR + timedelta(hours=24))
    assert page.open(saw(hotel)).status == 200
    assert "Your change waits for the hotel" in page.words
    assert "The hotel answers by 9 Dec 2026 09:00" in page.words
    assert f"/{page.code}/pay/" not in page.html
    page.visitor.post(
        f"{page.code}/waiting/", {"do": "drop", "pending": PendingChange.objects.of(hotel).get().id}
    )
    assert PendingChange.objects.of(hotel).get().state == "slip"


def test_without_any_change_it_leads_to_the_booking(hotel):
    page = GuestPage(hotel, book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"}))
    assert page.open("waiting/").answer.headers["Location"] == f"/g/baan-talay/{page.code}/"


def test_a_cancellation_waits_too(hotel):
    """rules.md 10: nothing paid, a fee of 1500: to pay before the cancellation is confirmed."""
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    page = GuestPage(hotel, code, now=NEAR).open("cancel/")
    assert "Pay 1,500 THB within 30 minutes, and the cancellation is confirmed by itself." in page.words
    page.press("confirm").open("waiting/")
    assert "10–12 Dec 2026 · Standard Cancelled" in page.words


def test_in_thai(hotel, page):
    thai = GuestPage(hotel, page.code, now=NEAR, language="th").open("waiting/")
    assert "เมื่อชำระแล้ว ระบบจะยืนยันการเปลี่ยนแปลงให้โดยอัตโนมัติ" in thai.words
    assert "8 ธ.ค. 2569 09:30 น." in thai.words
