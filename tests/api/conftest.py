"""The hotel of `tests.hotel` at the moment FAR, and programs that call its API.

Models are imported inside the fixtures: pytest reads this file before Django is set up.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from kunjae.properties.models import Property
    from tests.api.caller import Api


@pytest.fixture(autouse=True)
def _far() -> Iterator[None]:
    from tests.hotel import FAR

    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def hotel(db: None) -> "Property":
    from tests.hotel import make_hotel

    return make_hotel()


@pytest.fixture
def api(hotel: "Property") -> "Api":
    from tests.api.caller import Api

    return Api(hotel)
