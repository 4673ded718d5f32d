"""The list of guests as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kunjae.bookings.models import Guest
from kunjae.extranet.guests import listing
from kunjae.properties.models import Property
from tests.bookings.guests import book, booking, bring
from tests.extranet.desk import staff
from tests.hostile.fuzzing import examples
from tests.hotel import FAR, make_hotel

pytestmark = pytest.mark.django_db

HERE = "/extranet/baan-talay/guests/"
ANNA: dict[str, Any] = {
    "name": "Anna Müller",
    "email": "anna@example.com",
    "phone": "+4915112345678",
    "country": "DE",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(FAR, tick=False):
        yield


def page(client: Client, **given: str) -> str:
    answer = client.get(HERE, given)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def names(text: str) -> list[str]:
    return re.findall(r'class="table__link"[^>]*>([^<]+)<', text)


def test_a_row_says_who_they_are_when_they_come_and_what_is_open() -> None:
    hotel = make_hotel()
    stayed = book(hotel, 0, day=5, **ANNA)
    bring(hotel, stayed, status="checked_out")
    code = book(hotel, 1, day=10, **ANNA)
    text = page(staff(hotel))
    assert names(text) == ["Anna Müller"]
    for words in (
        "Germany",
        "+49 1511 2345678",
        "anna@example.com",
        "5–6 Dec 2026",
        "10–11 Dec 2026",
        "3,000",
        "owed",
    ):
        assert words in text
    assert f'href="{HERE}{booking(hotel, code).booker_id}/"' in text
    assert ">2<" in text


def test_it_speaks_thai_with_thai_years() -> None:
    hotel = make_hotel()
    book(hotel, **ANNA)
    text = page(staff(hotel, language="th"))
    for words in ("ผู้เข้าพัก", "เยอรมนี", "10–11 ธ.ค. 2569"):
        assert words in text


@pytest.mark.parametrize("words", ["anna", "MULLER", "+49 1511 2345678", "5678", "anna@ex"])
def test_search_finds_names_numbers_and_addresses_and_stays_in_the_form(words: str) -> None:
    hotel = make_hotel()
    book(hotel, **ANNA)
    book(hotel, 1, day=11, name="Somchai Jaidee", email="somchai@example.com")
    text = page(staff(hotel), q=words)
    assert names(text) == ["Anna Müller"]
    assert f'value="{words}"' in text


def test_whoever_sleeps_there_is_named_beside_whom_the_search_found() -> None:
    from tests.bookings.guests import night
    from tests.hotel import book_stays

    hotel = make_hotel()
    book_stays(hotel, night(10) | {"guest_name": "Malee Sukjai"})
    assert "with Malee Sukjai" in page(staff(hotel), q="malee")
    assert "Malee" not in page(staff(hotel))


def test_an_empty_hotel_and_an_empty_search_say_different_things() -> None:
    client = staff(make_hotel())
    assert "No guests yet" in page(client)
    found = page(client, q="nobody")
    assert "Nothing found" in found
    assert f'href="{HERE}"' in found


def test_a_search_that_cannot_be_used_is_named_and_kept() -> None:
    answer = staff(make_hotel()).get(HERE, {"q": "a" * 101})
    assert answer.status_code == 422
    assert "Search: " in answer.content.decode()
    assert "a" * 101 in answer.content.decode()


def test_pages_follow_each_other() -> None:
    hotel = make_hotel()
    count = listing.PAGE_SIZE + 3
    for minute in range(count):
        book(hotel, minute, day=1 + minute % 28, name=f"Guest {minute}", email=f"g{minute}@example.com")
    client = staff(hotel)
    first = client.get(HERE).content.decode()
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link
    second = client.get(HERE + link[1]).content.decode()
    assert names(first) + names(second) == [f"Guest {minute}" for minute in reversed(range(count))]
    assert 'rel="next"' not in second
    assert "Newest guests" in second


def test_an_erased_guest_is_shown_as_erased() -> None:
    hotel = make_hotel()
    book(hotel, **ANNA)
    Guest.objects.of(hotel).update(name="", email="", phone="", country="", erased_at=FAR + timedelta(days=1))
    text = page(staff(hotel))
    assert names(text) == ["(erased)"]
    assert "Anna" not in text


def test_htmx_gets_the_results_alone() -> None:
    hotel = make_hotel()
    book(hotel, **ANNA)
    part = staff(hotel).get(HERE, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<div")
    assert "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize(("role", "sees"), [("viewer", False), ("front_desk", True), ("manager", True)])
def test_every_role_sees_guests_and_only_those_who_check_in_the_registers(role: str, sees: bool) -> None:
    hotel = make_hotel()
    book(hotel, **ANNA)
    text = page(staff(hotel, role, f"{role}@example.com"))
    assert names(text) == ["Anna Müller"]
    assert (f"{HERE}registers/" in text) == sees


def test_guests_of_another_hotel_are_not_shown() -> None:
    hotel, other = make_hotel(), make_hotel("other")
    book(other, **ANNA)
    assert names(page(staff(hotel))) == names(page(staff(hotel), q="anna")) == []
    assert staff(hotel).get("/extranet/other/guests/").status_code == 404


def test_the_page_takes_as_many_queries_for_two_guests_as_for_a_page_of_them(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    hotel = make_hotel()
    client = staff(hotel)
    book(hotel, **ANNA)
    with django_assert_max_num_queries(8):
        page(client)
    for minute in range(30):
        book(hotel, minute, day=1 + minute % 28, email=f"g{minute % 27}@example.com")
    with django_assert_max_num_queries(8):
        page(client)


@examples(40)
@given(
    st.dictionaries(
        st.sampled_from(["q", "after", "page"]),
        st.text() | st.sampled_from(["9" * 17 + "-" + "f" * 32, "1-" + "0" * 32, "\x00", "' OR 1", "+66"]),
    )
)
def test_no_address_breaks_the_list(db: None, given: dict[str, str]) -> None:
    hotel = Property.objects.filter(slug="baan-talay").first() or make_hotel()
    assert staff(hotel).get(HERE, given).status_code in (200, 422)
