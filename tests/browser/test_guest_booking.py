"""A guest on a phone: signs in by number and PIN or by the link in a mail, and reads the own booking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kunjae.bookings.guest_links import make_link
from kunjae.bookings.models import Booking
from tests.changes.the_guest import confirm, move, pay_cash
from tests.guest.paying.payer import a_paying_hotel
from tests.guest.visitor import PHONE, pin_of
from tests.hotel import FAR, book_stays

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "number": ("หมายเลขการจอง", "Booking number"),
    "pin": ("รหัส PIN", "PIN"),
    "sign in": ("เข้าสู่ระบบ", "Sign in"),
    "sign out": ("ออกจากระบบ", "Sign out"),
    "open": ("เปิดการจองของฉัน", "Open my booking"),
    "wrong": ("หมายเลขการจองหรือรหัส PIN ไม่ถูกต้อง", "Booking number and PIN do not match."),
    "slow": ("ลองหลายครั้งเกินไป", "Too many tries."),
    "over": ("ลิงก์นี้ใช้ไม่ได้แล้ว", "This link is over"),
    "free": ("ไม่มีค่าธรรมเนียมถึง 7 ธ.ค. 2569 14:00 น.", "Free until 7 Dec 2026 14:00"),
    "half": ("ตั้งแต่ 7 ธ.ค. 2569 14:00 น.", "from 7 Dec 2026 14:00"),
    "change": ("เปลี่ยนวันหรือประเภทห้อง", "Change dates or room type"),
    "waits": ("การเปลี่ยนแปลงของท่านรอชำระเงิน", "Your change waits for its payment"),
    "why": ("มีการเปลี่ยนแปลงที่รอชำระเงินอยู่", "Another change of this booking waits for its payment."),
    "total": ("ราคารวม", "Total price"),
}  # fmt: skip


@pytest.fixture
def hotel(server, settings):
    settings.BASE_URL = server
    return a_paying_hotel()


@pytest.fixture
def code(hotel):
    """30 % are prepaid, so that all is in order."""
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "guest_name": "สมชาย ใจดี"})
    pay_cash(hotel, code, 90000)
    return code


class Guest:
    """One phone; what is said in `WORDS`, in the language of the guest."""

    def __init__(self, desk):
        self.desk, self.page = desk, desk.page
        desk.page.context.add_cookies(
            [{"name": "django_language", "value": desk.language, "url": desk.server}]
        )

    def says(self, key):
        return WORDS[key][0 if self.desk.language == "th" else 1]

    def sees(self, key):
        expect(self.page.locator("#content").get_by_text(self.says(key)).first).to_be_visible()

    def press(self, key):
        self.page.get_by_role("button", name=self.says(key)).click()

    def sign_in(self, code, pin):
        self.page.get_by_label(self.says("number")).fill(code)
        self.page.get_by_label(self.says("pin")).fill(pin)
        self.press("sign in")

    def looks_good(self):
        self.desk.fits()
        self.desk.is_accessible()


@pytest.mark.parametrize("language", ["th", "en"])
def test_signing_in_reading_the_booking_and_signing_out(open_desk, hotel, code, language):
    guest = Guest(open_desk(language=language, phone=True))
    guest.desk.expected |= {"422", "429"}
    guest.page.goto("/g/baan-talay/")
    guest.looks_good()
    for _ in range(3):
        guest.sign_in(code, "000")
        guest.sees("wrong")
    guest.looks_good()
    guest.sign_in(code, pin_of(hotel, code))
    guest.sees("slow")
    other = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    guest.sign_in(f"{other[:4].lower()} {other[4:]}", pin_of(hotel, other))
    guest.page.wait_for_url(f"**/g/baan-talay/{other}/")
    for key in ("free", "half", "total"):
        guest.sees(key)
    guest.looks_good()
    guest.press("sign out")
    guest.page.wait_for_url("**/g/baan-talay/")
    guest.page.goto(f"/g/baan-talay/{other}/")
    expect(guest.page.get_by_label(guest.says("number"))).to_have_value(other)


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_link_of_a_mail_opens_the_booking_once(open_desk, hotel, code, language):
    guest = Guest(open_desk(language=language, phone=True, dark=True))
    guest.desk.expected |= {"410"}
    link = make_link(hotel, Booking.objects.of(hotel).get(code=code).id, FAR + timedelta(days=1))
    guest.page.goto(link)
    guest.looks_good()
    guest.press("open")
    guest.page.wait_for_url(f"**/g/baan-talay/{code}/")
    expect(guest.page.get_by_role("link", name=guest.says("change"))).to_be_visible()
    expect(guest.page.get_by_role("contentinfo").get_by_role("link", name=PHONE)).to_have_attribute(
        "href", "tel:+6676123456"
    )
    guest.looks_good()
    with guest.page.expect_download() as download:
        guest.page.locator('a[href$="booking.ics"]').click()
    assert download.value.suggested_filename == f"{code}.ics"
    guest.page.goto(link)
    guest.sees("over")
    guest.looks_good()


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_change_that_waits_counts_down(open_desk, hotel, code, language):
    confirm(hotel, code, move("12-20", "12-22"))
    guest = Guest(open_desk(language=language, phone=True))
    guest.page.goto("/g/baan-talay/")
    guest.sign_in(code, pin_of(hotel, code))
    guest.sees("waits")
    guest.sees("why")
    expect(guest.page.get_by_role("timer")).to_contain_text(":")
    guest.looks_good()


def test_the_guest_chooses_another_language(open_desk, hotel, code):
    guest = Guest(open_desk(language="th", phone=True))
    guest.page.goto("/g/baan-talay/")
    guest.sign_in(code, pin_of(hotel, code))
    guest.sees("free")
    guest.page.get_by_role("button", name="English").click()
    guest.desk.language = "en"
    guest.sees("free")
    assert guest.page.url.endswith(f"/g/baan-talay/{code}/")
