"""What Stripe's webhooks say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kunjae.payments.facts import Method, RefundState
from kunjae.payments.ports import Event, EventKind, Forged
from kunjae.payments.providers.fields import code_word
from kunjae.payments.providers.signatures import must_be_recent
from kunjae.payments.providers.stripe.amounts import from_stripe

METADATA_CHECKOUT, METADATA_REFUND = "kunjae_checkout", "kunjae_refund"
"""Under these names our ids travel along."""
_SESSIONS = {
    "checkout.session.completed": EventKind.PAID,
    "checkout.session.async_payment_succeeded": EventKind.PAID,
    "checkout.session.async_payment_failed": EventKind.FAILED,
    "checkout.session.expired": EventKind.EXPIRED,
}
_REFUNDS = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")


def event_of(signature: str, body: bytes, secret: str, now: datetime) -> Event:
    """The event whose signature the library has proven, and whose age is ours to judge. Raises Forged."""
    from stripe import SignatureVerificationError, WebhookSignature

    try:
        WebhookSignature.verify_header(body, signature, secret)
        must_be_recent(_timestamp(signature), now)
        told = json.loads(body)
        return _event(told["id"], told["type"], told["data"]["object"])
    except (SignatureVerificationError, ValueError, KeyError, TypeError) as error:
        raise Forged from error


def refund_state(status: str | None) -> RefundState:
    """Stripe's word for where a refund stands, as ours."""
    if status == "succeeded":
        return RefundState.DONE
    return RefundState.FAILED if status in ("failed", "canceled") else RefundState.PENDING


def _timestamp(signature: str) -> str:
    return next((part[2:] for part in signature.split(",") if part.startswith("t=")), "")


def _event(id: str, type: str, about: Mapping[str, Any]) -> Event:
    if type in _SESSIONS:
        return _of_session(id, _SESSIONS[type], about)
    if type == "payment_intent.succeeded":
        amount = about["amount_received"] if "amount_received" in about else about["amount"]
        return _paid(id, about, payment_ref=about["id"], amount=amount)
    if type == "payment_intent.amount_capturable_updated":
        kept = _paid(id, about, payment_ref=about["id"], amount=about["amount_capturable"])
        return kept if kept.kind is EventKind.OTHER else replace(kept, kind=EventKind.AUTHORISED)
    if type == "payment_intent.canceled":
        return Event(
            id=id,
            kind=EventKind.RELEASED if _our_id(about, METADATA_CHECKOUT) else EventKind.OTHER,
            checkout=_our_id(about, METADATA_CHECKOUT),
            payment_ref=about["id"],
        )
    if type in _REFUNDS:
        return _of_refund(id, about)
    return Event(id=id, kind=EventKind.OTHER)


def _of_session(id: str, kind: EventKind, session: Mapping[str, Any]) -> Event:
    if kind is EventKind.PAID and session["payment_status"] != "paid":
        return Event(id=id, kind=EventKind.OTHER)  # the bank is still to say
    if kind is EventKind.PAID:
        return _paid(
            id,
            session,
            payment_ref=session["payment_intent"],
            amount=session["amount_total"],
            checkout_ref=session["id"],
        )
    return Event(id=id, kind=kind, checkout=_our_id(session, METADATA_CHECKOUT), checkout_ref=session["id"])


def _paid(
    id: str, about: Mapping[str, Any], *, payment_ref: str, amount: int, checkout_ref: str = ""
) -> Event:
    """Money that came. One that carries no id of ours and no session was not asked for by the house."""
    checkout = _our_id(about, METADATA_CHECKOUT)
    if checkout is None and not checkout_ref:
        return Event(id=id, kind=EventKind.OTHER)
    currency = str(about["currency"]).upper()
    method = (about.get("metadata") or {}).get("method")
    return Event(
        id=id,
        kind=EventKind.PAID,
        checkout=checkout,
        checkout_ref=checkout_ref,
        payment_ref=payment_ref,
        amount=from_stripe(amount, currency),
        currency=currency,
        method=Method.PROMPTPAY if method == Method.PROMPTPAY.value else Method.CARD,
    )


def _of_refund(id: str, refund: Mapping[str, Any]) -> Event:
    state = refund_state(refund["status"])
    kinds = {RefundState.DONE: EventKind.REFUND_DONE, RefundState.FAILED: EventKind.REFUND_FAILED}
    if state not in kinds:
        return Event(id=id, kind=EventKind.OTHER)
    return Event(
        id=id,
        kind=kinds[state],
        refund=_our_id(refund, METADATA_REFUND),
        refund_ref=refund["id"],
        error=code_word(refund.get("failure_reason")) if state is RefundState.FAILED else "",
    )


def _our_id(about: Mapping[str, Any], name: str) -> UUID | None:
    text = (about.get("metadata") or {}).get(name)
    return UUID(text) if text else None
