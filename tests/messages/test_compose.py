"""Who gets a mail about what."""

from datetime import timedelta

import pytest

from kunjae.accounts.facts import SYSTEM, Actor
from kunjae.bookings.commands import Booker
from kunjae.changes.commands import change_at_once
from kunjae.changes.commands.pending import EXPIRED, drop_pending_change
from kunjae.changes.operations import AssignRoom, Cancel, MoveDates
from kunjae.kernel.stay_dates import StayDates, parse_date
from kunjae.messages.models import Mail
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.rates.models import RatePlan
from tests.changes import the_guest
from tests.hotel import CLERK, FAR, book_stays, book_two_rooms
from tests.messages.desk import RESERVATIONS, mails_of, make_talkative_hotel, worker
from tests.outbox.desk import Clock

pytestmark = pytest.mark.django_db
GUEST = Actor("guest", "Somchai Jaidee")


@pytest.fixture
def hotel():
    return make_talkative_hotel()


@pytest.fixture
def clock():
    return Clock()


def told(hotel):
    return [(mail.kind, mail.reader, mail.state) for mail in mails_of(hotel)]


def change(hotel, code, *operations, actor=CLERK, minutes=1):
    change_at_once(
        property=hotel, code=code, operations=operations, actor=actor, now=FAR + timedelta(minutes=minutes)
    )


def later(first, last):
    return MoveDates(1, dates=StayDates(parse_date(first, "a"), parse_date(last, "b")))


def test_a_booking_is_confirmed_to_its_guest_once_however_often_the_outbox_brings_it(hotel, clock):
    book_two_rooms(hotel)
    worker(clock).run()
    mail = Mail.objects.of(hotel).get()
    assert (mail.kind, mail.reader, mail.language, mail.to) == (
        "booking_confirmed",
        "guest",
        "th",
        ["somchai@example.com"],
    )
    assert mail.reply_to == RESERVATIONS
    from kunjae.config.subscriptions import SUBSCRIPTIONS
    from kunjae.outbox.facts import Received
    from kunjae.outbox.models import Message

    row = Message.objects.of(hotel).get(topic="booking.created")
    again = Received(hotel.id, row.id, row.topic, row.key, row.payload, row.created_at, 2, clock())
    SUBSCRIPTIONS["booking.created"].handle(again)
    assert worker(clock).run() == 0
    assert Mail.objects.of(hotel).count() == 1


def test_what_a_guest_does_the_hotel_hears_of_and_can_answer_the_guest(hotel, clock):
    code = book_two_rooms(hotel)
    worker(clock).run()
    clock.turn(minutes=5)
    change(hotel, code, later("2026-12-20", "2026-12-22"), actor=GUEST)
    worker(clock).run()
    clock.turn(minutes=5)
    change(hotel, code, Cancel(1), Cancel(2), actor=GUEST, minutes=2)
    worker(clock).run()
    assert told(hotel)[1:] == [
        ("booking_changed", "guest", "sent"),
        ("booking_changed", "hotel", "sent"),
        ("booking_cancelled", "guest", "sent"),
        ("booking_cancelled", "hotel", "sent"),
    ]
    to_hotel = mails_of(hotel)[2]
    assert to_hotel.to == [RESERVATIONS, "manager@baan-talay.example"]
    assert to_hotel.reply_to == "somchai@example.com"


def test_staff_tell_the_guest_alone_and_nothing_of_room_numbers(hotel, clock):
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"})
    change(hotel, code, AssignRoom(1, room="002"))
    change(hotel, code, later("2026-12-11", "2026-12-13"), minutes=2)
    record_payment(
        property=hotel,
        code=code,
        method=Method.CASH,
        amount=100000,
        actor=CLERK,
        now=FAR + timedelta(minutes=3),
    )
    record_payment(
        property=hotel,
        code=code,
        method=Method.AGENCY,
        amount=100,
        actor=CLERK,
        now=FAR + timedelta(minutes=4),
    )
    clock.turn(minutes=10)
    worker(clock).run()
    assert sorted(told(hotel)) == [
        ("booking_changed", "guest", "sent"),
        ("booking_confirmed", "guest", "sent"),
        ("payment_received", "guest", "sent"),
    ]


def test_nobody_is_written_to_who_has_no_address_and_silent_imports_tell_nobody(hotel, clock):
    from kunjae.changes.commands import book
    from kunjae.changes.operations_text import add_stay_from_json

    nobody = Booker(name="No Mail", email="", phone="", language="en")
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"}, booker=nobody)
    stay = {
        "room_type": "STD",
        "rate_plan": "BAR",
        "adults": 2,
        "check_in": "2026-12-10",
        "check_out": "2026-12-12",
    }
    book(
        property=hotel,
        booker=Booker(name="Somchai", email="a@example.com", phone="", language="en"),
        stays=[add_stay_from_json(stay, "THB", "stays")],
        source="direct",
        actor=Actor("system", "import", silent=True),
        now=FAR,
    )
    worker(clock).run()
    assert told(hotel) == []
    change(hotel, code, Cancel(1), actor=GUEST)
    clock.turn(minutes=5)
    worker(clock).run()
    assert [(mail.reader, mail.reply_to) for mail in mails_of(hotel)] == [("hotel", "")]


def test_nobody_hears_of_a_drop_that_late_money_had_undone_by_then(hotel, clock):
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=100)
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"})
    the_guest.pay_cash(hotel, code, 300000)
    pending = the_guest.confirm(hotel, code, the_guest.to_type("DLX")).pending
    checkout = the_guest.checkout_for(hotel, pending)
    over = FAR + timedelta(minutes=31)
    drop_pending_change(property=hotel, code=code, because=EXPIRED, actor=SYSTEM, now=over)
    the_guest.pay(hotel, checkout, pending.to_pay, over + timedelta(minutes=5))
    clock.turn(minutes=40)
    worker(clock).run()
    kinds = [kind for kind, reader, _ in told(hotel) if reader == "guest"]
    assert "booking_changed" in kinds
    assert "change_dropped" not in kinds
