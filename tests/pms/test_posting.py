"""One order on its way onto the folio, and off it."""

from __future__ import annotations

import pytest
from django.db import transaction

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations_text import operations_from_json
from kunjae.kernel.errors import InvalidInput
from kunjae.ordering.commands import untick_order
from kunjae.outbox.topics import ORDER_NOT_POSTED, PMS_PAUSED
from kunjae.pms.commands import link_reservation, mark_by_hand, resume, retry
from kunjae.pms.connections import connection_of, forget_connection
from kunjae.pms.errors import ConnectionChanged, NoSuchPosting, PostingInHand, ReservationTaken
from kunjae.pms.models import Connection, FolioPosting, Reservation
from kunjae.pms.registry import registered
from tests.hotel import CLERK
from tests.ordering.the_counter import again, booking, broken, cancel, events, stayed, wants
from tests.pms.front_desk import FrontDesk
from tests.pms.paper import BLIND, DEDUPS, FORGETS

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    desk = FrontDesk()
    with registered(desk.pms):
        desk.opens()
        yield desk


LOSSES = ("lost", "nothing", "late", "killed", "killed_before")


def each_loss(desk):
    """Every way in which nobody knows what became of it, at every kind of PMS, each from the same beginning: an order that was
    just sent."""
    began = desk.clock.now
    for can in (DEDUPS, FORGETS, BLIND):
        for fault in LOSSES:
            with transaction.atomic():
                desk.starts_anew(began)
                desk.pms.can = can
                desk.pms.faults.extend(["", fault])  # the first call asks for the reservation
                code, row = taxi(desk)
                desk.works()
                assert FolioPosting.objects.of(desk.hotel).get().state == "unknown"
                yield code, row, (can, fault)
                transaction.set_rollback(True)


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


def test_what_may_have_been_booked_is_not_booked_twice(desk):
    for code, row, how in each_loss(desk):
        desk.passes(hours=1)
        assert desk.pms.standing() == [(f"R-{code}", 120000)], how
        assert again(row).posting == "posted", how
        assert broken() == [], how


def test_cancelled_while_nobody_knows_it_nets_to_zero(desk):
    for _code, row, how in each_loss(desk):
        cancel(desk.hotel, row, now=desk.clock.now)
        desk.passes(hours=1)
        assert desk.pms.standing() == [], how
        assert desk.open() == [], how
        assert again(row).posting in ("reversed", "not_needed"), how
        assert broken() == [], how


def test_cancelled_in_the_middle_of_being_posted(desk):
    _code, row = taxi(desk)
    desk.pms.during = lambda: cancel(desk.hotel, row, now=desk.clock.now)
    desk.passes(hours=1)
    assert desk.pms.asked.count("post") == 1
    assert desk.pms.standing() == []
    assert again(row).posting == "reversed"
    assert broken() == []


def test_cancelled_in_the_middle_and_seen_by_another_worker_it_comes_off_at_once(desk):
    _code, row = taxi(desk)

    def meanwhile():
        cancel(desk.hotel, row, now=desk.clock.now)
        desk.works()
        assert (again(row).status, desk.postings(row)) == ("cancelled", [("charge", False, "unknown")])

    desk.pms.during = meanwhile
    desk.works()
    assert (desk.pms.asked.count("post"), desk.pms.standing()) == (1, [])
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


def test_a_changed_price_replaces_what_stands_there(desk):
    code = stayed(desk.hotel)
    desk.pms.knows(code)
    (row,) = desk.ordered(code, wants("breakfast"))
    desk.works()
    assert desk.pms.standing() == [(f"R-{code}", 120000)]
    edit = {"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": "2026-12-13"}
    change_at_once(
        property=desk.hotel,
        code=code,
        operations=operations_from_json([edit], "THB"),
        actor=CLERK,
        now=desk.clock.now,
    )
    assert (again(row).amount, again(row).counted, booking(desk.hotel, code).orders) == (180000, 0, 0)
    desk.works()
    assert desk.pms.standing() == [(f"R-{code}", 180000)]
    assert desk.postings(row) == [("charge", False, "reversed"), ("charge", True, "posted")]
    assert (again(row).posting, again(row).counted) == ("posted", 0)
    assert broken() == []


def test_an_upgrade_moves_the_room_there_and_back(desk):
    code = stayed(desk.hotel)
    number = desk.pms.knows(code, "std")
    (row,) = desk.ordered(code, wants("to-deluxe"))
    desk.works()
    assert desk.pms.rooms[number] == {f"{number}-1": "dlx"}
    assert desk.pms.standing() == [(number, 140000)]
    cancel(desk.hotel, row, now=desk.clock.now)
    desk.works()
    assert desk.pms.rooms[number] == {f"{number}-1": "std"}
    assert desk.pms.standing() == []
    assert again(row).posting == "reversed"
    Connection.objects.of(desk.hotel).update(mapping={})
    (other,) = desk.ordered(code, wants("to-deluxe"))
    desk.works()
    assert (again(other).posting, desk.postings(other)) == ("to_do", [])  # nobody said what a Deluxe is there
    assert broken() == []


def test_done_by_hand_it_is_left_alone_and_taken_off_by_hand(desk):
    code, row = taxi(desk)
    desk.pms.faults.extend(["", "no"])
    desk.works()
    mark_by_hand(property=desk.hotel, order=row.id, actor=CLERK, now=desk.clock.now)
    mark_by_hand(property=desk.hotel, order=row.id, actor=CLERK, now=desk.clock.now)
    now = again(row)
    assert (now.posting, now.counted, now.posted_by) == ("by_hand", 0, CLERK.name)
    assert events(row).count("ticked") == 1
    desk.passes(days=1)
    assert desk.pms.standing() == []
    done = desk.ordered(code, wants("breakfast"))[0]
    desk.works()
    with pytest.raises(NoSuchPosting):
        mark_by_hand(property=desk.hotel, order=done.id, actor=CLERK, now=desk.clock.now)
    cancel(desk.hotel, row, now=desk.clock.now)
    desk.works()
    assert (again(row).posting, desk.postings(row)) == ("by_hand", [("charge", False, "by_hand")])
    assert broken() == []
    untick_order(property=desk.hotel, order=row.id, actor=CLERK, now=desk.clock.now)
    desk.works()
    assert (again(row).posting, desk.postings(row)) == ("reversed", [("charge", False, "reversed")])
    assert broken() == []


def test_what_was_said_by_mistake_to_be_done_by_hand_goes_out(desk):
    code, row = taxi(desk)
    mark_by_hand(property=desk.hotel, order=row.id, actor=CLERK, now=desk.clock.now)
    desk.works()
    assert (again(row).posting, desk.postings(row)) == ("by_hand", [])
    untick_order(property=desk.hotel, order=row.id, actor=CLERK, now=desk.clock.now)
    assert (again(row).posting, again(row).counted) == ("waiting", 120000)
    desk.works()
    assert desk.pms.standing() == [(f"R-{code}", 120000)]
    assert again(row).posting == "posted"
    assert broken() == []


def test_beside_a_request_that_is_under_way_nothing_is_done_by_hand(desk):
    _code, row = taxi(desk)
    refused = []

    def meanwhile():
        with pytest.raises(PostingInHand):
            mark_by_hand(property=desk.hotel, order=row.id, actor=CLERK, now=desk.clock.now)
        refused.append(True)

    desk.pms.during = meanwhile
    desk.works()
    assert (refused, again(row).posting) == ([True], "posted")


def test_the_number_of_the_reservation_said_by_hand_moves_what_stands_elsewhere(desk):
    code, row = taxi(desk)
    desk.works()
    desk.pms.rooms["77"] = {"77-1": "std"}
    link_reservation(property=desk.hotel, booking=code, number=" 77 ", actor=CLERK, now=desk.clock.now)
    desk.works()
    assert desk.pms.standing() == [("77", 120000)]
    assert again(row).posting == "posted"
    other = stayed(desk.hotel, room="002")
    with pytest.raises(ReservationTaken):
        link_reservation(property=desk.hotel, booking=other, number="77", actor=CLERK, now=desk.clock.now)
    for number in ("", "7" * 81, "7\n7"):
        with pytest.raises(InvalidInput):
            link_reservation(
                property=desk.hotel, booking=other, number=number, actor=CLERK, now=desk.clock.now
            )
    assert broken() == []


def test_without_its_pms_a_clerk_adds_what_had_not_gone_through(desk):
    _code, row = taxi(desk)
    desk.pms.faults.extend(["down"] * 3)
    desk.passes(minutes=2)
    shown = connection_of(desk.hotel)
    with pytest.raises(ConnectionChanged):
        forget_connection(property=desk.hotel, seen="another", now=desk.clock.now)
    forget_connection(property=desk.hotel, seen=shown.seen, now=desk.clock.now)
    desk.works()
    assert desk.hotel.details["pms"] == "one_way"
    assert (again(row).posting, desk.postings(row)) == ("to_do", [("charge", False, "reversed")])
    assert broken() == []
