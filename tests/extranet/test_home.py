"""From sign-in to the day of one property."""

from __future__ import annotations

import pytest
from django.test import Client

from kunjae.accounts.models import User
from tests.extranet.desk import staff
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db


def test_who_works_for_one_hotel_comes_to_its_day_at_once() -> None:
    client = staff(make_hotel())
    assert client.get("/extranet/").url == "/extranet/baan-talay/"  # type: ignore[attr-defined]
    assert client.get("/extranet/baan-talay/").status_code == 200


def test_who_works_for_two_hotels_chooses() -> None:
    staff(make_hotel(), role="viewer")
    client = staff(make_hotel("city", name={"th": "ในเมือง", "en": "City"}), role="manager")
    page = client.get("/extranet/").content.decode()
    for words in (
        "Baan Talay",
        "/extranet/baan-talay/",
        "City",
        "Manager",
        "/extranet/city/",
    ):
        assert words in page


def test_who_works_for_none_is_told_so() -> None:
    client = Client()
    client.force_login(User.objects.create(email="new@example.com"))
    client.cookies["django_language"] = "en"
    assert "No property yet" in client.get("/extranet/").content.decode()


def test_nobody_comes_in_without_signing_in() -> None:
    staff(make_hotel())
    for address in ("/extranet/", "/extranet/baan-talay/", "/extranet/baan-talay/bookings/"):
        assert Client().get(address).url.startswith("/accounts/login/")  # type: ignore[attr-defined]


def test_a_hotel_that_one_does_not_work_for_does_not_exist() -> None:
    client = staff(make_hotel())
    make_hotel("other")
    assert client.get("/extranet/other/").status_code == 404
    assert client.get("/extranet/other/bookings/").status_code == 404
