"""What moves between preview and saving, who may save, and what a forged request cannot do."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from kunjae.accounts.models import User
from kunjae.bookings.models import Booking
from kunjae.changes.models import HistoryEntry
from kunjae.rates.models import NightPrice
from tests.extranet.change.pressing import ChangePage
from tests.extranet.change.reading import nothing_saved, stays_of
from tests.extranet.desk import staff
from tests.hotel import BANGKOK, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

NEW_DATES = {"check_in": "2026-12-20", "check_out": "2026-12-22"}


# Who may


def test_a_viewer_may_not_change(page, hotel):
    client = staff(hotel, "viewer", "viewer@example.com")
    assert client.get(page.address).status_code == 403
    assert client.post(page.address, {"do": "save"}).status_code == 403


def test_a_booking_of_another_property_is_not_found(page, hotel):
    other = make_hotel("khao-yai")
    foreign = book_two_rooms(other)
    assert page.client.get(f"/extranet/{hotel.slug}/bookings/{foreign}/change/").status_code == 404
    assert page.client.get(f"/extranet/{other.slug}/bookings/{foreign}/change/").status_code == 404
    saved = page.client.post(
        f"/extranet/{other.slug}/bookings/{foreign}/change/", {"do": "save", "staged": "[]"}
    )
    assert saved.status_code == 404


def test_who_is_not_signed_in_signs_in_first(page):
    answer = Client().get(page.address)
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
    assert answer["Location"].endswith(f"next={page.address}")
    assert Client().post(page.address, {"do": "save"}).status_code == 302


def test_somebody_who_left_the_hotel_finds_nothing(page):
    User.objects.update(is_active=False)
    assert page.client.get(page.address).status_code in (302, 404)


# Past nights


def test_nights_gone_by_need_a_reason(hotel, clock):
    page = ChangePage(hotel, book_two_rooms(hotel))
    clock.move_to(datetime(2026, 12, 11, 15, tzinfo=BANGKOK))
    page = ChangePage(hotel, page.code).press("edit:1").press("stage", check_in="2026-12-11")
    assert "a reason is needed" in page.words
    page.press("confirm")
    assert "Needed: nights that have passed are changed." in page.words
    page.press("save")
    assert page.status == 422
    assert "please give a reason" in page.words
    assert "save" in page.buttons(), "the question stays open"
    assert nothing_saved(page, hotel)
    page.press("save", reason="   ")
    assert page.status == 422
    page.press("save", reason="arrived a day late")
    assert page.status == 302
    assert HistoryEntry.objects.of(hotel).get().reason == "arrived a day late"


# What moved between preview and saving


def test_somebody_else_changes_the_booking_between(page, hotel):
    page.press("cancel:2").press("confirm")
    ChangePage(hotel, page.code).press("edit:1").press("stage", adults="3").press("confirm").press("save")
    page.press("save")
    assert page.status == 409
    assert "The booking changed in the meantime; nothing was saved" in page.words
    assert "differs from the last preview" in page.words
    assert HistoryEntry.objects.of(hotel).count() == 1, "the other's only"
    assert page.total == (7000, 4000, 0, -3000)
    page.press("confirm").press("save")
    assert page.status == 302
    assert [stay.status for stay in stays_of(page, hotel)] == ["reserved", "cancelled"]


def test_somebody_else_takes_the_room_between(page, hotel):
    page.press("edit:1").press("stage", **NEW_DATES, room="003").press("confirm")
    other = book_stays(hotel, NEW_DATES | {"room": "003"})
    page.press("save")
    assert page.status == 409
    assert f"Room 003 is taken on 20 Dec 2026, 21 Dec 2026 (booking {other})" in page.words
    assert page.form.buttons["confirm"] is False
    assert "is-moved" in page.html
    assert nothing_saved(page, hotel)
    page.press("edit:1").press("stage", room="001").press("confirm").press("save")
    assert page.status == 302


def test_the_price_changes_between(page, hotel):
    page.press("edit:1").press("stage", **NEW_DATES).press("confirm")
    NightPrice.objects.of(hotel).filter(night=date(2026, 12, 21), rate_plan__code="BAR").update(price=180000)
    page.press("save", htmx=True)
    assert page.status == 409
    assert "HX-Redirect" not in page.answer
    assert "HX-Reswap" in page.answer, "the page goes to its top, where it says so"
    assert page.total == (6000, 6300, 0, 300)
    assert page.html.count("is-moved") >= 2, "the nights' and the stay's figures"
    assert nothing_saved(page, hotel)


def test_a_deadline_passes_between(page, hotel, clock):
    clock.move_to(datetime(2026, 12, 7, 13, 59, 59, tzinfo=BANGKOK))
    page = ChangePage(hotel, page.code).press("cancel:2").press("confirm")
    assert page.total == (6000, 3000, 0, -3000)
    clock.shift(timedelta(seconds=1))
    page.press("save")
    assert page.status == 409
    assert page.total == (6000, 3000, 1500, -1500)
    assert nothing_saved(page, hotel)


def test_money_comes_in_between(page, hotel):
    page.press("cancel:2").press("confirm")
    paid = {"method": "cash", "amount": "500", "reference": "", "version": "1"}
    page.client.post(page.address.replace("change/", "payments/"), paid)
    assert Booking.objects.of(hotel).get(code=page.code).paid == 50000
    page.press("save")
    assert page.status == 409, "what to collect and return is no longer true"
    page.press("confirm").press("save")
    assert page.status == 302


def test_what_can_no_longer_be_planned_is_dropped_and_said(page, hotel):
    """Cancelled by somebody else: to cancel it again means nothing."""
    page.press("cancel:2")
    ChangePage(hotel, page.code).press("cancel:2").press("confirm").press("save")
    page.press("look")
    assert page.status == 200
    assert page.staged == []
    assert 'class="notice' in page.html
    page.press("save", forged=True)
    assert page.status in (409, 422)


def test_pressing_save_twice_saves_once(page, hotel):
    page.press("cancel:2").press("confirm")
    first = page.form
    page.press("save")
    assert page.status == 302
    page.form = first
    page.press("save")
    assert page.status in (409, 422)
    assert HistoryEntry.objects.of(hotel).count() == 1


# What a forged request cannot do


def test_a_refused_plan_cannot_be_saved_by_a_forged_post(page, hotel):
    book_stays(hotel, NEW_DATES | {"room": "001"})
    page.press("edit:1").press("stage", **NEW_DATES)
    assert page.form.buttons["confirm"] is False
    page.press("save", forged=True)
    assert page.status == 422
    assert "Room 001 is taken" in page.words
    page.press("confirm", forged=True)
    assert "Save this change?" not in page.words
    assert nothing_saved(page, hotel)


def test_saving_needs_the_preview(page, hotel):
    page.press("cancel:2")
    for digest in ("", "0" * 64, "none", None):
        page.press("save", forged=True, digest=digest)
        assert page.status == 409
    assert nothing_saved(page, hotel)


def test_nothing_staged_is_nothing_to_save(page, hotel):
    page.press("save", forged=True)
    assert page.status == 422
    assert "There is nothing to change." in page.words
    assert nothing_saved(page, hotel)


def test_posting_from_elsewhere_is_refused(page, hotel):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email="clerk@example.com"))
    page.press("cancel:2")
    assert client.post(page.address, page.form.values | {"do": "save"}).status_code == 403
    assert nothing_saved(page, hotel)
