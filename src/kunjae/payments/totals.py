"""What the movements of the list come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from kunjae.payments.facts import RefundState
from kunjae.payments.listing import MoneyKind, MoneyWanted, given_of, narrowed
from kunjae.payments.models import Payment, Refund
from kunjae.properties.models import Property

MOST_SUMMED = 20_000
"""Movements of each kind that are added up; beyond that a list says that days are to be chosen."""


@dataclass(frozen=True, slots=True)
class MoneyTotals:
    """Minor units: what came, and what went back or is on its way; refunds that failed only where they alone are
    wanted."""

    received: int
    refunded: int

    @property
    def net(self) -> int:
        return self.received - self.refunded


def money_totals(property: Property, wanted: MoneyWanted) -> MoneyTotals | None:
    """The sums of the movements that are wanted, in two queries; None for too many of them."""
    given = given_of(property, wanted, None)
    names, values = tuple(given), tuple(given.values())
    received: int | None = 0
    refunded: int | None = 0
    if MoneyKind.PAYMENT in wanted.kinds:
        received = _sum(Payment.objects.of(property).filter(narrowed("received_at", "", names, values)))
    if MoneyKind.REFUND in wanted.kinds:
        rows = Refund.objects.of(property).filter(narrowed("requested_at", "payment__", names, values))
        if wanted.state is None:
            rows = rows.filter(~Q(state=RefundState.FAILED.value))
        refunded = _sum(rows)
    return None if received is None or refunded is None else MoneyTotals(received, refunded)


def _sum(rows: QuerySet[Any]) -> int | None:
    found = rows[: MOST_SUMMED + 1].aggregate(total=Sum("amount"), count=Count("id"))
    return None if found["count"] > MOST_SUMMED else found["total"] or 0
