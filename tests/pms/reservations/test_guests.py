"""The guest of a booking that lives in the hotel's PMS: sees the stay, orders, and leaves changes and money to the hotel."""

import pytest

from kunjae.bookings.models import Booking
from kunjae.pms.reservations.commands import take_in
from tests.guest.visitor import Visitor
from tests.hotel import FAR
from tests.pms.reservations.sketches import NAMING, reservation
from tests.pms.reservations.their_pms import TheirPms

pytestmark = pytest.mark.django_db


def test_the_guest_is_asked_for_no_money_and_changes_nothing_alone(hotel):
    there = reservation(language="en")
    code = take_in(property=hotel, pms=TheirPms(), naming=NAMING, there=there, now=FAR).booking
    visitor = Visitor(hotel, FAR)
    visitor.sign_in(code)

    page, paying = visitor.get(f"{code}/").content.decode(), visitor.get(f"{code}/pay/")
    paid = visitor.post(f"{code}/pay/", {"amount": "3000", "kind": "balance", "way": "cash"})

    assert "Only the hotel can change or cancel this booking." in page
    assert "Ask the hotel what is paid already" in page
    assert "Still to pay" not in page
    assert "Nothing was paid" not in page
    assert paying.status_code == 200
    assert "3,000" not in paying.content.decode()
    assert paid.status_code == 409
    assert Booking.objects.of(hotel).get(code=code).paid == 0
