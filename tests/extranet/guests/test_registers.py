"""The registers' page and their files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
import time_machine
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kunjae.accounts.models import User
from kunjae.extranet.guests.forms import MOST_DAYS
from kunjae.properties.models import Property
from tests.bookings.guests import GERMAN, THAI, book, bring
from tests.extranet.desk import staff
from tests.hostile.fuzzing import examples
from tests.hotel import BANGKOK, make_hotel

pytestmark = pytest.mark.django_db

HERE = "/extranet/baan-talay/guests/registers/"
NOON = datetime(2026, 12, 11, 12, tzinfo=BANGKOK)
DAYS = {"first": "2026-12-10", "last": "2026-12-11"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def at(day: int, hour: int = 14) -> datetime:
    return datetime(2026, 12, day, hour, 5, tzinfo=BANGKOK)


def get(client: Client, path: str = "", **given: str) -> HttpResponseBase:
    return client.get(HERE + path, given)


def page(client: Client, **given: str) -> str:
    answer: Any = get(client, **given)
    assert answer.status_code == 200, answer.content
    text: str = answer.content.decode()
    return text


def rows(client: Client, register: str, **given: str) -> list[list[str]]:
    """The rows of a file, without its headings."""
    answer: Any = get(client, f"{register}.csv", **DAYS | given)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.fixture
def hotel(db: None) -> Property:
    """One stay of a German and a Thai, complete; one in which somebody is missing; one of a Thai alone, a day later."""
    hotel = make_hotel()
    bring(hotel, book(hotel, 0, name="Anna Müller"), GERMAN, THAI, at=at(10))
    bring(
        hotel, book(hotel, 1, name="Jean Petit"), {"first_name": "Jean", "nationality": "FRA"}, at=at(10, 15)
    )
    bring(hotel, book(hotel, 2, day=11, name="Somchai"), THAI, THAI, at=at(11, 9))
    return hotel


def test_tm30_opens_with_the_foreign_guests_of_yesterday_and_what_is_missing(hotel: Property) -> None:
    text = page(staff(hotel))
    assert "Foreign guests who arrived" in text
    assert 'value="2026-12-10"' in text
    for words in ("Anna Müller", "Jean", "lacks: sex (M or F), number of ID card or passport", "Complete"):
        assert words in text
    assert "1 guest is not registered" in text
    assert "Somchai" not in text
    assert f"{HERE}tm30.csv?first=2026-12-10&amp;last=2026-12-10" in text


def test_rr4_opens_with_everybody_of_this_month(hotel: Property) -> None:
    text = page(staff(hotel), register="rr4")
    assert 'value="2026-12-01"' in text
    assert 'value="2026-12-11"' in text
    for words in (
        "Guests who arrived",
        "Anna Müller",
        "สมชาย ใจดี",
        "lacks: number of ID card or passport, address",
    ):
        assert words in text


def test_what_is_incomplete_stands_first_with_the_way_to_fill_it_in(hotel: Property) -> None:
    text = page(staff(hotel), register="rr4")
    assert text.index(">Jean<") < text.index("สมชาย ใจดี, สมชาย ใจดี")
    assert text.count("/registration/") == 2  # Anna's occupation and Jean's nearly everything


def test_the_page_shows_no_number_of_any_document(hotel: Property) -> None:
    for register in ("tm30", "rr4"):
        text = page(staff(hotel), register=register)
        assert GERMAN["document_number"] not in text
        assert THAI["document_number"] not in text


def test_the_file_of_tm30_holds_foreign_guests_alone(hotel: Property) -> None:
    assert rows(staff(hotel), "tm30") == [
        ["Anna", "", "Müller", "F", "C01X00T47", "DEU", "", "11/12/2026", ""],
        ["Jean", "", "", "", "", "FRA", "", "11/12/2026", ""],
    ]


def test_the_file_of_rr4_holds_everybody_in_the_order_of_their_coming(hotel: Property) -> None:
    found = rows(staff(hotel), "rr4")
    assert [(row[0], row[1], row[3]) for row in found] == [
        ("1", "10/12/2569 14:05", "Anna Müller"),
        ("2", "10/12/2569 14:05", "สมชาย ใจดี"),
        ("3", "10/12/2569 15:05", "Jean"),
        ("4", "11/12/2569 09:05", "สมชาย ใจดี"),
        ("5", "11/12/2569 09:05", "สมชาย ใจดี"),
    ]


def test_a_hotel_of_the_gregorian_era_gets_its_years(hotel: Property) -> None:
    Property.objects.filter(id=hotel.id).update(buddhist_era=False)
    assert rows(staff(hotel), "rr4")[0][1] == "10/12/2026 14:05"


def test_the_file_does_not_follow_the_language_of_the_page(hotel: Property) -> None:
    for register in ("tm30", "rr4"):
        assert rows(staff(hotel), register) == rows(staff(hotel, language="th"), register)


def test_the_file_is_a_private_download_with_a_plain_name_that_excel_reads(hotel: Property) -> None:
    answer: Any = get(staff(hotel), "tm30.csv", **DAYS)
    assert answer.streaming
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="baan-talay-tm30-2026-12-10-2026-12-11.csv"'
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbf")


def test_formulas_that_a_guest_typed_are_harmless_in_the_file(hotel: Property) -> None:
    evil = GERMAN | {"first_name": "=1+1", "last_name": "@SUM(A1)"}
    bring(hotel, book(hotel, 3, day=11), evil, at=at(11, 10))
    last = rows(staff(hotel), "tm30")[-1]
    assert (last[0], last[2]) == ("'=1+1", "'@SUM(A1)")


def test_every_download_is_logged_with_who_and_which_days_and_no_guest(hotel: Property) -> None:
    client = staff(hotel)
    with structlog.testing.capture_logs() as logs:
        page(client)
        rows(client, "tm30")
    (entry,) = [each for each in logs if each["event"] == "register_downloaded"]
    assert entry == {
        "event": "register_downloaded",
        "log_level": "info",
        "register": "tm30",
        "first": "2026-12-10",
        "last": "2026-12-11",
        "property": "baan-talay",
        "user": str(User.objects.get(email="clerk@example.com").id),
    }


@pytest.mark.parametrize("role", ["front_desk", "manager", "owner"])
def test_those_who_check_guests_in_take_the_registers(hotel: Property, role: str) -> None:
    client = staff(hotel, role, f"{role}@example.com")
    assert get(client).status_code == 200
    assert get(client, "rr4.csv", **DAYS).status_code == 200


def test_a_viewer_takes_no_numbers_home(hotel: Property) -> None:
    client = staff(hotel, "viewer", "viewer@example.com")
    with structlog.testing.capture_logs() as logs:
        assert get(client).status_code == 403
        assert get(client, "tm30.csv", **DAYS).status_code == 403
    assert not [each for each in logs if each["event"] == "register_downloaded"]


def test_another_hotels_guests_are_in_no_register(hotel: Property) -> None:
    other = make_hotel("other")
    bring(other, book(other, name="Theirs"), GERMAN, at=at(10))
    client = staff(hotel)
    assert len(rows(client, "tm30")) == 2
    assert "Theirs" not in page(client)
    assert client.get("/extranet/other/guests/registers/").status_code == 404
    assert client.get("/extranet/other/guests/registers/tm30.csv", DAYS).status_code == 404


@pytest.mark.parametrize("path", ["", "tm30.csv"])
@pytest.mark.parametrize(
    ("days", "language", "named"),
    [
        ({"first": "10/12/2026", "last": "2026-12-11"}, "en", "Arrived from: "),
        ({"first": "2026-12-11", "last": "2026-12-10"}, "en", "Arrived until: is before the first day"),
        ({"first": "2026-12-11"}, "en", "Arrived until: "),
        ({"first": "2026-02-30", "last": "2026-12-10"}, "en", "Arrived from: "),
        ({"first": "0001-01-01", "last": "0001-01-02"}, "en", "Arrived from: is not a date a stay can have"),
        (
            {"first": "2026-01-01", "last": "2026-12-31"},
            "en",
            f"Arrived until: at most {MOST_DAYS} days at once",
        ),
        ({"first": "9999-12-31", "last": "9999-12-31"}, "en", "Arrived from: "),
        ({"first": "2026-12-11", "last": "2026-12-10"}, "th", "อยู่ก่อนวันเริ่มต้น"),
    ],
)
def test_days_that_cannot_be_used_are_named_and_kept(
    hotel: Property, path: str, days: dict[str, str], language: str, named: str
) -> None:
    answer: Any = get(staff(hotel, language=language), path, **days)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert named in text
    assert f'value="{days["first"]}"' in text


def test_a_register_that_is_none_is_not_found(hotel: Property) -> None:
    assert get(staff(hotel), "tm6.csv", **DAYS).status_code == 404
    assert "Foreign guests who arrived" in page(staff(hotel), register="tm6")


def test_days_without_arrivals_say_so_and_give_a_file_of_headings(hotel: Property) -> None:
    days = {"first": "2026-12-20", "last": "2026-12-20"}
    client = staff(hotel)
    assert "No foreign guest arrived" in page(client, **days)
    assert "Nobody arrived" in page(client, register="rr4", **days)
    assert rows(client, "rr4", **days) == []


def test_it_speaks_thai_with_thai_years(hotel: Property) -> None:
    text = page(staff(hotel, language="th"), register="rr4")
    for words in ("ทะเบียนผู้พัก", "1–11 ธ.ค. 2569", "10 ธ.ค. 2569 14:05 น."):
        assert words in text


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as taken:
        answer: Any = get(client, path, **DAYS)
        if answer.streaming:
            assert b"".join(answer.streaming_content)
    return len(taken)


@pytest.mark.parametrize("path", ["", "tm30.csv", "rr4.csv"])
def test_a_register_takes_the_same_queries_however_many_came(path: str) -> None:
    hotel = make_hotel()
    client = staff(hotel)
    bring(hotel, book(hotel, 0), GERMAN, at=at(10))
    few = queries(client, path)
    for minute in range(1, 3):
        bring(hotel, book(hotel, minute), GERMAN, THAI, at=at(10) + timedelta(minutes=minute))
    assert queries(client, path) == few
    assert few <= 6


@examples(40)
@given(
    st.dictionaries(
        st.sampled_from(["register", "first", "last"]),
        st.text() | st.sampled_from(["2026-12-01", "2199-12-31", "0001-01-01", "9999-12-31", "\x00", "rr4"]),
    )
)
def test_no_address_breaks_the_registers(db: None, given: dict[str, str]) -> None:
    hotel = Property.objects.filter(slug="baan-talay").first() or make_hotel()
    client = staff(hotel)
    assert client.get(HERE, given).status_code in (200, 422)
    assert client.get(HERE + "rr4.csv", given).status_code in (200, 422)
