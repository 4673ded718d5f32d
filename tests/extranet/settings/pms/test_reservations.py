"""Reservations from the PMS: what could not be taken in, whom no mail reaches, and what the PMS's rooms and rates are here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from kunjae.outbox.models import Message
from kunjae.pms.models import Connection, Reservation
from kunjae.pms.ports import PmsDown
from kunjae.pms.reservations.asking import LOOK
from kunjae.pms.reservations.naming import naming_of
from kunjae.properties.models import RoomType
from tests.extranet.desk import staff
from tests.extranet.settings.pages import typed, words
from tests.hotel import FAR, book_stays, make_hotel
from tests.pms.reservations.connected import Connected
from tests.pms.reservations.sketches import room

pytestmark = pytest.mark.django_db
HOME = "/extranet/baan-talay/"
PAGE, NAMES = f"{HOME}settings/pms/reservations/", f"{HOME}settings/pms/rooms/"
CODES = ["currency", "dates", "type_unknown", "plan_unknown", "sold_out", "room_taken", "moved_away",
         "linked_already", "refused", "gone"]  # fmt: skip


@pytest.fixture
def hotel(db):
    return make_hotel(languages=["en", "th"])


@pytest.fixture
def house(hotel):
    with Connected(hotel) as house:
        yield house


@pytest.fixture
def manager(hotel):
    client = staff(hotel, "manager")
    client.cookies["django_language"] = "en"
    return client


def test_what_could_not_be_taken_in_is_shown_with_its_reason(house, manager):
    house.pms.has(room(room_type="rt-9"), number="7001", name="Max Müller")
    house.pms.has(room(), number="7002", email="", phone="+6621234567", name="Eva Silent")
    house.work()

    page = words(manager.get(PAGE))

    assert "7001" in page
    assert "Nobody has said what its room type is here: rt-9." in page
    assert "Eva Silent" in page
    assert "Max Müller" in page
    assert "7002" not in page, "it is here"


def test_every_reason_has_words(house, manager):
    values = {"currency": "USD", "check_in": "2026-12-10", "check_out": "2026-12-10", "type": "x", "rate": "",
              "room_type": "STD", "room": "001", "stay": "1", "booking": "KJAAAAAA", "because": "nothing"}  # fmt: skip
    for index, code in enumerate(CODES):
        Reservation(
            property=house.hotel, number=str(index), problem=code, problem_values=values, looked_at=FAR
        ).save()

    for language in ("en", "th"):
        manager.cookies["django_language"] = language
        answer = manager.get(PAGE)
        assert answer.status_code == 200
        whys = [line.why for line in answer.context["troubled"]]
        assert len(set(whys)) == len(CODES)
        assert "%(" not in "".join(whys)


def test_looking_now_is_one_message_and_nothing_while_the_connection_is_paused(house, manager):
    Message.objects.of(house.hotel).all().delete()

    assert manager.post(PAGE, {"do": "look"}).status_code == 302
    looks = Message.objects.of(house.hotel).filter(topic=LOOK).count()
    Connection.objects.of(house.hotel).update(paused_at=FAR, paused_reason="not_let_in")

    assert looks == 1
    assert manager.post(PAGE, {"do": "look"}).status_code == 422
    assert manager.post(PAGE, {"do": "dance"}).status_code == 422
    assert manager.get(PAGE).status_code == 200


def test_the_pages_are_for_managers_of_a_connected_hotel(hotel, manager):
    for page in (PAGE, NAMES):
        assert staff(hotel, "front_desk", "d@example.com").get(page).status_code == 403
        assert manager.get(page).status_code == 302
        assert manager.post(page, {"do": "save"}).status_code == 302


def test_lists_take_as_many_queries_however_long_they_are(house, manager):
    def queries():
        with CaptureQueriesContext(database) as caught:
            assert manager.get(PAGE).status_code == 200
        return len(caught)

    manager.get(PAGE)
    few = queries()
    for number in range(3):
        house.pms.has(room(f"2026-12-{10 + number}", 1),
                      number=str(number), email="")  # fmt: skip
        house.pms.has(room(room_type="rt-9"), number=f"9{number}")
    house.work()

    assert queries() == few


def test_rooms_and_rates_are_fetched_and_said(house, manager):
    Connection.objects.of(house.hotel).update(mapping={})
    RoomType.objects.of(house.hotel).filter(code="DLX").update(name={"en": "suite"})
    assert manager.get(NAMES).status_code == 200

    house.pms.faults.append(PmsDown("timeout", sent=False))
    assert manager.post(NAMES, {"do": "fetch"}).status_code == 422
    assert manager.post(NAMES, {"do": "fetch"}).status_code == 302
    assert naming_of(house.hotel).room_types == {"rt-2": "DLX"}, "called alike"
    form = typed(manager.get(NAMES), "plan")
    Message.objects.of(house.hotel).all().delete()
    answer = manager.post(NAMES, form | {"type.rt-1": "STD", "rate.nrf": "NRF", "plan": "BAR", "do": "save"})

    assert answer.status_code == 302
    naming = naming_of(house.hotel)
    assert (naming.room_types, naming.rates, naming.rate_plan) == (
        {"rt-1": "STD", "rt-2": "DLX"}, {"nrf": "NRF"}, "BAR",
    )  # fmt: skip
    assert Message.objects.of(house.hotel).filter(topic=LOOK).count() == 1, "all is looked at again"


def test_what_the_hotel_does_not_have_is_refused_and_a_stale_form_overwrites_nothing(house, manager):
    manager.post(NAMES, {"do": "fetch"})
    form = typed(manager.get(NAMES), "plan")
    wrong = manager.post(NAMES, form | {"type.rt-1": "CASTLE", "plan": "FREE", "do": "save"})
    first = manager.post(NAMES, form | {"plan": "NRF", "do": "save"})
    stale = manager.post(NAMES, form | {"type.rt-1": "DLX", "do": "save"})

    assert (wrong.status_code, first.status_code, stale.status_code) == (422, 302, 409)
    assert "there is no CASTLE" in words(wrong)
    assert "Stored meanwhile" in words(stale)
    assert naming_of(house.hotel).rate_plan == "NRF"
    again = typed(stale, "plan")
    assert manager.post(NAMES, again | {"do": "save"}).status_code == 302
    assert naming_of(house.hotel).room_types["rt-1"] == "DLX"
    assert manager.post(NAMES, {"do": "dance"}).status_code == 422


def test_a_booking_says_that_it_lives_in_the_pms_and_where_it_is_changed(house, manager):
    house.pms.has(room(), number="7002")
    ours = book_stays(house.hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22"})
    house.pms.has(room("2026-12-20"), number="8008", code=ours)
    house.work()
    code = house.booking("7002").code
    house.pms.becomes("7002", rooms=(replace(room(), room_type="rt-9"),))
    house.work(minutes=60)

    page, change = (
        words(manager.get(f"{HOME}bookings/{code}/")),
        words(manager.get(f"{HOME}bookings/{code}/change/")),
    )
    linked = words(manager.get(f"{HOME}bookings/{ours}/"))

    for text in (page, change):
        assert "This booking lives in Their PMS · 7002" in text
        assert "Nobody has said what its room type is here" in text
    assert "lives in" not in linked
    assert "8008" in linked
    details = manager.get(f"{HOME}bookings/{code}/details/")
    assert '<option value="pms:theirs" selected>Their PMS</option>' in words(details)
