"""A webhook shows the booking as the API does, and as it was at that moment."""

import pytest

from kunjae.api.answers import booking_json
from kunjae.bookings.models import Guest
from kunjae.changes.commands import Details, change_at_once, check_in, edit_details
from kunjae.changes.operations import Cancel, ChangeGuests, MoveToBooking, SetGuest
from kunjae.changes.queries import open_booking
from kunjae.outbox.models import Message
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.webhooks.content import booking_told
from tests.hotel import CLERK, FAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return make_hotel()


def api(hotel, code):
    return booking_json(open_booking(hotel, code).booking, hotel.currency)


def change(hotel, code, *operations):
    change_at_once(property=hotel, code=code, operations=operations, actor=CLERK, now=FAR)


def test_after_each_entry_it_is_what_the_api_answered_then(hotel):
    code = book_stays(
        hotel,
        {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001", "guest_name": "Anong"},
        {"check_in": "2026-12-11", "check_out": "2026-12-14", "rate_plan": "NRF"},
        notes="late arrival",
    )
    shown = [api(hotel, code)]
    steps = [
        lambda: change(hotel, code, Cancel(1)),
        lambda: change(hotel, code, ChangeGuests(2, adults=3, children=1), SetGuest(2, guest_name="มานี")),
        lambda: edit_details(
            property=hotel,
            code=code,
            details=Details(name="Malee", notes="no onions", language="en"),
            actor=CLERK,
            now=FAR,
        ),
        lambda: change(hotel, code, Cancel(2)),
    ]
    for step in steps:
        step()
        shown.append(api(hotel, code))
    assert len({each["version"] for each in shown}) == 5
    assert [booking_told(hotel, code, entry) for entry in range(5)] == shown


def test_after_each_payment_it_is_what_the_api_answered_then_whatever_came_later(hotel):
    code = book_two_rooms(hotel)
    shown = [api(hotel, code)]

    def pay(amount):
        record_payment(property=hotel, code=code, method=Method.CASH, amount=amount, actor=CLERK, now=FAR)

    for step in (
        lambda: pay(50000),
        lambda: pay(1),
        lambda: change(hotel, code, Cancel(1)),
        lambda: pay(900000),
        lambda: change(hotel, code, Cancel(2)),
    ):
        step()
        shown.append(api(hotel, code))
    messages = [message.payload for message in Message.objects.of(hotel).order_by("payload__version")]
    assert [payload["version"] for payload in messages] == [1, 2, 3, 4, 5, 6]
    assert [
        booking_told(hotel, code, payload["entry"], version=payload["version"], paid=payload.get("paid"))
        for payload in messages
    ] == shown
    assert [each["paid"] for each in shown] == ["0.00", "500.00", "500.01", "500.01", "9500.01", "9500.01"]


def test_check_in_is_shown(hotel):
    code = book_two_rooms(hotel)
    check_in(property=hotel, code=code, stay=1, actor=CLERK, now=FAR)
    assert booking_told(hotel, code, 1) == api(hotel, code)
    assert booking_told(hotel, code, 1)["status"] == "in_house"


def test_a_booking_whose_stays_all_moved_away_is_shown_too(hotel):
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    other = book_two_rooms(hotel)
    change(hotel, code, MoveToBooking(1, booking=other))
    assert booking_told(hotel, code, 1) == api(hotel, code)
    assert booking_told(hotel, other, 1) == api(hotel, other)


def test_who_was_erased_is_no_longer_told_of(hotel):
    code = book_two_rooms(hotel)
    change(hotel, code, Cancel(1))
    Guest.objects.of(hotel).update(name="", email="", phone="")
    assert booking_told(hotel, code, 1)["booker"]["name"] == ""


def test_it_takes_few_queries_however_many_stays(hotel, django_assert_max_num_queries):
    code = book_two_rooms(hotel)
    change(hotel, code, Cancel(1))
    with django_assert_max_num_queries(4):
        booking_told(hotel, code, 1)
