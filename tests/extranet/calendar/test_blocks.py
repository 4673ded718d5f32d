"""A block's page: looked at by all, released, prolonged and turned into a booking by who may change."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from kunjae.checks.proof import prove
from kunjae.inventory.blocking import block_room, release_block
from kunjae.inventory.models import Block, RoomNight
from kunjae.inventory.releasing import prolong_hold
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property
from kunjae.tenancy.ids import new_id
from tests.extranet.calendar.hotels import TODAY, local
from tests.extranet.desk import staff
from tests.hotel import FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

CALENDAR = "/extranet/baan-talay/calendar/"
NOON = local(25, 12)


@pytest.fixture(autouse=True)
def _on_the_25th() -> Iterator[None]:
    with time_machine.travel(FAR, tick=False):
        yield


def made(hotel: Property, held_until: datetime | None = NOON, first: date = TODAY, nights: int = 2) -> Block:
    return block_room(
        property=hotel,
        room="003",
        dates=StayDates(first, first + timedelta(days=nights)),
        reason="Malee",
        held_until=held_until,
        now=FAR,
    )


def here(block: Block) -> str:
    return f"{CALENDAR}blocks/{block.id}/"


def look(hotel: Property, block: Block, role: str = "front_desk") -> str:
    answer = staff(hotel, role=role).get(here(block))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def seen_on(text: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', text)
    assert found, text
    return found[1]


def press(hotel: Property, block: Block, do: str, seen: str, **given: str) -> Any:
    return staff(hotel).post(here(block), {"do": do, "seen": seen} | given)


def test_a_hold_says_for_whom_and_until_when() -> None:
    hotel = make_hotel()
    text = look(hotel, made(hotel))
    for words in (
        "Held room",
        "Room 003",
        "25–27 Nov 2026",
        "25 Nov 2026 12:00",
        "Malee",
        "Turn into a booking",
    ):
        assert words in text
    assert 'value="2026-11-25T12:00"' in text


def test_a_block_without_a_time_has_nothing_of_a_hold() -> None:
    hotel = make_hotel()
    text = look(hotel, made(hotel, held_until=None))
    assert "Room out of service" in text
    assert "Back into service" in text
    for words in ("Turn into a booking", "Change the time", "Held until"):
        assert words not in text


def test_a_hold_leads_to_a_booking_of_its_room_and_nights() -> None:
    hotel = make_hotel()
    block = made(hotel)
    [address] = re.findall(r'href="([^"]*hold=[^"]*)"', look(hotel, block))
    to = urlsplit(address)
    assert to.path == "/extranet/baan-talay/bookings/new/"
    assert parse_qs(to.query) == {
        "hold": [str(block.id)],
        "room": ["003"],
        "room_type": ["STD"],
        "check_in": ["2026-11-25"],
        "check_out": ["2026-11-27"],
    }


@pytest.mark.parametrize("held_until", [NOON, None])
def test_a_room_is_released_by_hand(held_until: datetime | None) -> None:
    hotel = make_hotel()
    block = made(hotel, held_until)
    client = staff(hotel)
    answer = client.post(here(block), {"do": "release", "seen": seen_on(look(hotel, block))}, follow=True)
    assert answer.redirect_chain == [(CALENDAR, 302)]
    assert "Room 003 is free again." in answer.content.decode()
    assert not RoomNight.objects.of(hotel).exists()
    assert [proof.code for proof in prove(today=TODAY) if not proof.holds] == []


def test_after_a_release_far_ahead_the_calendar_opens_there() -> None:
    hotel = make_hotel()
    block = made(hotel, first=date(2027, 1, 10))
    answer = press(hotel, block, "release", seen_on(look(hotel, block)))
    assert answer["location"] == f"{CALENDAR}?start=2027-01-10"


def test_a_hold_is_prolonged() -> None:
    hotel = make_hotel()
    block = made(hotel)
    answer = press(hotel, block, "prolong", seen_on(look(hotel, block)), held_until="2026-11-26T20:15")
    assert answer.status_code == 302
    block.refresh_from_db()
    assert block.held_until == local(26, 20) + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is required"),
        ("tonight", "must be a day and a time such as 2026-12-10 18:00"),
        ("2026-11-25T08:00", "has passed already"),
        ("2026-11-28T08:00", "lies after the nights that are held"),
        ("9999-12-31T23:59", "is not a date a stay can have"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words(typed: str, words: str) -> None:
    hotel = make_hotel()
    block = made(hotel)
    answer = press(hotel, block, "prolong", seen_on(look(hotel, block)), held_until=typed)
    assert answer.status_code == 422
    text = html.unescape(answer.content.decode())
    assert words in text
    assert f'value="{typed}"' in text or not typed
    block.refresh_from_db()
    assert block.held_until == NOON


@pytest.mark.parametrize("do", ["release", "prolong"])
def test_a_page_that_is_out_of_date_changes_nothing_and_shows_how_it_is(do: str) -> None:
    hotel = make_hotel()
    block = made(hotel)
    seen = seen_on(look(hotel, block))
    prolong_hold(property=hotel, block=block.id, held_until=local(26, 10), now=FAR)
    answer = press(hotel, block, do, seen, held_until="2026-11-25T20:00")
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "This block changed in the meantime; nothing was saved." in text
    assert "26 Nov 2026 10:00" in text
    assert seen_on(text) != seen
    block.refresh_from_db()
    assert block.held_until == local(26, 10)
    assert press(hotel, block, "release", seen_on(text)).status_code == 302


@pytest.mark.parametrize("do", ["release", "prolong"])
def test_what_was_released_meanwhile_is_said_to_be_gone(do: str) -> None:
    hotel = make_hotel()
    block = made(hotel)
    seen = seen_on(look(hotel, block))
    release_block(property=hotel, block=block.id, now=FAR)
    answer = press(hotel, block, do, seen, held_until="2026-11-25T20:00")
    assert answer.status_code == 404
    assert "There is no such block" in answer.content.decode()


def test_a_button_that_is_none_is_refused_in_words() -> None:
    hotel = make_hotel()
    block = made(hotel)
    answer = press(hotel, block, "sell", "")
    assert answer.status_code == 422
    assert "Choose what to do with the room." in answer.content.decode()


def test_a_hold_whose_time_has_passed_can_only_be_released() -> None:
    hotel = make_hotel()
    block = made(hotel)
    with time_machine.travel(NOON, tick=False):
        text = look(hotel, block)
        assert "The time of this hold is over." in text
        assert "Turn into a booking" not in text
        assert "Change the time" not in text
        assert press(hotel, block, "release", seen_on(text)).status_code == 302
    assert not Block.objects.of(hotel).exists()


def test_a_block_that_is_over_is_history() -> None:
    hotel = make_hotel()
    block = made(hotel, held_until=None)
    with time_machine.travel(FAR + timedelta(days=3), tick=False):
        assert "Back into service" not in look(hotel, block)


def test_without_a_worker_looking_at_the_calendar_releases_what_is_over() -> None:
    """Nothing looks held that is not: not its bar, not the count of free rooms, not the room to whoever books it."""
    hotel = make_hotel()
    block = made(hotel)
    client = staff(hotel, role="viewer")
    assert "class=hold" in client.get(CALENDAR).content.decode()
    with time_machine.travel(NOON, tick=False):
        text = client.get(CALENDAR).content.decode()
    assert "class=hold" not in text
    assert not Block.objects.of(hotel).filter(id=block.id).exists()
    standard = text.partition("Standard<small>")[2].partition("<tr>")[0]
    assert re.findall(r"<td>(\d)", standard) == ["3"] * 14
    book_stays(hotel, {"check_in": "2026-11-25", "check_out": "2026-11-27", "room": "003"})


def test_a_hold_of_nights_gone_by_stays_in_the_past() -> None:
    """Its last night has passed before anybody looked: there is nothing to release, and looking does no harm."""
    hotel = make_hotel()
    block = made(hotel, held_until=local(27, 10))
    with time_machine.travel(local(28, 10), tick=False):
        text = staff(hotel).get(CALENDAR, {"start": "2026-11-25"}).content.decode()
    assert "class=hold" in text
    assert Block.objects.of(hotel).filter(id=block.id).exists()


def test_a_viewer_may_look_but_not_release() -> None:
    hotel = make_hotel()
    block = made(hotel)
    text = look(hotel, block, role="viewer")
    assert "Malee" in text
    assert 'name="seen"' not in text
    answer = staff(hotel, role="viewer").post(here(block), {"do": "release"})
    assert answer.status_code == 403
    assert Block.objects.of(hotel).exists()


def test_another_hotels_block_does_not_exist() -> None:
    hotel, other = make_hotel(), make_hotel("khao-yai")
    foreign = made(other)
    client = staff(hotel)
    for id in (foreign.id, new_id()):
        address = f"{CALENDAR}blocks/{id}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "release"}).status_code == 404
    assert Block.objects.of(other).exists()
