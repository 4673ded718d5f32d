"""Money goes back once: when answers are lost, the gateway is down, two are asked at once, or one comes back after all."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from kunjae.payments.commands.refunds import request_refund, retry_refund
from kunjae.payments.errors import RefundExceedsPayment
from kunjae.payments.facts import RefundState
from kunjae.payments.models import Payment, Refund
from tests.hotel import CLERK
from tests.payments.providers.gateway import LOST, SILENT, Gateway
from tests.payments.providers.till import Till, open_till


def paid(till: Till, amount: int = 300_000) -> Payment:
    checkout = till.begin(amount)
    assert till.gateway.tell(till.hotel, till.gateway.pay(checkout.provider_ref)).status_code == 200
    return till.payments()[-1]


def asked(till: Till, payment: Payment, amount: int) -> Refund:
    return request_refund(
        property=till.hotel, payment=payment.id, amount=amount, reason="", actor=CLERK, now=till.now
    )


def at_gateway(till: Till) -> list[int]:
    return [each["amount"] for each in till.gateway.refunds.values()]


def state(till: Till, refund: Refund) -> str:
    return till.refund(refund.id).state


@pytest.mark.parametrize(
    "trouble",
    [(LOST,), (SILENT,), (429,), (500, 500, 500), (500, 429, SILENT, 503, LOST)],
    ids=["answer lost", "hung up", "too many requests", "three errors", "all of it"],
)
def test_a_refund_is_made_once_whatever_becomes_of_the_answers(till: Till, trouble: tuple[Any, ...]) -> None:
    refund = asked(till, paid(till), 100_000)
    till.gateway.then(*trouble)
    till.work()
    for _ in trouble:
        assert state(till, refund) == RefundState.QUEUED.value
        till.turn(hours=6)
        till.work()
    assert state(till, refund) == RefundState.DONE.value
    assert at_gateway(till) == [100_000]
    (made,) = till.gateway.refunds.values()
    assert made["metadata"] == {"kunjae_refund": str(refund.id)}
    assert till.payments()[0].refunded == 100_000


@pytest.mark.parametrize("amount", [100_000, 300_000], ids=["a part", "all of it"])
def test_a_refund_is_made_once_though_the_gateway_has_forgotten_its_key(till: Till, amount: int) -> None:
    refund = asked(till, paid(till), amount)
    till.gateway.then(LOST)
    till.work()
    till.gateway.forget_keys()
    till.turn(hours=30)
    till.work()
    assert state(till, refund) == RefundState.DONE.value
    assert at_gateway(till) == [amount]
    assert till.payments()[0].refunded == amount


def test_a_webhook_may_be_quicker_than_the_answer(till: Till) -> None:
    refund = asked(till, paid(till), 100_000)
    till.gateway.then(LOST)
    till.work()
    (made,) = till.gateway.refunds.values()
    for type in ("refund.updated", "charge.refund.updated", "refund.updated"):
        till.gateway.tell(till.hotel, till.gateway.event(type, made))
    assert state(till, refund) == RefundState.DONE.value
    till.turn(hours=3)
    till.work()
    assert at_gateway(till) == [100_000]
    assert till.refund(refund.id).provider_ref == made["id"]


def test_a_refund_that_comes_back_is_money_here_again_and_a_new_one_may_be_tried(till: Till) -> None:
    payment = paid(till)
    refund = asked(till, payment, 300_000)
    till.work()
    (made,) = till.gateway.refunds
    failed = till.gateway.fail_refund(made)
    for _ in range(2):
        till.gateway.tell(till.hotel, failed)
    row = till.refund(refund.id)
    assert (row.state, row.error) == (RefundState.FAILED.value, "lost_or_stolen_card")
    assert till.payments()[0].refunded == 0
    till.gateway.tell(till.hotel, till.gateway.event("refund.updated", made_again(till, made)))
    assert state(till, refund) == RefundState.FAILED.value  # an older word, come late
    again = retry_refund(property=till.hotel, refund=refund.id, actor=CLERK, now=till.now)
    till.work()
    assert state(till, again) == RefundState.DONE.value
    assert len(till.gateway.refunds) == 2


def made_again(till: Till, refund: str) -> dict[str, Any]:
    return till.gateway.refunds[refund] | {"status": "succeeded"}


def test_a_pending_refund_waits_for_its_webhook(till: Till) -> None:
    till.gateway.refund_status = "pending"
    refund = asked(till, paid(till), 50_000)
    till.work()
    assert state(till, refund) == RefundState.PENDING.value
    (made,) = till.gateway.refunds.values()
    made["status"] = "requires_action"
    till.gateway.tell(till.hotel, till.gateway.event("refund.updated", made))
    assert state(till, refund) == RefundState.PENDING.value
    made["status"] = "succeeded"
    till.gateway.tell(till.hotel, till.gateway.event("refund.updated", made))
    assert state(till, refund) == RefundState.DONE.value


def test_what_the_gateway_refuses_has_failed_and_is_free_again(till: Till) -> None:
    payment = paid(till)
    till.gateway.paid[payment.provider_ref] = 1  # the hotel refunded it in the gateway's own pages
    refund = asked(till, payment, 100_000)
    till.work()
    row = till.refund(refund.id)
    assert (row.state, row.error) == (RefundState.FAILED.value, "charge_already_refunded")
    assert till.payments()[0].refunded == 0


@pytest.mark.django_db(transaction=True)
def test_two_refunds_at_once_never_exceed_the_payment(gateway: Gateway) -> None:
    with open_till(gateway) as till:
        payment = paid(till)
        start = threading.Barrier(4)
        outcomes: list[str] = []

        def ask() -> None:
            start.wait()
            try:
                asked(till, payment, 200_000)
                outcomes.append("asked")
            except RefundExceedsPayment:
                outcomes.append("too much")
            finally:
                connection.close()

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["asked", "too much", "too much", "too much"]
        till.work()
        assert at_gateway(till) == [200_000]


@pytest.mark.django_db(transaction=True)
def test_the_same_webhook_four_times_at_once_counts_once(gateway: Gateway) -> None:
    with open_till(gateway) as till:
        event = gateway.pay(till.begin().provider_ref)
        start = threading.Barrier(4)
        answers: list[int] = []

        def tell() -> None:
            start.wait()
            try:
                answers.append(gateway.tell(till.hotel, event).status_code)
            finally:
                connection.close()

        threads = [threading.Thread(target=tell) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [200] * 4
        assert len(till.payments()) == 1
