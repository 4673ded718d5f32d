"""Omise: a PromptPay code that confirms itself, cards on a link's page, refunds read back, webhooks asked back."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from kunjae.checks.proof import prove
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.commands.closing import close_checkouts
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.errors import CannotStartPayment, ProviderUnknown
from kunjae.payments.facts import CheckoutState, Method, Purpose, RefundState
from kunjae.payments.models import Checkout, Payment, Refund
from kunjae.payments.providers.accounts import save_account
from kunjae.payments.providers.omise.provider import Omise
from kunjae.payments.providers.registry import registered
from kunjae.properties.models import Property
from tests.hotel import CLERK, FAR, book_two_rooms, make_hotel
from tests.outbox.desk import Clock
from tests.payments.providers.omise import LOST, PICTURE, SECRET_KEY, WEBHOOK_SECRET, OmiseServer, open_omise

pytestmark = pytest.mark.django_db
KEYS = {"secret_key": SECRET_KEY, "webhook_secret": WEBHOOK_SECRET, "cards": "1", "promptpay": "1"}


@pytest.fixture
def omise(db: None) -> Iterator[OmiseServer]:
    with open_omise() as server, registered(Omise(server.url)), time_machine.travel(FAR, tick=False):
        yield server
        assert not [proof for proof in prove(today=FAR.date()) if not proof.holds]


@pytest.fixture
def hotel(omise: OmiseServer) -> Property:
    hotel = make_hotel()
    save_account(property=hotel, code="omise", values=KEYS, enabled=True, now=FAR)
    return hotel


@pytest.fixture
def code(hotel: Property) -> str:
    return book_two_rooms(hotel)


def begin(hotel: Property, code: str, method: Method = Method.PROMPTPAY) -> Checkout:
    return begin_checkout(
        property=hotel,
        code=code,
        purpose=Purpose.BALANCE,
        amount=300_000,
        provider="omise",
        method=method,
        now=FAR,
        expires_at=FAR + timedelta(minutes=30),
        return_url="https://hotel.example/back",
        language="th",
    )


def work(hotel: Property, **later: float) -> None:
    clock = Clock()
    clock.turn(**later)
    Dispatcher(SUBSCRIPTIONS, clock=clock, spread=lambda: 0.0).run()


def state(checkout: Checkout) -> str:
    return Checkout.objects.of(checkout.property_id).get(id=checkout.id).state


def payments(hotel: Property) -> list[tuple[int, str]]:
    return list(Payment.objects.of(hotel).values_list("amount", "method"))


def refunded(hotel: Property, amount: int = 100_000) -> Refund:
    (payment,) = Payment.objects.of(hotel)
    refund = request_refund(
        property=hotel, payment=payment.id, amount=amount, reason="", actor=CLERK, now=FAR
    )
    work(hotel)
    return refund


def refund_state(refund: Refund) -> Any:
    row = Refund.objects.of(refund.property_id).get(id=refund.id)
    return row.state, row.error


def test_a_promptpay_code_of_omises_is_shown_here_and_confirms_itself(omise, hotel, code) -> None:
    checkout = begin(hotel, code)
    assert base64.b64decode(checkout.data["qr_picture"]) == PICTURE
    charge = omise.charges[checkout.provider_ref]
    assert charge["metadata"]["kunjae_checkout"] == str(checkout.id)
    assert (charge["amount"], charge["currency"]) == (300_000, "thb")
    assert charge["expires_at"] == "2026-11-25T02:30:00Z"
    event = omise.pay(checkout.provider_ref)
    assert [omise.tell(hotel, event, and_older=True).status_code for _ in range(2)] == [200, 200]
    assert payments(hotel) == [(300_000, "promptpay")]
    assert state(checkout) == CheckoutState.PAID.value


def test_cards_are_paid_on_a_links_page_where_a_declined_one_ends_nothing(omise, hotel, code) -> None:
    checkout = begin(hotel, code, Method.CARD)
    assert checkout.url == f"https://link.example/{checkout.provider_ref}"
    declined = omise.pay(checkout.provider_ref, status="failed", failure_code="insufficient_fund")
    assert omise.tell(hotel, declined).status_code == 200
    assert state(checkout) == CheckoutState.OPEN.value
    assert omise.tell(hotel, omise.pay(checkout.provider_ref)).status_code == 200
    assert payments(hotel) == [(300_000, "card")]


def test_the_webhook_is_not_believed_before_the_charge_was_asked_back(omise, hotel, code) -> None:
    checkout = begin(hotel, code)
    charge = omise.charges[checkout.provider_ref]
    lie = omise.event("charge.complete", charge | {"status": "successful"})
    assert omise.tell(hotel, lie).status_code == 200
    unknown = omise.event("charge.complete", {"id": "chrg_test_none"})
    assert omise.tell(hotel, unknown).status_code == 400
    assert omise.tell(hotel, omise.event("charge.complete", {})).status_code == 400
    assert not payments(hotel)
    event = omise.pay(checkout.provider_ref)
    omise.troubles += [503, 401]
    assert omise.tell(hotel, event).status_code == 503  # and comes again
    assert omise.tell(hotel, event).status_code == 503  # our key is wrong, not the message
    assert omise.tell(hotel, event, secret=base64.b64encode(b"x").decode()).status_code == 400
    assert omise.tell(hotel, event, sent=FAR - timedelta(minutes=6)).status_code == 400
    assert not payments(hotel)
    assert omise.tell(hotel, event).status_code == 200
    assert omise.tell(hotel, omise.event("customer.create", {})).status_code == 200
    assert len(payments(hotel)) == 1


def test_what_ends_here_ends_there_and_the_other_way_round(omise, hotel, code) -> None:
    ours = begin(hotel, code)
    close_checkouts(property=hotel, checkout=ours.id, now=FAR)
    link = begin(hotel, code, Method.CARD)
    close_checkouts(property=hotel, checkout=link.id, now=FAR)
    work(hotel)
    assert omise.charges[ours.provider_ref]["status"] == "expired"
    assert not omise.links
    theirs = begin(hotel, code)
    charge = omise.charges[theirs.provider_ref]
    charge["status"] = "expired"
    omise.tell(hotel, omise.event("charge.expire", charge))
    assert state(theirs) == CheckoutState.EXPIRED.value


@pytest.mark.parametrize("trouble", [(LOST, LOST), (500,), (0, LOST), (429, 0, 500)])
def test_a_refund_whose_answer_was_lost_is_read_back_and_made_once(omise, hotel, code, trouble) -> None:
    omise.tell(hotel, omise.pay(begin(hotel, code).provider_ref))
    omise.troubles += trouble
    refund = refunded(hotel)
    assert refund_state(refund)[0] == RefundState.QUEUED.value
    for hours in (6, 12, 18):
        work(hotel, hours=hours)
    assert refund_state(refund) == (RefundState.DONE.value, "")
    ((made,),) = omise.refunds.values()
    assert (made["amount"], made["metadata"]) == (100_000, {"kunjae_refund": str(refund.id)})


def test_a_refund_that_waits_is_told_of_by_webhook_and_one_refused_has_failed(omise, hotel, code) -> None:
    omise.tell(hotel, omise.pay(begin(hotel, code).provider_ref))
    omise.refund_status = "pending"
    refund = refunded(hotel)
    assert refund_state(refund)[0] == RefundState.PENDING.value
    ((made,),) = omise.refunds.values()
    made["status"] = "closed"
    for _ in range(2):
        assert omise.tell(hotel, omise.event("refund.create", made)).status_code == 200
    assert refund_state(refund)[0] == RefundState.DONE.value
    made["amount"] = 300_000  # refunded in Omise's own pages
    assert refund_state(refunded(hotel, 50_000)) == (RefundState.FAILED.value, "failed_refund")


def test_without_an_answer_or_with_wrong_keys_nothing_is_begun(omise, hotel, code) -> None:
    for trouble in (500, LOST):
        omise.troubles.append(trouble)
        with pytest.raises(CannotStartPayment) as failed:
            begin(hotel, code)
        assert failed.value.down
    save_account(property=hotel, code="omise", values=KEYS | {"secret_key": "skey_x"}, enabled=True, now=FAR)
    with pytest.raises(CannotStartPayment) as refused:
        begin(hotel, code)
    assert (refused.value.why, refused.value.down) == ("keys_refused", False)
    save_account(property=hotel, code="omise", values=KEYS | {"promptpay": ""}, enabled=True, now=FAR)
    with pytest.raises(ProviderUnknown):
        begin(hotel, code)
