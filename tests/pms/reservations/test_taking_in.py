"""A reservation of the PMS becomes a booking, and the booking stays in step with it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.listing import Wanted, newest_bookings
from kunjae.bookings.models import Booking, Guest
from kunjae.changes.commands import Details, change_at_once, edit_details
from kunjae.changes.commands.announce import CANCELLED, CHANGED, CREATED
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import AssignRoom
from kunjae.changes.queries import open_booking
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.kernel.errors import InvalidInput
from kunjae.messages.models import Mail
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.outbox.models import Message
from kunjae.pms.models import Reservation
from kunjae.pms.reservations.commands import take_in
from kunjae.rates.models import RatePlan
from tests.checks.holding import assert_all_holds
from tests.hotel import CLERK, FAR, book_stays, make_hotel
from tests.outbox.desk import Clock
from tests.pms.reservations.sketches import NAMING, reservation, room
from tests.pms.reservations.their_pms import TheirPms

pytestmark = pytest.mark.django_db

THEIRS = TheirPms()


def taken(hotel, there, now=FAR, naming=NAMING, pms=THEIRS):
    return take_in(property=hotel, pms=pms, naming=naming, there=there, now=now)


def facts(hotel, code):
    return open_booking(hotel, code).booking.facts


def kept(hotel, number="5001"):
    return Reservation.objects.of(hotel).get(number=number)


def test_it_becomes_a_booking_of_its_own_source_at_the_prices_of_the_pms(hotel):
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=50)
    made = datetime(2026, 10, 1, tzinfo=UTC)

    code = taken(
        hotel, reservation(room("2026-12-10", 999, 1001, adults=3, room="002"), booked_at=made, notes="Late")
    ).booking

    row = Booking.objects.of(hotel).select_related("booker", "note").get(code=code)
    stay = facts(hotel, code).stays[0]
    assert (row.source, row.import_key, row.booked_at) == ("pms:theirs", "pms:theirs:5001", made)
    assert (row.booker.name, row.booker.email, row.language, row.note.text) == (
        "Anna Bauer", "anna@example.com", "de", "Late",
    )  # fmt: skip
    assert [night.total for night in stay.nights] == [99900, 100100], "no charge of ours for the third adult"
    assert (stay.room, stay.policy, stay.prepay_percent, stay.guest_name) == ("002", None, 0, "Anna Bauer")
    assert (row.value, row.paid, row.fees) == (200000, 0, 0)
    assert [each.row.code for each in newest_bookings(hotel, Wanted(text="5001"), most=5)] == [code]
    assert_all_holds()


def test_the_same_state_changes_nothing_however_often_it_is_seen(hotel):
    code = taken(hotel, reservation()).booking
    before = Booking.objects.of(hotel).get().version

    assert taken(hotel, reservation()).booking == code
    assert (Booking.objects.of(hotel).get().version, HistoryEntry.objects.of(hotel).count()) == (before, 0)


def test_whatever_becomes_of_it_there_becomes_of_the_booking_without_a_fee_or_a_mail(hotel):
    code = taken(hotel, reservation()).booking

    taken(hotel, reservation(room("2026-12-11", 2000, 2500, 2600, room_type="rt-2", rate="nrf", room="101")))
    moved = facts(hotel, code)
    taken(hotel, reservation(room("2026-12-11", 2000, 2500, 2600, status=StayStatus.NO_SHOW)))
    gone = facts(hotel, code)
    taken(hotel, reservation(room("2026-12-20", 100, status=StayStatus.CHECKED_OUT)))
    back = facts(hotel, code)

    stay = moved.stays[0]
    assert (stay.room_type, stay.rate_plan, stay.room, moved.total) == ("DLX", "NRF", "101", 710000)
    assert (gone.stays[0].status, gone.total, gone.fees) == (StayStatus.NO_SHOW, 0, 0)
    assert (back.stays[0].status, back.total, back.fees) == (StayStatus.CHECKED_OUT, 10000, 0)
    kinds = list(HistoryEntry.objects.of(hotel).order_by("number").values_list("kind", flat=True))
    assert kinds == ["change", "change", "change", "check_in", "check_out"]
    assert set(HistoryEntry.objects.of(hotel).values_list("actor_name", "recorded")) <= {
        ("Their PMS", False), ("Their PMS", None),
    }  # fmt: skip
    assert Message.objects.of(hotel).filter(topic__startswith="booking.").count() == 6, "programs hear of all"
    assert_all_holds()


def test_rooms_are_added_and_taken_away(hotel):
    code = taken(hotel, reservation(room(id="a"), room(id="b"))).booking
    taken(hotel, reservation(room(id="b"), room(id="c", status=StayStatus.IN_HOUSE)))

    assert [stay.status.value for stay in facts(hotel, code).stays] == ["cancelled", "reserved", "in_house"]
    assert kept(hotel).rooms == {"a": 1, "b": 2, "c": 3}
    taken(hotel, reservation(room(id="b", status=StayStatus.CANCELLED)))
    assert Booking.objects.of(hotel).get().status == "cancelled"
    assert_all_holds()


def test_what_had_ended_before_anything_was_here_makes_no_booking(hotel):
    assert taken(hotel, reservation(room(status=StayStatus.CANCELLED))).booking == ""
    assert not Booking.objects.of(hotel).exists()
    assert not Reservation.objects.of(hotel).exists()


def test_a_booking_made_here_is_linked_and_never_touched(hotel):
    code = book_stays(
        hotel,
        {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"},
        {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "002"},
    )
    before = facts(hotel, code)

    there = reservation(
        room(id="x", room="002"), room(id="y", status=StayStatus.CANCELLED), code=code.lower()
    )
    linked = taken(hotel, there)
    taken(hotel, replace(there, name="Somebody else"))
    another = taken(hotel, replace(there, number="5002"))

    assert (linked.booking, facts(hotel, code)) == (code, before)
    assert (kept(hotel).is_theirs, kept(hotel).rooms) == (False, {"x": 2})
    assert (another.booking, another.problem) == ("", "linked_already")
    assert Booking.objects.of(hotel).count() == 1


@pytest.mark.parametrize(
    ("there", "problem"),
    [
        (reservation(room(room_type="rt-7")), "type_unknown"),
        (reservation(currency="USD"), "currency"),
        (reservation(room(check_out=date(2026, 12, 1))), "dates"),
        (reservation(*(room(id=str(each)) for each in range(4))), "sold_out"),
        (reservation(number="x" * 81), "refused"),
    ],
)
def test_what_cannot_be_taken_in_is_kept_and_tried_again(hotel, there, problem):
    assert taken(hotel, there).problem == problem
    if problem != "refused":
        row = kept(hotel)
        assert (row.problem, row.name, row.seen, row.booking_id) == (problem, "Anna Bauer", "", None)
        assert taken(hotel, reservation()).problem == ""
        assert (kept(hotel).problem, Booking.objects.of(hotel).count()) == ("", 1)


def test_a_change_that_cannot_be_followed_leaves_the_booking_as_it_was(hotel):
    code = taken(hotel, reservation()).booking
    before = facts(hotel, code)
    book_stays(hotel, *({"check_in": "2026-12-20", "check_out": "2026-12-22"} for _ in range(3)))

    answer = taken(hotel, reservation(room("2026-12-20", status=StayStatus.IN_HOUSE)))

    assert (answer.booking, answer.problem, facts(hotel, code)) == (code, "sold_out", before)
    assert kept(hotel).problem_values == {"room_type": "STD"}


def test_a_room_that_somebody_has_here_is_left_out_until_it_is_free(hotel):
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
    other = book_stays(hotel, dates | {"room": "002"})

    answer = taken(hotel, reservation(room(room="002")))
    then = facts(hotel, answer.booking).stays[0].room
    moves = [AssignRoom(1, "001")]
    change_at_once(property=hotel, code=other, operations=moves, actor=CLERK, now=FAR)
    again = taken(hotel, reservation(room(room="002")))

    assert (answer.problem, then) == ("room_taken", None)
    assert (again.problem, facts(hotel, answer.booking).stays[0].room) == ("", "002")


def test_who_booked_follows_what_the_pms_knows_and_keeps_what_only_staff_know(hotel):
    code = taken(hotel, reservation(email="not an address", phone="", country="THAILAND", name="")).booking
    details = Details(email="typed@example.com", name="Anna B.")
    edit_details(property=hotel, code=code, details=details, actor=CLERK, now=FAR)

    taken(hotel, reservation(room(adults=1), email="", name="", phone="02 123 4567"))

    booker = Booking.objects.of(hotel).select_related("booker").get().booker
    assert (booker.name, booker.email, booker.phone) == ("Anna B.", "typed@example.com", "+6621234567")
    assert booker.country == "DE"
    with pytest.raises(InvalidInput):
        edit_details(property=hotel, code=code, details=Details(source="direct"), actor=CLERK, now=FAR)


def test_a_reservation_of_another_pms_with_the_same_number_is_another_one(hotel):
    class OtherPms(TheirPms):
        code, name = "other", "Other PMS"

    first = taken(hotel, reservation()).booking
    second = taken(hotel, reservation(), pms=OtherPms()).booking

    assert first != second
    assert facts(hotel, first).stays[0].status is StayStatus.RESERVED


def test_a_booking_whose_reservation_was_forgotten_is_found_again(hotel):
    code = taken(hotel, reservation()).booking
    Reservation.objects.of(hotel).delete()

    assert taken(hotel, reservation(room(adults=1))).booking == code
    assert [stay.adults for stay in facts(hotel, code).stays] == [1]


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 12345), ("KWD", 1234567)])
def test_amounts_are_minor_units_of_the_hotels_currency(currency, amount):
    hotel = make_hotel("abroad", currency=currency)
    code = taken(hotel, reservation(room(nightly=(amount, 1)), currency=currency)).booking
    assert Booking.objects.of(hotel).get(code=code).value == amount + 1


def test_guests_get_no_mails_for_what_lives_in_the_pms(hotel):
    taken(hotel, reservation())
    taken(hotel, reservation(room("2026-12-11")))
    taken(hotel, reservation(room(status=StayStatus.CANCELLED)))

    ours = {topic: SUBSCRIPTIONS[topic] for topic in (CREATED, CHANGED, CANCELLED)}
    assert Dispatcher(ours, clock=Clock(FAR), spread=lambda: 0.0).run() == 3

    assert not Mail.objects.of(hotel).exists()


def test_a_guest_who_was_erased_here_stays_so(hotel):
    code = taken(hotel, reservation()).booking
    for guest in Guest.objects.of(hotel):
        Guest.objects.of(hotel).filter(id=guest.id).update(
            name="", email="", phone="", country="", erased_at=FAR
        )

    taken(hotel, reservation(room(adults=1, guest="Anna Bauer")))

    assert [stay.adults for stay in facts(hotel, code).stays] == [1]
    assert set(Guest.objects.of(hotel).values_list("name", "email")) == {("", "")}
    assert kept(hotel).name == ""
