"""Giving and taking access: only owners deal with owners, nobody with themselves, and an owner always stays."""

from __future__ import annotations

import threading

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client
from tests.hotel import FAR, make_hotel

from kunjae.accounts import errors, staff
from kunjae.accounts.commands import create_user
from kunjae.accounts.models import Membership, User

PASSWORD = "a calm blue lagoon"


def employ(hotel, role, email=None):
    """Somebody with this role."""
    made = create_user(
        email=email or f"{role}@example.com", password=PASSWORD, property_id=hotel.id, role=role, now=FAR
    )
    return made.user


def seen(hotel, user):
    return staff.staff_member(property_id=hotel.id, user_id=user.id).seen


def role_of(hotel, user):
    return Membership.objects.filter(property=hotel, user=user).values_list("role", flat=True).first()


def to(hotel, by, user, **more):
    return {"property_id": hotel.id, "by": by.id, "user_id": user.id, "seen": seen(hotel, user)} | more


@pytest.mark.django_db
class TestAtOneHotel:
    @pytest.fixture
    def hotel(self):
        return make_hotel()

    @pytest.fixture
    def owner(self, hotel):
        return employ(hotel, "owner")

    @pytest.fixture
    def manager(self, hotel):
        return employ(hotel, "manager")

    @pytest.fixture
    def clerk(self, hotel):
        return employ(hotel, "front_desk")

    def test_the_list_has_owners_first_in_two_queries(
        self, hotel, clerk, manager, owner, django_assert_num_queries
    ):
        Authenticator.objects.create(user=clerk, type="totp", data={})
        with django_assert_num_queries(2):
            listed = staff.staff_of(property_id=hotel.id)
        assert [(each.email, each.role, each.has_second_factor) for each in listed] == [
            ("owner@example.com", "owner", False),
            ("manager@example.com", "manager", False),
            ("front_desk@example.com", "front_desk", True),
        ]

    def test_a_manager_adds_people_but_no_owner(self, hotel, manager):
        new = {"property_id": hotel.id, "by": manager.id, "email": "N@example.com", "name": "Nok", "now": FAR}
        password = staff.new_password()
        made = staff.add_staff(**new, role="viewer", password=password)
        assert (made.user.email, made.user.name, role_of(hotel, made.user)) == (
            "n@example.com",
            "Nok",
            "viewer",
        )
        assert Client().login(email="n@example.com", password=password)
        with pytest.raises(errors.NotYours):
            staff.add_staff(**new | {"email": "o@example.com"}, role="owner", password=password)
        with pytest.raises(errors.AlreadyMember):
            staff.add_staff(**new, role="viewer", password=password)
        assert not User.objects.filter(email="o@example.com").exists()

    def test_a_role_is_changed(self, hotel, manager, clerk):
        staff.change_role(**to(hotel, manager, clerk, role="viewer"))
        assert role_of(hotel, clerk) == "viewer"
        with pytest.raises(errors.UnknownRole):
            staff.change_role(**to(hotel, manager, clerk, role="king"))

    def test_a_manager_neither_makes_nor_touches_an_owner(self, hotel, owner, manager, clerk):
        with pytest.raises(errors.NotYours):
            staff.change_role(**to(hotel, manager, clerk, role="owner"))
        for command, more in (
            (staff.change_role, {"role": "viewer"}),
            (staff.take_access, {}),
            (staff.give_password, {"password": "x"}),
            (staff.take_second_factor, {}),
        ):
            with pytest.raises(errors.NotYours):
                command(**to(hotel, manager, owner, **more))
        assert (role_of(hotel, owner), role_of(hotel, clerk)) == ("owner", "front_desk")
        owner.refresh_from_db()
        assert owner.check_password(PASSWORD)

    def test_nobody_changes_their_own_access(self, hotel, owner, manager):
        for person in (owner, manager):
            for command, more in (
                (staff.change_role, {"role": "viewer"}),
                (staff.take_access, {}),
                (staff.give_password, {"password": "x"}),
                (staff.take_second_factor, {}),
            ):
                with pytest.raises(errors.OwnAccess):
                    command(**to(hotel, person, person, **more))

    @pytest.mark.parametrize("role", ["front_desk", "viewer"])
    def test_who_manages_nobody_changes_nobody(self, hotel, owner, clerk, role):
        other = employ(hotel, role, "other@example.com")
        with pytest.raises(errors.NotYours):
            staff.take_access(**to(hotel, other, clerk))
        with pytest.raises(errors.NotYours):
            staff.add_staff(
                property_id=hotel.id,
                by=other.id,
                email="n@example.com",
                name="",
                role="viewer",
                password="x",
                now=FAR,
            )

    def test_access_is_taken_and_the_sign_in_stays(self, hotel, owner, clerk):
        staff.take_access(**to(hotel, owner, clerk))
        assert role_of(hotel, clerk) is None
        assert User.objects.filter(id=clerk.id, is_active=True).exists()
        with pytest.raises(errors.NoSuchPerson):
            staff.staff_member(property_id=hotel.id, user_id=clerk.id)

    def test_a_new_password_ends_every_session(self, hotel, manager, clerk):
        client = Client()
        client.force_login(clerk)
        assert client.get("/extranet/").status_code == 302
        staff.give_password(**to(hotel, manager, clerk, password="quite another 9"))
        assert client.get("/extranet/").url.startswith("/accounts/login/")
        assert Client().login(email=clerk.email, password="quite another 9")

    def test_a_second_factor_is_taken(self, hotel, manager, clerk):
        Authenticator.objects.create(user=clerk, type="totp", data={})
        staff.take_second_factor(**to(hotel, manager, clerk))
        assert not Authenticator.objects.exists()

    def test_who_saw_another_state_changes_nothing(self, hotel, owner, manager, clerk):
        old = to(hotel, manager, clerk, role="viewer")
        staff.change_role(**to(hotel, owner, clerk, role="manager"))
        with pytest.raises(errors.StaffChanged):
            staff.change_role(**old)
        assert role_of(hotel, clerk) == "manager"

    def test_the_password_of_who_works_elsewhere_is_given_only_by_who_manages_both(
        self, hotel, manager, clerk
    ):
        other = make_hotel("other")
        employ(other, "owner", clerk.email)  # a viewer here may own another hotel
        for command, more in ((staff.give_password, {"password": "x"}), (staff.take_second_factor, {})):
            with pytest.raises(errors.WorksElsewhere):
                command(**to(hotel, manager, clerk, **more))
        employ(other, "manager", manager.email)
        with pytest.raises(errors.WorksElsewhere):
            staff.give_password(**to(hotel, manager, clerk, password="x"))
        Membership.objects.filter(property=other, user=manager).update(role="owner")
        staff.give_password(**to(hotel, manager, clerk, password="quite another 9"))

    def test_passwords_are_long_differ_and_have_no_letters_that_look_alike(self):
        made = {staff.new_password() for _each in range(50)}
        assert len(made) == 50
        assert {len(each) for each in made} == {19}
        assert not set("".join(made)) & set("il1o0")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "command", [staff.take_access, lambda **what: staff.change_role(**what, role="viewer")]
)
def test_of_two_owners_who_remove_each_other_one_stays(command):
    hotel = make_hotel()
    for _round in range(5):
        Membership.objects.filter(property=hotel).delete()
        first, second = employ(hotel, "owner", "a@example.com"), employ(hotel, "owner", "b@example.com")
        asked = [to(hotel, first, second), to(hotel, second, first)]
        assert sorted(at_once(command, asked)) == ["done", "refused"]
        assert Membership.objects.filter(property=hotel, role="owner").count() == 1


def at_once(command, asked):
    """What became of each: all of them start together."""
    start, outcomes = threading.Barrier(len(asked)), []

    def run(what):
        try:
            start.wait()
            command(**what)
            outcomes.append("done")
        except errors.NotYours:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(what,)) for what in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
