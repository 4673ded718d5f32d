"""The pages of check-out, early departure and no-show, and the buttons that undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from kunjae.changes.models import HistoryEntry
from kunjae.properties.models import Property
from tests.changes.the_desk import ARRIVAL, LAST_DAY, SECOND_DAY, AtDesk
from tests.extranet.day.test_check_in import address
from tests.extranet.desk import staff
from tests.hostile.pages import page_of
from tests.hotel import book_stays, make_hotel

pytestmark = pytest.mark.django_db

ALL = 450000


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(SECOND_DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def hotel() -> Property:
    return make_hotel()


@pytest.fixture
def desk(hotel: Property) -> AtDesk:
    """In house since yesterday."""
    desk = AtDesk(hotel)
    desk.arrive()
    return desk


@pytest.fixture
def clerk(hotel: Property) -> Client:
    return staff(hotel)


def at(clock, hotel: Property, moment) -> Client:
    clock.move_to(moment)
    return staff(hotel)


def press(client: Client, desk: AtDesk, page: str, **typed: str):
    """Send the page's form as a browser does; an empty value unticks."""
    where = address(desk, page)
    forms = page_of(client.get(where).content.decode(), where).forms
    form = dict(next(form for form in forms if ("do", "look") in form.buttons).values()) | typed
    return client.post(where, {name: value for name, value in form.items() if value or name not in typed})


def undo(client: Client, desk: AtDesk, page: str) -> str:
    """Press the button on the booking's page; the page that follows."""
    booking = f"/extranet/baan-talay/bookings/{desk.code}/"
    forms = page_of(client.get(booking).content.decode(), booking).forms
    assert address(desk, f"{page}/undo") in [form.address for form in forms]
    return client.post(address(desk, f"{page}/undo"), follow=True).content.decode()


def test_a_guest_who_has_paid_checks_out(hotel: Property, desk: AtDesk, clock) -> None:
    desk.pay(ALL)
    clerk = at(clock, hotel, LAST_DAY)
    assert "Nights are left" not in clerk.get(address(desk, "check-out")).content.decode()
    answer = press(clerk, desk, "check-out", do="check_out")
    assert answer.url == "/extranet/baan-talay/"
    assert "Somchai Jaidee is checked out." in clerk.get(answer.url).content.decode()
    assert (desk.stay.status.value, desk.to_clean()) == ("checked_out", True)


def test_who_owes_pays_on_the_page_or_leaves_for_a_reason(hotel: Property, desk: AtDesk, clock) -> None:
    clerk = at(clock, hotel, LAST_DAY)
    answer = press(clerk, desk, "check-out", do="check_out")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "4,500 THB are still owed" in page
    assert 'aria-invalid="true"' in page
    page = press(clerk, desk, "check-out", do="pay", method="cash", amount="4000").content.decode()
    assert "A payment of 4,000 THB is recorded." in page
    assert "500 THB owed" in page
    press(clerk, desk, "check-out", do="check_out", reason="the minibar is on the house")
    assert desk.stay.status.value == "checked_out"
    kept = HistoryEntry.objects.of(hotel).get(kind="check_out")
    assert kept.reason == "the minibar is on the house"


def test_another_room_still_in_house_is_only_a_warning(hotel: Property, clock) -> None:
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-13"}
    desk = AtDesk(hotel, code=book_stays(hotel, dates | {"room": "001"}, dates | {"room": "002"}))
    desk.arrive()
    desk.do("arrive", ARRIVAL, stay=2)
    clerk = at(clock, hotel, LAST_DAY)
    assert "other rooms of it are still in house" in clerk.get(address(desk, "check-out")).content.decode()
    press(clerk, desk, "check-out", do="check_out")
    assert desk.stay.status.value == "checked_out"


def test_leaving_early_is_previewed_with_its_four_figures_and_confirmed(desk: AtDesk, clerk: Client) -> None:
    desk.pay(ALL)
    page = clerk.get(address(desk, "check-out")).content.decode()
    for words in ("Nights are left", "10–11 Dec 2026, 1 night", "4,500", "1,500", "3,000"):
        assert words in page
    press(clerk, desk, "check-out", do="check_out")
    assert (desk.stay.status.value, desk.stay.total, desk.booking.fees) == ("checked_out", 150000, 300000)


def test_a_fee_unticked_is_not_recorded(desk: AtDesk, clerk: Client) -> None:
    desk.pay(150000)
    page = press(clerk, desk, "check-out", do="look", record="").content.decode()
    assert "Fee waived" in page
    assert desk.stay.status.value == "in_house"
    press(clerk, desk, "check-out", do="check_out", record="")
    assert (desk.stay.status.value, desk.booking.fees) == ("checked_out", 0)


def test_what_is_owed_early_is_worked_out_without_the_nights_dropped(desk: AtDesk, clerk: Client) -> None:
    desk.pay(150000)
    answer = press(clerk, desk, "check-out", do="check_out")
    assert answer.status_code == 422
    assert "3,000 THB are still owed" in answer.content.decode()
    assert len(desk.stay.nights) == 3


@pytest.mark.parametrize("digest", ["x" * 64, "", "ก", "\0"])
def test_a_preview_that_no_longer_holds_saves_nothing(desk: AtDesk, clerk: Client, digest: str) -> None:
    desk.pay(ALL)
    answer = clerk.post(address(desk, "check-out"), {"do": "check_out", "digest": digest, "record": "on"})
    assert answer.status_code == 409
    assert "Something moved meanwhile; nothing was saved" in answer.content.decode()
    assert (desk.stay.status.value, len(desk.stay.nights)) == ("in_house", 3)


def test_a_reason_that_cannot_be_kept_is_named_and_stays(hotel: Property, desk: AtDesk, clock) -> None:
    clerk = at(clock, hotel, LAST_DAY)
    for reason, words in (("bell \a", "cannot be stored"), ("x" * 1001, "longer than 1000")):
        answer = press(clerk, desk, "check-out", do="check_out", reason=reason)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert reason in answer.content.decode()
    assert desk.stay.status.value == "in_house"


def test_who_stays_too_long_is_warned_of(hotel: Property, desk: AtDesk, clock) -> None:
    clerk = at(clock, hotel, LAST_DAY + timedelta(days=2))
    assert "The stay ended 2 days ago" in clerk.get(address(desk, "check-out")).content.decode()


def test_who_is_not_in_house_cannot_leave(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    assert "be done now" in clerk.get(address(desk, "check-out")).content.decode()
    answer = clerk.post(address(desk, "check-out"), {"do": "check_out"})
    assert answer.status_code == 409
    assert desk.stay.status.value == "reserved"


# No-show


def test_a_no_show_is_previewed_and_recorded(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    page = clerk.get(address(desk, "no-show")).content.decode()
    assert "4,500" in page
    assert "may still come today" not in page
    answer = press(clerk, desk, "no-show", do="no_show", reason="no answer")
    assert "Somchai Jaidee is recorded as a no-show." in clerk.get(answer.url).content.decode()
    assert (desk.stay.status.value, desk.booking.fees) == ("no_show", ALL)


def test_a_no_show_on_the_day_itself_is_warned_of(hotel: Property, clock) -> None:
    desk = AtDesk(hotel)
    clerk = at(clock, hotel, ARRIVAL)
    assert "may still come today" in clerk.get(address(desk, "no-show")).content.decode()
    clerk = at(clock, hotel, ARRIVAL - timedelta(days=1))
    assert "does not begin before" in clerk.get(address(desk, "no-show")).content.decode()


def test_a_no_show_without_its_preview_saves_nothing(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    answer = clerk.post(address(desk, "no-show"), {"do": "no_show", "record": "on"})
    assert answer.status_code == 409
    assert desk.stay.status.value == "reserved"


# Undoing


def test_what_was_pressed_today_is_undone_from_the_booking(hotel: Property, clerk: Client) -> None:
    desk = AtDesk(hotel)
    desk.do("no_show", SECOND_DAY)
    assert "The no-show is undone." in undo(clerk, desk, "no-show")
    desk.arrive(SECOND_DAY)
    assert "The check-in is undone." in undo(clerk, desk, "check-in")
    desk.arrive(SECOND_DAY)
    desk.pay(ALL)
    desk.leave_early()
    assert "The check-out is undone." in undo(clerk, desk, "check-out")
    assert (desk.stay.status.value, len(desk.stay.nights), desk.booking.fees) == ("in_house", 3, 0)
    desk.agrees()


def test_yesterdays_check_in_has_no_button_and_is_refused(desk: AtDesk, clerk: Client) -> None:
    booking = f"/extranet/baan-talay/bookings/{desk.code}/"
    assert "check-in/undo" not in clerk.get(booking).content.decode()
    page = clerk.post(address(desk, "check-in/undo"), follow=True).content.decode()
    assert "This could be undone on the same day only." in page
    assert desk.stay.status.value == "in_house"


def test_an_undoing_that_finds_the_room_sold_says_so(hotel: Property, desk: AtDesk, clerk: Client) -> None:
    desk.pay(ALL)
    desk.leave_early()
    book_stays(hotel, {"check_in": "2026-12-12", "check_out": "2026-12-14", "room": "001"})
    assert "Room 001 is taken" in undo(clerk, desk, "check-out")
    assert desk.stay.status.value == "checked_out"


def test_the_booking_shows_when_its_guests_came_and_went(hotel: Property, desk: AtDesk, clock) -> None:
    desk.pay(ALL)
    desk.depart(LAST_DAY)
    clerk = at(clock, hotel, LAST_DAY + timedelta(days=1))
    page = clerk.get(f"/extranet/baan-talay/bookings/{desk.code}/").content.decode()
    assert "Checked in 10 Dec 2026 15:00" in page
    assert "Checked out 13 Dec 2026 11:00" in page
    assert "undo" not in page.partition("<h2")[2].partition("History")[0].replace("undo-2", "")
