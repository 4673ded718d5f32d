"""Finding a booking from every page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.extranet.desk import staff
from tests.hotel import book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def client(hotel):
    return staff(hotel, "viewer")


def book_one_night(hotel, day):
    return book_stays(hotel, {"check_in": f"2026-12-{day:02}", "check_out": f"2026-12-{day + 1:02}"})


def find(client, hotel, **asked):
    return client.get(reverse("extranet:find", args=[hotel.slug]), asked, **HTMX)


def test_a_booking_is_found_by_its_code_the_name_or_the_phone_while_somebody_types(client, hotel):
    code = book_two_rooms(hotel)
    for text in (code, code.lower(), "somch", "081-234-5678", "5678"):
        found = find(client, hotel, q=text)
        assert found.status_code == 200
        assert reverse("extranet:booking", args=[hotel.slug, code]) in found.content.decode(), text
    assert "No booking fits." in find(client, hotel, q="nobody at all").content.decode()


def test_before_anybody_types_what_was_open_last_is_offered_in_that_order(client, hotel):
    codes = [book_one_night(hotel, day) for day in (1, 2, 3)]
    page = find(client, hotel, recent=f"{codes[2]},KJNOSUCH,{codes[0]}").content.decode()
    assert page.index(codes[2]) < page.index(codes[0])
    assert codes[1] not in page
    assert "Open last" in page


def test_of_other_hotels_nothing_is_found(client, hotel):
    code = book_two_rooms(make_hotel(slug="second"))
    assert code not in find(client, hotel, q=code).content.decode()
    assert code not in find(client, hotel, recent=code).content.decode()
    assert client.get(reverse("extranet:find", args=["second"])).status_code == 404


def test_without_a_script_a_code_leads_to_its_booking_and_words_to_the_list(client, hotel):
    code = book_two_rooms(hotel)
    here = reverse("extranet:find", args=[hotel.slug])
    assert client.get(here, {"q": f" {code.lower()} "}).url == reverse(
        "extranet:booking", args=[hotel.slug, code]
    )
    bookings = reverse("extranet:bookings", args=[hotel.slug])
    assert (
        client.get(here, {"q": "ใจดี & co"}).url == f"{bookings}?q=%E0%B9%83%E0%B8%88%E0%B8%94%E0%B8%B5+%26+co"
    )
    assert client.get(here).url == f"{bookings}?q="


def test_the_two_answers_of_one_address_are_kept_apart(client, hotel):
    for answer in (find(client, hotel, q="x"), client.get(reverse("extranet:find", args=[hotel.slug]))):
        assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize(
    "text", ["\x00", "%", "'; --", "ก" * 5000, "\ud800".encode("utf-8", "surrogatepass").decode("latin1")]
)
def test_odd_words_find_nothing_and_break_nothing(client, hotel, text):
    for asked in ({"q": text}, {"recent": text}):
        assert find(client, hotel, **asked).status_code == 200
    assert client.get(reverse("extranet:find", args=[hotel.slug]), {"q": text}).status_code == 302


def test_a_search_takes_few_queries_however_much_is_found(client, hotel):
    book_two_rooms(hotel)
    find(client, hotel, q="somchai")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            find(client, hotel, q="somchai")
        counts.append(len(queries))
        for day in range(13, 18):
            book_one_night(hotel, day)
    assert counts[0] == counts[1]
