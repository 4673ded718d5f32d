"""Somebody stands at the desk and wants a room for tonight: from the menu to the slip with code and PIN, paid in cash."""

import re

import pytest
from playwright.sync_api import Locator, expect

from kunjae.bookings.models import Booking
from kunjae.changes.queries import load_change
from kunjae.payments.models import Payment
from tests.browser.desk import Desk, a_hotel
from tests.hotel import book_stays

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "new booking": ("เพิ่มการจอง", "New booking"),
    "the room": ("เลือก ห้องมาตรฐาน, รวมอาหารเช้า", "Choose Standard, Breakfast included"),
    "find": ("ค้นหาผู้เข้าพักเดิม", "Find an earlier guest"),
    "all of it": ("ทั้งหมด 1,500 บาท", "All: 1,500 THB"),
    "book": ("บันทึกการจอง · 1,500 บาท", "Book · 1,500 THB"),
    "not yet": ("ยังไม่ได้บันทึกการจอง", "Not booked yet"),
    "nothing booked": ("ยังไม่ได้บันทึกการจอง", "Nothing was booked"),
    "made": ("บันทึกการจองแล้ว", "The booking is made"),
    "paid": ("ชำระแล้ว", "Paid"),
}


class Clerk:
    """Takes a booking at a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page = desk, desk.page
        desk.expected |= {"409", "422"}

    def says(self, key: str) -> str:
        return WORDS[key][0 if self.desk.language == "th" else 1]

    def press(self, where: Locator) -> None:
        """Press, and wait until the page has answered."""
        with self.page.expect_response(lambda response: response.request.method == "POST"):
            where.click()
        self.desk.settled()

    def do(self, value: str) -> Locator:
        return self.page.locator(f'button[name="do"][value="{value}"]:visible').first

    def opens(self) -> None:
        self.desk.come_in()
        self.page.get_by_role("link", name=self.says("new booking")).first.click()
        self.page.wait_for_url(re.compile(r"/bookings/new/$"))

    def looks_good(self) -> None:
        if not self.desk.script:
            return  # what looks at the page is a script itself
        self.desk.fits()
        self.desk.is_accessible()

    def books(self) -> None:
        """On a desk beside the form, on a phone at its end."""
        self.do("book").click()


def walk_in(desk: Desk) -> None:
    """Tonight for two, room 001, a guest who was here before, cash."""
    clerk, page = Clerk(desk), desk.page
    clerk.opens()
    clerk.looks_good()
    desk.picture("walk-in-offers")
    clerk.press(page.get_by_role("button", name=clerk.says("the room"), exact=True))
    expect(page.locator("#room-1")).to_be_visible()
    if desk.script:
        expect(page.locator("#room-1-title")).to_be_focused()
    clerk.looks_good()

    clerk.press(clerk.do("book"))
    expect(page.get_by_text(clerk.says("not yet")).first).to_be_visible()
    expect(page.locator("#id_name_error")).to_be_visible()
    for button in page.locator('button[value="book"]').all():
        expect(button).to_be_enabled()
    clerk.looks_good()

    page.locator("#id_room_1").select_option("001")
    page.locator("#id_name").press_sequentially("somch", delay=20)
    if not desk.script:
        clerk.press(page.get_by_role("button", name=clerk.says("find"), exact=True))
    found = page.locator(".people__one")
    expect(found).to_contain_text("Somchai Jaidee")
    clerk.looks_good()
    desk.picture("walk-in-guest-found")
    clerk.press(found)
    expect(page.locator("#id_phone")).to_have_value("+66812345678")
    expect(page.locator("#id_room_1")).to_have_value("001")

    cash = page.locator('input[name="method"][value="cash"]')
    if desk.script:
        with page.expect_response(lambda response: response.request.method == "POST"):
            cash.check()
        desk.settled()
    else:
        cash.check()
        clerk.press(page.get_by_role("button", name=clerk.says("all of it"), exact=True))
    expect(page.locator("#id_amount")).to_have_value("1500.00")
    expect(cash).to_be_checked()
    clerk.looks_good()
    desk.picture("walk-in-paid", whole=True)

    expect(clerk.do("book")).to_have_text(clerk.says("book"))
    clerk.books()
    page.wait_for_url(re.compile(r"/booked/$"))
    expect(page.get_by_role("heading", name=clerk.says("made"))).to_be_visible()
    clerk.looks_good()
    desk.picture("walk-in-booked", whole=True)


def is_booked(hotel, language: str = "th") -> Booking:
    booking = Booking.objects.of(hotel).select_related("booker").get(source="walk_in")
    [stay] = load_change(hotel, booking.code).facts.booking.stays
    assert (stay.room, stay.check_in.isoformat(), stay.total) == ("001", "2026-11-25", 150000)
    assert (booking.booker.name, booking.language) == ("Somchai Jaidee", language)
    payment = Payment.objects.of(hotel).get()
    assert (payment.booking_id, payment.method, payment.amount) == (booking.id, "cash", 150000)
    return booking


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_walk_in_with_cash(open_desk, language):
    hotel, *_ = a_hotel()
    desk = open_desk(language=language)
    walk_in(desk)
    booking = is_booked(hotel)
    slip = desk.page.locator("#slip")
    expect(slip).to_contain_text(booking.code)
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.page.locator("#copy").click()
    expect(desk.page.locator("#copied")).not_to_be_empty()
    assert booking.code in desk.page.evaluate("navigator.clipboard.readText()")
    desk.page.emulate_media(media="print")
    for hidden in (".masthead", "#message", ".button"):
        expect(desk.page.locator(hidden).first).to_be_hidden()
    expect(slip).to_be_visible()


def test_a_walk_in_on_a_phone(open_desk):
    hotel, *_ = a_hotel()
    walk_in(open_desk(language="th", phone=True))
    is_booked(hotel)


def test_a_walk_in_without_javascript(open_desk):
    hotel, *_ = a_hotel()
    walk_in(open_desk(language="en", script=False))
    is_booked(hotel)


def test_the_last_room_goes_while_somebody_types(open_desk):
    """The desk is told, keeps what was typed, and books another type."""
    hotel, *_ = a_hotel()
    desk = open_desk(language="en")
    clerk, page = Clerk(desk), desk.page
    clerk.opens()
    clerk.press(clerk.do("add:STD BAR"))
    page.locator("#id_name").fill("Prasit Thongdee")
    tonight = {"check_in": "2026-11-25", "check_out": "2026-11-26"}
    book_stays(hotel, tonight, tonight, tonight)
    clerk.press(clerk.do("book"))
    expect(page.get_by_text(clerk.says("nothing booked"))).to_be_in_viewport()
    expect(page.locator("#room-1 .notice--refuse")).to_contain_text("sold out")
    expect(page.locator("#id_name")).to_have_value("Prasit Thongdee")
    clerk.looks_good()
    clerk.press(clerk.do("remove:1"))
    clerk.press(clerk.do("add:DLX BAR"))
    clerk.books()
    page.wait_for_url(re.compile(r"/booked/$"))
    assert Booking.objects.of(hotel).get(source="walk_in").value == 250000


def test_pressed_twice_in_a_hurry(open_desk):
    hotel, *_ = a_hotel()
    desk = open_desk(language="en")
    clerk, page = Clerk(desk), desk.page
    clerk.opens()
    clerk.press(clerk.do("add:STD BAR"))
    page.locator("#id_name").fill("Prasit Thongdee")
    clerk.do("book").dblclick()
    page.wait_for_url(re.compile(r"/booked/$"))
    assert Booking.objects.of(hotel).filter(source="walk_in").count() == 1
