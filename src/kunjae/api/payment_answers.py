"""Money as the API answers it; `schemas.payments` documents the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text
from kunjae.payments.facts import RequestState
from kunjae.payments.links import request_link
from kunjae.payments.models import Payment, PaymentRequest, Refund
from kunjae.payments.rules import Instalment
from kunjae.properties.models import Property


def payment_json(payment: Payment, currency: str, refunds: Iterable[Refund] = ()) -> dict[str, Any]:
    """Money received, with what went back of it."""
    return {
        "id": str(payment.id),
        "method": payment.method,
        "amount": amount_text(payment.amount, currency),
        "currency": currency,
        "reference": payment.reference,
        "received_at": moment_text(payment.received_at),
        "recorded_by": payment.recorded_by,
        "provider": payment.provider,
        "refunded": amount_text(payment.refunded, currency),
        "refunds": [refund_json(refund, currency) for refund in refunds],
    }


def refund_json(refund: Refund, currency: str) -> dict[str, Any]:
    """Money on its way back, or back."""
    return {
        "id": str(refund.id),
        "payment": str(refund.payment_id),
        "amount": amount_text(refund.amount, currency),
        "currency": currency,
        "state": refund.state,
        "cause": refund.cause,
        "reason": refund.reason,
        "error": refund.error,
        "requested_at": moment_text(refund.requested_at),
        "requested_by": refund.requested_by,
        "done_at": _moment(refund.done_at),
    }


def schedule_json(parts: Iterable[Instalment], value: int, paid: int, currency: str) -> dict[str, Any]:
    """When a booking's money is to be paid."""
    return {
        "currency": currency,
        "value": amount_text(value, currency),
        "paid": amount_text(paid, currency),
        "parts": [
            {
                "when": part.when.value,
                "date": part.day.isoformat(),
                "amount": amount_text(part.amount, currency),
                "paid": amount_text(part.paid, currency),
            }
            for part in parts
        ],
    }


def request_json(request: PaymentRequest, booking: str, property: Property, now: datetime) -> dict[str, Any]:
    """What a guest is asked for, as it stands at this moment."""
    state = RequestState(request.state)
    if state.is_open and request.expires_at <= now:
        state = RequestState.EXPIRED
    return {
        "id": str(request.id),
        "booking": booking,
        "amount": amount_text(request.amount, property.currency),
        "currency": property.currency,
        "message": request.message,
        "state": state.value,
        "url": request_link(property, request.id),
        "created_at": moment_text(request.created_at),
        "created_by": request.created_by,
        "sends": request.sends,
        "sent_at": moment_text(request.sent_at),
        "seen_at": _moment(request.seen_at),
        "expires_at": moment_text(request.expires_at),
        "closed_at": _moment(request.closed_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment_text(moment) if moment else None
