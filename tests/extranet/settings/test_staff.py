"""The pages of staff and API tokens: a secret is shown once, owners are safe from managers, stale forms are refused."""

from __future__ import annotations

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from kunjae.accounts.commands import create_user
from kunjae.accounts.models import ApiToken, Membership, User
from kunjae.accounts.queries import token
from tests.extranet.desk import staff
from tests.extranet.settings.pages import error_at, typed, words
from tests.hotel import FAR, make_hotel

pytestmark = pytest.mark.django_db

STAFF = "/extranet/baan-talay/settings/staff/"
NEW = f"{STAFF}new/"
TOKENS = "/extranet/baan-talay/settings/tokens/"
SECRET = re.compile(r'class="settings-secret">([^<]+)<')


@pytest.fixture(autouse=True)
def _on_the_25th():
    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def manager(hotel):
    return staff(hotel, "manager", "manager@example.com")


@pytest.fixture
def clerk(hotel):
    made = create_user(
        email="clerk@example.com",
        password="a calm blue lagoon",
        property_id=hotel.id,
        role="front_desk",
        now=FAR,
        name="Nok",
    )
    return made.user


def page_of(user):
    return f"{STAFF}{user.id}/"


def act(client, user, do, **more):
    """Open the person's page and press a button of it."""
    return client.post(page_of(user), typed(client.get(page_of(user)), "seen") | {"do": do} | more)


def role_of(user):
    return Membership.objects.filter(user=user).values_list("role", flat=True).first()


@pytest.mark.parametrize("role", ["front_desk", "viewer"])
def test_who_does_not_manage_the_hotel_sees_none_of_it(hotel, clerk, role):
    client = staff(hotel, role, "other@example.com")
    for address in (STAFF, NEW, TOKENS, page_of(clerk)):
        assert client.get(address).status_code == 403
        assert client.post(address, {"do": "remove"}).status_code == 403
    assert role_of(clerk) == "front_desk"


def test_the_list_tells_roles_sign_ins_and_second_factors(manager, clerk):
    Client().post("/accounts/login/", {"login": clerk.email, "password": "a calm blue lagoon"})
    Authenticator.objects.create(user=clerk, type="totp", data={})
    page = words(manager.get(STAFF))
    for text in (
        "Nok",
        "clerk@example.com",
        "Front desk",
        "25 Nov 2026 09:00",
        "set up",
        "manager@example.com",
    ):
        assert text in page, text


def test_a_person_is_added_with_a_password_that_is_shown_once(manager):
    answer = manager.post(NEW, {"email": "New@Example.com", "name": "Somsri", "role": "viewer"})
    assert answer["Cache-Control"] == "no-store"
    password = SECRET.search(words(answer))[1]
    assert Client().login(email="new@example.com", password=password)
    for address in (STAFF, page_of(User.objects.get(email="new@example.com"))):
        assert password not in words(manager.get(address))
    again = manager.post(NEW, {"email": "new@example.com", "role": "viewer"})
    assert again.status_code == 422
    assert error_at(again, "email") == "This person works here already."


def test_who_has_a_sign_in_already_keeps_the_password(manager):
    other = make_hotel("other")
    create_user(
        email="o@example.com", password="a calm blue lagoon", property_id=other.id, role="owner", now=FAR
    )
    answer = manager.post(NEW, {"email": "o@example.com", "role": "viewer"})
    assert "o@example.com has a sign-in already and keeps the password." in words(answer)
    assert Client().login(email="o@example.com", password="a calm blue lagoon")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "email"),
        ({"role": "owner"}, "role"),
        ({"role": "king"}, "role"),
        ({"name": "a\u202eb"}, "name"),
    ],
)
def test_a_wrong_person_is_refused_at_the_field(manager, wrong, field):
    answer = manager.post(NEW, {"email": "n@example.com", "name": "N", "role": "viewer"} | wrong)
    assert answer.status_code == 422
    assert error_at(answer, field)
    assert not User.objects.filter(email="n@example.com").exists()


def test_a_role_is_changed(manager, clerk):
    answer = act(manager, clerk, "role", role="viewer")
    assert answer.url == STAFF
    assert role_of(clerk) == "viewer"
    assert act(manager, clerk, "role", role="owner").status_code == 422
    assert role_of(clerk) == "viewer"


def test_access_is_taken_only_after_it_was_asked_for(manager, clerk, hotel):
    answer = act(manager, clerk, "ask")
    assert "Take away the access of Nok?" in words(answer)
    assert role_of(clerk) == "front_desk"
    at_work = staff(hotel, email=clerk.email)
    assert at_work.get("/extranet/baan-talay/bookings/").status_code == 200
    assert manager.post(page_of(clerk), typed(answer, "seen") | {"do": "remove"}).url == STAFF
    assert role_of(clerk) is None
    assert at_work.get("/extranet/baan-talay/bookings/").status_code == 404
    assert manager.get(page_of(clerk)).status_code == 404


def test_a_new_password_is_shown_once_and_not_made_again_by_the_same_form(manager, clerk):
    form = typed(manager.get(page_of(clerk)), "seen") | {"do": "password"}
    answer = manager.post(page_of(clerk), form)
    password = SECRET.search(words(answer))[1]
    assert Client().login(email=clerk.email, password=password)
    again = manager.post(page_of(clerk), form)
    assert again.status_code == 409
    assert "Somebody else changed this person" in words(again)
    assert Client().login(email=clerk.email, password=password)


def test_a_second_factor_is_taken(manager, clerk):
    Authenticator.objects.create(user=clerk, type="totp", data={})
    assert act(manager, clerk, "factor").url == STAFF
    assert not Authenticator.objects.exists()


def test_what_somebody_else_did_meanwhile_is_shown_and_not_overwritten(manager, clerk):
    form = typed(manager.get(page_of(clerk)), "seen") | {"do": "role", "role": "viewer"}
    act(manager, clerk, "role", role="manager")
    answer = manager.post(page_of(clerk), form)
    assert answer.status_code == 409
    assert role_of(clerk) == "manager"
    assert typed(answer, "seen")["role"] == "manager"


@pytest.mark.parametrize("do", ["role", "password", "factor", "remove"])
def test_a_manager_does_nothing_to_an_owner_and_nobody_to_themselves(hotel, manager, do):
    staff(hotel, "owner", "owner@example.com")
    owner, me = User.objects.get(email="owner@example.com"), User.objects.get(email="manager@example.com")
    for person, why in ((owner, "Only an owner can do this."), (me, "Nobody changes their own access.")):
        before = (role_of(person), person.password)
        answer = manager.post(page_of(person), {"do": do, "role": "viewer", "seen": ""})
        assert answer.status_code == 422
        assert why in words(answer)
        person.refresh_from_db()
        assert (role_of(person), person.password) == before
    assert "Only an owner can change the access of an owner." in words(manager.get(page_of(owner)))
    assert "Nobody changes their own access" in words(manager.get(page_of(me)))


def test_a_person_of_another_hotel_is_not_found(manager):
    make_hotel("other")
    elsewhere = User.objects.create(email="e@example.com")
    assert manager.get(page_of(elsewhere)).status_code == 404
    assert manager.post(page_of(elsewhere), {"do": "remove"}).status_code == 404


@pytest.mark.parametrize(
    "nonsense", [{}, {"do": "dance"}, {"do": "role"}, {"do": "password", "seen": "\x00"}]
)
def test_nonsense_does_nothing(manager, clerk, nonsense):
    assert manager.post(page_of(clerk), nonsense).status_code in (302, 409, 422)
    assert role_of(clerk) == "front_desk"


def test_a_token_is_shown_once_and_revoked(manager):
    answer = manager.post(TOKENS, {"name": "Website", "role": "front_desk"})
    secret = SECRET.search(words(answer))[1]
    assert token(secret=secret).name == "Website"
    page = words(manager.get(TOKENS))
    assert "Website" in page
    assert secret not in page
    made = ApiToken.objects.get()
    assert manager.post(TOKENS, {"revoke": str(made.id)}, follow=True).status_code == 200
    assert token(secret=secret) is None
    assert "Website" not in words(manager.get(TOKENS))


def test_tokens_of_others_and_owners_are_out_of_reach(hotel, manager):
    theirs = staff(make_hotel("other"), "owner", "o@example.com")
    theirs.post(TOKENS.replace("baan-talay", "other"), {"name": "Theirs", "role": "owner"})
    made = ApiToken.objects.get()
    manager.post(TOKENS, {"revoke": str(made.id)})
    made.refresh_from_db()
    assert made.revoked_at is None
    assert "Theirs" not in words(manager.get(TOKENS))
    assert manager.post(TOKENS, {"name": "Mine", "role": "owner"}).status_code == 422
    assert manager.post(TOKENS, {"name": "", "role": "viewer"}).status_code == 422
    assert manager.post(TOKENS, {"revoke": "nonsense"}).status_code == 404
    assert ApiToken.objects.count() == 1
