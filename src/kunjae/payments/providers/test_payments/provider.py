"""The provider itself. Its page (`/test-payments/…`) and its webhooks (`sending.py`) play the outside."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from kunjae.kernel.errors import FieldError
from kunjae.payments.facts import Capabilities, Method, RefundState
from kunjae.payments.ports import (
    Event,
    EventKind,
    Forged,
    KeyField,
    Keys,
    Order,
    ProviderRefused,
    RefundAnswer,
    Started,
)
from kunjae.payments.providers.signatures import must_be_recent
from kunjae.payments.providers.test_payments.sending import tell_of_payment, tell_of_refund
from kunjae.payments.providers.test_payments.wire import CODE, LIVE, ref_of, signature_of


class TestPayments:
    """Refuses everything once the hotel takes real money."""

    __test__ = False
    code = CODE
    name: Mapping[str, str] = {"en": "Test payments", "th": "ทดลองชำระเงิน"}
    can = Capabilities(
        cards=True,
        hosted_page=True,
        webhook=True,
        proves=True,
        refund=True,
        partial_refund=True,
        holds=True,
    )
    fields: tuple[KeyField, ...] = ()

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        return []

    def is_real(self, keys: Keys) -> bool:
        return False

    def methods(self, keys: Keys) -> tuple[Method, ...]:
        return () if keys.live else (Method.CARD,)

    def start(self, order: Order, keys: Keys) -> Started:
        """Its page is one of the house's. `data`: `return_url`, which may lead anywhere."""
        _refuse_if_live(keys)
        page = f"{settings.BASE_URL}/test-payments/{keys.slug}/{order.id}/"
        data = {"return_url": order.return_url} | ({"hold": True} if order.hold else {})
        return Started(ref=ref_of(order.id), url=page, data=data)

    def expire(self, ref: str, keys: Keys) -> None:
        """Its page asks the checkout itself whether it is still open."""

    def refund(self, payment_ref: str, amount: int, refund: UUID, keys: Keys) -> RefundAnswer:
        """Pending; a webhook tells that it is done."""
        _refuse_if_live(keys)
        if not payment_ref.startswith("test_"):
            raise ProviderRefused("payment_unknown")
        tell_of_refund(keys.property_id, payment_ref, refund, timezone.now())
        return RefundAnswer(RefundState.PENDING, ref=f"test_refund_{refund.hex}")

    def capture(self, payment_ref: str, amount: int, checkout: UUID, keys: Keys) -> None:
        """A webhook tells that it is taken."""
        _refuse_if_live(keys)
        tell_of_payment(keys.property_id, checkout, EventKind.PAID, timezone.now(), amount=amount)

    def release(self, payment_ref: str, keys: Keys) -> None:
        _refuse_if_live(keys)

    def event(self, headers: Mapping[str, str], body: bytes, keys: Keys, now: datetime) -> Event:
        if keys.live:
            raise Forged
        id = headers.get("webhook-id", "")
        sent = must_be_recent(headers.get("webhook-timestamp", ""), now)
        try:
            expected = signature_of(keys.property_id, id, sent, body)
            if not hmac.compare_digest(expected.encode(), headers.get("webhook-signature", "").encode()):
                raise Forged
            return _event(id, json.loads(body))
        except (ValueError, KeyError, TypeError) as error:
            raise Forged from error


def _event(id: str, told: Mapping[str, Any]) -> Event:
    kind, data = EventKind(told["type"]), told["data"]
    if kind in (EventKind.REFUND_DONE, EventKind.REFUND_FAILED):
        return Event(
            id=id,
            kind=kind,
            refund=UUID(data["refund"]),
            refund_ref=data["refund_ref"],
            error=data.get("error", ""),
        )
    return Event(
        id=id,
        kind=kind,
        checkout=UUID(data["checkout"]),
        checkout_ref=data["checkout_ref"],
        payment_ref=data["payment_ref"],
        amount=data["amount"],
        currency=data["currency"],
        error=data.get("error", ""),
    )


def _refuse_if_live(keys: Keys) -> None:
    if keys.live:
        raise ProviderRefused(LIVE)
