"""A message is put with what it tells of, or not at all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.changes.commands import (
    Details,
    change_at_once,
    check_in,
    check_out,
    confirm_change,
    edit_details,
    preview_change,
)
from kunjae.changes.errors import PlanRefused
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import Cancel, MoveToBooking, Reinstate
from kunjae.changes.operations_text import operations_from_json
from kunjae.imports.bookings import import_bookings, understand_own
from kunjae.kernel.errors import KunjaeError
from kunjae.outbox.commands import NoTransaction, put
from kunjae.outbox.models import Message
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.tenancy.transactions import run_in_transaction
from tests.hotel import CLERK, FAR, NEAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return make_hotel()


def told(hotel):
    """Topic and payload of every message, in the order of writing."""
    return [(message.topic, message.payload) for message in Message.objects.of(hotel).order_by("id")]


def last_told(hotel):
    return told(hotel)[-1]


@pytest.mark.django_db(transaction=True)
def test_a_message_outside_a_transaction_is_refused(hotel):
    with pytest.raises(NoTransaction):
        put(hotel, "booking.created", "key", {}, FAR)
    assert told(hotel) == []


@pytest.mark.django_db(transaction=True)
def test_a_message_goes_with_the_transaction_that_is_rolled_back(hotel):
    def work():
        put(hotel, "booking.created", "key", {}, FAR)
        raise LookupError

    with pytest.raises(LookupError):
        run_in_transaction(work)
    assert told(hotel) == []


def test_a_key_is_put_once_in_one_statement(hotel):
    put(hotel, "topic", "key", {"first": True}, FAR)
    with CaptureQueriesContext(connection) as queries:
        put(hotel, "topic", "key", {"first": False}, FAR)
    assert len(queries) == 1
    assert told(hotel) == [("topic", {"first": True})]


def test_another_property_may_use_the_same_key(hotel):
    other = make_hotel("other")
    put(hotel, "topic", "key", {}, FAR)
    put(other, "topic", "key", {}, FAR)
    assert (len(told(hotel)), len(told(other))) == (1, 1)


def test_a_message_is_due_at_once_unless_it_says_when(hotel):
    put(hotel, "topic", "now", {}, FAR)
    put(hotel, "topic", "later", {}, FAR, due_at=NEAR)
    assert dict(Message.objects.of(hotel).values_list("key", "due_at")) == {"now": FAR, "later": NEAR}


def test_making_a_booking_is_told(hotel):
    code = book_two_rooms(hotel)
    assert told(hotel) == [("booking.created", {"booking": code, "entry": 0, "version": 1})]


def test_a_booking_that_could_not_be_made_is_not_told(hotel):
    with pytest.raises(PlanRefused):
        book_stays(hotel, {"check_in": "2030-01-01", "check_out": "2030-01-03"})
    assert told(hotel) == []


def test_every_entry_of_the_history_is_told_and_the_last_room_cancelled_is_the_end(hotel):
    code = book_two_rooms(hotel)
    act = {"property": hotel, "code": code, "actor": CLERK, "now": FAR}
    change_at_once(**act, operations=[Cancel(1)])
    assert last_told(hotel) == ("booking.changed", {"booking": code, "entry": 1, "version": 2})
    change_at_once(**act, operations=[Cancel(2)])
    assert last_told(hotel) == ("booking.cancelled", {"booking": code, "entry": 2, "version": 3})
    edit_details(**act, details=Details(notes="late arrival"))
    assert last_told(hotel) == ("booking.changed", {"booking": code, "entry": 3, "version": 4})
    change_at_once(**act, operations=[Reinstate(1)])
    assert last_told(hotel) == ("booking.changed", {"booking": code, "entry": 4, "version": 5})
    assert len(told(hotel)) == 5


def test_a_payment_is_told_with_the_version_that_it_makes(hotel):
    code = book_two_rooms(hotel)
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=FAR)
    payment = pay(hotel, code)
    assert last_told(hotel) == (
        "payment.received",
        {"booking": code, "entry": 1, "version": 3, "paid": "1000.00", "payment": str(payment.id)},
    )
    pay(hotel, code)
    assert last_told(hotel)[1]["version"] == Booking.objects.of(hotel).get().version == 4
    assert len(told(hotel)) == 4


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"version": 9}, {"code": "KJNONE22"}])
def test_a_payment_that_could_not_be_recorded_is_not_told(hotel, wrong):
    code = book_two_rooms(hotel)
    with pytest.raises(KunjaeError):
        pay(hotel, **{"code": code, **wrong})
    assert len(told(hotel)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_payment_and_its_message_are_saved_together_or_not_at_all(hotel):
    code = book_two_rooms(hotel)

    def work():
        pay(hotel, code)
        assert len(told(hotel)) == 2
        raise LookupError

    with pytest.raises(LookupError):
        run_in_transaction(work)
    assert len(told(hotel)) == 1
    assert Booking.objects.of(hotel).get().paid == 0


def test_what_an_importer_records_as_paid_is_not_told(hotel):
    code = book_two_rooms(hotel)
    pay(hotel, code, actor=Actor("system", "import", silent=True))
    assert Booking.objects.of(hotel).get().version == 2
    assert len(told(hotel)) == 1


def pay(hotel, code, **more):
    return record_payment(
        **{
            "property": hotel,
            "code": code,
            "method": Method.CASH,
            "amount": 100000,
            "actor": CLERK,
            "now": FAR,
        }
        | more
    )


def test_the_course_of_a_stay_is_told(hotel):
    code = book_stays(hotel, {"check_in": "2026-12-08", "check_out": "2026-12-09", "room": "001"})
    check_in(property=hotel, code=code, stay=1, actor=CLERK, now=NEAR)
    check_out(property=hotel, code=code, stay=1, actor=CLERK, now=NEAR)
    assert [topic for topic, _ in told(hotel)] == ["booking.created", "booking.changed", "booking.changed"]


def test_both_sides_of_a_move_are_told(hotel):
    code = book_two_rooms(hotel)
    other = book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22"})
    change_at_once(
        property=hotel, code=code, operations=[MoveToBooking(1, booking=other)], actor=CLERK, now=FAR
    )
    assert {(topic, payload["booking"]) for topic, payload in told(hotel)[2:]} == {
        ("booking.changed", code),
        ("booking.changed", other),
    }


def test_nothing_that_changes_nothing_is_told(hotel):
    code = book_two_rooms(hotel)
    edit_details(property=hotel, code=code, details=Details(), actor=CLERK, now=FAR)
    assert len(told(hotel)) == 1


BOOKINGS = """\
name,room_type,rate_plan,check_in,check_out,adults,price_per_night,booked_on,status
Anong,STD,BAR,2026-12-10,2026-12-12,2,1500,2026-11-20,reserved
Malee,STD,BAR,2026-12-01,2026-12-03,2,1400,2026-11-20,checked_out
Jonas,DLX,BAR,2026-12-20,2026-12-22,2,2600,2026-12-01,cancelled
Piya,STD,BAR,2026-12-05,2026-12-06,2,1500,2026-12-01,no_show
"""


def test_what_an_import_writes_down_is_not_told_but_what_happens_then_is(hotel, tmp_path):
    file = tmp_path / "bookings.csv"
    file.write_text(BOOKINGS)
    imported = import_bookings(property=hotel, found=understand_own(file, hotel, NEAR))
    assert (imported.imported, imported.unfinished) == (4, [])
    assert HistoryEntry.objects.of(hotel).count() > 4
    assert told(hotel) == []
    code = Booking.objects.of(hotel).get(booker__name="Anong").code
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=NEAR)
    assert told(hotel) == [("booking.cancelled", {"booking": code, "entry": 1, "version": 2})]


def test_telling_costs_a_confirmation_one_statement(hotel):
    code = book_two_rooms(hotel)
    operations = operations_from_json([{"op": "cancel", "stay": 1}], hotel.currency)
    digest = preview_change(property=hotel, code=code, operations=operations, now=FAR).digest
    with CaptureQueriesContext(connection) as queries:
        confirm_change(
            property=hotel, code=code, operations=operations, digest=digest, record=True, actor=CLERK, now=FAR
        )
    ours = [query["sql"] for query in queries if Message._meta.db_table in query["sql"]]
    assert len(ours) == 1
    assert ours[0].startswith("INSERT")
    assert Booking.objects.of(hotel).get(code=code).version == 2
