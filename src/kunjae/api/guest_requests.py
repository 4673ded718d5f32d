"""What guests' front ends ask, read by the house's own readers: every wrong field is named with its path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest

from kunjae.api.problems import Refused
from kunjae.api.requests import query_of
from kunjae.changes.operations import Operation
from kunjae.changes.operations_text import operations_from_json
from kunjae.guest.reading import LONGEST_TYPED
from kunjae.kernel.errors import invalid
from kunjae.kernel.money import parse_amount
from kunjae.kernel.parsing import Reader, parse_text
from kunjae.kernel.stay_dates import parse_date
from kunjae.payments.facts import Method
from kunjae.properties.models import Property

_RETURN_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class SignIn:
    code: str
    pin: str


def read_sign_in(body: Any) -> SignIn:
    reader = Reader(body, "")
    found = SignIn(reader.text("code", most=LONGEST_TYPED), reader.text("pin", most=LONGEST_TYPED))
    reader.finish()
    return found


@dataclass(frozen=True, slots=True)
class Wish:
    """What a guest wants changed; `digest` is there where it is to be saved."""

    operations: tuple[Operation, ...]
    digest: str = ""


def read_wish(body: Any, property: Property, *, to_save: bool) -> Wish:
    reader = Reader(body, "")
    operations = reader.take(
        "operations", lambda value, path: operations_from_json(value, property.currency, path)
    )
    digest = reader.take("digest", lambda value, path: parse_text(value, path, most=200)) if to_save else ""
    reader.finish()
    return Wish(operations, digest)


@dataclass(frozen=True, slots=True)
class Payment:
    """How a guest wants to pay; minor units, None: what is due. `return_url` empty: a page of the house."""

    provider: str
    method: Method
    amount: int | None
    return_url: str


def read_payment_wish(body: Any, property: Property) -> Payment:
    reader = Reader(body, "")
    provider = reader.text("provider", most=20)
    method = reader.choice("method", Method)
    amount = reader.take_optional("amount", lambda value, path: parse_amount(value, property.currency, path))
    return_url = reader.take_optional("return_url", _parse_return_url) or ""
    reader.finish()
    return Payment(provider, method, amount, return_url)


def _parse_return_url(value: Any, path: str) -> str:
    text = parse_text(value, path, most=500)
    if not (_RETURN_URL.fullmatch(text) and _has_host(text)):
        raise invalid(
            path, "invalid_url", "must begin with http:// or https://", "ต้องขึ้นต้นด้วย http:// หรือ https://"
        )
    return text


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def checkout_id(text: str) -> UUID:
    """The id out of an address. Raises Refused (`no_such_checkout`)."""
    try:
        return UUID(text)
    except ValueError:
        raise Refused("no_such_checkout") from None


@dataclass(frozen=True, slots=True)
class WantedDays:
    """The query of the calendar. `room_type` empty: the stay's own."""

    stay: int
    room_type: str
    first: date | None
    arrival: date | None


def read_wanted_days(request: HttpRequest) -> WantedDays:
    reader = query_of(request)
    found = WantedDays(
        stay=reader.integer("stay", 1, 10**6),
        room_type=reader.text("room_type", "", most=20, blank=True),
        first=reader.take_optional("from", parse_date),
        arrival=reader.take_optional("arrival", parse_date),
    )
    reader.finish()
    return found
