"""The menu of the staff pages and the way back."""

import re

import pytest
from django.urls import reverse

from kunjae.extranet.menu import section_of
from tests.extranet.desk import staff
from tests.hotel import book_two_rooms, make_hotel


@pytest.mark.parametrize(
    ("rest", "section"),
    [
        ("", "day"),
        ("calendar/", "calendar"),
        ("bookings/", "bookings"),
        ("bookings/KJ4F2A7Q/change/", "bookings"),
        ("bookings/new/", "new_booking"),
        ("guests/registers/", "guests"),
        ("payments/tasks/", "payments"),
        ("settings/rooms/STD/", "settings"),
        ("nothing-of-ours/", ""),
    ],
)
def test_each_page_belongs_to_an_entry_of_the_menu(rest, section):
    assert section_of(rest) == section


def menu_of(client, path):
    page = client.get(path).content.decode()
    menu = re.search(r'<ul class="main-menu".*?</ul>', page, re.DOTALL).group()
    words = re.findall(r"<span>(.*?)</span>", menu)
    current = re.findall(r'aria-current="(\w+)"[^>]*>.*?<span>(.*?)</span>', menu, re.DOTALL)
    return words, current


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            "owner",
            [
                "Today",
                "Booking calendar",
                "Bookings",
                "Guests",
                "Payments",
                "Sent mails",
                "Settings",
                "New booking",
            ],
        ),
        (
            "manager",
            [
                "Today",
                "Booking calendar",
                "Bookings",
                "Guests",
                "Payments",
                "Sent mails",
                "Settings",
                "New booking",
            ],
        ),
        (
            "front_desk",
            ["Today", "Booking calendar", "Bookings", "Guests", "Payments", "Sent mails", "New booking"],
        ),
        ("viewer", ["Today", "Booking calendar", "Bookings", "Guests", "Payments", "Sent mails"]),
    ],
)
def test_the_menu_follows_a_hotels_day_and_the_role(role, expected):
    hotel = make_hotel()
    client = staff(hotel, role)
    words, current = menu_of(client, reverse("extranet:bookings", args=[hotel.slug]))
    assert (words, current) == (expected, [("page", "Bookings")])


@pytest.mark.django_db
def test_a_page_below_an_entry_marks_it_and_shows_the_way_back():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    address = reverse("extranet:change", args=[hotel.slug, code])
    assert menu_of(client, address)[1] == [("true", "Bookings")]
    page = client.get(address).content.decode()
    way = re.search(r'<nav class="crumbs".*?</nav>', page, re.DOTALL).group()
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', way) == [
        (reverse("extranet:bookings", args=[hotel.slug]), "Bookings"),
        (reverse("extranet:booking", args=[hotel.slug, code]), code),
    ]


@pytest.mark.django_db
def test_the_menu_speaks_the_language_of_the_page():
    hotel = make_hotel()
    words, _ = menu_of(staff(hotel, language="th"), reverse("extranet:bookings", args=[hotel.slug]))
    assert words[:3] == ["วันนี้", "ปฏิทินการจอง", "รายการจอง"]


@pytest.mark.django_db
def test_the_frame_is_drawn_once_but_filled_in_for_each_request():
    hotel = make_hotel()
    first, second = staff(hotel), staff(hotel, email="owner@example.com", role="owner")
    here = reverse("extranet:bookings", args=[hotel.slug])
    for client, email in (
        (first, "clerk@example.com"),
        (second, "owner@example.com"),
        (first, "clerk@example.com"),
    ):
        page = client.get(here, {"q": '"><script>'}).content.decode()
        assert f'name="next" value="{here}?q=%22%3E%3Cscript%3E"' in page
        assert f'<p class="user-menu__who">{email}</p>' in page
        tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page)
        assert len(tokens) >= 2, "one for the language, one to sign out"
        assert "@token@" not in page
        assert "@here@" not in page
