"""The ways to the Concierge: the QR code in the room, the link in a mail, manage my booking."""

from datetime import timedelta

import pytest

from kunjae.bookings.guest_links import CONCIERGE, make_link
from kunjae.bookings.models import Booking
from tests.guest.concierge.shopper import Shopper, shopper
from tests.guest.paying.payer import words
from tests.guest.visitor import DETAILS, pin_of
from tests.hotel import FAR
from tests.ordering.the_counter import make_resort, order, stayed, wants

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return make_resort(details=DETAILS)


def test_the_code_in_the_room_asks_for_number_and_pin_and_leads_there(hotel):
    code = stayed(hotel)
    guest = Shopper(hotel, FAR)
    door = guest.get("concierge/")
    assert door.headers["Location"] == f"/g/{hotel.slug}/?next=concierge"
    assert "Concierge" in words(guest.get(door.headers["Location"]))
    assert guest.post(data={"code": code, "pin": "000000", "next": "concierge"}).status_code == 422
    came = guest.post(data={"code": code, "pin": pin_of(hotel, code), "next": "concierge"})
    assert came.headers["Location"] == f"/g/{hotel.slug}/{code}/concierge/"
    again = guest.get("concierge/")
    assert again.headers["Location"] == f"/g/{hotel.slug}/{code}/concierge/"
    assert guest.get("/g/no-such-hotel/concierge/").status_code == 404


def test_the_link_in_the_mail_leads_there_and_a_second_time_whoever_is_signed_in(hotel):
    code = stayed(hotel)
    booking = Booking.objects.of(hotel).get(code=code)
    link = make_link(hotel, booking.id, FAR + timedelta(days=7), to=CONCIERGE)
    path = link[link.index("/g/") :]
    assert path.endswith("/?next=concierge")
    guest = Shopper(hotel, FAR)
    assert "Open the Concierge" in words(guest.get(path))
    for answer in (guest.post(path), guest.get(path), guest.get(path)):
        assert answer.headers["Location"] == f"/g/{hotel.slug}/{code}/concierge/"
    stranger = Shopper(hotel, FAR)
    over = stranger.get(path)
    assert over.status_code == 410
    assert "?next=concierge" in over.content.decode()
    assert stranger.post(path).status_code == 410


def test_no_link_leads_out_of_the_booking(hotel):
    code = stayed(hotel)
    guest = Shopper(hotel, FAR)
    for wanted in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        f"/g/{hotel.slug}/OTHER/concierge/",
        "concierge/",
    ):
        came = guest.post(data={"code": code, "pin": pin_of(hotel, code), "next": wanted})
        assert came.headers["Location"] == f"/g/{hotel.slug}/{code}/"


def test_manage_my_booking_leads_there_where_there_is_something(hotel):
    guest = shopper(hotel).open("")
    assert f"/g/{hotel.slug}/{guest.code}/concierge/" in guest.answer.content.decode()
    assert "My orders" not in guest.text
    order(hotel, guest.code, wants("taxi"))
    assert "My orders (1)" in guest.open("").text
    bare = shopper(make_resort("bare", offered=(), details=DETAILS)).open("")
    assert "Concierge" not in bare.text


def test_the_pages_wear_the_hotels_colour(hotel):
    assert "style.css" not in shopper(hotel).open().answer.content.decode()
    purple = make_resort("purple", offered=(), details=DETAILS | {"colour": "#7A1F5C"})
    guest = shopper(purple).open()
    assert "/g/purple/style.css?v=7A1F5C" in guest.answer.content.decode()
    style = guest.get("style.css")
    assert style.headers["Content-Type"] == "text/css"
    assert "--key: #7a1f5c" in style.content.decode()
    assert "public" in style.headers["Cache-Control"]
    assert guest.get(f"/g/{hotel.slug}/style.css").status_code == 404
