"""`kunjae check` finds what is wrong with orders: each invariant is broken on purpose, as in `test_proof`."""

import pytest
from django.db import transaction

from kunjae.bookings.models import Stay
from kunjae.checks.orders import ORDERS
from kunjae.checks.proof import prove
from kunjae.concierge.models import Order
from tests.checks.test_proof import behind_its_back
from tests.hotel import FAR
from tests.ordering.the_counter import cancel, confirm, make_resort, massage, order, stayed, wants

pytestmark = pytest.mark.django_db

BREAKS = [
    ("value_is_nights_fees_and_orders", "bookings_booking", "orders = orders + 1"),
    ("orders_are_in_the_value", "bookings_booking", "orders = orders + 1"),
    ("orders_are_in_the_value", "concierge_order", "counted = counted + 1 WHERE status = 'confirmed' AND"),
    ("orders_are_in_the_ledger", "concierge_order", "counted = 0 WHERE status = 'confirmed' AND"),
    ("orders_are_in_the_ledger", "payments_ledgerentry", "amount = amount + 1 WHERE kind = 'order' AND"),
    ("orders_are_in_the_ledger", "payments_ledgerentry", "order_id = NULL WHERE kind = 'order' AND"),
    ("orders_count_from_confirmation", "concierge_order", "status = 'confirmed' WHERE status = 'unconfirmed' AND"),
    ("orders_count_from_confirmation", "concierge_order", "status = 'expired' WHERE status = 'confirmed' AND"),
    ("orders_count_from_confirmation", "concierge_order", "posted_at = acted_at WHERE status = 'confirmed' AND"),
    ("orders_on_the_folio_say_since_when", "concierge_order", "posting = 'by_hand' WHERE status = 'confirmed' AND"),
    ("orders_on_the_folio_say_since_when", "concierge_order", "posted_at = acted_at WHERE status = 'cancelled' AND"),
    ("orders_are_with_their_stay", "bookings_stay", "booking_id = {other} WHERE"),
    ("pieces_are_ordered", "concierge_offerday", "ordered = ordered + 1"),
    ("pieces_are_ordered", "concierge_offerday", "most = ordered - 1"),
    ("pieces_are_ordered", "concierge_order", "status = 'cancelled' WHERE kind = 'offer' AND"),
    ("stock_is_that_of_the_offer", "concierge_offerday", "most = most + 1"),
    ("stock_is_that_of_the_offer", "concierge_offer", "stock = stock + 1 WHERE stock > 0 AND"),
    ("upgrades_hold_a_room", "inventory_optionnight", "rooms = 2"),
    ("upgrades_hold_a_room", "concierge_order", "status = 'unconfirmed' WHERE kind = 'upgrade' AND"),
    ("hours_hold_their_night", "inventory_roomnight", "option_id = NULL"),
    ("hours_hold_their_night", "concierge_order", "kind = 'early_check_in' WHERE kind = 'late_check_out' AND"),
    ("options_are_waiting_changes_and_orders", "concierge_order", "status = 'cancelled' WHERE kind <> 'offer' AND"),
    ("upgraded_stays_have_their_order", "bookings_stay", "sold_as_id = NULL"),
    ("upgraded_stays_have_their_order", "concierge_order", "status = 'cancelled' WHERE kind = 'upgrade' AND"),
]  # fmt: skip


@pytest.fixture
def hotel():
    """Orders of every kind, unconfirmed, confirmed and cancelled."""
    hotel = make_resort()
    first, second = stayed(hotel, room="001"), stayed(hotel, room="002")
    spa, up, late = order(hotel, first, massage(), wants("to-deluxe"), wants("late", hour="14:00"))
    for each in (spa, up):
        confirm(hotel, each)
    waits = order(hotel, second, massage(persons=2), wants("to-deluxe"), wants("early", hour="10:00"))
    cancel(hotel, order(hotel, second, wants("taxi"))[0])
    assert {late.kind, *(row.status for row in waits)} == {"late_check_out", "unconfirmed"}
    return hotel


def found():
    return {proof.code for proof in prove(today=FAR.date()) if not proof.holds}


def test_orders_at_work_agree_and_whatever_is_broken_is_found(hotel):
    proofs = {proof.code: proof for proof in prove(today=FAR.date())}
    assert [(proof.code, proof.examples) for proof in proofs.values() if not proof.holds] == []
    assert all(proofs[invariant.code].checked for invariant in ORDERS)
    stay = Stay.objects.of(hotel).order_by("id").first()
    other = Order.objects.of(hotel).exclude(booking_id=stay.booking_id).first().booking_id
    for code, table, change in BREAKS:
        with transaction.atomic():
            where = change.format(other=f"'{other.hex}'") + ("" if "WHERE" in change else " WHERE")
            behind_its_back(hotel, table, f"UPDATE {table} SET {where} property_id = %s")
            assert code in found(), (code, table, change)
            transaction.set_rollback(True)
    assert found() == set()
    known = {invariant.code for invariant in ORDERS}
    assert {code for code, _, _ in BREAKS} >= known
