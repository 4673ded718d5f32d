"""Reservations come in through the real adapters: from Apaleo and Mews as their fakes speak over HTTP, and from what they call."""

from __future__ import annotations

import json
import logging
from contextlib import ExitStack
from datetime import date

import pytest

from kunjae.bookings.models import Booking
from kunjae.pms.adapters.apaleo.adapter import Apaleo
from kunjae.pms.adapters.mews.adapter import Mews
from kunjae.pms.connections import new_hook, save_connection
from kunjae.pms.facts import HouseThere
from kunjae.pms.models import Connection, Reservation
from kunjae.pms.reservations.asking import LOOK_AT
from kunjae.pms.reservations.facts import Naming
from tests.hotel import book_stays
from tests.pms.fakes import apaleo as their_apaleo
from tests.pms.fakes import mews as their_mews
from tests.pms.fakes.server import LOST, Answer, busy, running
from tests.pms.reservations.connected import Connected

pytestmark = pytest.mark.django_db
SOON = date(2026, 11, 28)


class AtApaleo(Connected):
    """A hotel with Apaleo."""

    fake, adapter, number = their_apaleo.FakeApaleo, Apaleo, "XPGM-1"
    values = {
        "property_id": their_apaleo.HOUSE,
        "client_id": their_apaleo.CLIENT,
        "client_secret": their_apaleo.SECRET,
    }
    naming = Naming({"BER-DBL": "STD", "BER-SUI": "DLX"}, {}, "BAR")

    def has(self, there):
        there.add(self.number, SOON, 2)

    def has_party(self, there, code):
        for number in ("XPGM-1", "XPGM-2"):
            there.add(number, SOON, 2, externalCode=code)
        return ["XPGM-1", "XPGM-2"]

    def becomes(self, there, cancelled=False):
        row = there.reservations[self.number]
        row |= {"modified": self.now.isoformat(timespec="seconds"), "adults": 1}
        row["status"] = "Canceled" if cancelled else "Confirmed"

    def event(self, there):
        data = {"entityId": self.number}
        return {"topic": "Reservation", "type": "amended", "propertyId": "BER", "data": data}


class AtMews(Connected):
    """A hotel with Mews."""

    fake, adapter, number = their_mews.FakeMews, Mews, "52"
    values = {"client_token": their_mews.CLIENT, "access_token": their_mews.ACCESS}
    naming = Naming({their_mews.DOUBLE: "STD", their_mews.SUITE: "DLX"}, {}, "BAR")

    def has(self, there):
        self.id = there.add(self.number, SOON, 2)

    def has_party(self, there, code):
        return [there.add(number, SOON, 2, ChannelNumber=code) for number in ("52", "53")]

    def becomes(self, there, cancelled=False):
        row = there.reservations[self.id]
        row |= {
            "UpdatedUtc": f"{self.now:%Y-%m-%dT%H:%M:%SZ}",
            "State": "Canceled" if cancelled else "Confirmed",
        }
        row["PersonCounts"] = [{"AgeCategoryId": their_mews.ADULT, "Count": 1}]

    def event(self, there):
        found = {"Discriminator": "ServiceOrderUpdated", "Value": {"Id": self.id}}
        return {"EnterpriseId": "x", "IntegrationId": "y", "Events": [found]}


@pytest.fixture(params=[AtApaleo, AtMews], ids=["apaleo", "mews"])
def kind(request):
    return request.param


@pytest.fixture
def there(kind):
    with running(kind.fake) as there:
        yield there
        assert not there.complaints


@pytest.fixture
def house(hotel, kind, there, settings):
    settings.PMS_ADDRESSES = {kind.adapter.code: there.url}
    with ExitStack() as stack:
        house = kind(hotel, kind.adapter())
        house.enter = lambda enabled=True: save_connection(
            property=hotel,
            pms=house.pms.code,
            values=kind.values,
            enabled=enabled,
            now=house.now,
            house=HouseThere("x", "x", "THB"),
        )
        stack.enter_context(house)
        Connection.objects.of(hotel).update(mapping=kind.naming.to_json())
        yield house


def test_a_reservation_comes_in_changes_and_is_cancelled(house, there, caplog):
    caplog.set_level(logging.DEBUG)
    house.has(there)
    house.work()
    booking = house.booking(house.number)
    (stay,) = booking.stays
    assert (stay.check_in, stay.adults, booking.total) == (SOON, 2, 600_000)
    row = Booking.objects.of(house.hotel).get()
    assert (row.source, row.import_key) == (f"pms:{house.pms.code}", f"pms:{house.pms.code}:{house.number}")

    house.becomes(there)
    house.work(minutes=5)
    assert house.booking(house.number).stays[0].adults == 1

    house.becomes(there, cancelled=True)
    faults = (Answer(500), LOST, busy(10))
    there.then(*faults)
    for _ in (*faults, "behaves"):
        house.work(minutes=5)
    assert house.booking(house.number).stays[0].status.value == "cancelled"
    for secret in house.values.values():
        if secret != their_apaleo.HOUSE:
            assert secret not in caplog.text


def test_a_party_that_was_booked_here_is_one_booking_whose_rooms_are_known(house, there):
    stay = {"check_in": str(SOON), "check_out": "2026-11-30"}
    code = book_stays(house.hotel, {**stay, "room": "001"}, {**stay, "room": "002"})
    ids = house.has_party(there, code)
    house.work()
    row = Reservation.objects.of(house.hotel).get()
    assert (row.booking.code, row.is_theirs, row.problem) == (code, False, "")
    assert row.rooms == dict(zip(ids, (1, 2), strict=True))
    assert Booking.objects.of(house.hotel).count() == 1

    there.add("one-too-many", SOON, 2, externalCode=code, ChannelNumber=code)
    house.work(minutes=6 * 60 + 58)
    problem = Reservation.objects.of(house.hotel).get(number="one-too-many")
    assert (problem.problem, problem.booking_id) == ("linked_already", None)


def test_what_it_calls_is_read_back(house, there, client):
    house.work()
    house.has(there)
    path = "/" + new_hook(property=house.hotel, now=house.now).partition("//")[2].partition("/")[2]
    body = json.dumps(house.event(there))
    assert client.post(path, data=body, content_type="application/json").status_code == 200
    house.now = max(each.due_at for each in house.waiting(LOOK_AT))
    house.work()
    assert house.booking(house.number).stays[0].check_in == SOON


def test_an_access_that_ends_pauses_and_cancels_nothing(house, there):
    house.has(there)
    house.work()
    there.then(*[Answer(401)] * 9)
    house.work(minutes=5)
    assert house.connection.paused_reason == "not_let_in"
    assert house.booking(house.number).stays[0].status.value == "reserved"
