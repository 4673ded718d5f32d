"""What staff must do about money themselves, oldest first: look at their bank, send money back, mend what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Max, Q

from kunjae.payments.facts import CheckoutState, Method, RefundCause, RefundState
from kunjae.payments.models import Checkout, Refund
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_TASKS = 500
"""Of each sort; there are never as many where anybody does them."""


class TaskKind(StrEnum):
    """What is to be done."""

    SLIP = "slip"
    """A guest sent a slip: look whether the money is at the bank, then accept or refuse. `id` is the checkout's."""
    BY_HAND = "by_hand"
    """Send money back, then say that it is done. `id` is the refund's, as in all below."""
    LATE_MONEY = "late_money"
    """The same, of money that came for a change when its time was over."""
    FAILED = "failed"
    """A refund failed: try it again, do it by hand, or set it aside."""
    UNANSWERED = "unanswered"
    """The provider never answered: nobody knows whether the money has gone. Look there, then try again or say that it
    is done."""


@dataclass(frozen=True, slots=True)
class MoneyTask:
    """One thing to do. `amount` in minor units; `at`: since when it waits; `code`: what the guest wrote on the transfer;
    `error`: why a refund failed, a stable word."""

    kind: TaskKind
    id: UUID
    at: datetime
    booking: str
    booker: str
    provider: str
    amount: int
    method: Method | None = None
    code: str = ""
    cause: str = ""
    reason: str = ""
    error: str = ""


_SLIPS = Rows(
    lambda hotel: (
        Checkout.objects.of(hotel)
        .filter(state=CheckoutState.SLIP.value)
        .annotate(sent=Max("slips__uploaded_at"))
        .order_by("started_at", "id")
        .values_list(
            "id", "sent", "started_at", "booking__code", "booking__booker__name", "provider", "amount", "code"
        )[:MOST_TASKS]
    )
)
_REFUNDS = Rows(
    lambda hotel: (
        Refund.objects.of(hotel)
        .filter(_to_do())
        .order_by("requested_at", "id")
        .values_list(
            "id",
            "requested_at",
            "booking__code",
            "booking__booker__name",
            "payment__provider",
            "amount",
            "payment__method",
            "state",
            "cause",
            "reason",
            "error",
        )[:MOST_TASKS]
    )
)
_COUNTS = Rows(
    lambda hotel: (
        Checkout.objects.of(hotel)
        .filter(state=CheckoutState.SLIP.value)
        .values_list("id")
        .union(Refund.objects.of(hotel).filter(_to_do()).values_list("id"), all=True)[:MOST_TASKS]
    )
)


def money_tasks(property: Property) -> list[MoneyTask]:
    """All of it, what waits longest first; two queries."""
    slips = [
        MoneyTask(TaskKind.SLIP, id, sent or started, booking, booker, provider, amount, code=code)
        for id, sent, started, booking, booker, provider, amount, code in _SLIPS(property.id)
    ]
    refunds = [
        MoneyTask(
            _kind(state, cause),
            id,
            at,
            booking,
            booker,
            provider,
            amount,
            method=Method(method),
            cause=cause,
            reason=reason,
            error=error,
        )
        for id, at, booking, booker, provider, amount, method, state, cause, reason, error in _REFUNDS(
            property.id
        )
    ]
    return sorted([*slips, *refunds], key=lambda task: (task.at, task.id))


def count_money_tasks(property: Property) -> int:
    """How many there are, up to `MOST_TASKS`; one query."""
    return len(_COUNTS(property.id))


def _to_do() -> Q:
    waits = Q(state__in=[RefundState.BY_HAND.value, RefundState.FAILED.value])
    unanswered = Q(state=RefundState.PENDING.value) & ~Q(error="")
    return Q(settled_at__isnull=True) & (waits | unanswered)


def _kind(state: str, cause: str) -> TaskKind:
    if state == RefundState.FAILED:
        return TaskKind.FAILED
    if state == RefundState.PENDING:
        return TaskKind.UNANSWERED
    return TaskKind.LATE_MONEY if cause == RefundCause.LATE_MONEY else TaskKind.BY_HAND
