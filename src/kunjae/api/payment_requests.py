"""What callers ask about money, read by the house's own readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kunjae.api.requests import text_or_empty
from kunjae.kernel.errors import InvalidInput, invalid
from kunjae.kernel.money import parse_amount
from kunjae.kernel.parsing import Reader
from kunjae.payments.commands.refunds import MOST_REASON
from kunjae.payments.commands.requests import MOST_MESSAGE
from kunjae.payments.facts import Method
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True)
class NewPayment:
    """The body of POST /bookings/{code}/payments; the amount in minor units."""

    method: Method
    amount: int
    reference: str


@dataclass(frozen=True, slots=True)
class NewRefund:
    """The body of POST /payments/{id}/refunds; the amount in minor units."""

    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    """The body of POST /bookings/{code}/payment-requests; the amount in minor units."""

    amount: int
    message: str
    expires_at: datetime | None


def read_payment(body: Any, property: Property) -> NewPayment:
    reader = Reader(body, "")
    method = reader.choice("method", Method)
    amount = _amount(reader, property)
    reference = text_or_empty(reader, "reference", 100)
    reader.finish()
    return NewPayment(method, amount, reference)


def read_refund(body: Any, property: Property) -> NewRefund:
    reader = Reader(body, "")
    amount = _amount(reader, property)
    reason = text_or_empty(reader, "reason", MOST_REASON)
    reader.finish()
    return NewRefund(amount, reason)


def read_request(body: Any, property: Property) -> NewRequest:
    reader = Reader(body, "")
    amount = _amount(reader, property)
    message = text_or_empty(reader, "message", MOST_MESSAGE)
    expires_at = reader.take_optional("expires_at", parse_moment)
    reader.finish()
    return NewRequest(amount, message, expires_at)


def read_nothing(body: Any) -> None:
    """A body in which nothing can be said."""
    Reader(body, "").finish()


def parse_moment(value: object, path: str) -> datetime:
    """An RFC 3339 moment. Raises InvalidInput naming `path`; one without an offset could be anywhere."""
    if not isinstance(value, str) or len(value) > 40 or not value.isascii():
        raise _no_moment(path)
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or "T" not in value.upper():
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _no_moment(path) from None


def _amount(reader: Reader, property: Property) -> int:
    return reader.take("amount", lambda value, path: parse_amount(value, property.currency, path))


def _no_moment(path: str) -> InvalidInput:
    return invalid(
        path,
        "invalid_moment",
        'must be a moment such as "2026-11-30T12:00:00Z"',
        'ต้องเป็นวันเวลา เช่น "2026-11-30T12:00:00Z"',
    )
