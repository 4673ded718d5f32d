"""One order on its way onto the folio, and off it."""

from __future__ import annotations

import pytest

from kunjae.outbox.topics import ORDER_NOT_POSTED, PMS_PAUSED
from kunjae.pms.commands import resume, retry
from kunjae.pms.models import Connection, FolioPosting, Reservation
from kunjae.pms.registry import registered
from tests.hotel import CLERK
from tests.ordering.the_counter import again, booking, broken, cancel, events, stayed, wants
from tests.pms.front_desk import FrontDesk
from tests.pms.paper import BLIND, DEDUPS, FORGETS

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[DEDUPS, FORGETS, BLIND], ids=["dedups", "forgets", "blind"])
def desk(request):
    desk = FrontDesk(request.param)
    with registered(desk.pms):
        desk.opens()
        yield desk


def taxi(desk):
    code = stayed(desk.hotel)
    desk.pms.knows(code)
    (row,) = desk.ordered(code, wants("taxi"))
    return code, row


def test_a_confirmed_order_goes_onto_the_folio_and_counts_no_longer(desk):
    code, row = taxi(desk)
    assert (row.posting, row.counted) == ("waiting", 120000)
    desk.works()
    row = again(row)
    assert (row.posting, row.counted, row.posted_at) == ("posted", 0, desk.clock.now)
    assert desk.pms.standing() == [(f"R-{code}", 120000)]
    assert booking(desk.hotel, code).orders == 0
    assert Reservation.objects.of(desk.hotel).get().rooms == {f"R-{code}-1": 1}
    assert events(row)[-1] == "posted"
    assert broken() == []
    desk.passes(days=1)
    assert desk.pms.asked.count("post") == 1


def test_a_cancelled_order_is_taken_off(desk):
    _code, row = taxi(desk)
    desk.works()
    cancel(desk.hotel, row, now=desk.clock.now)
    assert again(row).posting == "posted"
    desk.works()
    assert desk.pms.standing() == []
    assert again(row).posting == "reversed"
    assert events(row)[-1] == "reversed"
    assert broken() == []


def test_an_order_that_is_cancelled_before_it_went_out_never_goes(desk):
    _code, row = taxi(desk)
    desk.pms.faults.append("down")
    desk.works()
    assert again(row).posting == "failed"
    cancel(desk.hotel, row, now=desk.clock.now)
    desk.passes(days=1)
    assert "post" not in desk.pms.asked
    assert again(row).posting == "not_needed"
    assert broken() == []


@pytest.mark.parametrize("fault", ["lost", "nothing", "late", "killed", "killed_before"])
def test_what_may_have_been_booked_is_not_booked_twice(desk, fault):
    code, row = taxi(desk)
    desk.pms.faults.extend(["", fault])  # the first call asks for the reservation
    desk.works()
    assert FolioPosting.objects.of(desk.hotel).get().state == "unknown"
    desk.passes(hours=1)
    assert desk.pms.standing() == [(f"R-{code}", 120000)]
    assert again(row).posting == "posted"
    assert broken() == []


@pytest.mark.parametrize("fault", ["lost", "nothing", "late", "killed", "killed_before"])
def test_cancelled_while_nobody_knows_it_nets_to_zero(desk, fault):
    _code, row = taxi(desk)
    desk.pms.faults.extend(["", fault])
    desk.works()
    cancel(desk.hotel, row, now=desk.clock.now)
    desk.passes(hours=1)
    assert desk.pms.standing() == []
    assert desk.open() == []
    assert again(row).posting in ("reversed", "not_needed")
    assert broken() == []


def test_cancelled_in_the_middle_of_being_posted(desk):
    _code, row = taxi(desk)
    desk.pms.during = lambda: cancel(desk.hotel, row, now=desk.clock.now)
    desk.passes(hours=1)
    assert desk.pms.asked.count("post") == 1
    assert desk.pms.standing() == []
    assert again(row).posting == "reversed"
    assert broken() == []


def test_a_pms_that_asks_for_patience_gets_it_and_no_try_is_counted(desk):
    code, _row = taxi(desk)
    desk.pms.faults.extend(["", "busy"])
    desk.works()
    posting = FolioPosting.objects.of(desk.hotel).get()
    assert (posting.state, posting.tries, posting.sent_at, posting.error) == ("waiting", 0, None, "")
    asked = len(desk.pms.asked)
    desk.passes(seconds=39)
    assert len(desk.pms.asked) == asked
    desk.passes(seconds=30)
    assert desk.pms.standing() == [(f"R-{code}", 120000)]


def test_credentials_that_are_refused_pause_all_until_somebody_looks(desk):
    first, row = taxi(desk)
    other, late = taxi(desk)
    desk.pms.faults.extend(["", "401"])
    desk.passes(days=3)
    assert desk.pms.asked.count("post") == 1
    assert Connection.objects.of(desk.hotel).get().paused_reason == "not_let_in"
    assert {each.state for each in desk.open()} == {"waiting"}
    assert desk.told(PMS_PAUSED) == 1
    resume(property=desk.hotel, now=desk.clock.now)
    desk.works()
    assert desk.pms.standing() == sorted([(f"R-{first}", 120000), (f"R-{other}", 120000)])
    assert (again(row).posting, again(late).posting) == ("posted", "posted")
    assert broken() == []


def test_what_only_people_can_mend_is_told_at_once_and_tried_when_they_say(desk):
    code, row = taxi(desk)
    desk.pms.faults.extend(["", "no"])
    desk.passes(days=3)
    assert desk.pms.asked.count("post") == 1
    (posting,) = desk.open()
    assert (posting.state, posting.error, posting.next_try_at) == ("failed", "checked_out", None)
    assert desk.told(ORDER_NOT_POSTED) == 1
    assert broken() == []
    assert retry(property=desk.hotel, posting=posting.id, actor=CLERK, now=desk.clock.now)
    desk.works()
    assert desk.pms.standing() == [(f"R-{code}", 120000)]
    assert not retry(property=desk.hotel, posting=posting.id, actor=CLERK, now=desk.clock.now)
    assert again(row).posting == "posted"


def test_what_keeps_failing_is_told_once_and_tried_for_ever(desk):
    code, _row = taxi(desk)
    desk.pms.faults.extend(["down"] * 12)
    desk.passes(minutes=30)
    assert desk.told(ORDER_NOT_POSTED) == 0
    desk.passes(hours=20)
    assert desk.told(ORDER_NOT_POSTED) == 1
    desk.passes(days=3)
    assert desk.pms.standing() == [(f"R-{code}", 120000)]
    assert desk.told(ORDER_NOT_POSTED) == 1
    assert broken() == []


def test_a_booking_that_the_pms_does_not_have_yet_is_waited_for(desk):
    code = stayed(desk.hotel)
    (row,) = desk.ordered(code, wants("taxi"))
    desk.passes(minutes=3)
    (posting,) = desk.open()
    assert (posting.state, posting.error, posting.sent_at) == ("failed", "no_reservation", None)
    assert again(row).posting == "failed"
    desk.pms.knows(code)
    desk.passes(hours=1)
    assert desk.pms.standing() == [(f"R-{code}", 120000)]
