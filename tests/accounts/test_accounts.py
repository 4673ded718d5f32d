import datetime as dt
from typing import Any

import pytest
from django.test import Client

from kunjae.accounts import commands, errors, queries
from kunjae.accounts.models import ApiToken, Membership, User
from kunjae.properties.models import Property

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)
PASSWORD = "a calm blue lagoon"


def hotel(slug: str) -> Property:
    return Property.objects.create(
        slug=slug,
        name={"th": "โรงแรม", "en": "Hotel"},
        timezone="Asia/Bangkok",
        currency="THB",
        check_in_time=dt.time(14),
        check_out_time=dt.time(12),
        policy_cutoff_time=dt.time(14),
        opened_at=NOW,
    )


def employ(at: Property, email: str = "Nok@Example.com", role: str = "manager") -> commands.CreatedUser:
    return commands.create_user(email=email, password=PASSWORD, property_id=at.id, role=role, now=NOW)


def test_a_new_person_can_sign_in_with_any_spelling_of_their_address(client: Client) -> None:
    user = employ(hotel("one")).user
    assert user.email == "nok@example.com"
    answer = client.post("/accounts/login/", {"login": "NOK@example.com", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/extranet/")
    assert client.session["_auth_user_id"] == str(user.id)


def test_a_person_works_for_two_hotels_with_one_password() -> None:
    first, second = employ(hotel("one")), employ(hotel("two"), role="viewer")
    assert (first.is_new, second.is_new) == (True, False)
    assert first.user == second.user
    assert [m.property.slug for m in queries.memberships(user_id=first.user.id)] == ["one", "two"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"email": "nok"}, errors.InvalidEmail),
        ({"password": "12345678"}, errors.WeakPassword),
        ({"role": "king"}, errors.UnknownRole),
    ],
)
def test_a_wrong_value_saves_nothing(wrong: dict[str, Any], error: type[Exception]) -> None:
    right = {"email": "nok@example.com", "password": PASSWORD, "role": "owner", "now": NOW}
    with pytest.raises(error):
        commands.create_user(**{**right, "property_id": hotel("one").id, **wrong})
    assert not User.objects.exists()
    assert not Membership.objects.exists()


def test_nobody_is_employed_twice() -> None:
    one = hotel("one")
    employ(one)
    with pytest.raises(errors.AlreadyMember):
        employ(one)


def test_a_membership_comes_with_its_hotel_in_one_query(django_assert_num_queries: Any) -> None:
    user = employ(hotel("one")).user
    hotel("two")
    with django_assert_num_queries(1):
        found = queries.membership(user_id=user.id, slug="one")
        assert found is not None
        assert (found.role, found.property.slug) == ("manager", "one")
    assert queries.membership(user_id=user.id, slug="two") is None
    User.objects.update(is_active=False)
    assert queries.membership(user_id=user.id, slug="one") is None


def test_only_the_hash_of_a_token_is_kept_and_it_opens_its_own_hotel(django_assert_num_queries: Any) -> None:
    one = hotel("one")
    created = commands.create_token(name="PMS", property_id=one.id, role="front_desk", now=NOW)
    assert created.secret.startswith("kj_")
    assert len(created.secret) == 43
    assert created.secret not in str(ApiToken.objects.values().get())
    with django_assert_num_queries(1):
        found = queries.token(secret=created.secret)
        assert found is not None
        assert found.property.slug == "one"
    assert queries.token(secret=created.secret[:-1] + "!") is None
    assert commands.revoke_token(token_id=created.token.id, property_id=hotel("two").id, now=NOW) is False
    assert commands.revoke_token(token_id=created.token.id, property_id=one.id, now=NOW) is True
    assert queries.token(secret=created.secret) is None


def test_second_factors_are_stored_encrypted() -> None:
    from kunjae.accounts.adapter import MFAAdapter

    stored = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DP" not in stored
    assert MFAAdapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"
