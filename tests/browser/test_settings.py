"""A hotel set up in a browser: its taxes, a new room type, a room in use, a colleague, and the hotel file."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kunjae.accounts.models import Membership
from kunjae.properties.models import Property, Room
from tests.browser.desk import Desk, a_hotel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SETTINGS = "/extranet/baan-talay/settings/"
PARTS = (
    "",
    "property/",
    "rooms/",
    "rooms/new/",
    "rooms/types/STD/",
    "staff/",
    "staff/new/",
    "payments/",
    "payments/stripe/",
    "payments/promptpay/",
    "tokens/",
    "webhooks/",
    "webhooks/new/",
    "calendar-feeds/",
    "file/",
)


@pytest.fixture
def hotel():
    """The manual's hotel, where Nok now manages."""
    made, _code, _taken = a_hotel()
    Membership.objects.filter(property=made).update(role="manager")
    return made


def opened(desk: Desk, part: str = "") -> None:
    """Come in, once, and open a part of the settings."""
    page = desk.page
    if not page.url.startswith("http"):
        desk.come_in(SETTINGS + part)
    else:
        page.goto(SETTINGS + part)


def test_the_example_of_the_taxes_follows_the_fingers_and_the_settings_are_saved(open_desk, hotel):
    desk = open_desk(language="en")
    opened(desk, "property/")
    page = desk.page
    page.locator("#id_service_charge_percent").fill("10")
    page.locator("#id_vat_percent").fill("7")
    page.locator("#id_vat_percent").press("Tab")
    for figure in ("2,548.85", "254.89", "196.26"):
        expect(page.locator("#tax-example")).to_contain_text(figure)
    page.get_by_role("button", name="Add a fee").click()
    page.locator("#id_further_fees-0-name__th").fill("ค่าธรรมเนียม")
    page.locator("#id_further_fees-0-percent").fill("1")
    page.locator("#id_further_fees-0-percent").press("Tab")
    expect(page.locator("#tax-example")).to_contain_text("25.26")
    page.locator(".settings-save button").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    stored = Property.objects.get(id=hotel.id)
    assert (stored.service_charge_percent, stored.vat_percent, len(stored.further_fees)) == (10, 7, 1)


@pytest.mark.parametrize("script", [True, False])
def test_a_new_type_with_a_range_of_rooms(open_desk, hotel, script):
    desk = open_desk(language="en", script=script)
    opened(desk, "rooms/new/")
    page = desk.page
    page.locator("#id_code").fill("SUI")
    page.locator("#id_name__th").fill("ห้องสวีท")
    page.locator("#id_more-numbers").fill("301-303")
    page.get_by_role("button", name="Add to the list").click()
    expect(page.locator(".settings-rooms tbody tr")).to_have_count(3)
    page.locator('[name="rows"][value="rooms:remove:1"]').click()
    expect(page.locator(".settings-rooms tbody tr")).to_have_count(2)
    page.locator(".settings-save button").click()
    page.wait_for_url(re.compile("/rooms/$"))
    assert list(Room.objects.of(hotel).filter(room_type__code="SUI").values_list("number", flat=True)) == [
        "301",
        "303",
    ]


def test_a_room_with_guests_to_come_is_not_retired_and_leads_to_their_booking(open_desk, hotel):
    desk = open_desk(language="th", phone=True)
    desk.expected.add("422")
    opened(desk, "rooms/types/STD/")
    page = desk.page
    page.locator("#id_rooms-0-retired").check()
    page.locator(".settings-save button").click()
    expect(page.get_by_role("link", name="KJ4F2A7Q")).to_be_visible()
    desk.fits()
    desk.is_accessible()
    assert not Room.objects.of(hotel).get(number="001").retired


def test_a_colleague_signs_in_with_the_password_that_was_shown(open_desk, hotel):
    desk, other = open_desk(language="en"), open_desk(language="en")
    opened(desk, "staff/new/")
    page = desk.page
    page.locator("#id_email").fill("somsri@example.com")
    page.get_by_role("button", name="Add the person").click()
    password = page.locator(".settings-secret").inner_text()
    other.page.goto("/accounts/login/")
    other.page.locator("#id_login").fill("somsri@example.com")
    other.page.locator("#id_password").fill(password)
    other.page.locator("#id_password").press("Enter")
    other.page.wait_for_url(re.compile("/extranet/"))
    assert Membership.objects.get(user__email="somsri@example.com").role == "front_desk"


def test_the_hotel_file_goes_down_and_up_again(open_desk, hotel, tmp_path):
    desk = open_desk(language="en")
    opened(desk, "file/")
    page = desk.page
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the hotel file").click()
    file: Path = tmp_path / "hotel.toml"
    download.value.save_as(file)
    file.write_text(file.read_text().replace("1 king", "2 king"))
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Look at what it would change").click()
    expect(page.get_by_text("room type DLX: beds 1 king → 2 king")).to_be_visible()
    page.get_by_role("button", name="Save these changes").click()
    page.wait_for_url(re.compile("/settings/$"))
    opened(desk, "file/")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Look at what it would change").click()
    expect(page.get_by_text("The file changes nothing")).to_be_visible()


def test_what_was_typed_is_not_left_without_a_question(open_desk, hotel):
    desk = open_desk(language="en")
    opened(desk, "property/")
    page = desk.page
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_phone").fill("076 123 456")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Staff").click()
    page.wait_for_url(re.compile("/staff/$"))
    assert asked == ["beforeunload"]


@pytest.mark.parametrize(
    ("language", "phone", "dark"),
    [("th", True, False), ("en", True, True), ("en", False, False), ("th", False, True)],
)
def test_every_part_fits_and_is_accessible(open_desk, hotel, language, phone, dark):
    desk = open_desk(language=language, phone=phone, dark=dark)
    for part in PARTS:
        opened(desk, part)
        expect(desk.page.locator(".settings-parts [aria-current]")).to_be_in_viewport()
        desk.fits()
        desk.is_accessible()
