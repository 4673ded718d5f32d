"""What came of the mails before arrival."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncMonth

from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.models import Invitation, Order
from kunjae.properties.models import Property

_COUNTS = [status.value for status in OrderStatus if status.counts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the stays that were written to: how many guests opened the page, ordered something afterwards, and what those
    orders come to (cancelled ones left out), minor units."""

    sent: int = 0
    opened: int = 0
    ordered: int = 0
    revenue: int = 0


def outcome_by_month(property: Property, since: datetime) -> list[tuple[date, Outcome]]:
    """(first day of the month in which they were written to, what came of it), newest first, in one query."""
    zone = ZoneInfo(property.timezone)
    rows = (
        _invited(property)
        .filter(invited_at__gte=since)
        .annotate(month=TruncMonth("invited_at", tzinfo=zone))
        .values("month")
        .annotate(
            sent=Count("id"),
            opened=Count("id", filter=Q(opened_at__isnull=False)),
            ordered=Count("id", filter=Q(has_ordered=True)),
            total=Sum("revenue"),
        )
        .order_by("-month")
    )
    return [
        (row["month"].date(), Outcome(row["sent"], row["opened"], row["ordered"], int(row["total"] or 0)))
        for row in rows
    ]


def total_of(months: list[tuple[date, Outcome]]) -> Outcome:
    """All of them together."""
    every = [outcome for _, outcome in months]
    return Outcome(
        sum(each.sent for each in every),
        sum(each.opened for each in every),
        sum(each.ordered for each in every),
        sum(each.revenue for each in every),
    )


def unsubscribed(property: Property) -> int:
    """Of how many stays the guests want no more such mails."""
    return Invitation.objects.of(property).filter(unsubscribed_at__isnull=False).count()


def _invited(property: Property) -> QuerySet[Invitation]:
    """Each invitation with what its guest ordered for the stay since."""
    orders = Order.objects.of(property).filter(
        stay_id=OuterRef("stay_id"), by_guest=True, ordered_at__gte=OuterRef("invited_at"), status__in=_COUNTS
    )
    sums = orders.order_by().values("stay_id").annotate(all=Sum("amount")).values("all")
    return (
        Invitation.objects.of(property)
        .filter(invited_at__isnull=False)
        .annotate(has_ordered=Exists(orders), revenue=Subquery(sums))
    )
