"""A guest on a phone changes the booking alone: moves dates and pays for it, cancels and gets the money back, and is told
why not in each of the seven cases (rules.md 7)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import expect

from kunjae.bookings.models import Booking, Stay
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.facts import Method, Purpose
from kunjae.payments.models import Refund
from kunjae.payments.ports import EventKind
from kunjae.payments.providers.accounts import save_account
from kunjae.payments.providers.test_payments.sending import tell_of_payment
from kunjae.properties.models import RoomType
from kunjae.rates.models import NightPrice, RatePlan
from tests.browser.desk import Desk
from tests.changes.the_guest import broken, confirm, move, pay_cash
from tests.guest.change.desk import staff_change
from tests.guest.visitor import DETAILS, PHONE, pin_of
from tests.hotel import FAR, TERMS_F, book_stays, make_hotel, set_prices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TWO_NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
WORDS = {
    "to pay": (
        "กรุณาชำระ 600 บาท ตอนนี้ แล้วระบบจะยืนยันให้โดยอัตโนมัติ ห้องจะถูกกันไว้ให้ท่าน 30 นาที",
        "Pay 600 THB now, then it is confirmed by itself; the room is kept for you for 30 minutes.",
    ),
    "pay": ("ชำระ 600 บาท", "Pay 600 THB"),
    "paid": (re.compile("ชำระ 600 บาท แล้ว และยืนยันการเปลี่ยนแปลง"), re.compile("600 THB paid, and your change is confirmed")),
    "confirmed": ("ยืนยันการเปลี่ยนแปลงแล้ว", "Your change is confirmed"),
    "new dates": ("20–22 ธ.ค. 2569", "20–22 Dec 2026"),
    "check-out date": ("เลือกวันเช็คเอาท์", "Now the check-out date"),
    "to the card": ("ระบบจะคืนเงิน 3,000 บาท เข้าบัตรของท่านโดยอัตโนมัติ", "3,000 THB goes back to your card by itself."),
    "cancelled": ("ยกเลิกการจองของท่านแล้ว", "Your booking is cancelled."),
    "policy_forbids": ("เรทที่จองไม่สามารถเปลี่ยนแปลงหรือยกเลิกได้", "does not allow this"),
    "no_policy": ("เรทที่จองไม่ได้กำหนดนโยบายการยกเลิก", "without changes and cancellation"),
    "change_limit_reached": ("เปลี่ยนแปลงครบจำนวนครั้งที่อนุญาตแล้ว", "All changes that the policy allows have been made"),
    "past_check_in": ("เลยวันเช็คอินแล้ว", "its check-in has passed"),
    "balance_mismatch": ("ยอดรวมและการชำระเงินไม่สอดคล้องกัน", "do not agree"),
    "booking_cancelled": ("การจองนี้ถูกยกเลิกแล้ว", "It is cancelled"),
    "change_pending": ("มีการเปลี่ยนแปลงที่รอชำระเงินอยู่", "waits for its payment"),
}  # fmt: skip


@pytest.fixture
def hotel(server, settings):
    """All is prepaid at BAR, 18 to 26 December cost more, and cards are taken on the page of Test payments."""
    settings.BASE_URL = server
    hotel = make_hotel(details=DETAILS)
    plan, standard = RatePlan.objects.of(hotel).get(code="BAR"), RoomType.objects.of(hotel).get(code="STD")
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=100)
    set_prices(hotel, plan, standard, 1800, date(2026, 12, 18), date(2026, 12, 26))
    save_account(property=hotel, code="test", values={}, enabled=True, now=FAR)
    return hotel


def work():
    """What the worker does in between: webhooks, refunds, mails."""
    Dispatcher(SUBSCRIPTIONS, clock=lambda: datetime.now(UTC)).run()


def paid_by_card(hotel, code, amount):
    """The guest has paid on the page of Test payments some day before."""
    checkout = begin_checkout(
        property=hotel, code=code, purpose=Purpose.BALANCE, amount=amount, provider="test", method=Method.CARD,
        now=FAR, expires_at=FAR + timedelta(hours=1), return_url=settings.BASE_URL, language="th",
    )  # fmt: skip
    tell_of_payment(hotel.id, checkout.id, EventKind.PAID, FAR)
    work()
    assert Booking.objects.of(hotel).get(code=code).paid == amount


class Guest:
    """A guest with a phone in one hand."""

    def __init__(self, desk: Desk, hotel) -> None:
        self.desk, self.page, self.hotel = desk, desk.page, hotel
        desk.expected |= {"409", "422"}

    def says(self, key):
        return WORDS[key][0 if self.desk.language == "th" else 1]

    def signs_in(self, code):
        self.page.context.clear_cookies()
        self.page.goto(f"/g/{self.hotel.slug}/")
        self.page.locator("#id_code").fill(code)
        self.page.locator("#id_pin").fill(pin_of(self.hotel, code))
        self.page.locator("#id_pin").press("Enter")
        self.page.wait_for_url(f"**/{code}/")
        self.page.context.add_cookies(
            [{"name": "django_language", "value": self.desk.language, "url": self.desk.server}]
        )

    def opens(self, path):
        self.page.goto(f"/g/{self.hotel.slug}/{path}")

    def press(self, value):
        """Press a button of the page, and wait until it has answered."""
        button = self.page.locator(f'button[name="do"][value="{value}"]:not([aria-hidden])')
        with self.page.expect_response(lambda response: response.request.method == "POST"):
            button.click()
        self.desk.settled()

    def sees(self, key):
        expect(self.page.locator("#content").get_by_text(self.says(key)).first).to_be_visible()

    def looks_good(self):
        if self.desk.script:
            self.desk.fits()
            self.desk.is_accessible()


@pytest.mark.parametrize(("language", "script"), [("th", True), ("en", True), ("en", False)])
def test_a_guest_moves_dates_pays_and_sees_it_confirmed_without_reloading(open_desk, hotel, language, script):
    code = book_stays(hotel, TWO_NIGHTS | {"room": "001"})
    paid_by_card(hotel, code, 3000_00)
    taken = book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"})
    NightPrice.objects.of(hotel).filter(night=date(2026, 12, 21)).update(closed_to_arrival=True)
    guest = Guest(open_desk(language=language, phone=True, script=script, dark=not script), hotel)
    guest.signs_in(code)
    guest.page.locator(f'a[href*="/{code}/change/"]').first.click()
    guest.looks_good()
    guest.press("dates:1")
    expect(guest.page.locator('button[value="pick:2026-12-21"]')).to_be_disabled()
    guest.press("pick:2026-12-20")
    guest.sees("check-out date")
    guest.looks_good()
    guest.press("pick:2026-12-22")
    guest.press("stage")
    guest.sees("new dates")
    guest.sees("to pay")
    guest.looks_good()
    assert taken not in guest.page.content()
    guest.page.locator("#confirm").click()
    guest.page.wait_for_url("**/waiting/")
    guest.sees("new dates")
    guest.looks_good()
    assert Booking.objects.of(hotel).get(code=code).value == 3000_00
    beside = guest.page.context.new_page()
    beside.goto(guest.page.url)
    guest.page.get_by_role("link", name=guest.says("pay")).click()
    guest.page.wait_for_url("**/pay/")
    guest.looks_good()
    guest.page.locator('button[value="test:card"]').click()
    guest.page.wait_for_url("**/test-payments/**")
    guest.page.locator('button[value="pay"]').click()
    guest.page.wait_for_url("**/checkout/**")
    work()
    if not script:
        guest.page.reload()
        beside.reload()
    expect(guest.page.locator("#content").get_by_text(guest.says("paid")).first).to_be_visible()
    expect(beside.locator("#waiting h1")).to_have_text(guest.says("confirmed"))
    booking = Booking.objects.of(hotel).get(code=code)
    stay = Stay.objects.of(hotel).get(booking_id=booking.id)
    assert (booking.value, booking.paid, booking.pending_id) == (3600_00, 3600_00, None)
    assert (str(stay.check_in), stay.room.number) == ("2026-12-20", "002")
    assert HistoryEntry.objects.of(hotel).get(booking_id=booking.id).actor_kind == "guest"
    assert broken() == []


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_guest_cancels_and_the_money_goes_back_to_the_card(open_desk, hotel, language):
    code = book_stays(hotel, TWO_NIGHTS)
    paid_by_card(hotel, code, 3000_00)
    guest = Guest(open_desk(language=language, phone=True, dark=True), hotel)
    guest.signs_in(code)
    guest.page.locator(f'a[href*="/{code}/cancel/"]').first.click()
    guest.sees("to the card")
    guest.looks_good()
    guest.page.locator("#confirm").click()
    guest.page.wait_for_url(f"**/{code}/")
    guest.sees("cancelled")
    guest.sees("to the card")
    guest.looks_good()
    work()
    assert (Refund.objects.of(hotel).get().state, Booking.objects.of(hotel).get(code=code).paid) == (
        "done",
        0,
    )
    assert broken() == []


def refused_bookings(hotel):
    """One booking for each of the seven reasons, by its code of rules.md 7."""
    owing = {"balance_mismatch": book_stays(hotel, TWO_NIGHTS)}
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=0)
    no_policy = book_stays(hotel, TWO_NIGHTS | {"rate_plan": "NRF"})
    pay_cash(hotel, no_policy, 2400_00)
    near = {"check_in": "2026-11-27", "check_out": "2026-11-29"}
    found = {
        "policy_forbids": book_stays(hotel, TWO_NIGHTS),
        "no_policy": no_policy,
        "change_limit_reached": book_stays(hotel, {"check_in": "2026-12-14", "check_out": "2026-12-16"}),
        "past_check_in": book_stays(
            hotel, {"check_in": "2026-11-23", "check_out": "2026-11-28"}, now=FAR - timedelta(days=9)
        ),
        "booking_cancelled": book_stays(hotel, TWO_NIGHTS | {"room_type": "DLX"}),
        "change_pending": book_stays(hotel, near),
    }
    limited = found["change_limit_reached"]
    staff_change(
        hotel, limited, {"op": "move_dates", "stay": 1, "check_in": "2026-12-15", "check_out": "2026-12-17"}
    )
    stays = Stay.objects.of(hotel)
    stays.filter(booking__code=limited).update(policy=TERMS_F | {"max_changes": 1, "guest_can_cancel": False})
    forbidden = TERMS_F | {"guest_can_change": False, "guest_can_cancel": False}
    stays.filter(booking__code=found["policy_forbids"]).update(policy=forbidden)
    staff_change(hotel, found["booking_cancelled"], {"op": "cancel", "stay": 1})
    confirm(hotel, found["change_pending"], move("12-05", "12-07"))
    return found | owing


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_guest_is_told_why_not_and_what_helps_in_each_of_the_seven_cases(open_desk, hotel, language):
    guest = Guest(open_desk(language=language, phone=True), hotel)
    for reason, code in refused_bookings(hotel).items():
        guest.signs_in(code)
        guest.opens(f"{code}/change/")
        guest.sees(reason)
        expect(guest.page.locator("#content").get_by_role("link", name=PHONE)).to_be_visible()
        assert guest.page.locator('button[value^="dates:"], button[value^="cancel"], #confirm').count() == 0
        guest.opens(f"{code}/cancel/")
        guest.sees(reason)
        assert guest.page.locator("#confirm").count() == 0
        guest.looks_good()
    assert PendingChange.objects.of(hotel).count() == 1


def test_the_arrow_keys_go_from_day_to_day_over_those_that_cannot_be_chosen(open_desk, hotel):
    NightPrice.objects.of(hotel).filter(night=date(2026, 12, 17)).update(closed=True)
    code = book_stays(hotel, TWO_NIGHTS)
    paid_by_card(hotel, code, 3000_00)
    guest = Guest(open_desk(language="en"), hotel)
    guest.signs_in(code)
    guest.opens(f"{code}/change/?do=dates:1")
    guest.page.locator('button[value="pick:2026-12-16"]').focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "Enter"):
        guest.page.keyboard.press(key)
    expect(guest.page.locator("#id_check_in")).to_have_value("2026-12-24")
    guest.page.locator('button[value="pick:2026-12-31"]').focus()
    guest.page.keyboard.press("ArrowRight")
    guest.page.keyboard.press("Enter")
    expect(guest.page.locator("#id_check_out")).to_have_value("2027-01-01")
    expect(guest.page.locator(".guest-change__price")).to_contain_text("8 nights")
