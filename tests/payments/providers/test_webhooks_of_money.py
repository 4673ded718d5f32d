"""What providers tell, through the signed route: twice, late, before the browser, out of order, forged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.payments.facts import CheckoutState, Method
from kunjae.payments.models import ProviderEvent
from kunjae.payments.providers.accounts import hold_back_accounts, release_accounts, switch
from tests.payments.providers.till import Till


def test_money_counts_once_however_often_and_under_whatever_name_it_is_told(till: Till) -> None:
    checkout = till.begin()
    event = till.gateway.pay(checkout.provider_ref)
    answers = [till.gateway.tell(till.hotel, event) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    session = till.gateway.sessions[checkout.provider_ref]
    again = till.gateway.event("checkout.session.async_payment_succeeded", session)
    assert till.gateway.tell(till.hotel, again).status_code == 200
    (payment,) = till.payments()
    assert (payment.amount, payment.method, payment.provider) == (300_000, "card", "stripe")
    assert payment.provider_ref == session["payment_intent"]
    assert till.checkout(checkout.id).state == CheckoutState.PAID.value


def test_what_is_forged_old_or_of_another_hotel_leaves_nothing_behind(till: Till) -> None:
    checkout = till.begin()
    event = till.gateway.pay(checkout.provider_ref)
    forged = till.gateway.tell(till.hotel, event, secret="whsec_of_somebody")
    old = till.gateway.tell(till.hotel, event, sent=till.now - timedelta(minutes=6))
    early = till.gateway.tell(till.hotel, event, sent=till.now + timedelta(minutes=6))
    unsigned = Client().post("/hooks/payments/baan-talay/stripe", {"id": "evt"}, "application/json")
    assert {answer.status_code for answer in (forged, old, early, unsigned)} == {400}
    assert all(answer.content == b"" for answer in (forged, old, early, unsigned))
    assert not till.payments()
    assert not ProviderEvent.objects.of(till.hotel).exists()
    assert till.gateway.tell(till.hotel, event, sent=till.now - timedelta(minutes=4)).status_code == 200
    assert len(till.payments()) == 1


@pytest.mark.parametrize(
    ("path", "status"), [("nowhere/stripe", 404), ("baan-talay/none", 404), ("baan-talay/omise", 404)]
)
def test_where_nobody_listens_there_is_nothing(till: Till, path: str, status: int) -> None:
    assert Client().post(f"/hooks/payments/{path}", b"{}", "application/json").status_code == status


def test_only_posts_of_a_sensible_size_are_read(till: Till) -> None:
    assert Client().get("/hooks/payments/baan-talay/stripe").status_code == 405
    large = Client(enforce_csrf_checks=True).post(
        "/hooks/payments/baan-talay/stripe", b"x" * 256_001, "application/json"
    )
    assert large.status_code == 413


def test_another_amount_is_booked_as_it_came(till: Till) -> None:
    less = till.begin()
    till.gateway.tell(till.hotel, till.gateway.pay(less.provider_ref, amount=120_000))
    more = till.begin()
    till.gateway.tell(till.hotel, till.gateway.pay(more.provider_ref, amount=350_000))
    assert [payment.amount for payment in till.payments()] == [120_000, 350_000]


def test_another_currency_is_never_booked(till: Till) -> None:
    checkout = till.begin()
    told = till.gateway.tell(till.hotel, till.gateway.pay(checkout.provider_ref, currency="usd"))
    assert told.status_code == 200  # sent again it would be no better
    assert not till.payments()
    assert till.checkout(checkout.id).state == CheckoutState.OPEN.value


def test_money_of_other_shops_in_the_same_account_is_none_of_ours(till: Till) -> None:
    known = dict(till.gateway.sessions[till.begin().provider_ref])
    stranger = known | {
        "id": "cs_other",
        "metadata": {},
        "payment_status": "paid",
        "payment_intent": "pi_other",
    }
    elsewhere = stranger | {"metadata": {"kunjae_checkout": str(till.hotel.id)}}
    intent = {"id": "pi_shop", "amount_received": 5, "currency": "thb", "metadata": {}}
    for type, about in [
        ("checkout.session.completed", stranger),
        ("checkout.session.completed", elsewhere),
        ("payment_intent.succeeded", intent),
        ("customer.created", {"id": "cus"}),
        ("refund.updated", {"id": "re_shop", "status": "succeeded", "metadata": {}}),
    ]:
        assert till.gateway.tell(till.hotel, till.gateway.event(type, about)).status_code == 200
    assert not till.payments()


def test_late_money_is_taken_and_an_end_told_after_it_changes_nothing(till: Till) -> None:
    checkout = till.begin()
    till.turn(minutes=30)
    till.work()  # the time is over, and the gateway is told to let nobody pay any more
    assert till.checkout(checkout.id).state == CheckoutState.EXPIRED.value
    session = till.gateway.sessions[checkout.provider_ref]
    assert session["status"] == "expired"
    paid = till.gateway.pay(checkout.provider_ref)  # it had been paid a second before
    ended = till.gateway.event("checkout.session.expired", session)
    assert till.gateway.tell(till.hotel, paid).status_code == 200
    assert till.gateway.tell(till.hotel, ended).status_code == 200
    assert len(till.payments()) == 1
    assert till.checkout(checkout.id).state == CheckoutState.PAID.value


def test_an_attempt_that_fails_or_ends_at_the_provider_is_closed_here(till: Till) -> None:
    waiting = till.begin(method=Method.CARD)
    session = till.gateway.sessions[waiting.provider_ref]
    till.gateway.tell(till.hotel, till.gateway.event("checkout.session.completed", session))
    assert till.checkout(waiting.id).state == CheckoutState.OPEN.value  # the bank is still to say
    till.gateway.tell(till.hotel, till.gateway.event("checkout.session.async_payment_failed", session))
    assert till.checkout(waiting.id).state == CheckoutState.FAILED.value
    ended = till.begin()
    session = till.gateway.sessions[ended.provider_ref]
    till.gateway.tell(till.hotel, till.gateway.event("checkout.session.expired", session))
    assert till.checkout(ended.id).state == CheckoutState.EXPIRED.value


def test_money_comes_also_when_the_way_to_pay_was_switched_off(till: Till) -> None:
    checkout = till.begin()
    switch(property=till.hotel, code="stripe", enabled=False, now=till.now)
    till.gateway.tell(till.hotel, till.gateway.pay(checkout.provider_ref))
    assert len(till.payments()) == 1


def test_in_a_restored_copy_money_waits_outside_until_it_is_the_house_at_work(till: Till) -> None:
    event = till.gateway.pay(till.begin().provider_ref)
    hold_back_accounts(property_id=till.hotel.id)
    assert till.gateway.tell(till.hotel, event).status_code == 503
    release_accounts(property_id=till.hotel.id)
    assert till.gateway.tell(till.hotel, event).status_code == 200
    assert len(till.payments()) == 1


def test_while_its_keys_cannot_be_read_the_provider_is_asked_to_come_again(till: Till, settings) -> None:
    checkout = till.begin()
    event = till.gateway.pay(checkout.provider_ref)
    settings.SECRET_KEY = "another house " * 4
    answer = till.gateway.tell(till.hotel, event)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert not till.payments()


@pytest.mark.parametrize(
    "signature",
    ["", "t=", "t=1,v1=", "v1=x", "t=x,v1=y", "t=1795572000,v1=ก", "t=,,,==", "ก" * 2000, "t=1" + "0" * 300],
)
def test_nonsense_for_a_signature_is_refused_quietly(till: Till, signature: str) -> None:
    for body in (b"{}", b"\xff\xfe", b"[" * 50_000, b""):
        headers = {"stripe-signature": signature}
        answer = Client().post("/hooks/payments/baan-talay/stripe", body, "application/json", headers=headers)
        assert answer.status_code == 400


def test_an_event_takes_the_same_queries_however_many_came_before(till: Till) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            till.gateway.tell(till.hotel, till.gateway.pay(till.begin(10_000).provider_ref))
        event = till.gateway.pay(till.begin(10_000).provider_ref)
        with CaptureQueriesContext(connection) as queries:
            till.gateway.tell(till.hotel, event)
        with CaptureQueriesContext(connection) as again:
            till.gateway.tell(till.hotel, event)
        counts.append((len(queries), len(again)))
    assert counts[0] == counts[1]
    assert counts[0][1] <= 5
