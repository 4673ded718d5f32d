"""Free nights: on to a new booking, out of service, or held."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from kunjae.checks.proof import prove
from kunjae.inventory.models import Block
from kunjae.properties.models import Property, Room, RoomType
from tests.extranet.calendar.hotels import TODAY, local, stay
from tests.extranet.desk import staff
from tests.hotel import FAR, make_hotel

pytestmark = pytest.mark.django_db

CALENDAR = "/extranet/baan-talay/calendar/"
HERE = f"{CALENDAR}free/"
NIGHTS = {"room_type": "STD", "room": "003", "check_in": "2026-12-10", "check_out": "2026-12-12"}


@pytest.fixture(autouse=True)
def _on_the_25th() -> Iterator[None]:
    with time_machine.travel(FAR, tick=False):
        yield


def post(hotel: Property, do: str, role: str = "front_desk", language: str = "en", **given: str) -> Any:
    return staff(hotel, role=role, language=language).post(HERE, NIGHTS | {"do": do} | given)


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_the_page_shows_the_nights_that_were_clicked() -> None:
    text = staff(make_hotel()).get(HERE, NIGHTS).content.decode()
    for shown in (
        'value="2026-12-10"',
        'value="2026-12-12"',
        '<option value="003" selected>',
        "Room 003 · Standard",
    ):
        assert shown in text
    assert 'value="2026-11-25T11:00"' in text, "held for two hours unless somebody says otherwise"
    assert '<option value="101"' not in text, "rooms of that type alone"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"room": "999", "room_type": "NONE"},
        {"room": "001", "check_in": "soon", "check_out": "late"},
        {"check_in": "2026-01-01", "check_out": "2025-01-01"},
        {"check_in": "2026-11-25", "check_out": "\0"},
    ],
)
def test_an_odd_address_opens_the_page_with_tonight(asked: dict[str, str]) -> None:
    answer = staff(make_hotel()).get(HERE, asked)
    assert answer.status_code == 200
    assert 'value="2026-11-25"' in answer.content.decode()
    assert 'value="2026-11-26"' in answer.content.decode()


def test_a_booking_goes_on_with_room_and_nights() -> None:
    answer = post(make_hotel(), "book")
    to = urlsplit(answer["location"])
    assert to.path == "/extranet/baan-talay/bookings/new/"
    assert parse_qs(to.query) == {name: [value] for name, value in NIGHTS.items()}


def test_a_booking_without_a_room_number_goes_on_with_the_type() -> None:
    answer = post(make_hotel(), "book", room="")
    assert parse_qs(urlsplit(answer["location"]).query) == {
        "room_type": ["STD"],
        "check_in": ["2026-12-10"],
        "check_out": ["2026-12-12"],
    }


def test_a_blocked_room_stands_on_the_calendar_it_was_blocked_on() -> None:
    hotel = make_hotel()
    nights = NIGHTS | {"do": "block", "reason": "  Broken \n shower ", "start": "2026-12-05", "days": "30"}
    answer = staff(hotel).post(HERE, nights, follow=True)
    assert answer.redirect_chain == [(f"{CALENDAR}?start=2026-12-05&days=30", 302)]
    [block] = Block.objects.of(hotel)
    assert (block.first_night, block.until) == (date(2026, 12, 10), date(2026, 12, 12))
    assert (block.reason, block.held_until) == ("Broken shower", None)
    text = text_of(answer)
    assert "Room 003 is out of service on these nights." in text
    assert ">Broken shower</a>" in text


def test_a_room_is_held_until_a_time_on_the_hotels_clock() -> None:
    hotel = make_hotel()
    answer = post(hotel, "hold", held_for="Malee", held_until="2026-11-26T18:30")
    assert answer["location"] == CALENDAR
    [block] = Block.objects.of(hotel)
    assert block.held_until == local(26, 18) + timedelta(minutes=30)
    assert block.reason == "Malee"
    assert ">Held until 26 Nov 18:30 · Malee</a>" in text_of(
        staff(hotel).get(CALENDAR, {"start": "2026-12-10"})
    )


@pytest.mark.parametrize(
    ("do", "given", "words"),
    [
        ("block", {"room": ""}, "Choose a room first."),
        ("hold", {"room": "", "held_until": "2026-11-26T18:00"}, "Choose a room first."),
        ("block", {"room": "999"}, "is no room of this type in use"),
        ("block", {"room": "x" * 3000}, "is no room of this type in use"),
        ("block", {"check_in": "2026-11-24"}, "lies before today"),
        ("block", {"check_in": ""}, "is required"),
        ("block", {"check_in": "tomorrow"}, "must be a date such as 2026-12-10"),
        ("block", {"check_out": "2026-12-10"}, "check-out must be after check-in"),
        ("book", {"check_out": "2026-12-09"}, "check-out must be after check-in"),
        ("block", {"check_out": "2029-12-10"}, "a stay is at most 365 nights"),
        ("block", {"check_out": "9999-12-31"}, "is not a date a stay can have"),
        ("block", {"reason": "x" * 201}, "200"),
        ("block", {"reason": "a\u202eb"}, "has characters that cannot be stored"),
        ("hold", {"held_for": "a\u202eb", "held_until": "2026-11-26T18:00"}, "cannot be stored"),
        ("hold", {"held_until": ""}, "is required"),
        ("hold", {"held_until": "tonight"}, "must be a day and a time such as"),
        ("hold", {"held_until": "0001-01-01T00:00"}, "is not a date a stay can have"),
        ("hold", {"held_until": "2026-11-25T09:00"}, "has passed already"),
        ("hold", {"held_until": "2026-12-13T09:00"}, "lies after the nights that are held"),
        ("sell", {}, "Choose what to do with these nights."),
        ("", {}, "Choose what to do with these nights."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_what_was_typed_is_kept(
    do: str, given: dict[str, str], words: str
) -> None:
    hotel = make_hotel()
    answer = post(hotel, do, **({"reason": "Paint", "held_for": "Malee"} | given))
    text = text_of(answer)
    assert answer.status_code == 422
    assert words in text
    if "reason" not in given:
        assert 'value="Paint"' in text
    if "held_for" not in given:
        assert 'value="Malee"' in text
    assert not Block.objects.of(hotel).exists()


def test_a_room_that_somebody_has_is_refused_with_whose_it_is() -> None:
    hotel = make_hotel()
    code = stay(hotel, "12-11", "12-14", "003", "Somchai")
    answer = post(hotel, "block", reason="Paint")
    assert answer.status_code == 409
    assert f"Room 003 is taken on 2026-12-11 (booking {code})" in text_of(answer)
    assert 'value="Paint"' in text_of(answer)
    assert f"(การจอง {code})" in text_of(post(hotel, "hold", language="th", held_until="2026-11-25T18:00"))
    assert not Block.objects.of(hotel).exists()


def test_the_last_room_is_not_blocked_while_a_stay_without_a_number_needs_it() -> None:
    hotel = make_hotel()
    for _ in range(3):
        stay(hotel, "12-11", "12-12", None, "Somchai")
    answer = post(hotel, "block")
    assert answer.status_code == 409
    assert "Room type STD is sold out on 2026-12-11" in text_of(answer)


def test_a_viewer_may_look_but_not_block() -> None:
    hotel = make_hotel()
    assert staff(hotel, role="viewer").get(HERE, NIGHTS).status_code == 403
    for do in ("book", "block", "hold"):
        assert post(hotel, do, role="viewer").status_code == 403
    assert not Block.objects.of(hotel).exists()


def test_the_script_gets_the_form_alone() -> None:
    answer = staff(make_hotel()).get(HERE, NIGHTS, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text
    assert "csrfmiddlewaretoken" in text
    assert answer["Vary"].count("HX-Request") == 1


def test_another_hotels_room_is_not_known() -> None:
    hotel, other = make_hotel(), make_hotel("khao-yai")
    Room.objects.create(property=other, number="900", room_type=RoomType.objects.of(other).get(code="STD"))
    assert post(hotel, "block", room="900").status_code == 422
    assert not Block.objects.of(other).exists()


def test_what_is_carried_of_the_window_leads_nowhere_else() -> None:
    hotel = make_hotel()
    answer = post(hotel, "block", start="//evil.example", days="14")
    assert answer["location"] == CALENDAR


def test_the_books_stay_right() -> None:
    hotel = make_hotel()
    post(hotel, "block")
    post(hotel, "hold", room="001", held_until="2026-11-25T18:00")
    assert Block.objects.of(hotel).count() == 2
    assert [proof.code for proof in prove(today=TODAY) if not proof.holds] == []
