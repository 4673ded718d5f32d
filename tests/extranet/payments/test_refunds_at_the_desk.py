"""Money goes back from the booking's page: of which payment, by machine or by hand, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.payments.models import LedgerEntry, Payment, Refund
from tests.checks.holding import assert_all_holds
from tests.extranet.payments.money_desk import MoneyDesk, words
from tests.hotel import CLERK, FAR, book_stays, make_hotel
from tests.payments.till import Clock, Till, worker

pytestmark = pytest.mark.django_db
AMOUNT = "amount_{}".format


def test_what_is_to_return_is_proposed_newest_payment_first_and_goes_back_once(
    desk: MoneyDesk, till: Till
) -> None:
    desk.cash(400000)
    card = desk.card(200000)
    change_at_once(property=desk.hotel, code=desk.code, operations=[Cancel(1)], actor=CLERK, now=FAR)
    sent = desk.form("", "refund")
    cash = Payment.objects.of(desk.hotel).get(method="cash")
    assert (sent[AMOUNT(card.id.hex)], sent[AMOUNT(cash.id.hex)]) == ("2000.00", "1000.00")
    assert desk.press("", "refund", sent=sent, reason="Room 1 cancelled").status_code == 302
    assert desk.press("", "refund", sent=sent, reason="Room 1 cancelled").status_code == 302
    assert desk.refunds() == [("by_hand", 100000), ("queued", 200000)]
    page = desk.look()
    for expected in (
        "A refund of 3,000 THB is on its way.",
        "On its way back 3,000",
        "To be done by hand",
        "Refund queued",
    ):
        assert expected in page
    proposed = desk.form("", "refund")
    assert proposed[AMOUNT(cash.id.hex)] == "", "what is on its way is not proposed again"
    assert AMOUNT(card.id.hex) not in proposed, "nothing is left of it"
    worker(Clock(FAR)).run()
    assert [amount for _ref, amount in till.refunds.values()] == [200000]
    assert "Refunded" in desk.look()
    assert desk.booking.paid == 400000
    assert_all_holds()


def test_one_payment_is_given_back_in_parts_and_never_more_than_it_holds(desk: MoneyDesk) -> None:
    cash = desk.cash(100000)
    field = AMOUNT(cash.id.hex)
    assert desk.form("", "refund", asked=f"?payment={cash.id}")[field] == "1000.00"
    desk.press("", "refund", **{field: "300"})
    desk.press("", "refund", **{field: "200.50"})
    answer = desk.press("", "refund", **{field: "500"})
    assert (answer.status_code, "At most 499.50 THB." in words(answer)) == (422, True)
    assert desk.refunds() == [("by_hand", 20050), ("by_hand", 30000)]
    assert "499.50 left" in desk.look()


def test_a_page_of_before_another_refund_asks_for_no_more_than_is_left(desk: MoneyDesk) -> None:
    cash = desk.cash(100000)
    field = AMOUNT(cash.id.hex)
    old = desk.form("", "refund")
    desk.press("", "refund", **{field: "800"})
    assert desk.press("", "refund", sent=old, **{field: "800"}).status_code == 422
    assert desk.refunds() == [("by_hand", 80000)]


def test_the_same_page_with_another_amount_gives_nothing_back_a_second_time(desk: MoneyDesk) -> None:
    field = AMOUNT(desk.cash(100000).id.hex)
    sent = desk.form("", "refund")
    desk.press("", "refund", sent=sent, **{field: "100"})
    assert desk.press("", "refund", sent=sent, **{field: "300"}).status_code == 409
    assert desk.refunds() == [("by_hand", 10000)]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("", "Say of at least one payment"),
        ("0", "more than zero"),
        ("-1", "must not be negative"),
        ("1.234", "THB has 2 decimals"),
        ("all", "must be an amount"),
    ],
)
def test_what_is_wrong_is_said(desk: MoneyDesk, wrong: str, expected: str) -> None:
    field = AMOUNT(desk.cash(100000).id.hex)
    answer = desk.press("", "refund", **{field: wrong, "reason": "Typed carefully"})
    assert (answer.status_code, expected in words(answer)) == (422, True)
    assert 'value="Typed carefully"' in answer.content.decode()
    assert desk.refunds() == []


@pytest.mark.parametrize(
    ("can", "expected"),
    [
        ({"refund": True, "partial_refund": True}, "Goes back by itself"),
        ({"refund": True}, "All of it goes back by itself; a part has to be given back by hand"),
        ({}, "Has to be given back by hand"),
    ],
)
def test_the_page_says_what_the_provider_can_do(
    desk: MoneyDesk, till: Till, can: dict[str, Any], expected: str
) -> None:
    till.can = type(till.can)(**can)
    desk.card(100000)
    assert expected in desk.look("refund")
    assert "Card · Till" in desk.look("refund")
    assert "25 Nov 2026 09:00 · Till" in desk.look()


def test_by_hand_it_is_a_task_until_it_is_ticked_once(desk: MoneyDesk) -> None:
    field = AMOUNT(desk.cash(100000).id.hex)
    desk.press("", "refund", **{field: "400"})
    row = Refund.objects.of(desk.hotel).get()
    tasks = words(desk.client.get("/extranet/baan-talay/payments/tasks/"))  # type: ignore[arg-type]
    assert "Refunds by hand 1" in tasks
    assert "400 THB" in tasks
    page = "refunds", row.id
    sent = desk.form("done", *page)
    assert desk.press("done", *page, sent=sent, reference=" SCB  77 ").status_code == 302
    again = desk.press("done", *page, sent=sent)
    assert (again.status_code, "moved on meanwhile" in words(again)) == (409, True)
    row.refresh_from_db()
    assert (row.state, row.provider_ref, row.done_by) == ("done", "SCB 77", "clerk@example.com")
    assert desk.booking.paid == 60000
    assert "How what was paid came about Payment 25 Nov 2026 09:00 +1,000 Refund" in desk.look()
    assert "Nothing to do" in words(desk.client.get("/extranet/baan-talay/payments/tasks/"))  # type: ignore[arg-type]
    assert_all_holds()


def test_one_that_failed_is_tried_again_or_set_aside(desk: MoneyDesk, till: Till) -> None:
    card = desk.card(100000)
    till.refuses = "insufficient_funds"
    desk.press("", "refund", **{AMOUNT(card.id.hex): "1000"})
    clock = Clock(FAR)
    worker(clock).run()
    failed = Refund.objects.of(desk.hotel).get()
    page = "refunds", failed.id
    assert "The money has not gone back" in desk.look(*page)
    till.refuses = ""
    desk.press("retry", *page)
    worker(clock).run()
    assert sorted(desk.refunds()) == [("done", 100000), ("failed", 100000)]
    assert "Retry" not in desk.look(*page), "it is settled by the second one"
    assert desk.booking.paid == 0
    assert LedgerEntry.objects.of(desk.hotel).filter(kind="refund").count() == 1
    assert_all_holds()


def test_one_by_hand_can_be_called_off(desk: MoneyDesk) -> None:
    cash = desk.cash(100000)
    desk.press("", "refund", **{AMOUNT(cash.id.hex): "1000"})
    row = Refund.objects.of(desk.hotel).get()
    assert desk.press("aside", "refunds", row.id).status_code == 302
    cash.refresh_from_db()
    page = desk.look()
    assert "Called off" in page
    assert "On its way back" not in page
    assert (desk.refunds(), cash.refunded, desk.booking.paid) == ([("failed", 100000)], 0, 100000)


def test_a_provider_that_never_answers_is_said_so(desk: MoneyDesk, till: Till) -> None:
    card = desk.card(100000)
    till.down = 1000
    desk.press("", "refund", **{AMOUNT(card.id.hex): "1000"})
    clock = Clock(FAR)
    for _ in range(12):
        worker(clock).run()
        clock.forward(hours=30)
    row = Refund.objects.of(desk.hotel).get()
    assert (row.state, bool(row.error)) == ("pending", True)
    page = desk.look("refunds", row.id)
    assert "The provider has not answered" in page
    assert "Retry" in page


def test_viewers_see_and_do_nothing(desk: MoneyDesk, viewer: Client) -> None:
    cash = desk.cash(100000)
    desk.press("", "refund", **{AMOUNT(cash.id.hex): "400"})
    row = Refund.objects.of(desk.hotel).get()
    looking = desk.by(viewer)
    assert "To be done by hand" in looking.look("refunds", row.id)
    assert "Done by hand" not in looking.look("refunds", row.id)
    looking.look("refund", status=403)
    assert viewer.post(looking.address("refunds", row.id), {"do": "done"}).status_code == 403
    assert viewer.post(looking.address("refund"), {}).status_code == 403
    assert desk.refunds() == [("by_hand", 40000)]


def test_those_of_another_hotel_are_not_found(desk: MoneyDesk) -> None:
    other = make_hotel("other")
    theirs = MoneyDesk(
        other, book_stays(other, {"check_in": "2026-12-10", "check_out": "2026-12-12"}), desk.client
    )
    payment = theirs.cash(100000, now=FAR + timedelta(minutes=1))
    desk.cash(100)
    desk.press("", "refund", **{AMOUNT(payment.id.hex): "1000"})
    assert Refund.objects.of(other).count() == Refund.objects.of(desk.hotel).count() == 0
    desk.look("refunds", payment.id, status=404)
