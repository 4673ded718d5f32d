"""Many at once: a thousand guesses at the same moment count like a thousand in a row, and a link opens once."""

from collections import Counter
from datetime import timedelta

import pytest

from kunjae.bookings.guest_links import make_link
from kunjae.bookings.models import Booking
from kunjae.guest.commands import open_link, sign_in
from kunjae.guest.models import FailedTry, GuestLink, GuestSession
from tests.changes.test_races import all_at_once
from tests.hotel import FAR, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def code(hotel):
    return book_two_rooms(hotel)


def kinds(outcomes):
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_guesses_at_the_same_moment_are_counted_one_by_one(hotel, code):
    def guess(number):
        return lambda: sign_in(
            property=hotel, code=code, pin=f"x{number}", address=f"10.0.0.{number}", now=FAR
        )

    outcomes = all_at_once(*[guess(number) for number in range(MANY)])
    assert kinds(outcomes) == {"WrongSignIn": 3, "SlowedDown": MANY - 3}
    assert FailedTry.objects.of(hotel).filter(kind="booking").count() == 3


def test_a_link_pressed_twice_at_once_opens_once(hotel, code):
    booking = Booking.objects.of(hotel).get(code=code)
    link = make_link(hotel, booking.id, FAR + timedelta(days=1)).rstrip("/").rpartition("/")[2]
    outcomes = all_at_once(*[lambda: open_link(property=hotel, token=link, now=FAR)] * MANY)
    assert kinds(outcomes) == {"SignedIn": 1, "LinkOver": MANY - 1}
    assert GuestSession.objects.of(hotel).count() == GuestLink.objects.of(hotel).count() == 1
