"""A hotel with one booking worth 6,000, on 25 November, and somebody at its desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:  # models cannot be imported before Django is set up
    from django.test import Client

    from kunjae.properties.models import Property
    from tests.extranet.payments.money_desk import MoneyDesk
    from tests.payments.till import Till


@pytest.fixture(autouse=True)
def _on_the_25th() -> Iterator[None]:
    from tests.hotel import FAR

    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def hotel(db: None) -> Property:
    from tests.hotel import make_hotel

    return make_hotel()


@pytest.fixture
def code(hotel: Property) -> str:
    from tests.hotel import book_two_rooms

    return book_two_rooms(hotel)


@pytest.fixture
def till(hotel: Property) -> Iterator[Till]:
    """The hotel takes cards through a provider that refunds by itself."""
    from tests.payments.till import open_till

    with open_till(hotel) as till:
        yield till


@pytest.fixture
def clerk(hotel: Property) -> Client:
    from tests.extranet.desk import staff

    return staff(hotel)


@pytest.fixture
def viewer(hotel: Property) -> Client:
    from tests.extranet.desk import staff

    return staff(hotel, role="viewer", email="viewer@example.com")


@pytest.fixture
def desk(hotel: Property, code: str, clerk: Client) -> MoneyDesk:
    from tests.extranet.payments.money_desk import MoneyDesk

    return MoneyDesk(hotel, code, clerk)
