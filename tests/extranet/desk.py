"""A member of the staff with a browser, for the tests of the pages."""

from __future__ import annotations

from django.test import Client

from kunjae.accounts.models import Membership, User
from kunjae.properties.models import Property


def staff(
    hotel: Property, role: str = "front_desk", email: str = "clerk@example.com", language: str = "en"
) -> Client:
    """A signed-in client of somebody with this role."""
    user, _ = User.objects.get_or_create(email=email)
    Membership.objects.get_or_create(user=user, property=hotel, defaults={"role": role})
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client
