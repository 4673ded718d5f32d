"""The words of money: how it came, where it stands, what a provider can do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How money came in. All but CARD may be recorded by hand (api.md)."""

    CASH = "cash"
    BANK_TRANSFER = "bank_transfer"
    CARD_TERMINAL = "card_terminal"
    PROMPTPAY = "promptpay"
    AGENCY = "agency"
    CARD = "card"

    @property
    def by_hand(self) -> bool:
        return self is not Method.CARD


class Account(StrEnum):
    """The two sums that the ledger keeps of a booking: what it is worth and what was paid."""

    VALUE = "value"
    PAID = "paid"


class EntryKind(StrEnum):
    """Why the sum moved."""

    STAY = "stay"
    FEE = "fee"
    FEE_WAIVED = "fee_waived"
    ORDER = "order"
    """An order that is billed with the booking, or no longer is (rules.md 8)."""
    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    """A refund that had been done came back: the money is here again."""


OF_PAID = (EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.REFUND_FAILED)
"""The kinds that move what was paid; all others move the value."""


class RequestState(StrEnum):
    """Where a payment request stands. One whose time is over is `expired` from that moment on, written or not."""

    SENT = "sent"
    SEEN = "seen"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        return self in (RequestState.SENT, RequestState.SEEN)


class Purpose(StrEnum):
    """What a guest pays for: what the booking owes, a payment request, a change that waits for it, or orders."""

    BALANCE = "balance"
    REQUEST = "request"
    CHANGE = "change"
    ORDER = "order"
    """What was ordered together to be paid now."""


class CheckoutState(StrEnum):
    """Where one attempt of a guest to pay stands."""

    STARTED = "started"
    """Kept, but the provider has not answered yet."""
    OPEN = "open"
    """The guest can pay."""
    SLIP = "slip"
    """The guest sent a slip: the hotel looks at its bank."""
    AUTHORISED = "authorised"
    """The provider keeps the amount for the hotel, which takes it or lets it go."""
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        return self in (
            CheckoutState.STARTED,
            CheckoutState.OPEN,
            CheckoutState.SLIP,
            CheckoutState.AUTHORISED,
        )


class RefundState(StrEnum):
    """Where a refund stands. Whatever is not failed is reserved: it is not refunded a second time."""

    QUEUED = "queued"
    """The worker will ask the provider."""
    PENDING = "pending"
    """The provider has it in hand."""
    BY_HAND = "by_hand"
    """No machine can do it: a task for staff."""
    DONE = "done"
    FAILED = "failed"

    @property
    def is_under_way(self) -> bool:
        """Reserved on its payment, and the money is still here."""
        return self in (RefundState.QUEUED, RefundState.PENDING, RefundState.BY_HAND)


class RefundCause(StrEnum):
    """Why money goes back."""

    STAFF = "staff"
    GUEST_CHANGE = "guest_change"
    CHANGE_DROPPED = "change_dropped"
    LATE_MONEY = "late_money"
    ORDER_CANCELLED = "order_cancelled"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do. `amount_step`: currency -> the minor units that amounts must be a multiple of, 1 where it
    is not named. `proves`: whether it tells by itself that money came; if not, staff look at their bank. `holds`: whether it can
    keep an amount (by card) that is taken later, or let go."""

    cards: bool = False
    promptpay: bool = False
    hosted_page: bool = False
    webhook: bool = False
    proves: bool = False
    refund: bool = False
    partial_refund: bool = False
    holds: bool = False
    currencies: tuple[str, ...] = ()
    """Empty: all."""
    amount_steps: tuple[tuple[str, int], ...] = ()

    def step(self, currency: str) -> int:
        return dict(self.amount_steps).get(currency, 1)

    def takes(self, amount: int, currency: str) -> bool:
        """Whether it can be paid this amount (minor units) in this currency."""
        return (not self.currencies or currency in self.currencies) and amount % self.step(currency) == 0


class DueWhen(StrEnum):
    """When a part of a booking's money is to be paid."""

    BOOKING = "booking"
    """When it is booked: prepayments and fees."""
    ARRIVAL = "arrival"
    """At the hotel."""
