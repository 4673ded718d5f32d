"""Guests are found by what they say: their name, their number, their address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Guest
from kunjae.bookings.people import find_people, person_of
from kunjae.tenancy.ids import new_id
from tests.extranet.new_booking.pressing import NewBookingPage
from tests.hotel import FAR, NEAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

DATES = {"check_in": "2026-12-10", "check_out": "2026-12-11"}
MALEE = Booker(
    name="Malee Deesuk", phone="+66898765432", email="malee@example.com", language="th", country="TH"
)
ANNA = Booker(name="Anna Müller", phone="+491701234567", language="de", country="DE")


@pytest.fixture
def known(hotel):
    book_stays(hotel, DATES, booker=MALEE)
    book_stays(hotel, DATES | {"guest_name": "Malee Thongdee"}, booker=ANNA)
    return hotel


def names(hotel, text):
    return [person.name for person in find_people(hotel, text)]


@pytest.mark.parametrize("text", ["mal", "Malee Dee", "089 876 5432", "5432", "malee@", "MALEE"])
def test_by_a_few_letters_of_name_number_or_address(known, text):
    assert names(known, text) == ["Malee Deesuk"]


def test_accents_and_the_code_of_a_booking(known):
    assert names(known, "muller") == ["Anna Müller"]
    assert names(known, find_people(known, "anna")[0].last_booking) == ["Anna Müller"]


@pytest.mark.parametrize("text", ["", " ", "m", "nobody", "\x00", "%", "'; --"])
def test_too_little_or_nobody(known, text):
    assert names(known, text) == []


def test_everybody_once_with_the_newest_booking(known):
    code = book_stays(known, {"check_in": "2026-12-20", "check_out": "2026-12-21"}, booker=MALEE, now=NEAR)
    [person] = find_people(known, "malee")
    assert (person.last_booking, person.last_arrival.day) == (code, 20)
    assert (person.phone, person.email, person.language, person.country) == ("+66898765432", "malee@example.com", "th", "TH")  # fmt: skip


def test_who_was_erased_is_not_found(known):
    [person] = find_people(known, "malee")
    Guest.objects.of(known).filter(id=person.id).update(erased_at=FAR)
    assert names(known, "malee") == []
    assert person_of(known, person.id) is None


def test_another_hotel_knows_nobody(known):
    other = make_hotel(slug="other")
    [person] = find_people(known, "malee")
    assert names(other, "malee") == []
    assert person_of(other, person.id) is None


def test_as_many_queries_for_one_as_for_many(known):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            find_people(known, "malee")
        return len(queries)

    few = asked()
    for day in range(1, 28):
        dates = {"check_in": f"2027-01-{day:02}", "check_out": f"2027-01-{day + 1:02}"}
        book_stays(known, dates, booker=MALEE)
    assert asked() == few == 2


def test_the_page_finds_and_fills_in(known):
    page = NewBookingPage(known, **DATES).choose("STD BAR")
    page.press("find", name="anna")
    [person] = page.answer.context["page"].people
    assert "Anna Müller" in page.words
    assert "+49 170 1234567" in page.words
    page.press(f"guest:{person.id}")
    filled = {name: page.form.values[name] for name in ("name", "phone", "email", "language", "country")}
    assert filled == {
        "name": "Anna Müller",
        "phone": "+491701234567",
        "email": "",
        "language": "de",
        "country": "DE",
    }
    booking = page.press("book").booked()
    assert (booking.language, booking.booker.country) == ("de", "DE")


def test_while_typing_only_the_list_is_answered(known):
    page = NewBookingPage(known)
    page.press("find", htmx="people", name="mal")
    assert page.status == 200
    assert page.html.startswith('<div id="people"')
    assert "Malee Deesuk" in page.words


def test_nobody_found_and_somebody_who_is_gone(known):
    page = NewBookingPage(known)
    assert "Nobody found: a new guest." in page.press("find", name="Zorro").words
    for made_up in (str(new_id()), "x", "1\x00"):
        assert "can't be found any more" in page.press(f"guest:{made_up}").words
