"""What Stripe is asked: the page, its end, amounts in its own units, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from kunjae.payments.facts import Method
from kunjae.payments.ports import Keys, Order, ProviderDown, ProviderRefused
from kunjae.payments.providers.stripe.amounts import from_stripe, to_stripe
from kunjae.payments.providers.stripe.provider import Stripe
from tests.hotel import FAR
from tests.payments.providers.gateway import LOST, SECRET_KEY, SILENT, WEBHOOK_SECRET, Gateway

KEYS = Keys(
    property_id=uuid4(),
    slug="baan-talay",
    currency="THB",
    secrets={"secret_key": SECRET_KEY, "webhook_secret": WEBHOOK_SECRET},
)
ORDER = Order(
    id=uuid4(),
    code="KJ1-ABC",
    booking="KJ1",
    amount=300_000,
    currency="THB",
    language="th",
    hotel="บ้านทะเล",
    description="บ้านทะเล · KJ1",
    method=Method.CARD,
    return_url="https://hotel.example/back",
    expires_at=FAR + timedelta(minutes=30),
    email="somchai@example.com",
)


@pytest.fixture(autouse=True)
def _on_the_25th():
    with time_machine.travel(FAR, tick=False):
        yield


def test_the_page_is_asked_for_once_with_all_that_it_shows(gateway: Gateway) -> None:
    started = Stripe(gateway.url).start(ORDER, KEYS)
    again = Stripe(gateway.url).start(ORDER, KEYS)
    assert again == started
    (session,) = gateway.sessions.values()
    assert (started.ref, started.url) == (session["id"], session["url"])
    _path, asked = gateway.requests[0]
    assert asked["line_items[0][price_data][product_data][name]"] == "บ้านทะเล · KJ1"
    assert asked["success_url"] == asked["cancel_url"] == "https://hotel.example/back"
    assert (asked["locale"], asked["customer_email"]) == ("th", "somchai@example.com")
    assert asked["payment_method_types[0]"] == "card"
    assert asked["payment_intent_data[metadata][kunjae_checkout]"] == str(ORDER.id)
    assert int(asked["expires_at"]) - FAR.timestamp() == 61 * 60


@pytest.mark.parametrize("left", [timedelta(seconds=1), timedelta(hours=22), timedelta(days=7)])
def test_its_life_is_one_that_stripe_allows_whatever_the_hold(gateway: Gateway, left: timedelta) -> None:
    assert Stripe(gateway.url).start(replace(ORDER, expires_at=FAR + left), KEYS).url


@pytest.mark.parametrize("email", ["", "nobody", "som chai@example.com", "สมชาย@example.com"])
def test_an_address_that_stripe_would_refuse_is_left_out(gateway: Gateway, email: str) -> None:
    Stripe(gateway.url).start(replace(ORDER, email=email), KEYS)
    assert "customer_email" not in gateway.requests[0][1]


def test_promptpay_through_stripe_is_asked_for_by_name(gateway: Gateway) -> None:
    stripe = Stripe(gateway.url)
    assert stripe.methods(KEYS) == (Method.CARD,)
    assert stripe.methods(replace(KEYS, details={"promptpay": "1"})) == (Method.CARD, Method.PROMPTPAY)
    assert stripe.methods(replace(KEYS, currency="JPY", details={"promptpay": "1"})) == (Method.CARD,)
    stripe.start(replace(ORDER, method=Method.PROMPTPAY), KEYS)
    assert gateway.requests[0][1]["payment_method_types[0]"] == "promptpay"


def test_ending_a_page_twice_or_after_it_was_paid_is_fine(gateway: Gateway) -> None:
    stripe = Stripe(gateway.url)
    ref = stripe.start(ORDER, KEYS).ref
    stripe.expire(ref, KEYS)
    stripe.expire(ref, KEYS)
    assert gateway.sessions[ref]["status"] == "expired"
    gateway.then(503)
    with pytest.raises(ProviderDown):
        stripe.expire(ref, KEYS)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (429, "rate_limited"),
        (500, "http_500"),
        (503, "http_503"),
        (LOST, "unreachable"),
        (SILENT, "unreachable"),
    ],
)
def test_trouble_that_passes_is_told_from_refusals(gateway: Gateway, trouble: int | str, code: str) -> None:
    gateway.then(trouble)
    with pytest.raises(ProviderDown) as down:
        Stripe(gateway.url).start(ORDER, KEYS)
    assert down.value.code == code


def test_wrong_keys_and_nobody_there(gateway: Gateway) -> None:
    with pytest.raises(ProviderRefused) as refused:
        Stripe(gateway.url).start(ORDER, replace(KEYS, secrets={"secret_key": "sk_test_other"}))
    assert refused.value.code == "keys_refused"
    with pytest.raises(ProviderDown):
        Stripe("http://127.0.0.1:9").start(ORDER, KEYS)


@pytest.mark.parametrize(
    ("amount", "currency", "theirs"),
    [(300_000, "THB", 300_000), (12_345, "JPY", 12_345), (12_340, "KWD", 12_340), (500, "ISK", 50_000)],
)
def test_amounts_are_written_in_stripes_units(amount: int, currency: str, theirs: int) -> None:
    assert to_stripe(amount, currency) == theirs
    assert from_stripe(theirs, currency) == amount


def test_only_amounts_that_stripe_can_take_are_taken() -> None:
    can = Stripe.can
    assert can.takes(12_340, "KWD")
    assert not can.takes(12_345, "KWD")
    assert can.takes(1, "JPY")
    assert can.takes(1, "THB")
