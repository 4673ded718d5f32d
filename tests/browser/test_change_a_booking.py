"""The manual's example in a browser, from sign-in to history: one room moves, the other is cancelled."""

import os
import re

import pytest
from playwright.sync_api import expect

from kunjae.changes.models import HistoryEntry
from kunjae.changes.queries import load_change
from kunjae.rates.models import NightPrice
from tests.browser.desk import Desk, a_hotel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = bool(os.environ.get("KUNJAE_TEST_PICTURES"))
LANGUAGES = ["en", "th"] if PICTURES else ["en"]


def walk_the_example(desk: Desk, code: str, taken: str) -> None:
    """Sign in, open the booking, move room 1 to 003, cancel room 2, confirm, and read the history."""
    page = desk.page
    desk.sign_in()
    desk.picture("bookings")
    desk.open_booking(code)
    desk.picture("booking")
    desk.open_change()
    for number in (1, 2):
        expect(desk.room(number)).to_be_visible()
    desk.picture("change-page")

    desk.press(desk.button("change", desk.room(1)))
    desk.picture("change-editor", desk.room(1))
    desk.choose_dates("2026-12-20", "2026-12-22")
    expect(page.locator("#id_check_out")).to_have_value("2026-12-22")
    desk.sees("001 is taken")
    expect(desk.room(1).get_by_text(taken)).to_be_visible()
    expect(page.locator("#id_room option")).to_contain_text(["", "002", "003"])
    desk.picture("change-room-taken", desk.room(1))
    desk.choose_room("003")
    desk.picture("change-room-chosen", desk.room(1))
    desk.press(desk.button("preview"))
    desk.sees("new dates")
    desk.sees("beds differ")
    desk.picture("change-preview-one", whole=True)

    desk.press(desk.button("cancel", desk.room(2)))
    desk.sees("cancelled in this preview")
    expect(page.locator(".settlement__total")).to_contain_text("−2,400")
    desk.sees("nothing to settle")
    desk.picture("change-preview", whole=True)

    if desk.pictures:
        desk.press(desk.button("add a room"))
        desk.picture("change-add-a-room", desk.room("new"))
        desk.press(page.locator('button[value="close"]'))
    desk.press(desk.button("confirm and save"))
    desk.sees("save this?")
    page.locator("#reason").fill(desk.says("asked by phone"))
    desk.picture("change-confirm")
    desk.button("yes, save").click()
    page.wait_for_url(re.compile(f"/bookings/{code}/$"))
    desk.sees("saved")
    desk.sees("nothing to settle")
    desk.picture("change-saved")

    page.locator("#history").scroll_into_view_if_needed()
    page.locator(".timeline__what a").first.click()
    page.wait_for_url(re.compile(r"/history/1/$"))
    for key in ("old dates", "new dates", "asked by phone"):
        desk.sees(key)
    desk.picture("change-history", whole=True)


def is_saved(hotel, code: str) -> None:
    first, second = load_change(hotel, code).facts.booking.stays
    assert (first.check_in.isoformat(), first.room, first.total) == ("2026-12-20", "003", 360000)
    assert second.status == "cancelled"
    assert HistoryEntry.objects.of(hotel).get().change == -240000


def test_the_example_in_thai(open_desk):
    hotel, code, taken = a_hotel()
    walk_the_example(open_desk(language="th"), code, taken)
    is_saved(hotel, code)


@pytest.mark.skipif(not PICTURES, reason="only for the pictures of the English how-to")
def test_the_example_in_english(open_desk):
    hotel, code, taken = a_hotel()
    walk_the_example(open_desk(language="en"), code, taken)
    is_saved(hotel, code)


def test_the_example_without_javascript(open_desk):
    hotel, code, taken = a_hotel()
    walk_the_example(open_desk(language="th", script=False), code, taken)
    is_saved(hotel, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_on_a_phone(open_desk, language):
    """The same by thumb; the total stays in view and nothing sticks out."""
    hotel, code, _taken = a_hotel()
    desk = open_desk(language=language, phone=True)
    page = desk.page
    desk.come_in("bookings/")
    desk.fits()
    desk.open_booking(code)
    desk.fits()
    desk.open_change()
    desk.fits()
    expect(page.locator(".settlement > summary")).to_be_in_viewport()
    desk.press(desk.button("change", desk.room(1)))
    desk.fits()
    desk.choose_dates("2026-12-20", "2026-12-22")
    desk.sees("001 is taken")
    desk.fits()
    desk.choose_room("003")
    desk.press(desk.button("preview"))
    desk.press(desk.button("cancel", desk.room(2)))
    desk.fits()
    desk.picture("change-phone")
    expect(page.locator(".settlement > summary")).to_contain_text("−2,400")
    page.locator(".settlement > summary").click()
    expect(page.locator(".settlement__total")).to_be_visible()
    desk.picture("change-phone-summary")
    desk.press(desk.button("confirm and save"))
    expect(page.locator("#confirm")).to_be_in_viewport()
    desk.fits()
    desk.button("yes, save").click()
    page.wait_for_url(re.compile(f"/bookings/{code}/$"))
    desk.sees("saved")
    desk.fits()
    page.goto(page.url + "history/1/")
    desk.fits()
    is_saved(hotel, code)


def test_the_example_by_keyboard(open_desk):
    """Tab and Enter from the booking to the saved change; focus never falls back to the start of the page."""
    hotel, code, _taken = a_hotel()
    desk = open_desk(language="en")
    page = desk.page
    desk.come_in("bookings/")
    page.goto(page.url + f"{code}/")

    def go_to(selector: str, *, most: int = 130) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached by Tab within {most} steps of {page.url}")

    def press(key: str = "Enter") -> None:
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.keyboard.press(key)
        desk.settled()

    go_to('a[href$="/change/"]')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/change/$"))
    go_to('button[value="edit:1"]')
    press()
    go_to("#id_check_in", most=3)
    go_to('button[value="pick:2026-12-20"]')
    press()
    expect(page.locator('button[value="pick:2026-12-20"]')).to_be_focused()
    go_to('button[value="pick:2026-12-22"]', most=3)
    press(" ")
    go_to("#id_room")
    while page.locator("#id_room").input_value() != "003":
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.keyboard.press("ArrowDown")
        desk.settled()
    go_to('button[value="stage"]')
    press()
    desk.sees("new dates")
    go_to('button[value="cancel:2"]', most=12)
    press()
    desk.sees("cancelled in this preview")
    go_to('button[value="confirm"]', most=20)
    press()
    desk.sees("save this?")
    go_to("#reason", most=2)
    page.keyboard.type("by keyboard")
    go_to('button[value="save"]', most=2)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/bookings/{code}/$"))
    is_saved(hotel, code)


def test_enter_in_a_field_previews_and_saves_nothing(open_desk):
    hotel, code, _taken = a_hotel()
    desk = open_desk(language="en")
    desk.come_in("bookings/")
    desk.page.goto(desk.page.url + f"{code}/change/")
    desk.press(desk.button("change", desk.room(1)))
    desk.page.locator("#id_adults").fill("3")
    desk.page.keyboard.press("Enter")
    expect(desk.room(1).get_by_text("Changed in this preview")).to_be_visible()
    expect(desk.room(1)).to_contain_text("3 adults")
    assert not HistoryEntry.objects.of(hotel).exists()


def test_nothing_typed_is_lost_to_an_answer_on_its_way(open_desk):
    """Typing on while the page asks for prices, then previewing at once: every field counts as typed."""
    _hotel, code, _taken = a_hotel()
    desk = open_desk(language="en")
    page = desk.page
    desk.come_in("bookings/")
    page.goto(page.url + f"{code}/change/")
    desk.press(desk.button("change", desk.room(1)))
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_text("Own price", exact=True).click()
    desk.settled()
    page.route("**/change/", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.locator("#price_2026-12-10").fill("abc")
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("#id_adults").press("Delete")  # leaves the price: the page asks
    page.locator("#id_adults").fill("3")
    page.locator("#id_guest_name").fill("Malee")
    page.wait_for_timeout(900)
    assert page.locator("#id_guest_name").input_value() == "Malee"
    page.unroute("**/change/")
    desk.press(desk.button("preview"))
    assert [page.locator(name).input_value() for name in ("#price_2026-12-10", "#id_adults", "#id_guest_name")] == [
        "abc", "3", "Malee",
    ]  # fmt: skip
    expect(page.locator("#price_2026-12-10-error")).to_be_visible()
    page.locator("#price_2026-12-10").fill("900")
    desk.press(desk.button("preview"))
    expect(desk.room(1)).to_contain_text("3 adults")
    expect(desk.room(1)).to_contain_text("1,400 + 2,000")


def test_a_wrong_field_takes_the_focus(open_desk):
    _hotel, code, _taken = a_hotel()
    desk = open_desk(language="th")
    page = desk.page
    desk.come_in("bookings/")
    page.goto(page.url + f"{code}/change/")
    desk.press(desk.button("change", desk.room(1)))
    page.locator("#id_adults").fill("0")
    desk.press(desk.button("preview"))
    expect(page.locator("#id_adults")).to_be_focused()
    expect(page.locator("#id_adults_error")).to_be_visible()
    desk.is_accessible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_moved_meanwhile_is_marked(open_desk, language):
    hotel, code, _taken = a_hotel()
    desk = open_desk(language=language)
    desk.expected.add("409")
    page = desk.page
    desk.come_in("bookings/")
    page.goto(page.url + f"{code}/change/")
    desk.press(desk.button("change", desk.room(1)))
    desk.choose_dates("2026-12-24", "2026-12-26")
    desk.press(desk.button("preview"))
    desk.press(desk.button("confirm and save"))
    NightPrice.objects.of(hotel).filter(rate_plan__code="BAR", night="2026-12-25").update(price=210000)
    desk.press(desk.button("yes, save"))
    desk.sees("outdated")
    desk.sees("differs")
    assert not HistoryEntry.objects.of(hotel).exists()
    desk.picture("change-moved-meanwhile", whole=True)
    desk.press(desk.button("confirm and save"))
    desk.button("yes, save").click()
    page.wait_for_url(re.compile(f"/bookings/{code}/$"))
    desk.sees("saved")


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("th", True)], ids=["light", "dark"])
def test_every_page_of_a_change_is_accessible(open_desk, language, dark):
    """Axe finds nothing serious, by day and by night."""
    _hotel, code, _taken = a_hotel()
    desk = open_desk(language=language, dark=dark)
    page = desk.page
    page.goto("/accounts/login/")
    desk.is_accessible()
    desk.come_in("bookings/")
    desk.is_accessible()
    desk.open_booking(code)
    desk.is_accessible()
    desk.open_change()
    desk.is_accessible()
    desk.press(desk.button("change", desk.room(1)))
    desk.choose_dates("2026-12-20", "2026-12-22")
    desk.is_accessible()
    desk.choose_room("003")
    desk.press(desk.button("preview"))
    desk.press(desk.button("cancel", desk.room(2)))
    desk.is_accessible()
    desk.press(desk.button("confirm and save"))
    desk.is_accessible()
    desk.button("yes, save").click()
    page.wait_for_url(re.compile(f"/bookings/{code}/$"))
    for address in ("history/", "1/"):
        page.goto(page.url + address)
        desk.is_accessible()
