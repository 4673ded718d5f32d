"""From an empty house to a hotel that can be booked."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client

from kunjae.accounts.models import Membership, User
from kunjae.checks.proof import prove
from kunjae.extranet.setup.progress import Step, standing_of
from kunjae.imports.exported import hotel_file_text, hotel_tables
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import NightPrice, Policy, RatePlan
from tests.extranet.setup.newcomer import OWNER, PAGES, Newcomer
from tests.hotel import FAR, book_stays

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(FAR, tick=False):
        yield


def hotel() -> Property:
    return Property.objects.get()


def test_five_pages_make_a_hotel_with_an_owner() -> None:
    newcomer = Newcomer()
    newcomer.walk()
    user = User.objects.get()
    assert (user.email, user.name, user.check_password(OWNER["password"])) == (
        "ploy@example.com",
        "Ploy Srisuk",
        True,
    )
    assert [(each.user_id, each.role) for each in Membership.objects.all()] == [(user.id, "owner")]
    made = hotel()
    assert (made.slug, made.name, made.currency, made.timezone) == (
        "baan-talay",
        {"th": "บ้านทะเล", "en": "Baan Talay"},
        "THB",
        "Asia/Bangkok",
    )
    assert (int(made.service_charge_percent), int(made.vat_percent), made.prices_include_taxes) == (
        10,
        7,
        True,
    )
    assert (made.details["phone"], made.details["line_id"]) == ("076 123 456", "@baantalay")
    assert {row.code: (row.rank, row.max_adults) for row in RoomType.objects.of(made)} == {
        "STD": (1, 3),
        "SEA": (2, 2),
    }
    assert list(Room.objects.of(made).order_by("position", "number").values_list("number", flat=True)) == [
        "101",
        "102",
        "103",
        "201",
        "V1",
        "V2",
    ]
    plan = RatePlan.objects.of(made).get()
    assert (plan.meal, plan.policy and plan.policy.code, int(plan.prepay_percent)) == ("breakfast", "MOD", 30)
    assert plan.name == {"th": "ปานกลาง รวมอาหารเช้า", "en": "Moderate, breakfast included"}
    assert Policy.objects.of(made).count() == 3


def test_every_night_of_a_year_has_its_price_and_weekends_theirs() -> None:
    Newcomer().walk()
    prices = NightPrice.objects.of(hotel())
    assert prices.count() == 2 * 365
    standard = prices.filter(room_type__code="STD").order_by("night")
    assert (standard[0].night, standard.last().night) == (date(2026, 11, 25), date(2027, 11, 24))  # type: ignore[union-attr]
    assert {row.price for row in standard if row.night.weekday() not in (4, 5)} == {150000}
    assert {row.price for row in standard if row.night.weekday() in (4, 5)} == {180000}
    assert {(row.extra_adult, row.extra_child) for row in standard} == {(50000, 0)}
    assert set(prices.filter(room_type__code="SEA", night="2026-11-25").values_list("price", flat=True)) == {
        250050
    }


def test_the_hotel_can_be_booked_at_once_and_everything_agrees() -> None:
    Newcomer().walk()
    book_stays(
        hotel(), {"rate_plan": "STD", "check_in": "2026-11-25", "check_out": "2026-11-27", "room": "101"}
    )
    assert [proof.code for proof in prove(today=FAR.date()) if not proof.holds] == []


def test_its_file_read_again_changes_nothing() -> None:
    Newcomer().walk()
    file = read_hotel_file(parse_toml(hotel_file_text(hotel()).encode()))
    assert import_hotel(file=file, now=FAR).changes == ()


def test_the_end_is_the_desk_with_a_word_on_what_comes_next() -> None:
    newcomer = Newcomer()
    newcomer.walk(until="prices")
    page = newcomer.client.post(
        f"{PAGES}prices/", newcomer.seen("prices") | {"price_0": "900", "price_1": "1200"}, follow=True
    )
    assert page.redirect_chain[0][0].startswith("/extranet/baan-talay/")
    text = page.content.decode()
    assert "Baan Talay is ready: 6 rooms, with prices until 24 Nov 2027." in text
    assert "What to do next" in text


def test_each_page_says_how_far_it_is_and_offers_what_is_usual() -> None:
    newcomer = Newcomer()
    newcomer.become_owner()
    for number, name in enumerate(["property", "rooms", "rates", "prices"], 2):
        assert f"Step {number} of 5" in newcomer.page(name)
        if name == "property":
            for usual in ('value="14:00"', 'value="12:00"', '"Asia/Bangkok" selected', '"THB" selected'):
                assert usual in newcomer.page(name)
        if name == "rooms":
            assert "101-110" in newcomer.page(name)
        if name == "rates":
            page = newcomer.page(name)
            assert page.count("fee-curve__line") == 2  # what never changes needs no chart
            assert "Within 7 days 50%, within 3 days 100%" in page
        newcomer.post(name)


def test_the_price_page_says_how_many_prices_it_saves() -> None:
    newcomer = Newcomer()
    newcomer.walk(until="prices")
    page = newcomer.page("prices")
    assert "365 nights × 2 room types" in page
    assert "730" in page


def test_a_set_up_that_was_cut_off_goes_on_after_a_sign_in() -> None:
    for name, missing in [("property", Step.PROPERTY), ("rooms", Step.ROOMS), ("rates", Step.RATES)]:
        newcomer = Newcomer()
        if name == "property":
            newcomer.become_owner()
        later = Client()
        assert later.get("/extranet/").url.startswith("/accounts/login/")  # type: ignore[attr-defined]
        signed_in = later.post(
            "/accounts/login/", {"login": OWNER["email"], "password": OWNER["password"]}, follow=True
        )
        assert signed_in.redirect_chain[-1][0] == f"{PAGES}{missing}/"
        again = Newcomer()
        again.client = later
        assert again.post(name).status_code == 302


def test_pages_ahead_of_the_missing_one_lead_back_to_it() -> None:
    newcomer = Newcomer()
    newcomer.walk(until="rooms")
    for name in ("rates", "prices"):
        assert newcomer.client.get(f"{PAGES}{name}/").url == f"{PAGES}rooms/"  # type: ignore[attr-defined]
        assert newcomer.client.post(f"{PAGES}{name}/", {}).url == f"{PAGES}rooms/"  # type: ignore[attr-defined]
    assert RatePlan.objects.of(hotel()).count() == 0


def test_one_may_go_back_and_change_what_was_saved() -> None:
    newcomer = Newcomer()
    newcomer.walk(until="prices")
    assert "101-103, 201" in newcomer.page("rooms")
    changed = {"name_en": "Baan Talay Resort", "check_in_time": "15:00", "taxes": "none"}
    assert newcomer.post("property", **changed).url == f"{PAGES}rooms/"
    assert (
        newcomer.post("rooms", **{"0-numbers": "101-102", "1-name_en": "", "1-numbers": ""}).status_code
        == 302
    )
    assert newcomer.post("rates", meal="none", policy="FLEX").status_code == 302
    made = hotel_tables(hotel())
    assert made["property"]["slug"] == "baan-talay"
    assert made["property"]["policy_cutoff_time"] == "15:00"
    assert made["property"]["vat_percent"] == "0"
    assert [(each["code"], [room["number"] for room in each["rooms"]]) for each in made["room_types"]] == [
        ("STD", ["101", "102"])
    ]
    [plan] = made["rate_plans"]
    assert plan["name"] == {"th": "ยืดหยุ่น ไม่รวมอาหาร", "en": "Flexible, room only"}
    assert plan["policy"] == "FLEX"


def test_a_hotel_from_a_file_needs_only_its_owner() -> None:
    Newcomer().walk()
    text = hotel_file_text(hotel()).encode()
    Membership.objects.all().delete()
    User.objects.all().delete()
    import_hotel(file=read_hotel_file(parse_toml(text)), now=FAR)
    newcomer = Newcomer()
    assert newcomer.become_owner().url == "/extranet/"
    assert newcomer.client.get("/extranet/").url.startswith("/extranet/baan-talay/")  # type: ignore[attr-defined]
    membership = Membership.objects.get()
    assert membership.role == "owner"
    assert standing_of(membership.user, [membership]) is None
