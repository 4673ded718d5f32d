"""The menu of the staff pages and the way back."""

import re

import pytest
from django.urls import reverse

from kunjae.extranet import menu
from kunjae.extranet.menu import section_of
from tests.extranet.desk import staff
from tests.hotel import book_two_rooms, make_hotel
from tests.ordering.the_counter import BREAKFAST, TAXI, make_resort, order, stayed, wants


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
        ("orders/", "orders"),
        ("orders/01a208c0-ad1c-7123-aa58-6ddd01c68cae/", "orders"),
        ("orders/to-add/", "to_add"),
        ("orders/not-posted/", "not_posted"),
        ("bookings/KJ4F2A7Q/order/", "bookings"),
        ("offers/new/", "offers"),
        ("upgrades/to-deluxe/", "upgrades"),
        ("pre-arrival/", "pre_arrival"),
        ("reports/upselling/", "upselling"),
        ("settings/rooms/STD/", "settings"),
        ("nothing-of-ours/", ""),
    ],
)
def test_each_page_belongs_to_an_entry_of_the_menu(rest, section):
    assert section_of(rest) == section


BAR = r'<ul class="main-menu".*?</ul>'
ALL = r'<div class="menu-panel menu-panel--all".*?</ul>'


def menu_of(client, path, part=BAR):
    """The words of the bar, or of all that opens on a phone, and which of them is marked."""
    page = client.get(path).content.decode()
    menu = re.search(part, page, re.DOTALL).group()
    words = re.findall(r"<span>(.*?)</span>|menu-panel__title\">(.*?)</li>", menu)
    current = re.findall(r'aria-current="(\w+)"[^>]*>.*?<span>(.*?)</span>', menu, re.DOTALL)
    return [word or title for word, title in words], current


def test_each_page_of_the_menu_is_there():
    for entry in menu._entries():
        assert reverse(f"extranet:{entry.name}", args=["baan-talay"])


@pytest.mark.django_db
def test_the_menu_follows_a_hotels_day_and_the_role():
    hotel = make_hotel()
    here = reverse("extranet:bookings", args=[hotel.slug])
    day = ["Today", "Booking calendar", "Bookings", "Guests", "Guest activity", "Increase sales"]
    all_day = ["Orders", "Menu"]  # of a phone's bar
    for role, expected in [
        ("owner", [*day, "Payments", "Reports", "Settings", "Orders", "New booking", "Menu"]),
        ("manager", [*day, "Payments", "Reports", "Settings", "Orders", "New booking", "Menu"]),
        ("front_desk", [*day, "Payments", "Reports", "Orders", "New booking", "Menu"]),
        ("viewer", [*day, "Payments", "Reports", *all_day]),
    ]:
        client = staff(hotel, role, email=f"{role}@example.com")
        assert menu_of(client, here) == (expected, [("page", "Bookings")])
    everything, _ = menu_of(client, here, ALL)
    assert everything == [
        "Today", "Booking calendar", "Bookings", "Guests", "Payments",
        "Guest activity", "Orders", "Sent mails",
        "Increase sales", "Offers", "Room upgrades", "Mail before arrival", "QR code for the rooms",
        "Reports", "Upselling",
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_waits_stands_beside_its_entry_and_a_one_way_pms_has_one_of_its_own():
    hotel = make_resort(offered=(TAXI, BREAKFAST))
    client = staff(hotel)
    here = reverse("extranet:orders", args=[hotel.slug])
    badges = re.compile(r'class="menu-badge badge-(\w+)"( hidden)?>(\d+\+?)<')
    assert set(badges.findall(client.get(here).content.decode())) == {("orders", " hidden", "0")}
    order(hotel, stayed(hotel), wants("breakfast"), wants("breakfast"), wants("taxi"))
    assert set(badges.findall(client.get(here).content.decode())) == {("orders", "", "2")}
    assert "To add in the PMS" not in menu_of(client, here, ALL)[0]
    hotel.details = {"pms": "one_way"}
    hotel.save()
    order(hotel, stayed(hotel, check_in="2026-12-12", check_out="2026-12-13"), wants("taxi"))
    page = client.get(here).content.decode()
    assert set(badges.findall(page)) == {("orders", "", "2"), ("to_add", "", "1")}
    assert menu_of(client, f"{here}to-add/", ALL) == (
        menu_of(client, here, ALL)[0],
        [("page", "To add in the PMS")],
    )
    assert menu_of(client, f"{here}to-add/")[1] == [("true", "Guest activity")]


@pytest.mark.django_db
def test_a_two_way_pms_has_a_page_of_what_is_not_posted_and_its_count_stands_at_the_group_too():
    hotel = make_resort(offered=(TAXI,), details={"pms": "two_way"})
    client = staff(hotel)
    here = reverse("extranet:orders", args=[hotel.slug])
    assert "Not posted" in menu_of(client, here, ALL)[0]
    opener = re.compile(r'popovertarget="menu-activity".*?</button>', re.DOTALL)
    badges = re.compile(r'class="menu-badge badge-(\w+)"( hidden)?>(\d+)<')

    def beside_the_group():
        return badges.findall(opener.search(client.get(here).content.decode()).group())

    assert beside_the_group() == [("orders", " hidden", "0")]
    order(hotel, stayed(hotel), wants("taxi"))
    assert beside_the_group() == [("orders", " hidden", "0"), ("not_posted", "", "1")]


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
