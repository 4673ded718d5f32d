"""Lists and searches against plain looking through everything: whatever index answers, the answer is the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.listing import MOST_DAYS, Place, Wanted, newest_rows
from kunjae.bookings.models import Booking, Guest, SearchKey
from kunjae.bookings.search import FEW, keys_of, month_of
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.ids import new_id
from tests.bookings.guests import walked
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db

FIRST = datetime(2022, 3, 1, tzinfo=UTC)
DAYS = 1500
NAMES = ("Somchai", "Somsak", "Somying", "Anna", "Ánnika", "สมชาย", "José")
FAMILIES = ("Jaidee", "Somboon", "Saetang", "แซ่ตั้ง", "Silva")
FREQUENT, RARE = "som", "saet"


def book_many(hotel: Property, count: int, seed: str = "list") -> None:
    """Bookings over four years, made straight into the tables that lists read; some at the very same moment."""
    random = Random(seed)
    guests, bookings, keys = [], [], []
    for number in range(count):
        day = random.randrange(DAYS)
        at = FIRST + timedelta(days=day, minutes=random.choice((0, 0, random.randrange(1440))))
        arrival = at.date() + timedelta(days=random.randrange(60))
        family = FAMILIES[2] if number % 40 == 0 else random.choice(FAMILIES[:2] + FAMILIES[3:])
        name, phone = f"{random.choice(NAMES)} {family}", f"+6681{random.randrange(10**7):07}"
        code, email = f"KJ{number:06}", f"g{number}@example.com"
        guest, booking = new_id(), new_id()
        guests.append({"id": guest, "name": name, "phone": phone, "email": email})
        bookings.append(
            {
                "id": booking,
                "code": code,
                "booker_id": guest,
                "status": random.choice(list(StayStatus)).value,
                "arrival": arrival,
                "departure": arrival + timedelta(days=2),
                "booked_at": at,
            }
        )
        when = {"booked_at": at, "month": month_of(at)}
        keys += [when | {"booking_id": booking, "key": key} for key in keys_of(code, [name], phone, email)]
    insert_rows(Guest, hotel.id, guests)
    insert_rows(Booking, hotel.id, bookings)
    insert_rows(SearchKey, hotel.id, keys)


def everything(hotel: Property) -> list[Booking]:
    return list(Booking.objects.of(hotel).select_related("booker").order_by("-booked_at", "-id"))


def plainly(rows: list[Booking], wanted: Wanted) -> list[str]:
    """The codes that are wanted, newest first, found without any index."""
    return [
        row.code
        for row in rows
        if (wanted.status is None or row.status == wanted.status.value)
        and (wanted.arriving_from is None or row.arrival >= wanted.arriving_from)
        and (wanted.arriving_to is None or row.arrival <= wanted.arriving_to)
        and all(is_found(row, word) for word in wanted.text.casefold().split())
    ]


def is_found(row: Booking, word: str) -> bool:
    plain = row.booker.name.casefold().replace("á", "a").replace("é", "e")
    words = [*plain.split(), row.code.casefold(), row.booker.email]
    at_end = word.isdigit() and len(word) >= 3 and row.booker.phone.endswith(word.removeprefix("0"))
    return at_end or any(each.startswith(word) for each in words)


def paged(hotel: Property, wanted: Wanted, most: int) -> list[str]:
    """The codes that come when one page follows the other."""
    found: list[Booking] = []
    below: Place | None = None
    while rows := newest_rows(hotel, wanted, most=most, below=below):
        assert len(rows) <= most
        assert not {row.id for row in rows} & {row.id for row in found}, "a booking came twice"
        found += rows
        below = Place(rows[-1].booked_at, rows[-1].id)
    return [row.code for row in found]


@pytest.fixture
def hotel(db: Any) -> Property:
    hotel = make_hotel()
    book_many(hotel, 400)
    book_many(make_hotel("next-door"), 30, seed="next door")
    return hotel


DAY = date(2024, 5, 6)
QUESTIONS = [
    Wanted(),
    Wanted(status=StayStatus.CANCELLED),
    Wanted(arriving_from=DAY),
    Wanted(arriving_to=DAY),
    Wanted(arriving_from=DAY, arriving_to=DAY),
    Wanted(arriving_from=DAY, arriving_to=DAY + timedelta(days=MOST_DAYS - 1)),
    Wanted(arriving_from=DAY, arriving_to=DAY + timedelta(days=MOST_DAYS)),
    Wanted(arriving_from=DAY, arriving_to=DAY + timedelta(days=20), status=StayStatus.RESERVED),
    Wanted(arriving_from=DAY, arriving_to=DAY - timedelta(days=1)),
    Wanted(arriving_from=DAY, status=StayStatus.RESERVED),
    Wanted(text=FREQUENT),
    Wanted(text=RARE),
    Wanted(text=f"{FREQUENT} {RARE}"),
    Wanted(text=f"{FREQUENT} ja"),
    Wanted(text="som jai g"),
    Wanted(text="annika"),
    Wanted(text="สม"),
    Wanted(text="KJ"),
    Wanted(text="kj000123"),
    Wanted(text="g77@example.com"),
    Wanted(text="nobody"),
    Wanted(text=f"{FREQUENT} nobody"),
    Wanted(text=FREQUENT, status=StayStatus.NO_SHOW),
    Wanted(text=FREQUENT, arriving_from=DAY, arriving_to=DAY + timedelta(days=90)),
    Wanted(text=RARE, status=StayStatus.RESERVED),
]


def test_every_question_is_answered_as_by_looking_through_everything(hotel: Property) -> None:
    rows = everything(hotel)
    for wanted in QUESTIONS:
        expected = plainly(rows, wanted)
        for most in (7, 500):
            assert paged(hotel, wanted, most) == expected, (wanted, most)


def test_the_words_of_this_file_are_as_frequent_as_it_says(hotel: Property) -> None:
    rows = everything(hotel)
    assert len(plainly(rows, Wanted(text=FREQUENT))) > FEW
    assert 0 < len(plainly(rows, Wanted(text=RARE))) < FEW


def test_the_end_of_a_phone_number_finds_its_booking(hotel: Property) -> None:
    row = everything(hotel)[200]
    for digits in (row.booker.phone[-7:], "0" + row.booker.phone[3:]):
        assert [found.code for found in newest_rows(hotel, Wanted(text=digits), most=26)] == [row.code]


def test_a_list_starts_anywhere_and_goes_on_from_there(hotel: Property) -> None:
    rows = everything(hotel)
    for wanted in (Wanted(), Wanted(text=FREQUENT), Wanted(arriving_from=DAY, arriving_to=DAY)):
        for row in rows[::37]:
            below = Place(row.booked_at, row.id)
            left = [each for each in rows if (each.booked_at, each.id) < (row.booked_at, row.id)]
            found = [each.code for each in newest_rows(hotel, wanted, most=10, below=below)]
            assert found == plainly(left, wanted)[:10], (wanted, row.code)


def test_an_empty_hotel_finds_nothing() -> None:
    hotel = make_hotel()
    assert [newest_rows(hotel, wanted, most=26) for wanted in QUESTIONS] == [[]] * len(QUESTIONS)


@pytest.mark.parametrize(
    ("wanted", "most"),
    [
        (Wanted(), 1),
        (Wanted(arriving_from=DAY, arriving_to=DAY + timedelta(days=7)), 2),
        (Wanted(text=RARE), 2),
        (Wanted(text=f"{RARE} {FREQUENT}"), 3),
        (Wanted(text=FREQUENT), 6),  # too many, the months, three times the newest, the rows
    ],
)
def test_questions_take_few_queries(hotel: Property, wanted: Wanted, most: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        newest_rows(hotel, wanted, most=26)
    assert len(queries) <= most, [query["sql"] for query in queries]


def test_a_rare_word_beside_others_is_looked_up_in_its_bookings_alone(hotel: Property) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = newest_rows(hotel, Wanted(text=f"{FREQUENT} {RARE}"), most=25)
    assert found
    asked = [query["sql"] for query in queries if 'FROM "bookings_searchkey"' in query["sql"]]
    assert len(asked) >= 2
    for sql in asked:
        assert walked(sql) == [], sql
