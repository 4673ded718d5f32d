"""What Omise's webhooks say. They name a charge or refund, which is asked back before anything is believed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kunjae.payments.facts import Method, RefundState
from kunjae.payments.ports import Event, EventKind, Forged, ProviderDown, ProviderRefused
from kunjae.payments.providers.fields import code_word
from kunjae.payments.providers.omise.client import KEYS_REFUSED, Client
from kunjae.payments.providers.signatures import must_be_recent

METADATA_CHECKOUT, METADATA_REFUND = "kunjae_checkout", "kunjae_refund"
"""Under these names our ids travel along."""
PAID = "successful"


def proven(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> dict[str, Any]:
    """The event, if one of its signatures is made with the hotel's secret. Raises Forged."""
    timestamp = headers.get("omise-signature-timestamp", "")
    must_be_recent(timestamp, now)
    try:
        key = base64.b64decode(secret, validate=True)
    except binascii.Error as error:
        raise Forged from error
    expected = hmac.digest(key, f"{timestamp}.".encode() + body, hashlib.sha256).hex().encode()
    given = headers.get("omise-signature", "").split(",")
    if not any(hmac.compare_digest(expected, each.strip().encode()) for each in given):
        raise Forged
    try:
        told = json.loads(body)
    except ValueError as error:
        raise Forged from error
    if not isinstance(told, dict):
        raise Forged
    return told


def event_of(told: Mapping[str, Any], client: Client) -> Event:
    """What the event means, in the words of the API itself. Raises Forged where the API does not know of it, and
    ProviderDown."""
    try:
        id, key, data = str(told["id"]), str(told["key"]), told["data"]
        if key.startswith("charge."):
            return charge_event(id, client.get("charges", str(data["id"])))
        if key.startswith("refund."):
            return _refund_event(id, client.get("charges", str(data["charge"]), "refunds", str(data["id"])))
    except ProviderRefused as error:
        if error.code == KEYS_REFUSED:  # ours are wrong, not the message
            raise ProviderDown(error.code) from error
        raise Forged from error
    except (KeyError, TypeError, ValueError) as error:
        raise Forged from error
    return Event(id=id, kind=EventKind.OTHER)


def charge_event(id: str, charge: Mapping[str, Any]) -> Event:
    """A charge as it stands now."""
    link = str(charge.get("link") or "")
    checkout = _our_id(charge, METADATA_CHECKOUT)
    if checkout is None and not link:
        return Event(id=id, kind=EventKind.OTHER)
    kinds = {PAID: EventKind.PAID}
    if not link:  # a page of Omise's lets the guest try another card
        kinds |= {"failed": EventKind.FAILED, "expired": EventKind.EXPIRED}
    source = charge.get("source") or {}
    return Event(
        id=id,
        kind=kinds.get(charge["status"], EventKind.OTHER),
        checkout=checkout,
        checkout_ref=link,
        payment_ref=charge["id"],
        amount=charge["amount"],
        currency=str(charge["currency"]).upper(),
        method=Method.PROMPTPAY if source.get("type") == "promptpay" else Method.CARD,
        error=code_word(charge.get("failure_code")),
    )


def refund_state(refund: Mapping[str, Any]) -> RefundState:
    """Where a refund stands: `closed` is done; money of cards that was only voided is, too."""
    status = refund.get("status")
    if status == "closed" or (status is None and refund.get("voided")):
        return RefundState.DONE
    return RefundState.FAILED if status == "failed" else RefundState.PENDING


def _refund_event(id: str, refund: Mapping[str, Any]) -> Event:
    state = refund_state(refund)
    kinds = {RefundState.DONE: EventKind.REFUND_DONE, RefundState.FAILED: EventKind.REFUND_FAILED}
    return Event(
        id=id,
        kind=kinds.get(state, EventKind.OTHER),
        refund=_our_id(refund, METADATA_REFUND),
        refund_ref=refund["id"],
    )


def _our_id(about: Mapping[str, Any], name: str) -> UUID | None:
    text = (about.get("metadata") or {}).get(name)
    return UUID(text) if text else None
