"""The manual's example, as its guest sees it on 25 November 2026.

What needs Django is imported in the fixtures: pytest may load this file before the settings are there.
"""

from datetime import date

import pytest


@pytest.fixture
def hotel():
    """The small hotel with a phone; nights from 18 to 26 December cost 1,800."""
    from kunjae.properties.models import RoomType
    from kunjae.rates.models import RatePlan
    from tests.guest.visitor import DETAILS
    from tests.hotel import make_hotel, set_prices

    hotel = make_hotel(details=DETAILS)
    bar, standard = RatePlan.objects.of(hotel).get(code="BAR"), RoomType.objects.of(hotel).get(code="STD")
    set_prices(hotel, bar, standard, 1800, date(2026, 12, 18), date(2026, 12, 26))
    return hotel


@pytest.fixture
def page(hotel):
    """Rooms 001 and 002, 10 to 12 December, seen on 25 November."""
    from tests.guest.change.pressing import GuestPage
    from tests.hotel import book_two_rooms

    return GuestPage(hotel, book_two_rooms(hotel))
