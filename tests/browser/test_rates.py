"""Rates in a browser: a policy whose chart follows the typing, a plan, weekend prices; also without JavaScript."""

from __future__ import annotations

import re

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import expect

from kunjae.accounts.models import Membership, User
from kunjae.properties.models import Property
from kunjae.rates.models import NightPrice, Policy
from tests.browser.desk import EMAIL, Desk
from tests.hotel import make_hotel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SETTINGS = "/extranet/baan-talay/settings/"
LANGUAGES = pytest.mark.parametrize("language", ["th", "en"])


@pytest.fixture
def hotel() -> Property:
    hotel = make_hotel()
    user = User.objects.create(email=EMAIL, name="Nok")
    Membership.objects.create(user=user, property=hotel, role="manager")
    return hotel


def manager(open_desk, **looks) -> Desk:
    desk: Desk = open_desk(**looks)
    desk.come_in()
    return desk


def is_accessible(desk: Desk) -> None:
    """Axe finds nothing serious in what is below the head of the page."""
    found = Axe().run(desk.page, "#content")
    serious = [
        f"{each['id']}: {node['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
    assert serious == [], desk.page.url


def tried(desk: Desk):
    """The fee of the example, as the page says it."""
    return desk.page.locator("#trial .policy__result .figure")


def line(desk: Desk) -> str:
    return desk.page.locator("#trial .fee-curve__line").get_attribute("d") or ""


def test_the_chart_follows_the_typing_and_the_policy_is_saved(open_desk, hotel):
    desk = manager(open_desk, language="en")
    page = desk.page
    page.goto(f"{SETTINGS}policies/F/")
    expect(tried(desk)).to_have_text("1,200 THB")
    before = line(desk)
    page.locator("#id_tiers-0-value").fill("25")
    expect(tried(desk)).to_have_text("600 THB")
    assert line(desk) != before
    expect(page.locator("#trial").get_by_text("Within 3 days 25%, within 1 day 100%")).to_be_visible()

    page.locator("button[value='tiers:add']").click()
    added = page.locator("#id_tiers-2-days_before")
    expect(added).to_be_focused()
    expect(page.locator("#id_tiers-0-value")).to_have_value("25")
    added.fill("14")
    expect(page.locator("#trial").get_by_text("Not complete yet")).to_be_visible()
    page.locator("#id_tiers-2-kind").select_option("nights")
    page.locator("#id_tiers-2-value").fill("1")
    expect(page.locator("#trial").get_by_text("Within 14 days 1 night")).to_be_visible()

    page.locator("[name='example-price']").fill("1,500")
    page.locator("[name='example-cancelled_on']").fill("2026-12-11")
    expect(tried(desk)).to_have_text("0 THB")
    page.locator("[name='example-cancelled_at']").fill("14:00")
    expect(tried(desk)).to_have_text("1,500 THB")
    page.locator("[name='example-price']").press("Enter")
    desk.settled()
    assert len(Policy.objects.of(hotel).get().terms["tiers"]) == 2

    page.locator("#policy-form button.button--primary").click()
    page.wait_for_url(re.compile(r"/policies/$"))
    expect(page.get_by_text("Within 14 days 1 night, within 3 days 25%, within 1 day 100%")).to_be_visible()
    assert len(Policy.objects.of(hotel).get().terms["tiers"]) == 3


def test_the_same_without_javascript(open_desk, hotel):
    desk = manager(open_desk, language="th", script=False)
    page = desk.page
    page.goto(f"{SETTINGS}policies/F/")
    page.locator("button[value='tiers:remove:1']").click()
    page.locator("#id_tiers-0-value").fill("25")
    page.locator("#look").click()
    expect(tried(desk)).to_have_text("600 บาท")
    expect(page.locator("#id_tiers-0-value")).to_have_value("25")
    page.locator("#id_tiers-0-value").press("Enter")
    page.wait_for_url(re.compile(r"/policies/$"))
    assert [tier["percent"] for tier in Policy.objects.of(hotel).get().terms["tiers"]] == ["25"]

    page.goto(f"{SETTINGS}prices/?plan=BAR&type=STD&month=2026-12")
    page.locator("#id_value").fill("1750")
    page.locator("#id_value").press("Enter")
    page.locator("button[value='save']").click()
    page.wait_for_url(re.compile(r"/prices/\?"))
    assert NightPrice.objects.of(hotel).filter(price=175_000).count() == 31


@LANGUAGES
def test_weekends_get_their_prices(open_desk, hotel, language):
    desk = manager(open_desk, language=language)
    page = desk.page
    page.goto(f"{SETTINGS}prices/?plan=BAR&type=STD&month=2026-12")
    page.locator("[data-night='2026-12-04']").click()
    page.locator("[data-night='2026-12-19']").click()
    expect(page.locator("#id_first")).to_have_value("2026-12-04")
    expect(page.locator("#id_last")).to_have_value("2026-12-19")
    for day in ("mon", "tue", "wed", "thu", "sun"):
        page.locator(f"[name='weekdays'][value='{day}']").uncheck()
    page.locator("[name='types'][value='DLX']").check()
    page.locator("#id_step").select_option("raise_percent")
    page.locator("#id_value").fill("12.5")
    page.locator("#price-form .button--primary").click()
    expect(page.locator("#preview")).to_contain_text("1,687.50")
    expect(page.locator("#preview")).to_contain_text("2,812.50")
    assert not NightPrice.objects.of(hotel).filter(price=168_750).exists()
    page.locator("button[value='save']").click()
    page.wait_for_url(re.compile(r"/prices/\?.*month=2026-12"))
    expect(page.locator("[data-night='2026-12-05'] .day__price")).to_have_text("1,687.50")
    expect(page.locator("[data-night='2026-12-06'] .day__price")).to_have_text("1,500")
    assert NightPrice.objects.of(hotel).filter(price__in=[168_750, 281_250]).count() == 12
    page.locator("#view-type").select_option("DLX")
    expect(page.locator("[data-night='2026-12-05'] .day__price")).to_have_text("2,812.50")


@LANGUAGES
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_every_page_is_accessible_and_fits(open_desk, hotel, language, phone):
    desk = manager(open_desk, language=language, phone=phone, dark=phone)
    for address in (
        "policies/",
        "policies/F/",
        "policies/policy/new/",
        "rate-plans/",
        "rate-plans/BAR/",
        "prices/?plan=BAR&type=STD&month=2026-12&months=3",
    ):
        desk.page.goto(SETTINGS + address)
        is_accessible(desk)
        widest = desk.page.evaluate("document.documentElement.scrollWidth")
        assert widest <= (390 if phone else 1280), address


def test_wrong_input_is_shown_at_its_field_and_is_accessible(open_desk, hotel):
    desk = manager(open_desk, language="en")
    desk.expected.add("422")
    page = desk.page
    page.goto(f"{SETTINGS}policies/F/")
    page.locator("#id_tiers-0-value").fill("500")
    page.locator("#policy-form button.button--primary").click()
    expect(page.locator("#id_tiers-0-value_error")).to_be_visible()
    is_accessible(desk)
    page.goto(f"{SETTINGS}prices/?plan=BAR&type=STD&month=2026-12")
    page.locator("#id_value").fill("lots")
    page.locator("#price-form .button--primary").click()
    expect(page.locator("#id_value_error")).to_be_visible()
    is_accessible(desk)
