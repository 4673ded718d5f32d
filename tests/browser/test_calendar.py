"""The booking calendar in a browser: bars that are dragged and moved by keyboard, free nights, cards; also by thumb and
without JavaScript."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from kunjae.accounts.models import Membership, User
from kunjae.bookings.models import Booking, Stay
from kunjae.changes.models import HistoryEntry
from kunjae.inventory.models import Block
from kunjae.properties.models import Property
from tests.browser.desk import EMAIL, Desk
from tests.extranet.calendar.hotels import hotel_of_all_states
from tests.hotel import FAR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CALENDAR = "/extranet/baan-talay/calendar/"


def a_desk(open_desk: Any, hotel: Property, role: str = "front_desk", **how: Any) -> Desk:
    """Somebody signed in before the calendar."""
    user = User.objects.create(email=EMAIL, name="Nok")
    Membership.objects.create(user=user, property=hotel, role=role)
    desk: Desk = open_desk(**how)
    desk.come_in(CALENDAR)
    return desk


def bar(desk: Desk, name: str) -> Locator:
    return desk.page.locator(".cal td > a", has_text=name)


def row(desk: Desk, number: str) -> Locator:
    return desk.page.locator(".cal tr", has=desk.page.locator("th", has_text=re.compile(f"^{number}$")))


def day(desk: Desk, column: int) -> float:
    """The middle of a day's column, in pixels."""
    box = desk.page.locator(".cal thead tr:last-child th").nth(column + 1).bounding_box()
    assert box
    return box["x"] + box["width"] / 2


def drag(
    desk: Desk, what: Locator, *, days: float = 0, to_row: Locator | None = None, at: str = "middle"
) -> None:
    """Take the bar at its middle or at an edge, carry it so many days and to a row, and let it go."""
    box = what.bounding_box()
    assert box
    x = {"middle": box["x"] + box["width"] / 2, "start": box["x"] + 2, "end": box["x"] + box["width"] - 2}[at]
    y = box["y"] + box["height"] / 2
    mouse, width = desk.page.mouse, day(desk, 2) - day(desk, 1)
    mouse.move(x, y)
    mouse.down()
    if to_row:
        there = to_row.bounding_box()
        assert there
        y = there["y"] + there["height"] / 2
    mouse.move(x + days * width / 2, y, steps=3)
    mouse.move(x + days * width, y, steps=3)
    expect(desk.page.locator(".bar-ghost")).to_be_visible()
    mouse.up()


def stay_of(hotel: Property, code: str) -> tuple[str, str, str | None]:
    found = Stay.objects.of(hotel).select_related("room").get(booking__code=code)
    return found.check_in.isoformat(), found.check_out.isoformat(), found.room and found.room.number


def save_the_change(desk: Desk, code: str) -> None:
    desk.press(desk.button("confirm and save"))
    desk.button("yes, save").click()
    desk.page.wait_for_url(re.compile(f"/bookings/{code}/$"))
    desk.sees("saved")


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_bar_dragged_to_another_room_and_day_is_previewed_and_then_saved(
    open_desk: Any, language: str
) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language=language)
    drag(desk, bar(desk, "Owing Oat"), days=2, to_row=row(desk, "003"))
    desk.page.wait_for_url(re.compile(f"/bookings/{codes['owes']}/change/"))
    expect(desk.room(1)).to_contain_text("003")
    assert stay_of(hotel, codes["owes"]) == ("2026-11-28", "2026-11-30", "002"), (
        "nothing is saved by dragging"
    )
    save_the_change(desk, codes["owes"])
    assert stay_of(hotel, codes["owes"]) == ("2026-11-30", "2026-12-02", "003")
    assert HistoryEntry.objects.of(hotel).filter(booking__code=codes["owes"], kind="change").count() == 1


@pytest.mark.parametrize(
    ("at", "days", "to", "expected"),
    [
        (
            "end",
            2,
            None,
            [{"op": "move_dates", "stay": 1, "check_in": "2026-11-28", "check_out": "2026-12-02"}],
        ),
        (
            "start",
            1,
            None,
            [{"op": "move_dates", "stay": 1, "check_in": "2026-11-29", "check_out": "2026-11-30"}],
        ),
        ("middle", 0, "001", [{"op": "assign_room", "stay": 1, "room": "001"}]),
        ("middle", 0, "101", [{"op": "change_room_type", "stay": 1, "room_type": "DLX", "room": "101"}]),
        (
            "middle",
            3,
            "101",
            [
                {"op": "change_room_type", "stay": 1, "room_type": "DLX", "room": "101"},
                {"op": "move_dates", "stay": 1, "check_in": "2026-12-01", "check_out": "2026-12-03"},
            ],
        ),
    ],
    ids=["end", "start", "room", "type", "type and dates"],
)
def test_what_is_dragged_where_is_staged_as_that_operation(
    open_desk: Any, at: str, days: int, to: str | None, expected: list[dict[str, Any]]
) -> None:
    import json
    from urllib.parse import parse_qs, urlsplit

    hotel, _codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    drag(desk, bar(desk, "Owing Oat"), days=days, to_row=row(desk, to) if to else None, at=at)
    desk.page.wait_for_url(re.compile(r"/change/\?stage="))
    assert json.loads(parse_qs(urlsplit(desk.page.url).query)["stage"][0]) == expected
    expect(desk.room(1).locator(".is-changed").first).to_be_visible()


def test_a_stay_without_a_number_is_dragged_into_a_room(open_desk: Any) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    drag(desk, bar(desk, "Somewhere Som"), to_row=row(desk, "001"))
    desk.page.wait_for_url(re.compile(r"/change/\?stage="))
    save_the_change(desk, codes["unassigned"])
    assert stay_of(hotel, codes["unassigned"]) == ("2026-11-28", "2026-12-01", "001")


def test_escape_and_a_click_without_dragging_change_nothing(open_desk: Any) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    box = bar(desk, "Owing Oat").bounding_box()
    assert box
    desk.page.mouse.move(box["x"] + 40, box["y"] + 10)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 200, box["y"] + 10, steps=4)
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator(".bar-ghost")).to_have_count(0)
    desk.page.mouse.up()
    expect(desk.page).to_have_url(re.compile(f"{CALENDAR}$"))
    bar(desk, "Owing Oat").click()
    desk.page.wait_for_url(re.compile(f"/bookings/{codes['owes']}/$"))


def test_a_bar_is_moved_by_keyboard(open_desk: Any) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    page, said = desk.page, desk.page.locator("#calendar-said")
    bar(desk, "Owing Oat").focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(
        "Room 002, 29 Nov to 1 Dec. Enter shows what it would change, Escape leaves it as it is."
    )
    page.keyboard.press("Escape")
    expect(said).to_have_text("Left as it is.")
    expect(page.locator(".bar-ghost")).to_have_count(0)
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(said).to_contain_text("Room 003, 30 Nov to 3 Dec.")
    expect(bar(desk, "Owing Oat")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/change/\?stage="))
    save_the_change(desk, codes["owes"])
    assert stay_of(hotel, codes["owes"]) == ("2026-11-30", "2026-12-03", "003")


def test_enter_on_a_bar_that_was_not_moved_opens_its_booking(open_desk: Any) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    bar(desk, "Paid Ploy").focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(re.compile(f"/bookings/{codes['paid']}/$"))


def choose_nights(desk: Desk, number: str, first: int, last: int) -> None:
    """Draw over the free nights of a room, from column to column."""
    box = row(desk, number).bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    desk.page.mouse.move(day(desk, first), y)
    desk.page.mouse.down()
    desk.page.mouse.move(day(desk, last), y, steps=4)
    desk.page.mouse.up()
    expect(desk.page.locator("#calendar-panel")).to_be_visible()


def test_free_nights_are_drawn_over_held_and_released_again(open_desk: Any) -> None:
    hotel, _codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    page = desk.page
    choose_nights(desk, "003", 8, 10)
    panel = page.locator("#calendar-panel")
    expect(panel.locator("#free_check_in")).to_have_value("2026-12-02")
    expect(panel.locator("#free_check_out")).to_have_value("2026-12-05")
    expect(panel.locator("#free_room")).to_have_value("003")
    desk.is_accessible()
    panel.get_by_text("Hold until a time").click()
    panel.locator("#free_held_for").fill("Malee by phone")
    panel.get_by_role("button", name="Hold the room").click()
    page.wait_for_url(re.compile(r"\?start=2026-11-24"))
    held = Block.objects.of(hotel).get(reason="Malee by phone")
    assert (held.first_night, held.until) == (date(2026, 12, 2), date(2026, 12, 5))
    assert held.held_until is not None
    assert held.held_until > FAR
    bar(desk, "Held until 11:00 · Malee by phone").click()
    expect(panel.get_by_role("link", name="Turn into a booking")).to_be_visible()
    desk.is_accessible()
    panel.get_by_role("button", name="Release now").click()
    page.wait_for_url(re.compile(f"{CALENDAR}$"))
    assert not Block.objects.of(hotel).filter(id=held.id).exists()


def test_a_refused_block_keeps_what_was_typed(open_desk: Any) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    desk.expected.add("409")
    page = desk.page
    choose_nights(desk, "003", 8, 8)
    panel = page.locator("#calendar-panel")
    panel.locator("#free_room").select_option("001")
    panel.locator("#free_check_in").fill("2026-11-27")
    panel.get_by_text("Take out of service").click()
    panel.locator("#free_reason").fill("Paint")
    panel.get_by_role("button", name="Block the room").click()
    page.wait_for_url(re.compile(r"/calendar/free/$"))
    expect(page.locator("#content")).to_contain_text(
        f"Room 001 is taken on 2026-11-27 (booking {codes['new']})"
    )
    expect(page.locator("#free_reason")).to_have_value("Paint")
    expect(page.locator("#free_reason")).to_be_visible()


def test_free_nights_go_on_to_a_new_booking(open_desk: Any) -> None:
    hotel, _codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    choose_nights(desk, "102", 8, 9)
    desk.page.locator("#calendar-panel").get_by_role("button", name="New booking").click()
    desk.page.wait_for_url(re.compile(r"/bookings/new/\?"))
    for part in ("check_in=2026-12-02", "check_out=2026-12-04", "room=102", "room_type=DLX"):
        assert part in desk.page.url


def test_the_card_tells_of_a_stay_beside_its_bar(open_desk: Any) -> None:
    hotel, _codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    card = desk.page.locator("#calendar-card")
    bar(desk, "Owing Oat").hover()
    expect(card).to_be_visible()
    for words in ("Owing Oat", "Part paid", "28–30 Nov 2026", "2 nights", "Standard 002", "2,000 THB"):
        expect(card).to_contain_text(words)
    desk.is_accessible()
    desk.page.mouse.move(5, 5)
    expect(card).to_be_hidden()
    bar(desk, "Inhouse Ice").hover()
    expect(card).to_contain_text("In house · Balance to pay")
    desk.page.keyboard.press("Escape")


@pytest.mark.parametrize("language", ["th", "en"])
def test_by_thumb_a_tap_tells_and_leads_on(open_desk: Any, language: str) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language=language, phone=True)
    expect(bar(desk, "New Nid")).to_be_visible()
    bar(desk, "New Nid").tap()
    card = desk.page.locator("#calendar-card")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    desk.is_accessible()
    card.get_by_role("link").first.tap()
    desk.page.wait_for_url(re.compile(f"/bookings/{codes['new']}/$"))


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("th", True)], ids=["light", "dark"])
def test_the_calendar_is_accessible(open_desk: Any, language: str, dark: bool) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language=language, dark=dark)
    desk.is_accessible()
    for address in ("?days=30", "free/?room=001", f"blocks/{codes['hold']}/", f"blocks/{codes['block']}/"):
        desk.page.goto(CALENDAR + address)
        desk.is_accessible()


def test_bars_are_read_out_with_their_state_and_nights(open_desk: Any) -> None:
    hotel, _codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en")
    expect(bar(desk, "New Nid")).to_have_accessible_name("New, nothing paid New Nid nights: 3")
    expect(bar(desk, "Inhouse Ice")).to_have_accessible_name("In house, Balance to pay Inhouse Ice nights: 3")


def test_without_javascript_everything_is_a_link_or_a_page(open_desk: Any) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, language="en", script=False)
    page = desk.page
    bar(desk, "Paid Ploy").click()
    page.wait_for_url(re.compile(f"/bookings/{codes['paid']}/$"))
    page.goto(CALENDAR)
    page.get_by_role("link", name="003", exact=True).click()
    page.wait_for_url(re.compile(r"/calendar/free/\?check_in=2026-11-25&room=003"))
    page.locator("#free_check_in").fill("2026-12-02")
    page.locator("#free_check_out").fill("2026-12-04")
    page.get_by_text("Take out of service").click()
    page.locator("#free_reason").fill("Shower")
    page.get_by_role("button", name="Block the room").click()
    page.wait_for_url(re.compile(f"{CALENDAR}$"))
    bar(desk, "Shower").click()
    page.wait_for_url(re.compile(r"/calendar/blocks/"))
    page.get_by_role("button", name="Back into service").click()
    page.wait_for_url(re.compile(f"{CALENDAR}$"))
    expect(bar(desk, "Shower")).to_have_count(0)


def test_a_viewer_drags_nothing(open_desk: Any) -> None:
    hotel, codes = hotel_of_all_states()
    desk = a_desk(open_desk, hotel, role="viewer", language="en")
    box = bar(desk, "Owing Oat").bounding_box()
    assert box
    desk.page.mouse.move(box["x"] + 40, box["y"] + 10)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 250, box["y"] + 10, steps=4)
    expect(desk.page.locator(".bar-ghost")).to_have_count(0)
    desk.page.mouse.up()
    assert Booking.objects.of(hotel).get(code=codes["owes"]).version == 2, "the payment was its last write"
