"""Several workers at one reservation at once: it is one booking, and each room one stay."""

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking
from kunjae.changes.queries import open_booking
from kunjae.pms.models import Reservation
from kunjae.pms.reservations.commands import take_in
from tests.changes.test_races import all_at_once
from tests.checks.holding import assert_all_holds
from tests.hotel import FAR, make_hotel
from tests.pms.reservations.sketches import NAMING, reservation, room
from tests.pms.reservations.their_pms import TheirPms

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reservation_is_made_once_and_followed_once():
    hotel = make_hotel()

    def take(there):
        return lambda: take_in(property=hotel, pms=TheirPms(), naming=NAMING, there=there, now=FAR)

    new = reservation(room(id="a"))
    changed = reservation(room(id="a", adults=1, status=StayStatus.IN_HOUSE), room(id="b"))
    made = all_at_once(*[take(new)] * 3)
    followed = all_at_once(*[take(changed)] * 3)

    code = Booking.objects.of(hotel).get().code
    assert {each.booking for each in (*made, *followed)} == {code}
    assert {each.problem for each in (*made, *followed)} == {""}
    stays = open_booking(hotel, code).booking.facts.stays
    assert [(stay.status.value, stay.adults) for stay in stays] == [("in_house", 1), ("reserved", 2)]
    assert Reservation.objects.of(hotel).get().rooms == {"a": 1, "b": 2}
    assert_all_holds()
