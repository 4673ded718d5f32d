"""When the reservations of the PMS are looked at, and what happens when it does not answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking
from kunjae.outbox.models import Message
from kunjae.outbox.topics import PMS_PAUSED
from kunjae.pms.connections import hold_back_connections
from kunjae.pms.models import Reservation
from kunjae.pms.ports import NotLetIn, PmsBusy, PmsDown, PmsRefused
from kunjae.pms.reservations.asking import LOOK, LOOK_AT, LOOK_THROUGH, look_at
from kunjae.tenancy.transactions import one_transaction
from tests.hotel import book_stays
from tests.pms.reservations.connected import Connected
from tests.pms.reservations.sketches import room
from tests.pms.reservations.their_pms import TheirPms

pytestmark = pytest.mark.django_db

SOON = room("2026-11-28")


@pytest.fixture(params=[False, True], ids=["asked for arrivals", "tells what changed"])
def house(hotel, request):
    with Connected(hotel, TheirPms(tells_changes=request.param)) as house:
        yield house


def test_entering_the_pms_brings_all_that_arrive_and_then_what_changes(house):
    house.pms.has(number="1")
    house.pms.has(room("2027-05-01"), number="2")
    house.pms.has(room("2026-11-20", 1, 1, 1, 1, 1, 1, status=StayStatus.IN_HOUSE), number="3")
    house.pms.has(room("2026-10-01"), number="old")

    house.work()
    found = [bool(house.booking(number)) for number in ("1", "2", "3", "old")]
    house.pms.becomes("1", now=house.now, rooms=(room("2026-11-26", 900),))
    house.work(minutes=5)

    assert found == [True, True, True, False]
    assert house.booking("1").total == 90000
    assert (house.connection.looked_at, house.connection.look_error) == (house.now, "")
    assert [each.due_at.minute for each in house.waiting(LOOK)] == [10], "the next look, and only one"


def test_nothing_is_written_where_nothing_changed(house):
    house.pms.has()
    house.work()
    row = Reservation.objects.of(house.hotel).get()
    house.work(minutes=5)
    house.work(minutes=55)

    assert Reservation.objects.of(house.hotel).get().looked_at == row.looked_at
    assert row.seen


def test_what_the_pms_no_longer_knows_is_asked_for_and_ends(house):
    house.pms.has(number="1")
    house.pms.has(room("2026-12-10"), number="moved")
    house.pms.has(room("2026-11-20", *[1] * 30, status=StayStatus.IN_HOUSE), number="long ago")
    house.work()
    del house.pms.reservations["1"]
    house.pms.becomes("moved", rooms=(room("2030-01-01"),))

    house.work(minutes=6 * 60 + 58)

    states = [house.booking(number).stays[0].status.value for number in ("1", "moved", "long ago")]
    assert states == ["cancelled", "reserved", "in_house"]
    assert house.booking("moved").stays[0].check_in.year == 2030


def test_a_pms_that_knows_nothing_any_more_cancels_nothing(house):
    for number in range(7):
        house.pms.has(room("2026-12-10", 1, id=str(number), room_type="rt-1" if number < 3 else "rt-2",
                           check_out=room().check_out.replace(day=11)), number=str(number))  # fmt: skip
        house.pms.becomes(str(number), rooms=(room(f"2026-12-{10 + number}", 1),))
    house.work()
    house.pms.reservations.clear()

    house.work(minutes=6 * 60 + 58)
    house.work(minutes=5)

    assert Booking.objects.of(house.hotel).filter(status="reserved").count() == 7
    assert set(Reservation.objects.of(house.hotel).values_list("problem", flat=True)) == {"gone"}


def test_one_who_leaves_a_room_to_another_is_followed_whatever_their_order(hotel):
    with Connected(hotel, TheirPms()) as house:
        house.pms.has(room(room="001"), number="1")
        house.pms.has(room(room="002"), number="2")
        house.work()
        house.pms.becomes("1", rooms=(room(room="002"),))
        house.pms.becomes("2", rooms=(room(room="003"),))

        house.work(minutes=58)

        assert [house.booking(number).stays[0].room for number in ("1", "2")] == ["002", "003"]
        assert set(Reservation.objects.of(hotel).values_list("problem", flat=True)) == {""}


@pytest.mark.parametrize("fault", [PmsDown("timeout", sent=True), PmsRefused("odd")])
def test_a_pms_that_fails_is_asked_again_and_the_hotel_sees_why(house, fault):
    house.work()
    house.pms.has(SOON, now=house.now)
    house.pms.faults.append(fault)

    house.work(minutes=3)
    error, booked = house.connection.look_error, house.booking()
    house.work(minutes=5)

    assert (error, booked) == (fault.code, None)
    assert house.booking()
    assert house.connection.look_error == ""


def test_a_pms_that_asks_for_patience_has_it(house):
    house.work()
    house.pms.has(SOON, now=house.now)
    house.pms.faults.append(PmsBusy(timedelta(minutes=12)))

    house.work(minutes=3)
    asked = len(house.pms.asked)
    house.work(minutes=5)
    quiet = len(house.pms.asked) - asked
    house.work(minutes=10)

    assert quiet == 0
    assert house.booking()


def test_credentials_that_are_refused_stop_everything_once_until_others_are_entered(house):
    house.work()
    house.pms.has(SOON, now=house.now)
    house.pms.faults.extend([NotLetIn(), NotLetIn()])

    house.work(minutes=3)
    asked = len(house.pms.asked)
    house.work(minutes=60)

    assert (house.connection.paused_reason, len(house.pms.asked)) == ("not_let_in", asked)
    assert Message.objects.of(house.hotel).filter(topic=PMS_PAUSED).count() == 1
    house.pms.faults.clear()
    house.enter()
    house.work()
    assert house.booking()


def test_whoever_is_not_connected_or_held_back_is_not_asked(house):
    house.work()
    asked = len(house.pms.asked)
    house.pms.has(SOON, now=house.now)

    hold_back_connections(property_id=house.hotel.id)
    house.work(minutes=60)
    house.enter(enabled=False)
    house.work(minutes=60)

    assert (len(house.pms.asked), house.booking()) == (asked, None)
    assert house.waiting(LOOK) == []
    house.enter()
    house.work()
    assert house.booking()


def test_one_that_was_touched_is_read_back_after_a_moment_and_once(house):
    house.work()
    house.pms.has(number="77")

    for _ in range(3):
        one_transaction(look_at)(house.hotel, "77", house.now)
    house.pms.faults.append(PmsDown("timeout", sent=True))
    house.work(minutes=0.1)
    house.work(minutes=0.1)
    first = house.booking("77")
    del house.pms.reservations["77"]
    one_transaction(look_at)(house.hotel, "77", house.now)
    one_transaction(look_at)(house.hotel, "nobody", house.now)
    house.work(minutes=0.1)

    assert first.stays[0].status is StayStatus.RESERVED
    assert house.pms.asked.count("77") == 3, "refused, answered, gone"
    assert house.booking("77").stays[0].status is StayStatus.CANCELLED
    assert not house.waiting(LOOK_AT)


def test_our_own_bookings_stay_whatever_the_pms_says(house):
    code = book_stays(house.hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    ours = house.pms.has(room("2026-12-10", 5), code=code)
    house.work()
    linked = Reservation.objects.of(house.hotel).get()
    house.work(minutes=59)
    assert Reservation.objects.of(house.hotel).get().looked_at == linked.looked_at, "nothing to write"
    house.pms.reservations.clear()
    house.work(minutes=6 * 60 + 58)

    assert (linked.is_theirs, linked.number) == (False, ours.number)
    assert Booking.objects.of(house.hotel).get(code=code).value == 300000


def test_a_worker_that_gives_up_leaves_the_next_look(house):
    from kunjae.outbox.facts import Received
    from kunjae.pms.reservations.looking import look_given_up

    house.work()
    lost = house.waiting(LOOK)[0]
    Message.objects.of(house.hotel).filter(topic=LOOK).delete()
    message = Received(house.hotel.id, lost.id, LOOK, lost.key, {}, house.now, 10, house.now)
    one_transaction(look_given_up)(message, "worker_lost")

    assert len(house.waiting(LOOK)) == 1
    assert not house.waiting(LOOK_THROUGH)


def test_what_could_not_be_taken_in_is_asked_for_at_every_look(house):
    house.pms.has(room(room_type="unknown"), number="1")
    house.pms.has(room(room_type="unknown"), number="2")
    house.pms.has(room("2026-11-01", 1, room_type="unknown"), number="long gone")
    house.work()
    house.pms.becomes("1", rooms=(room(),))
    del house.pms.reservations["2"]
    house.pms.asked.clear()

    house.work(minutes=5)
    house.work(minutes=5)

    assert house.booking("1")
    assert (house.pms.asked.count("1"), house.pms.asked.count("2")) == (1, 1)
    assert house.pms.asked.count("long gone") == 0
    assert Reservation.objects.of(house.hotel).get(number="2").problem == ""


def test_one_reservation_that_cannot_be_taken_in_does_not_hold_up_the_others(house):
    house.pms.has(replace(room(), room_type="unknown"), number="1")
    house.pms.has(number="2")

    house.work()

    assert house.booking("2")
    assert Reservation.objects.of(house.hotel).get(number="1").problem == "type_unknown"
