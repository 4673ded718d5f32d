"""What the database says after a button was pressed."""

from kunjae.bookings.models import Booking
from kunjae.changes.models import HistoryEntry
from kunjae.changes.queries import load_change
from kunjae.properties.models import Property
from tests.extranet.change.pressing import ChangePage


def stays_of(page: ChangePage, hotel: Property):
    return load_change(hotel, page.code).facts.booking.stays


def value_of(page: ChangePage, hotel: Property) -> int:
    return Booking.objects.of(hotel).get(code=page.code).value // 100


def nothing_saved(page: ChangePage, hotel: Property) -> bool:
    return not HistoryEntry.objects.of(hotel).exists() and value_of(page, hotel) == 6000
