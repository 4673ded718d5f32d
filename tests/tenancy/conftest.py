"""Two hotels with tables of their own, from `testapp`, installed while the tests of this folder run.

Models are imported inside the fixtures: pytest reads this file before Django is set up.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.tenancy.testapp.models import Booking, Hotel, Room, Stay


@pytest.fixture(scope="package")
def test_hotel_app(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "tests.tenancy.testapp"]):
        with django_db_blocker.unblock():
            call_command("migrate", "testhotel", verbosity=0)
        yield


@pytest.fixture
def hotel(test_hotel_app: None, db: None) -> "Hotel":
    from tests.tenancy.testapp.models import Hotel

    hotel: Hotel = Hotel.objects.create(slug="orchid")
    return hotel


@pytest.fixture
def other_hotel(test_hotel_app: None, db: None) -> "Hotel":
    from tests.tenancy.testapp.models import Hotel

    hotel: Hotel = Hotel.objects.create(slug="lotus")
    return hotel


@pytest.fixture
def booking(hotel: "Hotel") -> "Booking":
    from tests.tenancy.testapp.models import Booking

    return Booking.objects.create(property=hotel, code="B1")


@pytest.fixture
def room(hotel: "Hotel") -> "Room":
    from tests.tenancy.testapp.models import Room

    return Room.objects.create(property=hotel, number="101")


@pytest.fixture
def stay(booking: "Booking", room: "Room") -> "Stay":
    from tests.tenancy.testapp.models import Stay

    return Stay.objects.create(booking=booking, room=room, nights=2)


@pytest.fixture
def other_booking(other_hotel: "Hotel") -> "Booking":
    from tests.tenancy.testapp.models import Booking

    return Booking.objects.create(property=other_hotel, code="B1")
