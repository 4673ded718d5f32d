"""Guests, the registers that the law asks for, and the search box of every page, at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import Document, RegisteredGuest
from kunjae.changes.commands import Registered, arrive
from tests.browser.desk import Desk, a_hotel
from tests.hotel import FAR, SOMCHAI, book_stays

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DANISH = RegisteredGuest(
    first_name="Karen",
    last_name="Blixen",
    nationality="DNK",
    document=Document.PASSPORT,
    document_number="P1234567",
)


def look_at(desk: Desk) -> None:
    desk.fits()
    desk.is_accessible()


@pytest.mark.parametrize(("language", "phone", "dark"), [("th", True, False), ("en", False, True)])
def test_a_guest_is_found_with_all_stays_and_stands_in_the_registers(open_desk, language, phone, dark):
    hotel, code, _taken = a_hotel()
    today = {"check_in": "2026-11-25", "check_out": "2026-11-26", "room": "003"}
    arrived = book_stays(hotel, today, booker=SOMCHAI)
    arrive(
        property=hotel,
        code=arrived,
        stay=1,
        actor=Actor("staff", "Nok"),
        now=FAR,
        registered=Registered([DANISH]),
    )
    desk: Desk = open_desk(language=language, phone=phone, dark=dark)
    desk.come_in("guests/")
    page = desk.page
    look_at(desk)
    page.get_by_role("link", name="Somchai Jaidee").first.click()
    page.wait_for_url(re.compile(r"/guests/[0-9a-f-]{36}/$"))
    for each in (code, arrived):
        expect(page.locator("#content").get_by_text(each).first).to_be_visible()
    look_at(desk)
    page.goto("/extranet/baan-talay/guests/registers/?register=tm30&first=2026-11-25&last=2026-11-25")
    expect(page.locator("#content")).to_contain_text("Karen")
    look_at(desk)
    with page.expect_download() as download:
        page.locator('a[href*="tm30.csv"]').first.click()
    assert "P1234567" in download.value.path().read_text(encoding="utf-8-sig")


def test_a_booking_is_found_by_keys_alone_and_what_was_open_last_is_remembered(open_desk):
    _hotel, code, taken = a_hotel()
    desk: Desk = open_desk(language="en")
    desk.come_in(f"bookings/{taken}/")
    page = desk.page
    page.keyboard.press("/")
    page.keyboard.type("somch")
    expect(page.locator("#found")).to_be_visible()
    expect(page.locator("#found .found__code")).to_have_text([code])
    desk.is_accessible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/bookings/{code}/$"))
    page.keyboard.press("/")
    expect(page.locator("#found .found__code")).to_have_text([code, taken])
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
