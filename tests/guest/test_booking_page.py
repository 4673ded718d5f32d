"""Manage my booking: what it says, what it offers, and why not."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from kunjae.bookings.models import Booking, Stay
from kunjae.changes.commands import change_at_once
from kunjae.changes.models import PendingChange
from kunjae.changes.operations_text import operations_from_json
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method, RefundCause, RefundState, RequestState
from kunjae.payments.models import Payment, PaymentRequest, Refund
from kunjae.rates.models import Policy, RatePlan
from tests.guest.visitor import DETAILS, PHONE, Visitor
from tests.hotel import CLERK, FAR, NEAR, TERMS_F, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db
DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
MOST_QUERIES = 15


@pytest.fixture
def hotel():
    return make_hotel(details=DETAILS, service_charge_percent="10", vat_percent="7")


def page(hotel, code, *, now=FAR, language="en"):
    visitor = Visitor(hotel, now)
    visitor.client.cookies["django_language"] = language
    visitor.sign_in(code)
    answer = visitor.get(f"{code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def words(html):
    """What a reader sees of it."""
    return re.sub(r"\s+", " ", re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL))


def pay(hotel, code, amount):
    return record_payment(
        property=hotel, code=code, method=Method.BANK_TRANSFER, amount=amount, actor=CLERK, now=FAR
    )


def change(hotel, code, *operations, record=True):
    change_at_once(
        property=hotel,
        code=code,
        operations=operations_from_json(list(operations), hotel.currency),
        actor=CLERK,
        now=FAR,
        record=record,
        reason="",
    )


def test_it_says_what_was_booked_and_what_it_costs(hotel):
    code = book_stays(
        hotel, DATES | {"guest_name": "Anong Jaidee"}, DATES | {"room_type": "DLX", "children": 1}
    )
    pay(hotel, code, 100000)
    said = words(page(hotel, code))
    for text in [
        code, "Somchai Jaidee", "Room 1/2 · Standard", "Room 2/2 · Deluxe", "Thu 10 Dec 2026", "Sat 12 Dec 2026",
        "Anong Jaidee", "2 adults, 1 child", "Breakfast included", "Total price 8,500", "VAT 7%", "Service charge 10%",
        "Paid 1,000", "Still to pay 7,500 THB", "At the hotel, 10 Dec 2026", "Bank transfer", "99 Kata, Phuket",
        "LINE @baantalay", "Check-in from 14:00", "Check-out until 12:00",
    ]:  # fmt: skip
        assert text in said, text


def test_the_policy_stands_there_as_the_course_of_this_booking(hotel):
    code = book_two_rooms(hotel)
    said = words(page(hotel, code))
    assert "Free until 7 Dec 2026 14:00" in said
    assert "until 7 Dec 2026 14:00 now free 0 THB" in said
    assert "from 7 Dec 2026 14:00 50% 1,500 THB" in said
    assert "from 9 Dec 2026 14:00 100% 3,000 THB" in said
    near = words(page(hotel, code, now=NEAR))
    assert "until 7 Dec 2026 14:00 over free 0 THB" in near
    assert "from 7 Dec 2026 14:00 now 50% 1,500 THB" in near


def test_it_speaks_thai_to_the_guest(hotel):
    code = book_two_rooms(hotel)
    said = words(page(hotel, code, language="th"))
    assert "ห้องที่ 1/2 · ห้องมาตรฐาน" in said
    assert "ไม่มีค่าธรรมเนียมถึง 7 ธ.ค. 2569 14:00 น." in said


def test_what_may_be_done_is_offered(hotel):
    code = book_two_rooms(hotel)
    shown = page(hotel, code)
    for number in (1, 2):
        assert f'href="/g/baan-talay/{code}/change/?stay={number}"' in shown
        assert f'href="/g/baan-talay/{code}/cancel/?stay={number}"' in shown
    assert f'href="/g/baan-talay/{code}/cancel/"' in shown
    assert "Changes left" not in words(shown), "the policy knows no limit"


def limited(hotel, **terms):
    Policy.objects.of(hotel).filter(code="F").update(terms=TERMS_F | terms)


def forbidding_changes(hotel):
    limited(hotel, guest_can_change=False)
    return book_stays(hotel, DATES)


def without_policy(hotel):
    code = book_stays(hotel, DATES | {"rate_plan": "NRF"})
    pay(hotel, code, 240000)
    return code


def at_its_limit(hotel):
    limited(hotel, max_changes=1)
    code = book_stays(hotel, DATES)
    change(hotel, code, {"op": "move_dates", "stay": 1, "check_in": "2026-12-11", "check_out": "2026-12-13"})
    return code


def overpaid(hotel):
    code = book_stays(hotel, DATES)
    pay(hotel, code, 400000)
    return code


def unpaid(hotel):
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=50)
    return book_stays(hotel, DATES)


@pytest.mark.parametrize(
    ("made", "reason", "can_cancel"),
    [
        (forbidding_changes, "The policy of this booking does not allow this.", True),
        (without_policy, "This booking was sold without changes and cancellation.", False),
        (at_its_limit, "All changes that the policy allows have been made.", True),
        (overpaid, "What was paid and what is due do not agree.", False),
        (unpaid, "What was paid and what is due do not agree.", False),
    ],
)
def test_what_may_not_be_done_says_why_and_whom_to_call(hotel, made, reason, can_cancel):
    code = made(hotel)
    shown = page(hotel, code)
    assert reason in words(shown)
    assert f"Please call the hotel: {PHONE}" in words(shown)
    assert 'href="tel:+6676123456"' in shown
    assert f"{code}/change/" not in shown
    assert (f"{code}/cancel/" in shown) is can_cancel


def test_what_is_due_can_be_paid_and_is_named_as_what_stands_in_the_way(hotel):
    shown = page(hotel, unpaid(hotel))
    assert "1,500 THB due now" in words(shown)
    assert "Pay 1,500 THB first" in words(shown)
    assert shown.count("/pay/") == 2


def test_after_the_day_of_arrival_only_the_hotel_helps(hotel):
    code = book_two_rooms(hotel)
    late = datetime(2026, 12, 10, 17, 1, tzinfo=UTC)  # one minute into the 11th in Bangkok
    assert "check-in has passed" not in words(page(hotel, code, now=late - timedelta(minutes=2)))
    shown = page(hotel, code, now=late)
    assert "check-in has passed" in words(shown)
    assert f"{code}/cancel/" not in shown


def test_changes_left_are_counted(hotel):
    limited(hotel, max_changes=3)
    code = book_stays(hotel, DATES)
    change(hotel, code, {"op": "move_dates", "stay": 1, "check_in": "2026-12-11", "check_out": "2026-12-13"})
    assert "Changes left: 2" in words(page(hotel, code))


def test_a_cancelled_booking_offers_nothing_and_still_tells_everything(hotel):
    code = book_two_rooms(hotel)
    pay(hotel, code, 600000)
    change(hotel, code, {"op": "cancel", "stay": 1}, {"op": "cancel", "stay": 2})
    shown = page(hotel, code)
    assert f"{code}/change/" not in shown
    assert f"{code}/cancel/" not in shown
    assert "You paid more than the price 6,000 THB" in words(shown)
    assert "Agreed, no longer counted" in words(shown)


def test_a_change_that_waits_is_the_first_thing_seen(hotel):
    code = book_two_rooms(hotel)
    booking = Booking.objects.of(hotel).get(code=code)
    waiting = PendingChange.objects.create(
        property=hotel, booking_id=booking.id, state="waiting", operations=[], quote={}, digest="d", booking_version=1,
        to_pay=60000, asked_at=FAR, held_until=FAR + timedelta(minutes=30),
    )  # fmt: skip
    Booking.objects.of(hotel).filter(code=code).update(pending_id=waiting.id)
    shown = page(hotel, code)
    assert "To be paid: 600 THB." in words(shown)
    assert "Held until 25 Nov 2026 09:30 30:00" in words(shown)
    assert words(shown).index("To be paid: 600") < words(shown).index("Room 1/2")
    assert f'href="/g/baan-talay/{code}/waiting/"' in shown
    assert "Another change of this booking waits for its payment." in words(shown)


def test_requests_payments_and_refunds_are_there(hotel):
    code = book_two_rooms(hotel)
    payment = pay(hotel, code, 500000)
    booking = Booking.objects.of(hotel).get(code=code)
    for message, state, ends in [
        ("For the spa", RequestState.SENT, FAR + timedelta(days=1)),
        ("Too old", RequestState.SEEN, FAR),
        ("Called off", RequestState.CANCELLED, FAR + timedelta(days=1)),
    ]:
        PaymentRequest.objects.create(
            property=hotel, booking_id=booking.id, amount=90000, message=message, state=state.value, created_at=FAR,
            created_by="x", sent_at=FAR, expires_at=ends, closed_at=None if state.is_open else FAR,
        )  # fmt: skip
    for amount, state in [(20000, RefundState.DONE), (30000, RefundState.FAILED)]:
        Refund.objects.create(
            property=hotel, booking_id=booking.id, payment_id=Payment.objects.of(hotel).get(id=payment.id).id,
            amount=amount, state=state.value, cause=RefundCause.STAFF.value, requested_at=FAR, requested_by="x",
            done_at=FAR if state is RefundState.DONE else None,
        )  # fmt: skip
    said = words(page(hotel, code))
    assert "The hotel asks for 900 THB For the spa To be paid until 26 Nov 2026 09:00" in said
    assert "Too old" not in said
    assert "Called off" not in said
    assert re.search(r"Refunded .*?−200 ", said)
    assert re.search(r"Refund on its way .*?−300 ", said), "that it failed is the hotel's to mend"


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "Paid 1,234 "), ("KWD", "Paid 1.234 ")])
def test_amounts_have_the_decimals_of_their_currency(currency, shown):
    hotel = make_hotel(currency=currency)
    code = book_stays(hotel, DATES)
    pay(hotel, code, 1234)
    assert shown in words(page(hotel, code))


def test_the_file_for_calendars_has_an_event_for_each_room(hotel):
    code = book_stays(hotel, DATES, DATES | {"room_type": "DLX"})
    change(hotel, code, {"op": "cancel", "stay": 2})
    visitor = Visitor(hotel, FAR)
    visitor.sign_in(code)
    answer = visitor.get(f"{code}/booking.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{code}.ics"'
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CANCELLED"]
    assert [str(event["UID"]) for event in events] == [
        f"{code}-{number}@baan-talay.kunjae" for number in (1, 2)
    ]
    assert events[0].decoded("DTSTART") == datetime(2026, 12, 10, 7, tzinfo=UTC)
    assert events[0].decoded("DTEND") == datetime(2026, 12, 12, 5, tzinfo=UTC)
    assert events[0]["SEQUENCE"] == Booking.objects.of(hotel).get(code=code).version


def queries_of(stays, nights):
    hotel = make_hotel(slug=f"hotel-{stays}-{nights}", details=DETAILS)
    last = (date(2026, 12, 1) + timedelta(days=nights)).isoformat()
    kinds = ("STD", "STD", "DLX")[:stays]
    code = book_stays(
        hotel, *[{"check_in": "2026-12-01", "check_out": last, "room_type": kind} for kind in kinds]
    )
    for _ in range(stays):
        pay(hotel, code, 1000)
    visitor = Visitor(hotel, FAR)
    visitor.sign_in(code)
    visitor.get(f"{code}/")
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(f"{code}/").status_code == 200
    return len(queries)


def test_its_queries_know_no_stays_and_nights():
    counts = {size: queries_of(*size) for size in [(1, 1), (3, 2), (2, 60)]}
    assert len(set(counts.values())) == 1, counts
    assert max(counts.values()) <= MOST_QUERIES


def test_a_name_is_never_markup(hotel):
    code = book_stays(hotel, DATES | {"guest_name": "<b>Bob</b>"})
    assert "<b>Bob" not in page(hotel, code)
    assert Stay.objects.of(hotel).count() == 1
