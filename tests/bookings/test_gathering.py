"""Which bookings are those of one guest, in the list and in a profile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kunjae.bookings.gathering import MOST_BOOKINGS, gathered, guest_of
from kunjae.bookings.guest_list import LOOKED_THROUGH, Stays, newest_people
from kunjae.bookings.models import Booking, Guest
from kunjae.bookings.search import Place, keys_of, replace_keys
from kunjae.changes.commands import Details, change_at_once, edit_details
from kunjae.changes.operations import Cancel
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.properties.models import Property
from tests.bookings.guests import book, booking, bring, night, walked
from tests.bookings.test_listing import book_many
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
MAIL, PHONE = "somchai@example.com", "+66812345678"
OTHER_PHONE = "+66899999999"


def people(hotel: Property, text: str = "", most: int = 25) -> list[str]:
    """The codes by which the people of the list stand there, one page after the other."""
    found: list[str] = []
    below: Place | None = None
    while True:
        page = newest_people(hotel, text, most=most, today=TODAY, below=below)
        assert len(page.people) <= most
        found += [each.booking.code for each in page.people]
        if page.further is None:
            return found
        assert below is None or page.further < below
        below = page.further


def stays_of(hotel: Property, code: str) -> Stays:
    page = newest_people(hotel, "", most=25, today=TODAY)
    return next(each.stays for each in page.people if each.booking.code == code)


def profile(hotel: Property, code: str) -> list[str]:
    """The codes of the bookings that are shown with the booker of this one."""
    found = gathered(hotel, booking(hotel, code).booker)
    return [each.row.code for each in found.bookings]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"email": MAIL}, {"email": MAIL}),
        ({"email": MAIL}, {"email": "SOMCHAI@example.com"}),
        ({"phone": PHONE}, {"phone": PHONE}),
        ({"email": MAIL, "phone": PHONE}, {"email": "else@example.com", "phone": PHONE}),
        ({"email": MAIL, "name": "Somchai"}, {"email": MAIL, "name": "คุณสมชาย"}),
    ],
)
def test_the_same_address_or_number_is_one_person(one: dict[str, str], other: dict[str, str]) -> None:
    hotel = make_hotel()
    older, newer = book(hotel, 1, day=10, **one), book(hotel, 2, day=12, **other)
    assert people(hotel) == [newer]
    assert profile(hotel, newer) == profile(hotel, older) == [newer, older]
    assert stays_of(hotel, newer).count == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"email": MAIL}, {"email": "somchai@example.co"}),
        ({"phone": PHONE}, {"phone": OTHER_PHONE}),
        ({"phone": "room 12"}, {"phone": "room 12"}),
        ({"phone": "66812345678"}, {"phone": PHONE}),
        ({"email": "a" * 40 + "1@example.com"}, {"email": "a" * 40 + "2@example.com"}),
    ],
)
def test_the_same_name_alone_is_not(one: dict[str, str], other: dict[str, str]) -> None:
    hotel = make_hotel()
    older, newer = book(hotel, 1, day=10, **one), book(hotel, 2, day=12, **other)
    assert people(hotel) == [newer, older]
    assert (profile(hotel, newer), profile(hotel, older)) == ([newer], [older])
    assert stays_of(hotel, newer).count == 1


def test_who_shares_an_address_here_and_a_number_there_is_shown_beside_both_and_joins_nobody() -> None:
    hotel = make_hotel()
    wife = book(hotel, 1, day=10, name="Malee", phone=OTHER_PHONE)
    both = book(hotel, 2, day=12, name="Malee", phone=OTHER_PHONE, email=MAIL)
    husband = book(hotel, 3, day=14, name="Somchai", email=MAIL)
    assert profile(hotel, husband) == [husband, both]
    assert profile(hotel, both) == [husband, both, wife]
    (other,) = gathered(hotel, booking(hotel, husband).booker).others
    assert (other.name, other.phone) == ("Malee", OTHER_PHONE)


def test_an_address_given_later_counts_from_then_on_for_the_whole_booking() -> None:
    hotel = make_hotel()
    older, newer = book(hotel, 1, day=10), book(hotel, 2, day=12, email=MAIL)
    row = booking(hotel, older)
    assert profile(hotel, newer) == [newer]
    edit_details(
        property=hotel, code=older, details=Details(email=MAIL), actor=CLERK, now=FAR + timedelta(hours=1)
    )
    assert profile(hotel, newer) == [newer, older]
    # The row of before the edit is nobody's any more: nothing was booked with it.
    assert gathered(hotel, row.booker).bookings == []


def test_the_named_guest_of_a_stay_has_that_stay_and_not_the_others_of_the_booking() -> None:
    hotel = make_hotel()
    code = book_stays(
        hotel, night(10) | {"guest_name": "Malee"}, night(10) | {"guest_name": "Anna", "room_type": "DLX"}
    )
    anna = Guest.objects.of(hotel).get(name="Anna")
    found = gathered(hotel, anna)
    (only,) = found.bookings
    assert only.row.code == code
    assert [stay.number for stay in found.stays(only)] == [2]
    assert not found.whole


def test_the_list_says_which_stays_were_are_and_will_be_and_what_is_open() -> None:
    hotel = make_hotel()
    now, past, later, gone = (
        book(hotel, minute, day=day, email=MAIL) for minute, day in enumerate((20, 1, 22, 24))
    )
    bring(hotel, now)
    bring(hotel, past, status="checked_out")
    change_at_once(property=hotel, code=gone, operations=[Cancel(1)], actor=CLERK, now=FAR)
    record_payment(property=hotel, code=later, method=Method.CASH, amount=50000, actor=CLERK, now=FAR)
    (person,) = newest_people(hotel, "", most=25, today=TODAY).people
    stays = person.stays
    assert (stays.count, stays.in_house, stays.has_more) == (3, True, False)
    assert stays.last == (date(2026, 12, 20), date(2026, 12, 21))
    assert stays.coming == (date(2026, 12, 22), date(2026, 12, 23))
    assert stays.balance == 3 * 150000 - 50000


def test_a_search_finds_a_guest_by_an_old_booking_and_by_whoever_slept_there() -> None:
    hotel = make_hotel()
    old = book_stays(hotel, night(10) | {"guest_name": "Malee Sukjai"}, now=FAR)
    new = book(hotel, 5, day=12, name="Somchai J.", email="somchai@example.com")
    assert people(hotel) == [new]
    assert people(hotel, "somchai") == [new]
    assert people(hotel, "malee") == people(hotel, old) == [old]
    (found,) = newest_people(hotel, "malee", most=25, today=TODAY).people
    assert found.companions == ("Malee Sukjai",)
    assert found.stays.count == 2


@pytest.mark.parametrize("words", ["0812345678", "081-234-5678", "5678", "+66812345678", "somchai@ex"])
def test_a_search_by_phone_or_address_finds_everybody_once(words: str) -> None:
    hotel = make_hotel()
    codes = [book(hotel, minute, day=10 + minute, email=MAIL, phone=PHONE) for minute in range(4)]
    book(hotel, 9, day=20, email="else@example.com")
    assert people(hotel, words) == codes[-1:]


def test_pages_follow_each_other_and_hold_everybody_once() -> None:
    hotel = make_hotel()
    regulars = [{"email": f"regular{each}@example.com"} for each in range(4)]
    codes = [book(hotel, minute, day=1 + minute % 25, **regulars[minute % 4]) for minute in range(20)]
    alone = [book(hotel, 30 + minute, day=1 + minute, phone=f"+6681000000{minute}") for minute in range(5)]
    expected = [*alone[::-1], *codes[:15:-1]]
    for most in (2, 3, 4, 25):
        assert people(hotel, most=most) == expected


AGENCY = "agency@example.com"


def book_as_agency(hotel: Property, count: int) -> list[Booking]:
    """Bookings of 2022 to 2026 with one address; the newest first."""
    book_many(hotel, count)
    Guest.objects.of(hotel).update(email=AGENCY, phone="")
    rows = list(Booking.objects.of(hotel).select_related("booker").order_by("-booked_at", "-id"))
    for row in rows:
        replace_keys(row, keys_of(row.code, [row.booker.name], "", AGENCY))
    return rows


def test_a_guest_whose_bookings_fill_pages_hides_nobody_behind_them() -> None:
    hotel = make_hotel()
    newest = book_as_agency(hotel, sum(LOOKED_THROUGH) + 10)[0].code
    first = book_stays(hotel, night(10), now=datetime(2022, 1, 1, tzinfo=UTC))
    page = newest_people(hotel, "", most=25, today=TODAY)
    assert [each.booking.code for each in page.people] == [newest]
    assert page.further is not None
    assert people(hotel) == [newest, first]


def test_only_the_newest_bookings_of_a_guest_are_read_and_it_is_said() -> None:
    hotel = make_hotel()
    rows = book_as_agency(hotel, MOST_BOOKINGS + 5)
    found = gathered(hotel, rows[-1].booker)
    assert found.has_more
    assert [each.row.code for each in found.bookings] == [row.code for row in rows[:MOST_BOOKINGS]]
    (person,) = newest_people(hotel, "", most=25, today=TODAY).people
    assert person.stays.has_more


def test_another_hotels_guests_are_nobody_here() -> None:
    hotel, other = make_hotel(), make_hotel("other")
    mine, theirs = book(hotel, 1, email=MAIL), book(other, 2, email=MAIL)
    assert people(hotel) == [mine]
    assert profile(hotel, mine) == [mine]
    assert guest_of(hotel, booking(other, theirs).booker_id) is None


def test_an_erased_guest_stands_alone() -> None:
    hotel = make_hotel()
    code = book(hotel, 1, email=MAIL)
    newer = book(hotel, 2, day=12, email=MAIL)
    Guest.objects.of(hotel).filter(id=booking(hotel, code).booker_id).update(
        name="", email="", phone="", erased_at=timezone.now()
    )
    assert people(hotel) == [newer, code]
    assert profile(hotel, newer) == [newer]
    assert profile(hotel, code) == [code]


def counted(hotel: Property, text: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        newest_people(hotel, text, most=25, today=TODAY)
    return len(queries)


def test_the_list_takes_as_many_queries_for_two_bookings_as_for_hundreds() -> None:
    hotel = make_hotel()
    book(hotel, 1, day=1, email=MAIL)
    book(hotel, 2, day=2, email=MAIL)
    few = counted(hotel, "")
    book_many(hotel, 300)
    assert few == 4
    assert counted(hotel, "") <= 5  # a page of people has more contacts than are asked for at once
    assert counted(hotel, "somchai@example.com") <= 7


def test_a_profile_takes_the_same_queries_for_one_booking_as_for_twenty() -> None:
    def queries(code: str) -> int:
        with CaptureQueriesContext(connection) as taken:
            gathered(hotel, booking(hotel, code).booker)
        return len(taken)

    hotel = make_hotel()
    one = queries(book(hotel, 0, day=1, email=MAIL))
    for minute in range(1, 20):
        code = book(hotel, minute, day=1 + minute, email=MAIL)
    assert queries(code) == one == 8


def test_whatever_is_read_is_looked_up_and_no_table_is_walked() -> None:
    hotel = make_hotel()
    codes = [book(hotel, minute, day=1 + minute, email=MAIL, phone=PHONE) for minute in range(3)]
    book(hotel, 9, day=9, email="else@example.com")
    with CaptureQueriesContext(connection) as queries:
        newest_people(hotel, "", most=25, today=TODAY)
        newest_people(hotel, "somchai", most=25, today=TODAY)
        gathered(hotel, booking(hotel, codes[0]).booker)
    large = ("booking", "stay", "staynight", "guest", "searchkey")
    asked = [
        query["sql"] for query in queries if any(f'FROM "bookings_{name}' in query["sql"] for name in large)
    ]
    assert len(asked) > 10
    for sql in asked:
        assert walked(sql) == [], sql
