"""The page of a check-in, and the registration of guests."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from kunjae.bookings.facts import Sex
from kunjae.bookings.registrations import registrations_of
from kunjae.changes.commands.confirm import change_at_once
from kunjae.changes.operations import AssignRoom
from kunjae.payments.models import Payment
from kunjae.properties.models import Property, Room
from tests.changes.the_desk import ANNA, ARRIVAL, SECOND_DAY, SOMCHAI, AtDesk
from tests.extranet.desk import staff
from tests.hostile.pages import page_of
from tests.hotel import CLERK, make_hotel

pytestmark = pytest.mark.django_db

FIRST = {
    "guest-1-first_name": "Somchai",
    "guest-1-last_name": "Jaidee",
    "guest-1-nationality": "THA",
    "guest-1-document_number": "1-1017-00230-70-8",
}
SECOND = {
    "guest-2-first_name": "Anna",
    "guest-2-last_name": "Berg",
    "guest-2-nationality": "SWE",
    "guest-2-document_number": "aa 1234567",
}
BOTH = FIRST | SECOND


@pytest.fixture(autouse=True)
def arrival_day():
    with time_machine.travel(ARRIVAL, tick=False) as clock:
        yield clock


@pytest.fixture
def hotel() -> Property:
    return make_hotel()


@pytest.fixture
def desk(hotel: Property) -> AtDesk:
    return AtDesk(hotel)


@pytest.fixture
def clerk(hotel: Property) -> Client:
    return staff(hotel)


def address(desk: AtDesk, page: str = "check-in", number: int = 1) -> str:
    return f"/extranet/baan-talay/bookings/{desk.code}/stays/{number}/{page}/"


def form_of(clerk: Client, desk: AtDesk, page: str = "check-in") -> dict[str, str]:
    """What a browser sends of the untouched form."""
    at = address(desk, page)
    forms = page_of(clerk.get(at).content.decode(), at).forms
    return dict(next(form for form in forms if "seen" in {field.name for field in form.fields}).values())


def send(clerk: Client, desk: AtDesk, typed: dict[str, str], page: str = "check-in"):
    return clerk.post(address(desk, page), form_of(clerk, desk, page) | typed)


def check_in(clerk: Client, desk: AtDesk, **typed: str):
    return send(clerk, desk, {"do": "check_in"} | BOTH | typed)


def test_guests_are_registered_and_checked_in(clerk: Client, desk: AtDesk) -> None:
    answer = check_in(clerk, desk)
    assert answer.url == "/extranet/baan-talay/"
    assert "Somchai Jaidee is checked in to room 001." in clerk.get(answer.url).content.decode()
    assert desk.stay.status.value == "in_house"
    booked_with = SOMCHAI.__class__(
        **{name: getattr(SOMCHAI, name) for name in SOMCHAI.__slots__} | {"phone": "+66812345678"}
    )
    assert registrations_of(desk.hotel, desk.row.id) == [booked_with, ANNA]


def test_the_first_guest_is_filled_in_from_the_booking(clerk: Client, desk: AtDesk) -> None:
    form = form_of(clerk, desk)
    assert (form["guest-1-first_name"], form["guest-1-last_name"], form["room"]) == (
        "Somchai",
        "Jaidee",
        "001",
    )
    assert "guest-2-first_name" in form
    assert "guest-3-first_name" not in form


def test_what_is_missing_is_named_and_what_was_typed_stays(clerk: Client, desk: AtDesk) -> None:
    answer = send(clerk, desk, {"do": "check_in"} | FIRST | {"guest-2-first_name": "Anna"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Please fill this in, or tick below that it follows later.") == 2
    assert 'value="Anna"' in page
    assert "1-1017-00230-70-8" in page
    assert desk.stay.status.value == "reserved"


def test_details_may_follow_later_and_wait(clerk: Client, desk: AtDesk) -> None:
    answer = send(clerk, desk, {"do": "check_in", "later": "on"})
    page = clerk.get(answer.url).content.decode()
    assert desk.stay.status.value == "in_house"
    assert "still missing" in page
    assert 'id="waits-unregistered"' in page


def test_a_wrong_number_is_wrong_even_if_the_rest_follows_later(clerk: Client, desk: AtDesk) -> None:
    answer = check_in(clerk, desk, **{"later": "on", "guest-1-document_number": "1101700230709"})
    assert answer.status_code == 422
    assert "is not a Thai ID card number" in answer.content.decode()
    answer = check_in(clerk, desk, **{"later": "on", "guest-2-nationality": "XXX"})
    assert answer.status_code == 422
    assert desk.stay.status.value == "reserved"


def test_another_free_room_is_chosen_on_the_page(clerk: Client, desk: AtDesk) -> None:
    AtDesk(desk.hotel, more={"room": "002"})
    page = clerk.get(address(desk)).content.decode()
    assert '<option value="003"' in page
    assert '<option value="002"' not in page
    check_in(clerk, desk, room="003")
    assert desk.stay.room == "003"


def test_a_room_must_be_chosen_where_there_is_none(clerk: Client, hotel: Property) -> None:
    desk = AtDesk(hotel, more={"room": None})
    answer = check_in(clerk, desk)
    assert answer.status_code == 422
    assert "Please choose a room number first." in answer.content.decode()
    check_in(clerk, desk, room="002")
    assert (desk.stay.room, desk.stay.status.value) == ("002", "in_house")


def test_a_room_to_clean_is_warned_of_and_ticked_as_ready(clerk: Client, desk: AtDesk) -> None:
    Room.objects.of(desk.hotel).update(to_clean=True)
    assert "still to be cleaned" in clerk.get(address(desk)).content.decode()
    check_in(clerk, desk, ready="on")
    assert (desk.to_clean("001"), desk.to_clean("002")) == (False, True)


def test_a_room_with_guests_in_it_is_warned_of(clerk: Client, desk: AtDesk, arrival_day) -> None:
    before = AtDesk(desk.hotel, more={"check_in": "2026-12-08", "check_out": "2026-12-10"})
    before.arrive(ARRIVAL - timedelta(days=2))
    assert f"still occupied by booking {before.code}" in clerk.get(address(desk)).content.decode()


def test_money_is_taken_on_the_way_and_what_was_typed_stays(clerk: Client, desk: AtDesk) -> None:
    pay = {"do": "pay", "amount": "1500", "method": "cash"} | BOTH
    answer = send(clerk, desk, pay)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A payment of 1,500 THB is recorded." in page
    assert 'value="aa 1234567"' in page
    assert Payment.objects.of(desk.hotel).get().amount == 150000
    assert desk.stay.status.value == "reserved"
    answer = send(clerk, desk, pay | {"amount": "a lot"})
    assert answer.status_code == 422
    assert 'value="a lot"' in answer.content.decode()
    assert Payment.objects.of(desk.hotel).count() == 1


def test_a_payment_pressed_twice_is_recorded_once(clerk: Client, desk: AtDesk) -> None:
    form = form_of(clerk, desk) | {"do": "pay", "amount": "1500", "method": "cash"}
    clerk.post(address(desk), form)
    answer = clerk.post(address(desk), form)
    assert answer.status_code == 422
    assert Payment.objects.of(desk.hotel).count() == 1


def test_a_button_of_no_meaning_saves_nothing(clerk: Client, desk: AtDesk) -> None:
    page = send(clerk, desk, {"do": "look", "guest-2-first_name": "Anna"}).content.decode()
    assert 'value="Anna"' in page
    assert "Please fill this in" not in page
    assert desk.stay.status.value == "reserved"


def test_a_check_in_before_the_day_or_twice_is_told_why_not(clerk: Client, desk: AtDesk, arrival_day) -> None:
    arrival_day.move_to(ARRIVAL - timedelta(days=1))
    assert "does not begin before 10 Dec 2026" in clerk.get(address(desk)).content.decode()
    arrival_day.move_to(ARRIVAL)
    form = form_of(clerk, desk) | {"do": "check_in"} | BOTH
    clerk.post(address(desk), form)
    answer = clerk.post(address(desk), form)
    assert answer.status_code == 409
    assert "status does not allow this" in answer.content.decode()
    assert desk.told() == ["check_in"]


def test_another_room_on_the_second_day_needs_a_reason(clerk: Client, desk: AtDesk, arrival_day) -> None:
    arrival_day.move_to(SECOND_DAY)
    answer = check_in(clerk, desk, room="003")
    assert answer.status_code == 422
    assert "please give a reason" in answer.content.decode()
    check_in(clerk, desk, room="003", reason="came after midnight")
    assert desk.stay.room == "003"


def test_registrations_that_somebody_else_changed_are_not_saved_over(
    clerk: Client, desk: AtDesk, arrival_day
) -> None:
    form = form_of(clerk, desk) | {"do": "check_in", "room": "002", "reason": "came late"} | BOTH
    send(clerk, desk, {"do": "save"} | SECOND, "registration")
    arrival_day.move_to(SECOND_DAY)
    answer = clerk.post(address(desk), form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else has changed the registration" in page
    assert "1-1017-00230-70-8" in page, "what was typed stays"
    assert desk.stay.status.value == "reserved"
    again = page_of(page, address(desk)).forms
    form = dict(next(each for each in again if "seen" in {field.name for field in each.fields}).values())
    assert (form["room"], form["reason"]) == ("002", "came late")
    clerk.post(address(desk), form | {"do": "check_in"})
    assert (desk.stay.status.value, desk.stay.room) == ("in_house", "002")


def test_a_room_that_another_desk_has_changed_is_not_put_back_unseen(clerk: Client, desk: AtDesk) -> None:
    form = form_of(clerk, desk) | {"do": "check_in"} | BOTH
    change_at_once(
        property=desk.hotel, code=desk.code, operations=[AssignRoom(1, "003")], actor=CLERK, now=ARRIVAL
    )
    answer = clerk.post(address(desk), form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "it is now 003" in page
    assert desk.stay.room == "003"
    assert desk.stay.status.value == "reserved"
    again = page_of(page, address(desk)).forms
    form = dict(next(each for each in again if "seen" in {field.name for field in each.fields}).values())
    clerk.post(address(desk), form | {"do": "check_in"})
    assert desk.stay.room == "001", "who has seen it may put it back"
    assert desk.stay.status.value == "in_house"


def test_the_registration_is_filled_in_later(clerk: Client, desk: AtDesk) -> None:
    desk.arrive()
    answer = send(
        clerk,
        desk,
        {"do": "save", "guest-1-birth_date": "1990-02-03", "guest-1-sex": "m"} | BOTH,
        "registration",
    )
    assert answer.url == f"/extranet/baan-talay/bookings/{desk.code}/"
    saved = registrations_of(desk.hotel, desk.row.id)
    assert (len(saved), saved[0].birth_date, saved[0].sex) == (2, date(1990, 2, 3), Sex.MALE)
    form = form_of(clerk, desk, "registration")
    assert (form["guest-1-document"], form["guest-2-document_number"]) == ("id_card", "AA1234567")
    answer = send(clerk, desk, {"do": "save", "guest-1-birth_date": "2990-02-03"}, "registration")
    assert answer.status_code == 422
    assert "is no date of birth" in answer.content.decode()


def test_stays_that_are_not_there_and_roles_that_may_not(
    hotel: Property, clerk: Client, desk: AtDesk
) -> None:
    assert clerk.get(address(desk, number=2)).status_code == 404
    assert clerk.get(address(desk, number=10**30)).status_code == 404
    assert clerk.get("/extranet/baan-talay/bookings/NOPE/stays/1/check-in/").status_code == 404
    viewer = staff(hotel, "viewer", "viewer@example.com")
    for page in ("check-in", "check-out", "no-show", "registration"):
        assert viewer.get(address(desk, page)).status_code == 403
    for page in ("check-in/undo", "check-out/undo", "no-show/undo"):
        assert viewer.post(address(desk, page)).status_code == 403
        assert clerk.get(address(desk, page))["Location"] == f"/extranet/baan-talay/bookings/{desk.code}/"


def test_the_page_in_thai(hotel: Property, desk: AtDesk) -> None:
    thai = staff(hotel, language="th")
    page = thai.get(address(desk)).content.decode()
    assert page.index("ไทย</option>") < page.index("กรีซ</option>")
    answer = send(thai, desk, {"do": "check_in"} | BOTH | {"guest-1-document_number": "1"})
    assert "ไม่ใช่เลขประจำตัวประชาชนที่ถูกต้อง" in answer.content.decode()
