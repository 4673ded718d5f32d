"""What becomes of the orders is said before a change is saved, and done with it: change page, no-show, booking, history."""

import re

import pytest

from tests.extranet.change.pressing import ChangePage
from tests.extranet.desk import staff
from tests.ordering.the_counter import again, confirm, make_resort, massage, order, stayed, wants

pytestmark = pytest.mark.django_db


def words(answer):
    assert answer.status_code == 200, answer.content[:300]
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.fixture
def hotel():
    return make_resort()


@pytest.fixture
def ordered(hotel):
    """A confirmed massage on the day of arrival, breakfasts that wait, a taxi that confirmed itself."""
    code = stayed(hotel)
    rows = order(hotel, code, massage(), wants("breakfast"), wants("taxi"))
    confirm(hotel, rows[0])
    return code, rows


def test_staff_see_what_becomes_of_each_order_and_save_it_with_the_change(hotel, ordered):
    code, (spa, breakfast, taxi) = ordered
    page = ChangePage(hotel, code)
    assert "What becomes of the orders" not in words(page.answer)
    page.press("edit:1")
    page.press("stage", check_in="2026-12-20", check_out="2026-12-23")
    shown = words(page.answer)
    assert (
        "Thai massage, 60 min cancelled free of charge: its day lies outside the new dates of the stay"
        in shown
    )
    assert "Breakfast 1,800 THB instead of 1,200" in shown
    assert "Airport taxi kept as it is" in shown
    assert "Orders on the booking 2,100 → 1,200" in shown

    shown = words(page.press("confirm").answer)
    assert "Orders on the booking 2,100 → 1,200 THB" in shown
    page.press("save")
    assert [again(row).status for row in (spa, breakfast, taxi)] == ["cancelled", "unconfirmed", "confirmed"]

    client = page.client
    booking = words(client.get(f"/extranet/{hotel.slug}/bookings/{code}/"))
    assert "of which orders 1,200" in booking
    entry = words(client.get(f"/extranet/{hotel.slug}/bookings/{code}/history/1/"))
    assert "of which orders 2,100 1,200" in entry


def test_an_upgrade_is_told_in_the_history(hotel):
    code = stayed(hotel)
    (upgrade,) = order(hotel, code, wants("to-deluxe"))
    confirm(hotel, upgrade)
    told = words(staff(hotel).get(f"/extranet/{hotel.slug}/bookings/{code}/history/"))
    assert "Room 1: upgraded to Deluxe" in told
    booking = words(staff(hotel).get(f"/extranet/{hotel.slug}/bookings/{code}/"))
    assert "Upgraded, sold as Standard" in booking
    editor = words(ChangePage(hotel, code).press("edit:1").answer)
    assert "1,500" in editor
    assert "2,500" not in editor  # later nights cost what the type costs that was sold
