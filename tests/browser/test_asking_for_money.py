"""Money at the desk in a browser: ask for it, look at a transfer, give it back, and see what a guest's change waits for."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from kunjae.bookings.models import Booking
from kunjae.payments.commands import record_payment
from kunjae.payments.commands.slips import attach_slip
from kunjae.payments.facts import Method
from kunjae.payments.models import PaymentRequest, Refund
from kunjae.properties.models import Property
from kunjae.rates.models import RatePlan
from tests.browser.desk import PICTURES_WANTED, Desk, a_hotel
from tests.changes.the_guest import booking, checkout_for, confirm, move, pay_cash
from tests.hotel import CLERK, FAR, book_stays
from tests.payments.till import checkout_row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [("en", False), ("th", not PICTURES_WANTED)]
"""Language and whether it is a phone; the pictures of the how-to are those of a desk."""


@pytest.fixture
def hotel() -> Property:
    """The booking KJ4F2A7Q of the manual: 4,000 of its 6,000 came in cash and by card terminal."""
    hotel, code, _taken = a_hotel()
    for method, amount, days in ((Method.CASH, 1000_00, 3), (Method.CARD_TERMINAL, 3000_00, 2)):
        record_payment(
            property=hotel,
            code=code,
            method=method,
            amount=amount,
            actor=CLERK,
            now=FAR - timedelta(days=days),
        )
    return hotel


def slip() -> bytes:
    """What a banking app might show."""
    drawn = Image.new("RGB", (500, 700), "#eef3f7")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((40, 40, 460, 660), fill="white", outline="#c9d4dc")
    for line, (text, size) in enumerate(
        [("Transfer completed", 28), ("25 Nov 2026  09:04", 20), ("1,500.00 THB", 40), ("Note  KJ7788", 24)]
    ):
        pen.text((80, 100 + line * 110), text, fill="#1e2a2f", font_size=size)
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def looks_right(desk: Desk) -> None:
    desk.fits()
    desk.is_accessible()


def at_the_booking(open_desk, language: str, phone: bool, code: str = "KJ4F2A7Q") -> Desk:
    desk: Desk = open_desk(language=language, phone=phone)
    desk.come_in(f"bookings/{code}/")
    return desk


@pytest.mark.parametrize(("language", "phone"), WAYS)
def test_the_hotel_asks_for_money(open_desk, hotel: Property, language: str, phone: bool) -> None:
    desk = at_the_booking(open_desk, language, phone)
    page = desk.page
    looks_right(desk)
    page.locator('#money a[href$="/payment-request/"]').click()
    expect(page.locator("#id_amount")).to_have_value("2000.00")
    page.locator("#id_amount").fill("1500")
    page.locator("#id_message").fill(
        "Prepayment for your stay. Thank you." if language == "en" else "มัดจำห้องพัก ขอบคุณ"
    )
    looks_right(desk)
    desk.picture("money-payment-request-new", whole=True)
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/payment-requests/**")
    row = PaymentRequest.objects.of(hotel).get()
    assert row.amount == 1500_00
    looks_right(desk)
    link = page.locator("#link").input_value()
    page.locator("#copy").click()
    expect(page.locator("#copied")).not_to_be_empty()
    desk.picture("money-payment-request", whole=True)
    guest: Desk = open_desk(language=language, phone=True)
    guest.page.goto(link.partition("8000")[2])
    expect(guest.page.get_by_text("1,500").first).to_be_visible()
    page.locator('button[value="cancel"]').click()
    page.wait_for_url("**/bookings/KJ4F2A7Q/")
    row.refresh_from_db()
    assert row.state == "cancelled"


@pytest.mark.parametrize(("language", "phone"), WAYS)
def test_the_hotel_gives_money_back_by_hand(open_desk, hotel: Property, language: str, phone: bool) -> None:
    desk = at_the_booking(open_desk, language, phone)
    page = desk.page
    page.locator('#money .money-actions a[href$="/refund/"]').click()
    amounts = page.locator('input[name^="amount_"]')
    expect(amounts).to_have_count(2)
    amounts.first.fill("500")
    looks_right(desk)
    desk.picture("money-refund", whole=True)
    page.locator("main form .button--primary").click()
    page.wait_for_url("**/bookings/KJ4F2A7Q/")
    looks_right(desk)
    page.goto("/extranet/baan-talay/payments/tasks/")
    looks_right(desk)
    desk.picture("money-tasks", whole=True)
    page.locator("#by-hand a").first.click()
    page.locator("#id_reference").fill("SCB 1234")
    looks_right(desk)
    page.locator('button[value="done"]').click()
    page.wait_for_url("**/bookings/KJ4F2A7Q/")
    assert Refund.objects.of(hotel).get().state == "done"
    desk.picture("money-panel", page.locator("#money"))
    page.goto("/extranet/baan-talay/payments/")
    looks_right(desk)
    desk.picture("money-payments", whole=True)


@pytest.mark.parametrize(("language", "phone"), WAYS)
def test_a_guests_transfer_is_found_and_its_change_counts(
    open_desk, hotel: Property, language: str, phone: bool
) -> None:
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    code = book_stays(hotel, {"check_in": "2026-12-05", "check_out": "2026-12-07", "room": "003"})
    Booking.objects.of(hotel).filter(code=code).update(code="KJ7B2M9X")
    code = "KJ7B2M9X"  # the same on every picture
    pay_cash(hotel, code, 3000_00)
    pending = confirm(hotel, code, move("12-01", "12-04")).pending
    assert pending is not None
    checkout = checkout_for(hotel, pending, provider="bank_transfer", code="KJ7788")
    attach_slip(property=hotel, checkout=checkout, content=slip(), now=FAR)
    checkout_row(hotel, booking(hotel, code))
    desk = at_the_booking(open_desk, language, phone, code)
    page = desk.page
    looks_right(desk)
    desk.picture("money-change-waits", page.locator("#waiting-change"))
    page.goto("/extranet/baan-talay/calendar/")
    expect(page.locator(".cal a.waits")).to_have_count(1)
    expect(page.locator(".cal a.kept")).to_have_count(1)
    desk.picture("money-calendar-change-waits")
    page.goto("/extranet/baan-talay/")
    looks_right(desk)
    page.locator("#waits-changes a").first.click()
    page.wait_for_url("**/waiting-change/")
    looks_right(desk)
    page.goto(f"/extranet/baan-talay/bookings/{code}/transfers/{checkout}/")
    expect(page.locator(".slip-picture")).to_be_visible()
    assert page.locator(".slip-picture").evaluate("picture => picture.naturalWidth") == 500
    looks_right(desk)
    desk.picture("money-transfer", whole=True)
    page.locator('button[value="accept"]').click()
    page.wait_for_url(f"**/bookings/{code}/")
    pending.refresh_from_db()
    assert pending.state == "confirmed"
    expect(page.locator("#waiting-change")).to_have_count(0)
