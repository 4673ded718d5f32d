"""`kunjae check` finds what is wrong: every invariant is broken on purpose, behind the house's back.

The database's own constraints would refuse much of it. So the table is shadowed by a temporary copy that has none,
which both databases prefer to the real one.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from kunjae.changes.commands import change_at_once, check_in, check_out
from kunjae.changes.operations import Cancel
from kunjae.checks.invariants import INVARIANTS
from kunjae.checks.money import MONEY
from kunjae.checks.orders import ORDERS
from kunjae.checks.outbox import MOST_ATTEMPTS, OUTBOX
from kunjae.checks.postings import POSTINGS
from kunjae.checks.proof import prove
from kunjae.checks.waiting import WAITING_CHANGES
from kunjae.config import cli
from kunjae.inventory.models import Block, RoomNight, TypeNight
from kunjae.payments.commands import record_payment
from kunjae.payments.commands.refunds import mark_refund_done, request_refund
from kunjae.payments.facts import Method
from kunjae.properties.models import Property, Room
from kunjae.rates.models import RatePlan
from tests.changes.the_guest import checkout_for, confirm, pay, to_type
from tests.hotel import CLERK, FAR, NEAR, book_stays, book_two_rooms, make_hotel
from tests.outbox.desk import Clock
from tests.payments.till import ask, begin, bring, open_till
from tests.webhooks.desk import make_endpoint, postman

pytestmark = pytest.mark.django_db
TODAY = NEAR.date()


@pytest.fixture(scope="module")
def hotel(module_db: None, django_db_blocker: Any) -> Property:
    """A hotel with a bit of everything: a fee, a payment, guests in house and gone, a block, a webhook that waits. Made
    once: what a test breaks is whole again for the next."""
    with django_db_blocker.unblock():
        return _hotel_at_work()


def _hotel_at_work() -> Property:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change_at_once(property=hotel, code=code, operations=[Cancel(2)], actor=CLERK, now=NEAR)
    record_payment(property=hotel, code=code, method=Method.CASH, amount=100000, actor=CLERK, now=NEAR)
    gone = book_stays(hotel, {"check_in": "2026-12-01", "check_out": "2026-12-03", "room": "001"})
    check_in(property=hotel, code=gone, stay=1, actor=CLERK, now=FAR + timedelta(days=6))
    check_out(property=hotel, code=gone, stay=1, actor=CLERK, now=FAR + timedelta(days=8))
    here = book_stays(hotel, {"check_in": "2026-12-08", "check_out": "2026-12-11"})
    check_in(property=hotel, code=here, stay=1, actor=CLERK, now=NEAR, room="003")
    _block(hotel, "102", date(2026, 12, 20), 2)
    _guest_changes(hotel)
    make_endpoint(hotel, "http://127.0.0.1:9/hooks")  # nobody is there
    postman(Clock(NEAR)).run()
    _money_back_and_asked_for(hotel)
    return hotel


def _guest_changes(hotel: Property) -> None:
    """One guest paid for a change, the change of another waits for its money."""
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=100)
    for first, until, pays in (("12-13", "12-15", True), ("12-16", "12-18", False)):
        code = book_stays(hotel, {"check_in": f"2026-{first}", "check_out": f"2026-{until}", "room": "001"})
        record_payment(property=hotel, code=code, method=Method.CASH, amount=300000, actor=CLERK, now=NEAR)
        pending = confirm(hotel, code, to_type("DLX"), now=NEAR).pending
        assert pending is not None
        if pays:
            pay(hotel, checkout_for(hotel, pending), pending.to_pay, NEAR)


def _money_back_and_asked_for(hotel: Property) -> None:
    """One refund done and one on its way, one payment request paid and one that waits."""
    code = book_stays(hotel, {"check_in": "2026-12-26", "check_out": "2026-12-28"})
    with open_till(hotel):
        for minutes in (0, 5):
            asked = ask(hotel, code, 150000, NEAR)
            checkout = begin(hotel, code, asked, NEAR + timedelta(minutes=minutes))
            if not minutes:
                payment = bring(hotel, checkout, 150000, NEAR)
        request_refund(property=hotel, payment=payment.id, amount=5000, reason="", actor=CLERK, now=NEAR)
    cash = record_payment(property=hotel, code=code, method=Method.CASH, amount=100000, actor=CLERK, now=NEAR)
    back = request_refund(property=hotel, payment=cash.id, amount=40000, reason="", actor=CLERK, now=NEAR)
    mark_refund_done(property=hotel, refund=back.id, actor=CLERK, now=NEAR)


def _block(hotel: Property, number: str, first: date, nights: int) -> None:
    room = Room.objects.of(hotel).get(number=number)
    block = Block.objects.create(
        property=hotel, room=room, first_night=first, until=first + timedelta(days=nights), blocked_at=NEAR
    )
    for day in range(nights):
        night = first + timedelta(days=day)
        RoomNight.objects.create(property=hotel, room=room, night=night, block=block)
        TypeNight.objects.create(
            property=hotel, room_type_id=room.room_type_id, night=night, capacity=2, blocked=1
        )


def broken(slug: str | None = None) -> set[str]:
    return {proof.code for proof in prove(today=TODAY, slug=slug) if not proof.holds}


def behind_its_back(hotel: Property, table: str, statement: str) -> None:
    """Run the statement on a copy of the table that no constraint guards. `%s` is the property."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE shadow AS SELECT * FROM {table} WHERE property_id IS NOT NULL"
        )
        cursor.execute(f"ALTER TABLE shadow RENAME TO {table}")
        cursor.execute(f"SELECT id FROM properties_property WHERE slug = '{hotel.slug}'")
        cursor.execute(statement, [cursor.fetchone()[0]])
        assert cursor.rowcount > 0, "the test itself broke nothing"


def test_everything_agrees_at_a_hotel_at_work(hotel):
    proofs = list(prove(today=TODAY))
    assert [(proof.code, proof.examples) for proof in proofs if not proof.holds] == []
    of_orders = {invariant.code for invariant in (*ORDERS, *POSTINGS)}  # proofs of their own
    assert all(proof.checked for proof in proofs if proof.code not in of_orders)
    assert [proof.code for proof in proofs] == [
        *(
            invariant.code
            for invariant in (*INVARIANTS, *MONEY, *WAITING_CHANGES, *ORDERS, *POSTINGS, *OUTBOX)
        ),
        "references_stay_home",
        "history_can_be_read",
    ]


BREAKS = [
    (
        "ledger_is_value",
        "payments_ledgerentry",
        "UPDATE {t} SET amount = amount + 1 WHERE property_id = %s AND kind = 'stay'",
    ),
    (
        "value_is_nights_fees_and_orders",
        "bookings_staynight",
        "UPDATE {t} SET room_price = room_price + 1 WHERE property_id = %s",
    ),
    (
        "value_is_nights_fees_and_orders",
        "bookings_booking",
        "UPDATE {t} SET value = value + 1 WHERE property_id = %s",
    ),
    ("ledger_has_fees", "payments_ledgerentry", "DELETE FROM {t} WHERE property_id = %s AND kind = 'fee'"),
    ("ledger_is_paid", "bookings_booking", "UPDATE {t} SET paid = paid + 1 WHERE property_id = %s"),
    (
        "payments_are_in_ledger",
        "payments_payment",
        "UPDATE {t} SET amount = amount + 1 WHERE property_id = %s",
    ),
    (
        "refunds_are_within_payments",
        "payments_payment",
        "UPDATE {t} SET refunded = refunded + 1 WHERE property_id = %s AND refunded > 0",
    ),
    (
        "refunds_are_in_ledger",
        "payments_refund",
        "UPDATE {t} SET state = 'done' WHERE property_id = %s AND state = 'queued'",
    ),
    (
        "paid_is_payments_less_refunds",
        "payments_refund",
        "UPDATE {t} SET state = 'pending' WHERE property_id = %s AND state = 'done'",
    ),
    (
        "queued_refunds_have_their_message",
        "outbox_message",
        "DELETE FROM {t} WHERE property_id = %s AND topic = 'payments.refund'",
    ),
    (
        "paid_checkouts_brought_money",
        "payments_checkout",
        "UPDATE {t} SET state = 'paid' WHERE property_id = %s AND state = 'open'",
    ),
    (
        "paid_requests_have_their_money",
        "payments_paymentrequest",
        "UPDATE {t} SET state = 'paid' WHERE property_id = %s AND state = 'sent'",
    ),
    (
        "paid_requests_have_their_money",
        "payments_paymentrequest",
        "UPDATE {t} SET state = 'expired' WHERE property_id = %s AND state = 'paid'",
    ),
    (
        "nobody_pays_for_what_is_over",
        "payments_paymentrequest",
        "UPDATE {t} SET state = 'expired' WHERE property_id = %s AND state = 'sent'",
    ),
    ("no_room_twice", "inventory_roomnight", "INSERT INTO {t} SELECT * FROM {t} WHERE property_id = %s"),
    (
        "room_nights_have_a_stay",
        "bookings_stay",
        "UPDATE {t} SET status = 'cancelled' WHERE property_id = %s AND status = 'in_house'",
    ),
    ("room_nights_have_a_stay", "inventory_block", "DELETE FROM {t} WHERE property_id = %s"),
    (
        "stays_have_their_room",
        "inventory_roomnight",
        "DELETE FROM {t} WHERE property_id = %s AND stay_id IS NOT NULL",
    ),
    (
        "blocks_have_their_room",
        "inventory_roomnight",
        "DELETE FROM {t} WHERE property_id = %s AND block_id IS NOT NULL",
    ),
    (
        "counters_are_nights_sold",
        "inventory_typenight",
        "UPDATE {t} SET sold = sold - 1 WHERE property_id = %s AND sold = 1",
    ),
    (
        "counters_are_nights_sold",
        "inventory_typenight",
        "DELETE FROM {t} WHERE property_id = %s AND sold = 1",
    ),
    (
        "counters_are_nights_blocked",
        "inventory_typenight",
        "UPDATE {t} SET blocked = 0 WHERE property_id = %s",
    ),
    ("types_are_not_oversold", "inventory_typenight", "UPDATE {t} SET capacity = 0 WHERE property_id = %s"),
    (
        "capacity_is_rooms",
        "inventory_typenight",
        "UPDATE {t} SET capacity = capacity + 1 WHERE property_id = %s",
    ),
    (
        "stays_have_their_nights",
        "bookings_staynight",
        "DELETE FROM {t} WHERE property_id = %s AND night = '2026-12-10'",
    ),
    (
        "stays_have_their_nights",
        "bookings_stay",
        "UPDATE {t} SET check_out = '2026-12-30' WHERE property_id = %s",
    ),
    (
        "rooms_are_of_the_type",
        "properties_room",
        "UPDATE {t} SET room_type_id = (SELECT room_type_id FROM properties_room r WHERE r.property_id = {t}.property_id AND r.number = '101') WHERE property_id = %s AND number = '003'",
    ),
    (
        "bookings_sum_up_their_stays",
        "bookings_booking",
        "UPDATE {t} SET status = 'reserved' WHERE property_id = %s",
    ),
    (
        "bookings_sum_up_their_stays",
        "bookings_booking",
        "UPDATE {t} SET arrival = '2026-01-01' WHERE property_id = %s",
    ),
    (
        "bookings_sum_up_their_stays",
        "bookings_booking",
        "UPDATE {t} SET last_entry_number = 9 WHERE property_id = %s",
    ),
    ("history_has_no_gaps", "changes_historyentry", "DELETE FROM {t} WHERE property_id = %s AND number = 1"),
    (
        "history_figures_add_up",
        "changes_historyentry",
        "UPDATE {t} SET change = change + 1 WHERE property_id = %s AND kind = 'change'",
    ),
    (
        "history_figures_add_up",
        "changes_historyentry",
        "UPDATE {t} SET fee = fee + 1, change = change + 1 WHERE property_id = %s AND kind = 'change'",
    ),
    (
        "messages_say_where_they_stand",
        "outbox_message",
        "UPDATE {t} SET done_at = NULL WHERE property_id = %s AND state = 'done'",
    ),
    (
        "messages_say_where_they_stand",
        "outbox_message",
        "UPDATE {t} SET state = 'failed', last_error = '' WHERE property_id = %s AND state = 'waiting'",
    ),
    ("messages_say_where_they_stand", "outbox_message", "UPDATE {t} SET claim = id WHERE property_id = %s"),
    (
        "messages_end",
        "outbox_message",
        f"UPDATE {{t}} SET attempts = {MOST_ATTEMPTS} WHERE property_id = %s AND state = 'waiting'",
    ),
    ("messages_have_their_booking", "bookings_booking", "DELETE FROM {t} WHERE property_id = %s"),
    ("deliveries_have_their_endpoint", "webhooks_endpoint", "DELETE FROM {t} WHERE property_id = %s"),
    (
        "endpoints_are_disabled_for_a_reason",
        "webhooks_endpoint",
        "UPDATE {t} SET disabled_reason = 'gone' WHERE property_id = %s",
    ),
    (
        "waiting_changes_are_named",
        "bookings_booking",
        "UPDATE {t} SET pending_id = NULL WHERE property_id = %s",
    ),
    (
        "waiting_changes_are_named",
        "changes_pendingchange",
        "UPDATE {t} SET state = 'dropped' WHERE property_id = %s AND state = 'waiting'",
    ),
    ("options_are_waiting_changes_and_orders", "inventory_option", "DELETE FROM {t} WHERE property_id = %s"),
    (
        "options_are_waiting_changes_and_orders",
        "changes_pendingchange",
        "UPDATE {t} SET state = 'confirmed' WHERE property_id = %s",
    ),
    ("counters_are_nights_kept", "inventory_optionnight", "DELETE FROM {t} WHERE property_id = %s"),
    ("counters_are_nights_kept", "inventory_typenight", "UPDATE {t} SET kept = 0 WHERE property_id = %s"),
    ("room_nights_have_a_stay", "inventory_option", "DELETE FROM {t} WHERE property_id = %s"),
    (
        "confirmed_changes_are_in_the_history",
        "changes_pendingchange",
        "UPDATE {t} SET entry_number = 7 WHERE property_id = %s AND state = 'confirmed'",
    ),
    ("references_stay_home", "bookings_guest", "DELETE FROM {t} WHERE property_id = %s"),
    ("history_can_be_read", "changes_historyentry", "UPDATE {t} SET before = '{{}}' WHERE property_id = %s"),
]


@pytest.mark.parametrize(("code", "table", "statement"), BREAKS)
def test_what_is_broken_is_found(hotel, code, table, statement):
    behind_its_back(hotel, table, statement.format(t=table))
    assert code in broken()


def test_every_invariant_is_broken_by_some_test():
    known = {invariant.code for invariant in (*INVARIANTS, *MONEY, *WAITING_CHANGES, *OUTBOX)} | {
        "references_stay_home",
        "history_can_be_read",
    }
    assert {code for code, _, _ in BREAKS} == known


def test_another_hotels_trouble_is_not_this_ones(hotel):
    other = make_hotel(slug="other")
    book_two_rooms(other)
    behind_its_back(hotel, "bookings_booking", "UPDATE bookings_booking SET value = 1 WHERE property_id = %s")
    assert broken("other") == set()
    assert "ledger_is_value" in broken("baan-talay")


def test_the_command_tells_and_fails(hotel):
    good = CliRunner().invoke(cli.main, ["check"])
    assert (good.exit_code, good.output.splitlines()[-1]) == (0, "Everything agrees."), good.output
    behind_its_back(hotel, "bookings_booking", "UPDATE bookings_booking SET value = 1 WHERE property_id = %s")
    bad = CliRunner().invoke(cli.main, ["check", "--property", "baan-talay"])
    assert bad.exit_code == 1
    assert "BROKEN A booking's value is the sum of its ledger (6 checked, 6 wrong)" in bad.output


def test_an_unknown_hotel_is_said_so():
    result = CliRunner().invoke(cli.main, ["check", "--property", "nowhere"])
    assert result.exit_code == 1
    assert "There is no hotel" in result.stderr
