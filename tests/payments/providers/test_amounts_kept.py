"""Amounts that Stripe keeps for the hotel until its guest's orders are answered: taken once, or let go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from kunjae.payments.facts import Method
from kunjae.payments.ports import EventKind, ProviderDown, ProviderRefused
from kunjae.payments.providers.stripe.events import event_of
from kunjae.payments.providers.stripe.provider import Stripe
from tests.hotel import FAR
from tests.payments.providers.gateway import LOST, WEBHOOK_SECRET, Gateway
from tests.payments.providers.test_stripe import KEYS, ORDER

HELD = replace(ORDER, hold=True)


@pytest.fixture(autouse=True)
def _on_the_25th():
    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def kept(gateway: Gateway) -> dict[str, Any]:
    """What Stripe tells once the guest has entered a card."""
    return gateway.keep(Stripe(gateway.url).start(HELD, KEYS).ref)


def read(event: dict[str, Any]) -> Any:
    """As the house reads the webhook."""
    import json

    from stripe import WebhookSignature

    body = json.dumps(event)
    signature = WebhookSignature.generate_signature_header(body, WEBHOOK_SECRET, int(FAR.timestamp()))
    return event_of(signature, body.encode(), WEBHOOK_SECRET, FAR)


def test_only_a_card_is_asked_to_keep_and_only_for_orders(gateway: Gateway) -> None:
    stripe = Stripe(gateway.url)
    for order in (ORDER, replace(HELD, id=uuid4(), method=Method.PROMPTPAY), replace(HELD, id=uuid4())):
        stripe.start(order, KEYS)
    asked = [values.get("payment_intent_data[capture_method]") for _path, values in gateway.requests]
    assert asked == [None, None, "manual"]


def test_an_amount_that_is_kept_is_no_money_yet(kept: dict[str, Any]) -> None:
    event = read(kept)
    assert (event.kind, event.checkout, event.amount) == (EventKind.AUTHORISED, HELD.id, HELD.amount)
    assert event.payment_ref.startswith("pi_")


def test_a_part_is_taken_once_though_its_answer_was_lost(gateway: Gateway, kept: dict[str, Any]) -> None:
    stripe, ref = Stripe(gateway.url), read(kept).payment_ref
    gateway.then(LOST)
    with pytest.raises(ProviderDown):
        stripe.capture(ref, 100_000, HELD.id, KEYS)
    gateway.forget_keys()
    stripe.capture(ref, 100_000, HELD.id, KEYS)
    assert gateway.paid == {ref: 100_000}
    told = read(gateway.event("payment_intent.succeeded", gateway.intents[ref]))
    assert (told.kind, told.amount, told.payment_ref) == (EventKind.PAID, 100_000, ref)


def test_what_was_let_go_is_not_to_be_had_any_more(gateway: Gateway, kept: dict[str, Any]) -> None:
    stripe, ref = Stripe(gateway.url), read(kept).payment_ref
    stripe.release(ref, KEYS)
    with pytest.raises(ProviderRefused) as refused:
        stripe.capture(ref, 100_000, HELD.id, KEYS)
    assert refused.value.code == "keeps_nothing"
    with pytest.raises(ProviderRefused):
        stripe.release(ref, KEYS)
    told = read(gateway.event("payment_intent.canceled", gateway.intents[ref]))
    assert (told.kind, told.checkout) == (EventKind.RELEASED, HELD.id)


def test_what_others_do_with_the_same_account_is_none_of_ours(gateway: Gateway, kept: dict[str, Any]) -> None:
    foreign = kept["data"]["object"] | {"metadata": {}}
    for type in ("payment_intent.amount_capturable_updated", "payment_intent.canceled"):
        assert read(gateway.event(type, foreign)).kind is EventKind.OTHER
