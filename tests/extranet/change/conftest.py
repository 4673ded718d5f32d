"""The manual's example on the change page, on 25 November 2026.

What needs Django is imported in the fixtures: pytest may load this file before the settings are there.
"""

from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 25, 2, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def hotel():
    from tests.hotel import make_hotel

    return make_hotel()


@pytest.fixture
def page(hotel):
    """The manual's example: rooms 001 and 002, 10 to 12 December, seen on 25 November."""
    from tests.extranet.change.pressing import ChangePage
    from tests.hotel import book_two_rooms

    return ChangePage(hotel, book_two_rooms(hotel))
