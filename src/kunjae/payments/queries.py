"""Reads of payments."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kunjae.bookings.listing import Place
from kunjae.payments.facts import RefundState
from kunjae.payments.listing import MoneyKind, MoneyRow, MoneyWanted, money_list
from kunjae.payments.models import Payment, PaymentRequest, Refund
from kunjae.payments.tasks import MoneyTask, TaskKind, count_money_tasks, money_tasks
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

__all__ = [
    "MoneyKind",
    "MoneyRow",
    "MoneyTask",
    "MoneyWanted",
    "TaskKind",
    "count_money_tasks",
    "money_list",
    "money_tasks",
    "newest_payments",
    "newest_requests",
    "refunds_of",
    "refunds_under_way",
]


def newest_payments(
    property: Property, booking_id: UUID, *, most: int, below: Place | None = None
) -> list[Payment]:
    """At most so many payments of a booking, newest first, in one query; `below`: those that follow that place."""
    place = (below.at, below.id) if below else (None, None)
    return _newest(most)(property.id, booking_id, *place)


@cache
def _newest(most: int) -> Rows[Payment]:
    def build(hotel: Any, booking: Any, at: Any, id: Any) -> QuerySet[Payment]:
        rows = Payment.objects.of(hotel).filter(booking_id=booking).order_by("-received_at", "-id")
        if at is not None:
            rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, id__lt=id))
        return rows[:most]

    return Rows(build)


def newest_requests(
    property: Property, booking_id: UUID, *, most: int, below: Place | None = None
) -> list[PaymentRequest]:
    """At most so many payment requests of a booking, newest first, in one query; `below`: those that follow."""
    place = (below.at, below.id) if below else (None, None)
    return _newest_requests(most)(property.id, booking_id, *place)


@cache
def _newest_requests(most: int) -> Rows[PaymentRequest]:
    def build(hotel: Any, booking: Any, at: Any, id: Any) -> QuerySet[PaymentRequest]:
        rows = PaymentRequest.objects.of(hotel).filter(booking_id=booking).order_by("-created_at", "-id")
        if at is not None:
            rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=id))
        return rows[:most]

    return Rows(build)


_UNDER_WAY = Rows(
    lambda hotel, booking: (
        Refund.objects.of(hotel)
        .filter(
            booking_id=booking,
            state__in=[RefundState.QUEUED.value, RefundState.PENDING.value, RefundState.BY_HAND.value],
        )
        .values_list("amount")
    )
)


def refunds_under_way(property: Property, booking_id: UUID) -> int:
    """What of a booking's money is on its way back and not there yet, minor units; one query."""
    return sum(amount for (amount,) in _UNDER_WAY(property.id, booking_id))


_REFUNDS = Rows(
    lambda hotel, payments: (
        Refund.objects.of(hotel).filter(payment_id__in=payments).order_by("requested_at", "id")
    )
)


def refunds_of(property: Property, payments: Iterable[UUID]) -> dict[UUID, list[Refund]]:
    """The refunds of these payments, by payment, oldest first; one query."""
    found: dict[UUID, list[Refund]] = {}
    for row in _REFUNDS(property.id, list(payments)):
        found.setdefault(row.payment_id, []).append(row)
    return found
