"""`kunjae check` finds what is wrong with what orders brought into a PMS: each invariant is broken on purpose, as in
`test_proof`."""

import pytest
from django.db import transaction

from kunjae.bookings.models import Booking
from kunjae.checks.postings import POSTINGS
from kunjae.checks.proof import prove
from kunjae.pms.models import Reservation
from kunjae.pms.registry import registered
from tests.checks.test_proof import behind_its_back
from tests.hotel import FAR
from tests.ordering.the_counter import cancel, stayed, wants
from tests.pms.front_desk import FrontDesk

pytestmark = pytest.mark.django_db

BREAKS = [
    ("folios_follow_their_orders", "concierge_order", "amount = amount + 1 WHERE posting = 'posted' AND"),
    ("folios_follow_their_orders", "concierge_order", "status = 'cancelled' WHERE posting = 'posted' AND"),
    ("folios_follow_their_orders", "pms_folioposting", "booking = 'OTHER' WHERE state = 'posted' AND"),
    ("postings_are_not_forgotten", "outbox_message", "topic = 'other' WHERE topic = 'pms.settle' AND"),
    (
        "postings_are_not_forgotten",
        "pms_folioposting",
        "wanted = FALSE, told_at = NULL WHERE state = 'posted' AND",
    ),
    (
        "orders_are_on_their_way_to_the_folio",
        "concierge_order",
        "posting = 'waiting' WHERE posting = 'not_needed' AND",
    ),
    ("orders_say_what_is_on_the_folio", "concierge_order", "posted_at = NULL WHERE posting = 'posted' AND"),
    ("orders_say_what_is_on_the_folio", "pms_folioposting", "state = 'by_hand' WHERE state = 'failed' AND"),
    ("reservations_are_one_booking", "bookings_booking", "source = 'direct'"),
]


def found():
    return {proof.code for proof in prove(today=FAR.date()) if not proof.holds}


def test_postings_at_work_agree_and_whatever_is_broken_is_found():
    desk = FrontDesk()
    with registered(desk.pms):
        desk.opens()
        first, second = stayed(desk.hotel, room="001"), stayed(desk.hotel, room="002")
        desk.pms.knows(first)
        gone = desk.ordered(first, wants("taxi"), wants("breakfast"))[1]
        desk.works()
        cancel(desk.hotel, gone, now=desk.clock.now)
        desk.works()
        cancel(desk.hotel, desk.ordered(first, wants("late", hour="14:00"), confirmed=False)[0])
        desk.ordered(second, wants("taxi"))  # which the PMS does not know
        desk.works()
    theirs = Booking.objects.of(desk.hotel).get(code=second)
    Booking.objects.of(desk.hotel).filter(id=theirs.id).update(source="pms:paper")
    Reservation(property=desk.hotel, number="R-9", booking_id=theirs.id, looked_at=FAR).save()
    proofs = {proof.code: proof for proof in prove(today=FAR.date())}
    assert [(proof.code, proof.examples) for proof in proofs.values() if not proof.holds] == []
    assert all(proofs[invariant.code].checked for invariant in POSTINGS)
    for code, table, change in BREAKS:
        with transaction.atomic():
            where = change + ("" if "WHERE" in change else " WHERE")
            behind_its_back(desk.hotel, table, f"UPDATE {table} SET {where} property_id = %s")
            assert code in found(), (code, table, change)
            transaction.set_rollback(True)
    assert found() == set()
    assert {code for code, _, _ in BREAKS} == {invariant.code for invariant in POSTINGS}
