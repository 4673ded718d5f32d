"""What a payment provider is to the house (integrations.md 2). Providers hold no rules: they say what they can do, and
speak their own wire format. Every call may take the network's time: never inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from kunjae.kernel.errors import FieldError
from kunjae.payments.facts import Capabilities, Method, RefundState


class ProviderDown(Exception):
    """The provider did not answer, or asked for patience: the same call may be tried again, under the same key. `code`
    is a stable word."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class ProviderRefused(Exception):
    """The provider said no: trying again is of no use. `code` is a stable word, never a text from outside."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Forged(Exception):
    """A webhook whose signature is not the provider's, or too old to be believed."""


@dataclass(frozen=True, slots=True)
class Keys:
    """How a property takes money through a provider: its decrypted keys, and what guests may see of it. `live`: the
    hotel takes real money."""

    property_id: UUID
    slug: str
    currency: str
    secrets: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    live: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What a guest is to pay: minor units of the property's currency. `id` makes it once at the provider. `code`: what
    the guest may write on a transfer. The browser comes back to `return_url`, whether paid or not."""

    id: UUID
    code: str
    booking: str
    amount: int
    currency: str
    language: str
    hotel: str
    description: str
    method: Method
    return_url: str
    expires_at: datetime
    email: str = ""
    hold: bool = False
    """Keep the amount only, to be taken or let go later (`Capabilities.holds`)."""


@dataclass(frozen=True, slots=True)
class Started:
    """The provider is ready: what it calls the attempt, its page (empty where the house shows one of its own), and what
    that page needs (no secrets).

    Guests reach `url` by a link on a page of the house, not by a redirect that answers a form: the browser, told by
    our CSP (`form-action 'self'`), would not follow it.
    """

    ref: str
    url: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """What became of a refund: done, pending or failed, and what the provider calls it."""

    state: RefundState
    ref: str = ""
    error: str = ""


class EventKind(StrEnum):
    """What a provider tells of."""

    PAID = "paid"
    AUTHORISED = "authorised"
    """The amount is kept, not taken."""
    RELEASED = "released"
    """What was kept was let go, by the hotel or by time."""
    FAILED = "failed"
    EXPIRED = "expired"
    REFUND_DONE = "refund_done"
    REFUND_FAILED = "refund_failed"
    OTHER = "other"
    """Nothing that concerns us."""


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook, its signature proven. `id`: the provider's own, the same however often it comes. `checkout`: our id
    of the attempt, or None where only `checkout_ref` (the provider's) is known. `refund`: our id of the refund."""

    id: str
    kind: EventKind
    checkout: UUID | None = None
    checkout_ref: str = ""
    payment_ref: str = ""
    amount: int = 0
    currency: str = ""
    method: Method = Method.CARD
    refund: UUID | None = None
    refund_ref: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class KeyField:
    """One thing that a hotel enters for a provider. `secret`: encrypted, and never shown again. `tick`: yes or no, the
    value is "1" or empty."""

    name: str
    label: Mapping[str, str]
    help: Mapping[str, str]
    secret: bool = False
    required: bool = True
    tick: bool = False


class Provider(Protocol):
    """One way to be paid."""

    code: str
    name: Mapping[str, str]
    """In each language, as guests and hotels call it."""
    can: Capabilities
    fields: tuple[KeyField, ...]

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        """What is wrong with what the hotel entered, by the names of `fields`."""

    def is_real(self, keys: Keys) -> bool:
        """Whether money that is paid with these keys is real, not a test's."""

    def methods(self, keys: Keys) -> tuple[Method, ...]:
        """In which ways this hotel's guests can pay through it: what a guest chooses from."""

    def start(self, order: Order, keys: Keys) -> Started:
        """Make ready to be paid. The same order twice is one attempt. Raises ProviderDown and ProviderRefused."""

    def expire(self, ref: str, keys: Keys) -> None:
        """Let nobody pay this attempt any more, as far as the provider can. Raises ProviderDown."""

    def refund(self, payment_ref: str, amount: int, refund: UUID, keys: Keys) -> RefundAnswer:
        """Send money back, once for each `refund`. Raises ProviderDown: the outcome is then unknown, and the same call
        is made again. Raises ProviderRefused."""

    def capture(self, payment_ref: str, amount: int, checkout: UUID, keys: Keys) -> None:
        """Take this much of what is kept, once, and let the rest go; a webhook tells of the money. Raises ProviderDown: the
        same call is made again. Raises ProviderRefused: nothing is kept any more."""

    def release(self, payment_ref: str, keys: Keys) -> None:
        """Let go what is kept. Raises ProviderDown and ProviderRefused (taken, or gone already)."""

    def event(self, headers: Mapping[str, str], body: bytes, keys: Keys, now: datetime) -> Event:
        """What a webhook tells. Raises Forged, and ProviderDown where it has to ask back and gets no answer."""
