"""The seven reasons for which a guest can change nothing (rules.md 7): said in words, with what to do about them."""

from datetime import timedelta

import pytest

from kunjae.bookings.models import Booking, Stay
from kunjae.changes.commands import arrive
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.rates.models import Policy
from tests.guest.change.desk import pay, staff_change
from tests.guest.change.pressing import GuestPage
from tests.guest.visitor import PHONE
from tests.hotel import CLERK, NEAR, TERMS_F, book_stays

pytestmark = pytest.mark.django_db

DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
CHANGE, CANCEL = {"dates:1", "type:1"}, {"cancel:1"}


def under(hotel, **terms):
    """From now on policy F says this, too."""
    Policy.objects.of(hotel).filter(code="F").update(terms=TERMS_F | terms)


def forbidden(hotel):
    under(hotel, guest_can_change=False, guest_can_cancel=False)
    return GuestPage(hotel, book_stays(hotel, DATES))


def no_policy(hotel):
    code = book_stays(hotel, DATES | {"rate_plan": "NRF"})
    pay(hotel, code, 2400)
    return GuestPage(hotel, code)


def limit_reached(hotel):
    under(hotel, max_changes=1)
    code = book_stays(hotel, DATES)
    staff_change(
        hotel, code, {"op": "move_dates", "stay": 1, "check_in": "2026-12-11", "check_out": "2026-12-13"}
    )
    return GuestPage(hotel, code)


def past(hotel):
    return GuestPage(hotel, book_stays(hotel, DATES), now=NEAR + timedelta(days=3))


def in_house(hotel):
    code = book_stays(hotel, DATES | {"room": "001"})
    arrived = NEAR + timedelta(days=2, hours=7)
    arrive(property=hotel, code=code, stay=1, actor=CLERK, now=arrived)
    return GuestPage(hotel, code, now=arrived)


def owing(hotel):
    """A non-refundable rate of which only a part was paid."""
    code = book_stays(hotel, DATES | {"rate_plan": "NRF"})
    pay(hotel, code, 1000)
    Stay.objects.of(hotel).filter(booking__code=code).update(
        policy=TERMS_F | {"name": {"th": "ก", "en": "F"}}
    )
    return GuestPage(hotel, code)


def overpaid(hotel):
    code = book_stays(hotel, DATES)
    pay(hotel, code, 3100)
    return GuestPage(hotel, code)


def cancelled(hotel):
    code = book_stays(hotel, DATES)
    staff_change(hotel, code, {"op": "cancel", "stay": 1})
    return GuestPage(hotel, code)


def another_waits(hotel):
    code = book_stays(hotel, DATES)
    page = GuestPage(hotel, code, now=NEAR).choose_dates("2026-12-20", "2026-12-22").press("confirm")
    return page.open()


CALL = f"Please call the hotel: {PHONE}"


@pytest.mark.parametrize(
    ("begin", "words", "still_there"),
    [
        (forbidden, ("The policy of this booking does not allow this.", CALL), set()),
        (no_policy, ("You cannot change or cancel this room by yourself:", CALL), set()),
        (limit_reached, ("All changes that the policy allows have been made.", CALL), CANCEL),
        (past, ("its check-in has passed", CALL), set()),
        (in_house, ("The stay has begun", CALL), set()),
        (owing, ("do not agree", "Pay 1,400 THB first", CALL), set()),
        (overpaid, ("do not agree", CALL), set()),
        (cancelled, ("It is cancelled.", CALL), set()),
        (another_waits, ("waits for its payment", "See the change that waits"), set()),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_refused_guest_reads_why_and_what_helps_and_cannot_get_round_it(hotel, begin, words, still_there):
    page = begin(hotel)
    for said in words:
        assert said in page.words
    assert page.buttons & (CHANGE | CANCEL | {"cancel_all", "confirm"}) == still_there
    booking = Booking.objects.of(hotel).get(code=page.code)
    waiting, entries = PendingChange.objects.of(hotel).count(), HistoryEntry.objects.of(hotel).count()
    move = '[{"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-23"}]'
    page.press("dates:1", forged=True)
    assert 'name="check_in"' not in page.html
    page.press("stage", forged=True, editing="dates:1", check_in="2026-12-20", check_out="2026-12-23")
    page.press("look", forged=True, staged=move)
    page.press("confirm", forged=True, staged=move, digest=page.form.values["digest"])
    assert page.status in (409, 422)
    assert Booking.objects.of(hotel).get(code=page.code).version == booking.version
    assert PendingChange.objects.of(hotel).count() == waiting
    assert HistoryEntry.objects.of(hotel).count() == entries


def test_only_cancelling_may_be_forbidden(hotel):
    under(hotel, guest_can_cancel=False)
    page = GuestPage(hotel, book_stays(hotel, DATES))
    assert "You cannot cancel this room by yourself, but you can change it:" in page.words
    assert page.buttons & (CHANGE | CANCEL) == CHANGE
    assert "confirm" not in page.open("cancel/").buttons


def test_a_guest_whose_changes_are_used_up_can_still_cancel(hotel):
    page = limit_reached(hotel).press("cancel:1")
    assert page.press("confirm").status == 302


def test_one_stay_refused_leaves_the_other_to_its_guest(hotel):
    code = book_stays(hotel, DATES, DATES | {"rate_plan": "NRF"})
    pay(hotel, code, 2400)
    page = GuestPage(hotel, code)
    assert page.buttons & {"dates:1", "cancel:1", "dates:2", "cancel:2", "cancel_all"} == {
        "dates:1",
        "cancel:1",
    }
    page.choose_dates("2026-12-20", "2026-12-22")
    assert page.press("confirm").status == 302


def test_in_thai_the_guest_is_addressed_and_told_whom_to_call(hotel):
    code = no_policy(hotel).code
    page = GuestPage(hotel, code, language="th")
    assert "ท่านเปลี่ยนแปลงหรือยกเลิกห้องนี้เองไม่ได้ เนื่องจาก" in page.words
    assert PHONE in page.words
