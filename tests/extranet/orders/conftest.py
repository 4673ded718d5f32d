"""A hotel with offers on 25 November, and somebody at its desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:  # models cannot be imported before Django is set up
    from django.test import Client

    from kunjae.properties.models import Property


@pytest.fixture(autouse=True)
def _on_the_25th() -> Iterator[None]:
    from tests.hotel import FAR

    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def hotel(db: None) -> Property:
    from tests.ordering.the_counter import make_resort

    return make_resort()


@pytest.fixture
def clerk(hotel: Property) -> Client:
    from tests.extranet.desk import staff

    return staff(hotel)
