"""The desk of the small hotel on 25 November 2026, nine in the morning.

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
    """The page as it opens: tonight, for two."""
    from tests.extranet.new_booking.pressing import NewBookingPage

    return NewBookingPage(hotel)
