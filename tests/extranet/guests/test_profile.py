"""A guest's profile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.models import Guest, Note
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from tests.bookings.guests import book, booking, bring, night
from tests.extranet.desk import staff
from tests.hotel import CLERK, FAR, SOMCHAI, book_stays, make_hotel

pytestmark = pytest.mark.django_db

HERE = "/extranet/baan-talay/guests/"
MAIL = "anna@example.com"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(FAR, tick=False):
        yield


def page(client: Client, guest: UUID) -> str:
    answer = client.get(f"{HERE}{guest}/")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def part(text: str, id: str) -> str:
    """The section under a heading; empty where the page has none."""
    _, _, rest = text.partition(f'aria-labelledby="{id}"')
    return rest.split("</section>")[0]


def codes(text: str) -> list[str]:
    return re.findall(r">(KJ\w+)<", text)


def test_stays_stand_by_when_they_are_with_all_that_a_desk_asks_for() -> None:
    hotel = make_hotel()
    now, past, next_one, later, gone = (
        book(hotel, minute, day=day, email=MAIL, name="Anna")
        for minute, day in enumerate((20, 1, 22, 24, 26))
    )
    bring(hotel, now)
    bring(hotel, past, status="checked_out")
    change_at_once(property=hotel, code=gone, operations=[Cancel(1)], actor=CLERK, now=FAR)
    record_payment(property=hotel, code=past, method=Method.CASH, amount=150000, actor=CLERK, now=FAR)
    text = page(staff(hotel), booking(hotel, now).booker_id)
    assert codes(part(text, "present")) == [now]
    assert codes(part(text, "coming")) == [next_one, later]
    assert codes(part(text, "past")) == [past]
    assert codes(part(text, "ended")) == [gone]
    for words in ("1–2 Dec 2026", "1 night", "Standard", "Breakfast included", "Checked out", "1,500"):
        assert words in part(text, "past")
    figures = part(text, "figures")
    assert re.findall(r'<dd class="figure[^"]*">([^<]+)<', figures) == ["4", "4", "6,000 THB", "4,500 THB"]


def test_a_reserved_stay_of_yesterday_is_past_and_one_that_began_today_is_coming() -> None:
    hotel = make_hotel()
    yesterday = book_stays(hotel, night(24, "2026-11"), now=FAR - timedelta(days=3))
    today = book_stays(hotel, night(25, "2026-11"), now=FAR)
    text = page(staff(hotel), booking(hotel, today).booker_id)
    assert codes(part(text, "coming")) == [today]
    assert codes(part(text, "past")) == [yesterday]


def test_contact_notes_and_other_names_stand_beside() -> None:
    hotel = make_hotel()
    older = book(hotel, 1, day=10, name="A. Müller", email=MAIL, phone="+4915112345678")
    code = book_stays(
        hotel, night(12), now=FAR + timedelta(hours=1), booker=SOMCHAI, notes="Late <b>arrival</b>"
    )
    Guest.objects.of(hotel).filter(id=booking(hotel, code).booker_id).update(
        name="Anna Müller", email=MAIL, phone="", country="DEU", language="en"
    )
    from kunjae.bookings.search import keys_of, replace_keys

    row = booking(hotel, code)
    replace_keys(row, keys_of(code, ["Anna Müller"], "", MAIL))
    text = page(staff(hotel), row.booker_id)
    for words in ("Anna Müller", f'href="mailto:{MAIL}"', "English", "Germany"):
        assert words in text
    assert "Late &lt;b&gt;arrival&lt;/b&gt;" in part(text, "notes")
    others = part(text, "others")
    assert "A. Müller" in others
    assert "+49 1511 2345678" in others
    assert str(booking(hotel, older).booker_id) in others
    assert "booked by A. Müller" in text


def test_a_new_booking_starts_with_this_guest_for_those_who_may_book() -> None:
    hotel = make_hotel()
    guest = booking(hotel, book(hotel, email=MAIL)).booker_id
    text = page(staff(hotel), guest)
    viewer = page(staff(hotel, "viewer", "viewer@example.com"), guest)
    assert f"/bookings/new/?guest={guest}" in text
    assert f"?guest={guest}" not in viewer


def test_an_erased_guest_keeps_the_stay_and_loses_the_rest() -> None:
    hotel = make_hotel()
    code = book_stays(hotel, night(12), notes="Allergic to nuts")
    Guest.objects.of(hotel).update(name="", email="", phone="", erased_at=FAR)
    Note.objects.of(hotel).update(text="", erased_at=FAR)
    text = page(staff(hotel), booking(hotel, code).booker_id)
    assert "<h1>(erased)</h1>" in text
    assert code in text
    assert "Somchai" not in text
    assert "nuts" not in text
    assert "?guest=" not in text


def test_it_speaks_thai() -> None:
    hotel = make_hotel()
    guest = booking(hotel, book(hotel, email=MAIL)).booker_id
    text = page(staff(hotel, language="th"), guest)
    for words in ("10–11 ธ.ค. 2569", "ยืนยันแล้ว", "รวมอาหารเช้า", "ห้องมาตรฐาน"):
        assert words in text


def test_guests_of_another_hotel_and_strange_ids_are_not_found() -> None:
    hotel, other = make_hotel(), make_hotel("other")
    theirs = booking(other, book(other, email=MAIL)).booker_id
    client = staff(hotel)
    for path in (f"{theirs}/", f"{uuid4()}/", "KJ234567/", "1/"):
        assert client.get(HERE + path).status_code == 404, path


def test_a_profile_takes_the_same_queries_for_one_stay_as_for_fifteen() -> None:
    hotel = make_hotel()
    client = staff(hotel)

    def queries(code: str) -> int:
        guest = booking(hotel, code).booker_id
        with CaptureQueriesContext(connection) as taken:
            page(client, guest)
        return len(taken)

    one = queries(book(hotel, 0, day=1, email=MAIL))
    for minute in range(1, 15):
        code = book(hotel, minute, day=1 + minute, email=MAIL)
    assert queries(code) == one
    assert one <= 15
