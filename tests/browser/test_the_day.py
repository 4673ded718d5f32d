"""A day at the desk in a browser: check-in, early departure, no-show and undo, at desk and phone width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from playwright.sync_api import expect

from kunjae.bookings.registrations import registrations_of
from kunjae.properties.models import Property, Room
from tests.browser.desk import Desk, a_hotel
from tests.changes.the_desk import AtDesk
from tests.hotel import BANGKOK, SOMCHAI, book_stays

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = datetime(2026, 12, 11, 10, tzinfo=BANGKOK)
YESTERDAY = datetime(2026, 12, 10, 15, tzinfo=BANGKOK)
WAYS = [("en", False), ("th", True)]


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def hotel() -> Property:
    """Two rooms that should have arrived yesterday, and somebody who arrives today in a room still to be cleaned."""
    hotel, _code, _taken = a_hotel()
    Room.objects.of(hotel).filter(number="101").update(to_clean=True)
    return hotel


def at_work(open_desk, language: str, phone: bool) -> Desk:
    desk: Desk = open_desk(language=language, phone=phone)
    desk.come_in()
    looks_right(desk)
    return desk


def looks_right(desk: Desk) -> None:
    desk.fits()
    desk.is_accessible()


def press(desk: Desk, value: str) -> None:
    desk.page.locator(f'button[name="do"][value="{value}"]').click()
    desk.page.wait_for_load_state()


def arriving(hotel: Property) -> AtDesk:
    dates = {"check_in": "2026-12-11", "check_out": "2026-12-13", "room_type": "DLX", "room": "101"}
    return AtDesk(hotel, code=book_stays(hotel, dates, booker=SOMCHAI))


@pytest.mark.parametrize(("language", "phone"), WAYS)
def test_guests_check_in(open_desk, hotel: Property, language: str, phone: bool) -> None:
    stay = arriving(hotel)
    desk = at_work(open_desk, language, phone)
    desk.expected.add("422")
    page = desk.page
    page.locator(f'#content a[href*="{stay.code}/stays/1/check-in/"]').first.click()
    expect(page.locator("#id_guest-1-first_name")).to_have_value("Somchai")
    looks_right(desk)
    press(desk, "check_in")
    expect(page.locator(".field__error").first).to_be_visible()
    looks_right(desk)
    for position, (first, last, country, number) in enumerate(
        [("Somchai", "Jaidee", "THA", "1-1017-00230-70-8"), ("Anna", "Berg", "SWE", "AA1234567")], 1
    ):
        page.locator(f"#id_guest-{position}-first_name").fill(first)
        page.locator(f"#id_guest-{position}-last_name").fill(last)
        page.locator(f"#id_guest-{position}-nationality").select_option(country)
        page.locator(f"#id_guest-{position}-document_number").fill(number)
    expect(page.locator("#id_guest-2-document")).to_have_value("passport")
    page.locator("#id_ready").check()
    page.locator("#payment_method").select_option("cash")
    press(desk, "pay")
    expect(page.locator("#id_guest-2-document_number")).to_have_value("AA1234567")
    press(desk, "check_in")
    page.wait_for_url(re.compile(r"/extranet/baan-talay/$"))
    looks_right(desk)
    assert (stay.stay.status.value, stay.to_clean("101"), stay.booking.paid) == ("in_house", False, 500000)
    assert [guest.name for guest in registrations_of(hotel, stay.row.id)] == ["Somchai Jaidee", "Anna Berg"]


@pytest.mark.parametrize(("language", "phone"), WAYS)
def test_guests_leave_early_and_come_back(open_desk, hotel: Property, language: str, phone: bool) -> None:
    stay = AtDesk(hotel, more={"room": "003"})
    stay.arrive(YESTERDAY)
    stay.pay(450000, YESTERDAY)
    desk = at_work(open_desk, language, phone)
    page = desk.page
    page.locator(f'#content a[href*="{stay.code}/stays/1/check-out/"]').first.click()
    expect(page.locator(".settlement__total")).to_contain_text("0")
    looks_right(desk)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator("#record").uncheck()
    expect(page.locator(".settlement__total")).to_contain_text("−3,000")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator("#record").check()
    expect(page.locator(".settlement__change")).not_to_contain_text("−")
    page.locator("#reason").fill("flight changed")
    press(desk, "check_out")
    page.wait_for_url(re.compile(r"/extranet/baan-talay/$"))
    assert (stay.stay.status.value, stay.booking.fees) == ("checked_out", 300000)
    page.goto(f"{page.url}bookings/{stay.code}/")
    looks_right(desk)
    page.locator('form[action$="/check-out/undo/"] button').click()
    page.wait_for_load_state()
    looks_right(desk)
    assert (stay.stay.status.value, stay.booking.fees, len(stay.stay.nights)) == ("in_house", 0, 3)


@pytest.mark.parametrize(("language", "phone"), WAYS)
def test_guests_do_not_come(open_desk, hotel: Property, language: str, phone: bool) -> None:
    desk = at_work(open_desk, language, phone)
    page = desk.page
    page.locator('#waits-no-show a[href$="/no-show/"]').first.click()
    expect(page.locator(".settlement__table")).to_contain_text("3,000")
    looks_right(desk)
    press(desk, "no_show")
    page.wait_for_url(re.compile(r"/extranet/baan-talay/$"))
    expect(page.locator("#waits-no-show li")).to_have_count(1)
    page.locator("#waits-clean button").first.click()
    page.wait_for_load_state()
    expect(page.locator("#waits-clean")).to_have_count(0)
    looks_right(desk)


def test_the_desk_works_without_javascript(open_desk, hotel: Property) -> None:
    stay = arriving(hotel)
    desk = open_desk(language="th", script=False)
    desk.come_in()
    page = desk.page
    page.locator(f'#content a[href*="{stay.code}/stays/1/check-in/"]').first.click()
    page.locator("#id_later").check()
    press(desk, "check_in")
    assert stay.stay.status.value == "in_house"
    page.locator(
        f'#in-house ~ * a[href*="check-out/"], a[href*="{stay.code}/stays/1/check-out/"]'
    ).first.click()
    page.locator("#record").uncheck()
    page.locator('noscript button, button[value="look"]:visible').last.click()
    expect(page.locator("#record")).not_to_be_checked()
