"""What is owed and what is to return (rules.md 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.bookings.facts import StayFacts
from kunjae.kernel.money import percent_of


@dataclass(frozen=True, slots=True)
class MoneyDue:
    """A booking's money in minor units: what it is worth, what was paid, and what must be paid by now."""

    value: int
    paid: int
    due_now: int

    @property
    def collect_now(self) -> int:
        return max(0, self.due_now - self.paid)

    @property
    def to_return(self) -> int:
        return max(0, self.paid - self.value)

    @property
    def later(self) -> int:
        """What remains to be paid at the hotel after what is to be collected now."""
        return max(0, self.value - self.paid - self.collect_now)

    @property
    def balance(self) -> int:
        """Value less paid: above zero the guest owes, below zero the hotel does."""
        return self.value - self.paid

    @property
    def agrees(self) -> bool:
        """Whether money paid and money due agree; if not, a guest may change nothing (`balance_mismatch`)."""
        return self.due_now <= self.paid <= self.value


def money_due(stays: Iterable[StayFacts], *, fees: int, orders: int, paid: int) -> MoneyDue:
    """The money of a booking with these stays; `fees` recorded, `orders` confirmed and billed to it."""
    stays = tuple(stays)
    value = sum(stay.total for stay in stays) + fees + orders
    due_now = sum(percent_of(stay.total, stay.prepay_percent) for stay in stays) + fees
    return MoneyDue(value=value, paid=paid, due_now=due_now)


@dataclass(frozen=True, slots=True)
class Refundable:
    """A payment, minor units, and how much of it still can go back: what was refunded and what is on its way is off."""

    id: UUID
    received_at: datetime
    left: int


def allocate_refund(payments: Iterable[Refundable], amount: int) -> list[tuple[UUID, int]]:
    """Which payments give back how much of an amount: the newest first, never more than each holds (rules.md 7). What
    all of them together do not hold is left out."""
    parts = []
    for payment in sorted(payments, key=lambda payment: (payment.received_at, payment.id), reverse=True):
        part = min(payment.left, amount)
        if part > 0:
            parts.append((payment.id, part))
            amount -= part
    return parts
