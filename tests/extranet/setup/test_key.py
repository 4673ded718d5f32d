"""Who may set up: whoever has the key, once."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from kunjae.accounts.models import User
from kunjae.extranet.setup.key import is_set_up_key, set_up_address, set_up_key
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.extranet.setup.newcomer import OWNER, PAGES, PROPERTY, ROOMS, Newcomer
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_house_leads_to_the_set_up_from_every_door() -> None:
    client = Client()
    assert client.get("/", follow=True).redirect_chain[-1][0] == PAGES
    for name in ("property", "rooms", "rates", "prices"):
        assert client.get(f"{PAGES}{name}/").url == PAGES  # type: ignore[attr-defined]


def test_without_the_key_the_page_says_where_it_is() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    answer = client.get(PAGES)
    assert answer.status_code == 200
    assert "kunjae serve" in answer.content.decode()
    assert 'type="password"' not in answer.content.decode()


@pytest.mark.parametrize(
    "key", ["x", "0" * 32, "ก" * 32, "\x00", set_up_key()[:-1], set_up_key().upper() + " "]
)
def test_a_wrong_key_opens_nothing(key: str) -> None:
    client = Client()
    assert client.get(PAGES, {"key": key}).status_code == 403
    answer = client.post(PAGES, OWNER | {"key": key})
    assert answer.status_code == 403
    assert OWNER["password"] not in answer.content.decode()
    assert not User.objects.exists()


def test_a_post_without_a_key_is_refused() -> None:
    assert Client().post(PAGES, OWNER).status_code == 403
    assert not User.objects.exists()


def test_the_key_is_that_of_the_installation_and_of_no_other() -> None:
    ours = set_up_key()
    assert len(ours) == 32
    assert is_set_up_key(f" {ours}\n")
    assert set_up_address("http://127.0.0.1:8000/") == f"http://127.0.0.1:8000{PAGES}?key={ours}"
    with override_settings(SECRET_KEY="another-" * 8):
        assert set_up_key() != ours
        assert not is_set_up_key(ours)


def test_the_page_with_the_key_is_kept_nowhere() -> None:
    answer = Client().get(PAGES, {"key": set_up_key()})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_once_there_is_an_owner_the_key_opens_nothing_for_ever() -> None:
    Newcomer().walk()
    stranger = Client()
    for answer in (
        stranger.get(PAGES, {"key": set_up_key()}),
        stranger.post(PAGES, OWNER | {"key": set_up_key(), "email": "other@example.com"}),
    ):
        assert (answer.status_code, answer.url) == (302, "/extranet/")  # type: ignore[attr-defined]
    for name in ("property", "rooms", "rates", "prices"):
        assert stranger.get(f"{PAGES}{name}/").url.startswith("/accounts/login/")  # type: ignore[attr-defined]
        assert stranger.post(f"{PAGES}{name}/", PROPERTY).url.startswith("/accounts/login/")  # type: ignore[attr-defined]
    assert User.objects.count() == 1


@pytest.mark.parametrize("role", ["owner", "manager", "front_desk", "viewer"])
def test_a_hotel_with_prices_has_no_set_up_for_anybody(role: str) -> None:
    client = staff(make_hotel(), role=role)
    for name in ("", "property/", "rooms/", "rates/", "prices/"):
        assert client.get(f"{PAGES}{name}").url == "/extranet/"  # type: ignore[attr-defined]
        assert client.post(f"{PAGES}{name}", ROOMS).url == "/extranet/"  # type: ignore[attr-defined]
    assert Property.objects.count() == 1


@pytest.mark.parametrize("role", ["manager", "front_desk", "viewer"])
def test_only_the_owner_goes_on_with_a_set_up(role: str) -> None:
    newcomer = Newcomer()
    newcomer.walk(until="rooms")
    client = staff(Property.objects.get(), role=role)
    assert client.get(f"{PAGES}rooms/").url == "/extranet/"  # type: ignore[attr-defined]
    assert client.post(f"{PAGES}rooms/", ROOMS).url == "/extranet/"  # type: ignore[attr-defined]


def test_somebody_without_a_hotel_who_is_not_the_first_owner_sets_nothing_up() -> None:
    client = Client()
    client.force_login(User.objects.create(email="new@example.com"))
    assert client.get(f"{PAGES}property/").url == "/extranet/"  # type: ignore[attr-defined]
    assert client.post(f"{PAGES}property/", PROPERTY).url == "/extranet/"  # type: ignore[attr-defined]
    assert not Property.objects.exists()
