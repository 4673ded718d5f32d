"""A guest pays on a phone: what the hotel asks for by a link, on the page of Test payments; a change, by a QR code and a
slip. Nothing counts before the word of the bank or of the hotel, and the page tells it without being read anew."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect

from kunjae.accounts.models import Membership, User
from kunjae.changes.commands.money_in import accept_slip
from kunjae.changes.models import PendingChange
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.commands.requests import send_payment_request
from kunjae.payments.links import request_token
from kunjae.payments.models import Checkout, PaymentRequest
from kunjae.payments.providers.accounts import save_account
from tests.browser.desk import EMAIL
from tests.changes.the_guest import booking, broken, confirm, move, pay_cash
from tests.guest.paying.payer import a_paying_hotel
from tests.guest.visitor import pin_of
from tests.hotel import CLERK, FAR, book_stays
from tests.payments.till import open_till

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "asks": ("บ้านทะเล ขอให้ท่านชำระเงิน", "Baan Talay asks you to pay"),
    "card": (re.compile("บัตรเครดิตหรือเดบิต.*ชำระ 600 บาท"), re.compile("Credit or debit card.*Pay 600 THB")),
    "code": (re.compile("QR พร้อมเพย์.*ชำระ 180 บาท"), re.compile("PromptPay QR.*Pay 180 THB")),
    "waits": ("กำลังรอการยืนยันจากธนาคาร", "Waiting for the bank’s confirmation"),
    "paid": ("ชำระ 600 บาท แล้ว ขอบคุณ", "600 THB paid, thank you"),
    "settled": ("ชำระแล้ว", "Paid"),
    "send": ("ส่งสลิป", "Send the slip"),
    "too large": ("ไฟล์ใหญ่เกินไป", "This file is too large"),
    "received": ("ได้รับสลิปแล้ว", "Slip received"),
    "changed": ("ชำระ 180 บาท แล้ว และยืนยันการเปลี่ยนแปลงของท่านแล้ว", "180 THB paid, and your change is confirmed"),
    "declined": ("การชำระเงินไม่สำเร็จ", "The payment did not go through"),
    "again": ("เลือกวิธีชำระเงิน", "Choose how to pay"),
}  # fmt: skip


@pytest.fixture
def hotel(server, settings):
    """Its guests' addresses are the ones of the server that runs here."""
    settings.BASE_URL = server
    hotel = a_paying_hotel()
    save_account(property=hotel, code="test", values={}, enabled=True, now=FAR)
    return hotel


@pytest.fixture
def code(hotel):
    return book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})


def work():
    """What the worker does in between: webhooks, mails."""
    Dispatcher(SUBSCRIPTIONS, clock=lambda: datetime.now(UTC)).run()


def speaks(desk):
    """The guest has chosen the language."""
    desk.page.context.add_cookies([{"name": "django_language", "value": desk.language, "url": desk.server}])


def says(desk, key):
    return WORDS[key][0 if desk.language == "th" else 1]


def sees(desk, key):
    """On the page, or on it by itself soon: it asks again after seconds, more of them each time."""
    expect(desk.page.locator("#content").get_by_text(says(desk, key)).first).to_be_visible()


def press(desk, key):
    desk.page.locator("#content").get_by_role("button", name=says(desk, key)).click()


def looks_good(desk):
    desk.fits()
    desk.is_accessible()


def a_request(hotel, code):
    request = send_payment_request(
        property=hotel, code=code, amount=600_00, message="ค่าอาหารค่ำ", expires_at=None, actor=CLERK, now=FAR
    )
    return request, f"/g/{hotel.slug}/request/{request_token(request.id)}/"


def state_of(hotel):
    return PaymentRequest.objects.of(hotel).get().state


def a_slip():
    kept = io.BytesIO()
    Image.new("RGB", (300, 500), "white").save(kept, "PNG")
    return kept.getvalue()


def the_hotel_asks(desk, hotel, code):
    """At the desk, from the page of the booking: 600; the link that the guest gets."""
    user = User.objects.create(email=EMAIL, name="Nok")
    Membership.objects.create(user=user, property=hotel, role="front_desk")
    desk.come_in(f"bookings/{code}/")
    desk.page.locator(f'a[href$="/bookings/{code}/payment-request/"]').first.click()
    desk.page.locator("#id_amount").fill("600")
    desk.page.locator("#id_message").fill("ค่าอาหารค่ำ")
    desk.page.locator("#content form button").first.click()
    return desk.page.locator("#link").input_value()


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_the_hotel_asks_for_is_paid_and_the_page_says_so_by_itself(open_desk, hotel, code, language):
    staff = open_desk(language=language)
    link = the_hotel_asks(staff, hotel, code)
    guest = open_desk(language=language, phone=True)
    speaks(guest)
    guest.page.goto(link)
    sees(guest, "asks")
    assert state_of(hotel) == "sent"
    with guest.page.expect_response(re.compile("/seen/$")):
        guest.page.locator("h1").tap()
    assert state_of(hotel) == "seen"
    looks_good(guest)
    press(guest, "card")
    guest.page.wait_for_url("**/test-payments/**")
    guest.page.locator('button[value="decline"]').click()
    guest.page.wait_for_url("**/checkout/**")
    sees(guest, "waits")
    work()
    sees(guest, "declined")
    guest.page.get_by_role("link", name=says(guest, "again")).click()
    press(guest, "card")
    guest.page.wait_for_url("**/test-payments/**")
    guest.page.locator('button[value="pay"]').click()
    guest.page.wait_for_url("**/checkout/**")
    sees(guest, "waits")
    looks_good(guest)
    address = guest.page.url
    work()
    sees(guest, "paid")
    expect(guest.page.locator("#said")).to_have_text(says(guest, "paid"))
    assert guest.page.url == address
    looks_good(guest)
    assert state_of(hotel) == "paid"
    staff.page.reload()
    expect(staff.page.locator("h1 ~ .page-head__meta .badge")).to_have_text(says(guest, "settled"))
    assert broken() == []


def test_without_a_script_the_same_is_paid_by_pressing_on(open_desk, hotel, code):
    guest = open_desk(language="en", phone=True, script=False)
    speaks(guest)
    _, link = a_request(hotel, code)
    guest.page.goto(link)
    press(guest, "card")
    guest.page.wait_for_url("**/test-payments/**")
    guest.page.locator('button[value="pay"]').click()
    guest.page.wait_for_url("**/checkout/**")
    sees(guest, "waits")
    work()
    guest.page.get_by_role("link", name="Look again now").click()
    sees(guest, "paid")


@pytest.mark.parametrize("script", [True, False])
def test_the_policy_of_the_browser_lets_nobody_but_us_lead_the_guest_to_a_provider(
    open_desk, hotel, code, script
):
    """A form may lead within the house only (`form-action 'self'`, which Chromium holds every redirect to)."""
    guest = open_desk(language="en", phone=True, script=script)
    speaks(guest)
    guest.page.route(
        "https://till.example/**",
        lambda route: route.fulfill(body="<h1>The till</h1>", content_type="text/html"),
    )
    _, link = a_request(hotel, code)
    with open_till(hotel):
        guest.page.goto(link)
        guest.page.locator('button[value="till:card"]').click()
        guest.page.wait_for_url("https://till.example/**")
        expect(guest.page.locator("h1")).to_have_text("The till")
        guest.page.go_back()
        expect(guest.page.locator('button[value="till:card"]')).to_be_visible()


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_change_is_paid_by_qr_and_counts_when_the_hotel_has_seen_the_money(
    open_desk, hotel, code, language
):
    pay_cash(hotel, code, 900_00)
    confirm(hotel, code, move("12-20", "12-22"))
    guest = open_desk(language=language, phone=True, dark=language == "en")
    speaks(guest)
    guest.page.goto(f"/g/{hotel.slug}/")
    guest.page.locator("#id_code").fill(code)
    guest.page.locator("#id_pin").fill(pin_of(hotel, code))
    guest.page.locator("#id_pin").press("Enter")
    guest.page.wait_for_url(f"**/{code}/")
    guest.page.goto(f"/g/{hotel.slug}/{code}/pay/")
    expect(guest.page.locator(".countdown__clock")).to_have_text(re.compile(r"^(30:00|29:\d\d)$"))
    looks_good(guest)
    press(guest, "code")
    code_picture = guest.page.locator(".pay-qr img")
    expect(code_picture).to_be_visible()
    assert code_picture.evaluate("picture => picture.naturalWidth") > 100
    looks_good(guest)
    file = guest.page.locator("#id_slip")
    file.set_input_files(
        {"name": "large.png", "mimeType": "image/png", "buffer": b"0" * (8 * 1024 * 1024 + 1)}
    )
    assert file.evaluate("input => input.validationMessage").startswith(says(guest, "too large"))
    file.set_input_files({"name": "slip.png", "mimeType": "image/png", "buffer": a_slip()})
    press(guest, "send")
    sees(guest, "received")
    expect(guest.page.locator(".countdown")).to_have_count(0)
    looks_good(guest)
    assert PendingChange.objects.of(hotel).get().state == "slip"
    checkout = Checkout.objects.of(hotel).get()
    accept_slip(
        property=hotel, checkout=checkout.id, amount=180_00, actor=CLERK, now=FAR + timedelta(minutes=5)
    )
    sees(guest, "changed")
    looks_good(guest)
    assert booking(hotel, code).arrival.day == 20
    assert broken() == []
