"""Omise behind the port: PromptPay as a charge whose QR stands on the house's page, cards on a payment link's page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kunjae.kernel.errors import FieldError
from kunjae.payments.facts import Capabilities, Method
from kunjae.payments.ports import (
    Event,
    KeyField,
    Keys,
    Order,
    ProviderDown,
    ProviderRefused,
    RefundAnswer,
    Started,
)
from kunjae.payments.providers.fields import missing, wrong
from kunjae.payments.providers.omise.client import API, Client
from kunjae.payments.providers.omise.events import (
    METADATA_CHECKOUT,
    METADATA_REFUND,
    event_of,
    proven,
    refund_state,
)

LINK = "link_"
MOST_REFUNDS = 100
LARGEST_PICTURE = 200_000
"""Bytes of a QR as SVG."""


class Omise:
    """`base`: another address of the API, for tests."""

    code = "omise"
    name: Mapping[str, str] = {"en": "Omise", "th": "Omise"}
    can = Capabilities(
        cards=True,
        promptpay=True,
        hosted_page=True,
        webhook=True,
        proves=True,
        refund=True,
        partial_refund=True,
        currencies=(
            "THB",
            "JPY",
            "SGD",
            "MYR",
            "USD",
            "EUR",
            "GBP",
            "AUD",
            "CAD",
            "CHF",
            "CNY",
            "DKK",
            "HKD",
        ),
    )
    fields: tuple[KeyField, ...] = (
        KeyField(
            "secret_key",
            {"en": "Secret key", "th": "Secret key"},
            {"en": "Begins with skey_.", "th": "ขึ้นต้นด้วย skey_"},
            secret=True,
        ),
        KeyField(
            "webhook_secret",
            {"en": "Webhook secret", "th": "Webhook secret"},
            {
                "en": "From the dashboard, beside the webhook address. It is base64.",
                "th": "ดูในแดชบอร์ด ข้างที่อยู่เว็บฮุก เป็นข้อความแบบ base64",
            },
            secret=True,
        ),
        KeyField(
            "cards",
            {"en": "Cards, by payment link", "th": "รับบัตรด้วยลิงก์ชำระเงิน"},
            {
                "en": "The guest pays on a page of Omise's. It does not lead back by itself.",
                "th": "ผู้เข้าพักชำระบนหน้าของ Omise ซึ่งไม่พากลับมาเอง",
            },
            required=False,
            tick=True,
        ),
        KeyField(
            "promptpay",
            {"en": "PromptPay", "th": "พร้อมเพย์"},
            {
                "en": "Only if the Omise account may take it. Payments confirm themselves.",
                "th": "เฉพาะเมื่อบัญชี Omise เปิดรับได้ ระบบยืนยันการชำระให้เอง",
            },
            required=False,
            tick=True,
        ),
    )

    def __init__(self, base: str = API) -> None:
        self._base = base

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        found = missing(self.fields, values)
        key, secret = values.get("secret_key", ""), values.get("webhook_secret", "")
        if key and not key.startswith("skey_"):
            found.append(wrong("secret_key", "not_a_key", "begins with skey_", "ต้องขึ้นต้นด้วย skey_"))
        try:
            base64.b64decode(secret, validate=True)
        except (binascii.Error, ValueError):
            found.append(wrong("webhook_secret", "not_a_secret", "is not base64", "ไม่ใช่ข้อความแบบ base64"))
        if not (values.get("cards") or values.get("promptpay")):
            found.append(
                wrong(
                    "cards", "nothing_offered", "choose cards or PromptPay", "เลือกบัตรหรือพร้อมเพย์อย่างน้อยหนึ่งอย่าง"
                )
            )
        return found

    def is_real(self, keys: Keys) -> bool:
        return not keys.secrets.get("secret_key", "").startswith("skey_test_")

    def methods(self, keys: Keys) -> tuple[Method, ...]:
        found = []
        if keys.details.get("cards") and keys.currency in self.can.currencies:
            found.append(Method.CARD)
        if keys.details.get("promptpay") and keys.currency == "THB":
            found.append(Method.PROMPTPAY)
        return tuple(found)

    def start(self, order: Order, keys: Keys) -> Started:
        """Omise makes nothing once by a key: an order that is started twice leaves a charge or link behind that nobody
        sees. `data`, for PromptPay: `qr_picture`, the code as SVG in base64."""
        client = self._client(keys)
        asked: dict[str, Any] = {
            "amount": order.amount,
            "currency": order.currency.lower(),
            "description": order.description,
        }
        if order.method is not Method.PROMPTPAY:
            link = client.post("links", title=order.hotel, multiple=False, **asked)
            return Started(ref=_word(link, "id"), url=_word(link, "payment_uri"))
        charge = client.post(
            "charges",
            source={"type": "promptpay"},
            return_uri=order.return_url,
            expires_at=order.expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            metadata={METADATA_CHECKOUT: str(order.id), "booking": order.booking},
            **asked,
        )
        return Started(ref=_word(charge, "id"), data={"qr_picture": _qr(client, charge)})

    def expire(self, ref: str, keys: Keys) -> None:
        """End the charge, or take the link away. What was paid, or has ended, stays as it is."""
        try:
            if ref.startswith(LINK):
                self._client(keys).delete("links", ref)
            else:
                self._client(keys).post("charges", ref, "expire")
        except ProviderRefused:
            return

    def refund(self, payment_ref: str, amount: int, refund: UUID, keys: Keys) -> RefundAnswer:
        """Read back first: a refund that was made, though its answer was lost, is known by its metadata."""
        client = self._client(keys)
        there = client.get("charges", payment_ref, "refunds", limit=MOST_REFUNDS).get("data", [])
        made = next(
            (each for each in there if (each.get("metadata") or {}).get(METADATA_REFUND) == str(refund)), None
        )
        if made is None:
            made = client.post(
                "charges", payment_ref, "refunds", amount=amount, metadata={METADATA_REFUND: str(refund)}
            )
        return RefundAnswer(refund_state(made), ref=_word(made, "id"))

    def capture(self, payment_ref: str, amount: int, checkout: UUID, keys: Keys) -> None:
        raise ProviderRefused("keeps_nothing")

    def release(self, payment_ref: str, keys: Keys) -> None:
        raise ProviderRefused("keeps_nothing")

    def event(self, headers: Mapping[str, str], body: bytes, keys: Keys, now: datetime) -> Event:
        told = proven(headers, body, keys.secrets.get("webhook_secret", ""), now)
        return event_of(told, self._client(keys))

    def _client(self, keys: Keys) -> Client:
        return Client(keys.secrets.get("secret_key", ""), self._base)


def _qr(client: Client, charge: Mapping[str, Any]) -> str:
    """The picture of the code, kept with the checkout: guests' browsers talk to the house alone."""
    try:
        url = charge["source"]["scannable_code"]["image"]["download_uri"]
    except (KeyError, TypeError) as error:
        raise ProviderDown("answer_unreadable") from error
    picture = client.picture(str(url))
    if len(picture) > LARGEST_PICTURE:
        raise ProviderDown("answer_too_large")
    return base64.b64encode(picture).decode()


def _word(found: Mapping[str, Any], name: str) -> str:
    """A text that the answer must hold."""
    text = found.get(name)
    if not isinstance(text, str) or not text:
        raise ProviderDown("answer_unreadable")
    return text
