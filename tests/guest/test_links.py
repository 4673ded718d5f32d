"""The link in a mail: it opens one booking, once."""

from datetime import timedelta

import pytest

from kunjae.bookings.guest_links import make_link, read_link
from kunjae.bookings.models import Booking
from kunjae.guest.models import GuestLink, GuestSession
from tests.guest.visitor import Visitor
from tests.hotel import FAR, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def code(hotel):
    return book_two_rooms(hotel)


@pytest.fixture
def path(hotel, code):
    booking = Booking.objects.of(hotel).get(code=code)
    link = make_link(hotel, booking.id, FAR + 7 * DAY)
    assert link.startswith("http://127.0.0.1:8000/g/baan-talay/open/")
    return link.removeprefix("http://127.0.0.1:8000")


def test_looking_uses_nothing_up_and_pressing_signs_in_once(hotel, code, path):
    scanner, visitor = Visitor(hotel, FAR), Visitor(hotel, FAR)
    for _ in range(3):
        assert scanner.get(path).status_code == 200
    assert not GuestLink.objects.of(hotel).exists()
    assert visitor.post(path).headers["Location"] == f"/g/baan-talay/{code}/"
    assert visitor.get(f"{code}/").status_code == 200
    assert scanner.get(path).status_code == 410
    answer = scanner.post(path)
    assert answer.status_code == 410
    assert 'href="/g/baan-talay/"' in answer.content.decode()
    assert GuestSession.objects.of(hotel).count() == 1


def test_it_opens_until_its_time_is_over(hotel, path):
    visitor = Visitor(hotel, FAR + 7 * DAY - timedelta(seconds=1))
    assert visitor.get(path).status_code == 200
    visitor.go_on(timedelta(seconds=1))
    assert visitor.get(path).status_code == 410
    assert visitor.post(path).status_code == 410


def test_two_links_of_a_booking_are_used_apart(hotel, code, path):
    booking = Booking.objects.of(hotel).get(code=code)
    second = make_link(hotel, booking.id, FAR + 7 * DAY)
    assert Visitor(hotel, FAR).post(path).status_code == 302
    assert Visitor(hotel, FAR).post(second.removeprefix("http://127.0.0.1:8000")).status_code == 302


def test_used_links_are_forgotten_when_nobody_could_use_them(hotel, code, path):
    Visitor(hotel, FAR).post(path)
    assert GuestLink.objects.of(hotel).count() == 1
    Visitor(hotel, FAR + 7 * DAY).sign_in(code)
    assert not GuestLink.objects.of(hotel).exists()


def test_another_hotels_link_opens_nothing_here(hotel, path):
    theirs = make_hotel("other-hotel")
    assert Visitor(theirs, FAR).post(path.replace("baan-talay", "other-hotel")).status_code == 410


@pytest.mark.parametrize("token", ["x", "~", "A" * 44 + "~" + "B" * 43, "x" * 300, "é~é"])
def test_what_nobody_signed_is_no_link(hotel, token):
    assert read_link(hotel, token) is None
    assert Visitor(hotel, FAR).post(f"open/{token}/").status_code == 410


def test_every_letter_of_a_link_matters(hotel, path):
    token = path.split("/")[-2]
    assert read_link(hotel, token) is not None
    for place, letter in enumerate(token):
        assert read_link(hotel, token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]) is None
