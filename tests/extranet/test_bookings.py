"""The list of bookings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kunjae.bookings.commands import Booker
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.extranet.booking import listing
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.hostile.fuzzing import examples
from tests.hotel import CLERK, FAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

HERE = "/extranet/baan-talay/bookings/"
ANNA = Booker(name="Anna Müller", email="anna@example.com", phone="+4915112345678")


def book_many(hotel: Property, count: int, first: date = date(2026, 12, 1), **stay: Any) -> list[str]:
    """One-night bookings on following days, a minute between them; the newest last."""
    return [
        book_stays(
            hotel,
            {
                "check_in": (first + timedelta(days=day)).isoformat(),
                "check_out": (first + timedelta(days=day + 1)).isoformat(),
            }
            | stay,
            now=FAR + timedelta(minutes=day),
        )
        for day in range(count)
    ]


def page(client: Client, **given: str) -> str:
    answer = client.get(HERE, given)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def codes(text: str) -> list[str]:
    return re.findall(r'class="table__link"[^>]*>(KJ\w+)<', text)


def test_the_newest_booking_stands_first_with_all_that_a_desk_asks_for() -> None:
    hotel = make_hotel()
    older, newer = book_many(hotel, 2)
    code = book_two_rooms(hotel)
    record_payment(property=hotel, code=code, method=Method.CASH, amount=150000, actor=CLERK, now=FAR)
    text = page(staff(hotel))
    assert codes(text)[:1] == [newer]
    assert set(codes(text)) == {older, newer, code}
    row = text[text.index(f">{code}<") :].split("</tr>")[0]
    for words in ("Somchai Jaidee", "10–12 Dec 2026", "2 nights", "Standard", "× 2", "001, 002", "Confirmed"):
        assert words in row
    assert "6,000" in row
    assert "4,500" in row
    assert "owed" in row
    assert "Direct" in row
    assert "25 Nov 2026" in row


def test_money_to_return_and_money_paid_are_said_in_words() -> None:
    hotel = make_hotel()
    full, over = book_many(hotel, 2)
    for code, amount in ((full, 150000), (over, 200000)):
        record_payment(property=hotel, code=code, method=Method.CASH, amount=amount, actor=CLERK, now=FAR)
    text = page(staff(hotel))
    assert "to return" in text
    assert "−500" in text
    assert ">paid<" in text


def test_a_cancelled_booking_still_says_what_it_was() -> None:
    hotel = make_hotel()
    (code,) = book_many(hotel, 1)
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=FAR)
    text = page(staff(hotel))
    assert "has-ended" in text
    assert "Cancelled" in text
    assert "Standard" in text


@pytest.mark.parametrize(
    "words",
    ["anna", "MULLER", "anna mül", "678", "+49 151 12345678", "0151 1234 5678", "015112345678", "anna@ex"],
)
def test_search_finds_names_phones_and_addresses(words: str) -> None:
    hotel = make_hotel()
    book_two_rooms(hotel)
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-11"}
    anna = book_stays(hotel, dates, booker=ANNA)
    assert anna in codes(page(staff(hotel), q=words))


def test_search_finds_a_code_by_its_beginning_and_a_thai_number_as_it_is_said() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    for words in (code, code.lower(), code[:5], "081-234-5678", "081 234 5678", "0812345678", "5678"):
        assert codes(page(client, q=words)) == [code], words
    for words in ("nobody", "0899999999"):
        assert codes(page(client, q=words)) == []


def test_filters_narrow_by_arrival_and_status_and_stay_in_the_form() -> None:
    hotel = make_hotel()
    booked = book_many(hotel, 5)
    change_at_once(property=hotel, code=booked[2], operations=[Cancel(1)], actor=CLERK, now=FAR)
    client = staff(hotel)
    text = page(client, arriving_from="2026-12-02", arriving_to="2026-12-04")
    assert codes(text) == booked[3:0:-1]
    assert 'value="2026-12-02"' in text
    assert 'value="2026-12-04"' in text
    assert codes(page(client, status="cancelled")) == [booked[2]]
    assert codes(page(client, arriving_from="2026-12-05", status="reserved")) == [booked[4]]


@pytest.mark.parametrize(
    ("given_values", "named"),
    [
        ({"arriving_from": "10/12/2026"}, "Arriving from"),
        ({"arriving_to": "2026-13-40"}, "Arriving until"),
        (
            {"arriving_from": "2026-12-10", "arriving_to": "2026-12-01"},
            "Arriving until: is before the first day",
        ),
        ({"status": "sleeping"}, "Status"),
        ({"q": "a" * 101}, "Search"),
    ],
)
def test_a_filter_that_cannot_be_used_is_named_and_kept(given_values: dict[str, str], named: str) -> None:
    hotel = make_hotel()
    book_two_rooms(hotel)
    answer = staff(hotel).get(HERE, given_values | {"q": given_values.get("q", "somchai")})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert named in text
    assert 'value="somchai"' in text or "q" in given_values


def test_pages_follow_each_other_without_losing_or_repeating_a_booking() -> None:
    hotel = make_hotel()
    booked = book_many(hotel, listing.PAGE_SIZE * 2 + 3)
    same_moment = [
        book_two_rooms(hotel),
        book_stays(hotel, {"check_in": "2027-02-01", "check_out": "2027-02-02"}),
    ]
    client = staff(hotel)
    address, seen = HERE + "?q=somchai", []
    for number in range(3):
        text = client.get(address).content.decode()
        seen += codes(text)
        link = re.search(r'rel="next" href="([^"]+)"', text)
        assert (link is None) == (number == 2)
        assert ("Newest bookings" in text) == (number > 0)
        if link:
            address = HERE + link[1].replace("&amp;", "&")
            assert "q=somchai" in address
    assert len(seen) == len(set(seen))
    assert set(seen) == {*booked, *same_moment}
    assert seen[: len(booked) - 1] == booked[:0:-1]


def test_the_list_takes_as_many_queries_for_one_booking_as_for_a_page_of_them(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    hotel = make_hotel()
    client = staff(hotel)
    book_many(hotel, 1)
    with django_assert_num_queries(7):
        page(client, q="somchai", status="reserved", arriving_from="2026-12-01")
    book_many(hotel, 30, first=date(2026, 12, 2))
    with django_assert_num_queries(7):
        page(client, q="somchai", status="reserved", arriving_from="2026-12-01")


def test_an_empty_hotel_and_an_empty_search_say_different_things() -> None:
    hotel = make_hotel()
    client = staff(hotel)
    assert "No bookings yet" in page(client)
    found = page(client, q="nobody")
    assert "Nothing found" in found
    assert f'href="{HERE}"' in found


def test_htmx_gets_the_results_alone_and_a_browser_going_back_the_whole_page() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    part = client.get(HERE, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<div")
    assert code in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    whole = client.get(HERE, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in whole.content.decode()


def test_bookings_of_another_hotel_are_not_shown() -> None:
    hotel, other = make_hotel(), make_hotel("other")
    theirs = book_two_rooms(other)
    assert codes(page(staff(hotel))) == codes(page(staff(hotel), q=theirs)) == []


@examples(60)
@given(
    st.dictionaries(
        st.sampled_from(["q", "arriving_from", "arriving_to", "status", "after", "page"]),
        st.text()
        | st.sampled_from(["2026-12-01", "0001-01-01", "9999-12-31", "9" * 17 + "-" + "f" * 32, "\x00"]),
    )
)
def test_no_address_breaks_the_list(db: None, given: dict[str, str]) -> None:
    hotel = Property.objects.filter(slug="baan-talay").first() or make_hotel()
    assert staff(hotel).get(HERE, given).status_code in (200, 422)
