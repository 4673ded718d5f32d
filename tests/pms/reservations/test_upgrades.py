"""A room upgrade of a stay that lives in the PMS: its type is not followed back while the PMS has not heard of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.concierge.commands.telling import FOLIO
from kunjae.concierge.models import Order
from kunjae.ordering.commands import cancel_order, confirm_order, place_orders
from kunjae.pms.opening import SETTLE
from kunjae.pms.ports import PmsDown
from kunjae.pms.reservations.asking import look_now
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from tests.checks.holding import assert_all_holds
from tests.hotel import CLERK
from tests.ordering.the_counter import DELUXE, add_offer, wants
from tests.pms.reservations.connected import Connected
from tests.pms.reservations.sketches import room
from tests.pms.reservations.their_pms import TheirPms

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(hotel):
    add_offer(hotel, DELUXE)
    with Connected(hotel, TheirPms()) as house:
        house.pms.has(room(room="001"))
        house.work()
        house.hotel = Property.objects.get(id=hotel.id)
        yield house


def upgraded(house):
    """The guest of the reservation has ordered a better room, and the hotel has said yes."""
    placed = place_orders(
        property=house.hotel,
        code=house.booking().code,
        wanted=[wants("to-deluxe")],
        actor=CLERK,
        now=house.now,
    )
    confirm_order(property=house.hotel, order=placed[0].id, actor=CLERK, now=house.now)
    return placed[0]


def stay(house):
    return house.booking().stays[0]


def looked(house):
    house.now += timedelta(minutes=1)
    one_transaction(look_now)(house.hotel, house.now)
    house.work()


def test_until_the_pms_has_it_the_stay_keeps_its_better_room(house):
    order = upgraded(house)
    looked(house)
    before = stay(house)

    house.pms.faults.append(PmsDown("timeout", sent=False))
    house.work(topics=(FOLIO, SETTLE))
    looked(house)
    still = stay(house)
    house.work(minutes=30, topics=(FOLIO, SETTLE))
    looked(house)

    assert (before.room_type, still.room_type, stay(house).room_type) == ("DLX", "DLX", "DLX")
    assert house.pms.reservations["5001"].rooms[0].room_type == "rt-2"
    assert stay(house).sold_as == "STD"
    assert list(house.pms.folio.values()) == [order.amount]
    assert Order.objects.of(house.hotel).get().posting == "posted"
    assert_all_holds()


def test_taken_back_there_it_is_taken_back_here_and_the_order_with_it(house):
    upgraded(house)
    house.work(topics=(FOLIO, SETTLE))

    house.pms.becomes("5001", rooms=(room(room="001"),))
    looked(house)

    assert (stay(house).room_type, stay(house).sold_as, stay(house).room) == ("STD", None, "001")
    assert Order.objects.of(house.hotel).get().status == "cancelled"
    house.work(minutes=30, topics=(FOLIO, SETTLE))
    assert house.pms.folio == {}
    assert_all_holds()


def test_cancelled_here_the_type_stays_until_the_pms_has_it_back(house):
    order = upgraded(house)
    house.work(topics=(FOLIO, SETTLE))
    looked(house)

    cancel_order(property=house.hotel, order=order.id, actor=CLERK, now=house.now, reason="")
    looked(house)
    before = stay(house).room_type
    house.work(minutes=30, topics=(FOLIO, SETTLE))
    looked(house)

    assert (before, stay(house).room_type) == ("STD", "STD")
    assert house.pms.reservations["5001"].rooms[0].room_type == "rt-1"
    assert house.pms.folio == {}
    assert_all_holds()


def test_where_the_pms_cannot_the_type_stays_until_a_clerk_has_told_it(hotel):
    class Simple(TheirPms):
        can = replace(TheirPms.can, upgrades=False)

    add_offer(hotel, DELUXE)
    with Connected(hotel, Simple()) as house:
        house.pms.has()
        house.work()
        house.hotel = Property.objects.get(id=hotel.id)
        upgraded(house)
        house.work(topics=(FOLIO, SETTLE))
        looked(house)

        assert stay(house).room_type == "DLX"
        assert Order.objects.of(hotel).get().posting == "to_do"
        house.pms.becomes("5001", rooms=(room(status=StayStatus.CANCELLED),))
        looked(house)
        assert stay(house).status is StayStatus.CANCELLED
