"""What is owed and what is to return (rules.md 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kunjae.bookings.facts import StayFacts
from kunjae.kernel.money import percent_of
from kunjae.payments.facts import DueWhen


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
    due_now = sum(prepayment_of(stay) for stay in stays) + fees
    return MoneyDue(value=value, paid=paid, due_now=due_now)


def prepayment_of(stay: StayFacts) -> int:
    """What of a stay's total is due before it, by the percentage that it was sold with, minor units."""
    return percent_of(stay.total, stay.prepay_percent)


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a booking's money: when it is to be paid, on which hotel day, how much, and how much of it has been
    paid, minor units."""

    when: DueWhen
    day: date
    amount: int
    paid: int

    @property
    def left(self) -> int:
        return self.amount - self.paid

    @property
    def at_hotel(self) -> bool:
        return self.when is DueWhen.ARRIVAL


def payment_schedule(
    stays: Iterable[StayFacts], *, fees: int, orders: int, paid: int, booked_on: date
) -> tuple[Instalment, ...]:
    """What is to be paid when: each live stay's prepayment and all fees on the day of booking, the rest of a stay on its
    arrival, orders on the first arrival (rules.md 8). What was paid covers the earliest first; what is paid above all of
    it is in none. The parts sum to the booking's value."""
    now = fees
    rest: dict[date, int] = {}
    for stay in stays:
        if stay.total:
            prepaid = prepayment_of(stay)
            now += prepaid
            rest[stay.check_in] = rest.get(stay.check_in, 0) + stay.total - prepaid
    if orders:
        first = min(rest, default=booked_on)
        rest[first] = rest.get(first, 0) + orders
    parts = [
        (DueWhen.BOOKING, booked_on, now),
        *((DueWhen.ARRIVAL, day, rest[day]) for day in sorted(rest)),
    ]
    found = []
    for when, day, amount in parts:
        if amount > 0:
            covered = min(amount, max(0, paid))
            found.append(Instalment(when, day, amount, covered))
            paid -= covered
    return tuple(found)


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
