"""A guest sees what becomes of the orders before the change is confirmed."""

import pytest

from tests.guest.change.pressing import GuestPage
from tests.ordering.the_counter import again, confirm, make_resort, massage, order, stayed, wants

pytestmark = pytest.mark.django_db


def test_orders_are_said_before_and_follow_with_the_change():
    hotel = make_resort()
    code = stayed(hotel)
    spa, breakfast = order(hotel, code, massage(), wants("breakfast"))
    confirm(hotel, spa)
    page = GuestPage(hotel, code).choose_dates("2026-12-20", "2026-12-23")
    assert "What becomes of the orders" in page.words
    assert "cancelled free of charge: its day lies outside the new dates of the stay" in page.words
    assert "1,800 THB instead of 1,200" in page.words
    assert "Orders on the booking 900 → 0" in page.words
    page.press("confirm")
    assert again(spa).status == "cancelled"
    assert again(breakfast).amount == 180000

    thai = GuestPage(hotel, code, language="th").press("cancel:1")
    assert "ผลต่อคำสั่งซื้อ" in thai.words
    assert "ยกเลิกโดยไม่มีค่าใช้จ่าย (การเข้าพักถูกยกเลิก)" in thai.words


def test_an_upgraded_stay_is_shown_the_prices_of_what_was_sold():
    hotel = make_resort()
    code = stayed(hotel)
    (upgrade,) = order(hotel, code, wants("to-deluxe"))
    confirm(hotel, upgrade)
    page = GuestPage(hotel, code).press("dates:1")
    assert "1,500" in page.words
    assert "2,500" not in page.words
    page.press("stage", check_in="2026-12-20", check_out="2026-12-23")
    assert page.total == (3000, 4500, 0, 1500)
    assert "2,100 THB instead of 1,400" in page.words
    assert "Deluxe (sold as Standard)" in page.words
    assert "Upgraded from Standard" in page.open("").words
