"""What the orders of the list come to, and how many wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, IntegerField, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from kunjae.concierge.asked import Given, OrdersWanted, condition, parts_of
from kunjae.concierge.facts import OrderPayment, OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.properties.models import Property
from kunjae.tenancy.literals import literals
from kunjae.tenancy.prepared import Rows

MOST_SUMMED = 10_000
"""Orders that are counted and added up; beyond that a list says that days are to be chosen."""


UNDER_WAY = (Posting.WAITING, Posting.UNKNOWN, Posting.FAILED)
"""Not as it should be in a two-way PMS."""
EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any order: a bound that makes SQLite take the index of the few that wait."""


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """How many orders of each status, whichever status is wanted; and of the wanted ones, gross minor units: what counts
    (rules.md 9.3), and what was cancelled or expired."""

    counts: Mapping[OrderStatus, int]
    revenue: int
    lost: int

    @property
    def count(self) -> int:
        return sum(self.counts.values())


def order_totals(property: Property, wanted: OrdersWanted) -> OrderTotals | None:
    """The sums of the orders that are wanted, in two queries and those of `parts_of`; None for too many of them, and for
    words that very many bookings have."""
    parts = parts_of(property, wanted)
    if parts.is_vague:
        return None
    if not parts.given:
        return OrderTotals(dict.fromkeys(OrderStatus, 0), 0, 0)
    found = reduce(or_, (condition(property.id, given) for given in _joined(parts.given)))
    rows = Order.objects.of(property).filter(found)
    if rows.order_by()[MOST_SUMMED : MOST_SUMMED + 1].exists():
        return None
    # Each status by a condition of its own: grouped, SQLite would read all orders in the order of their status.
    asked: dict[str, Any] = {}
    for status in OrderStatus:
        asked[f"{status}_count"] = Count("id", filter=Q(status=status.value))
        asked[f"{status}_sum"] = Sum("amount", filter=Q(status=status.value))
    sums = rows.order_by().aggregate(**asked)
    counts = {status: sums[f"{status}_count"] for status in OrderStatus}
    amounts = {
        status: sums[f"{status}_sum"] or 0 for status in OrderStatus if wanted.status in (None, status)
    }
    return OrderTotals(
        counts,
        revenue=sum(amount for status, amount in amounts.items() if status.counts),
        lost=sum(amount for status, amount in amounts.items() if not status.counts),
    )


def _joined(parts: Sequence[Given]) -> list[Given]:
    """The parts of single offers, which differ in nothing else, as one: PostgreSQL walks the index of a list of offers, and
    stops when there are too many; of offers joined by OR it would read all orders first."""
    offers = [given["offer"] for given in parts if "offer" in given]
    if len(offers) < 2:
        return list(parts)
    common = {name: value for name, value in parts[0].items() if name != "offer"}
    return [{"offers": offers} | common, *(given for given in parts if "offer" not in given)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many orders wait for the hotel's answer (not those that wait for the guest's money first), how many are to be
    typed into the PMS or taken off there, and how many are on their way into a two-way PMS or have failed to get there."""

    unconfirmed: int
    to_add: int
    not_posted: int = 0


def waiting(property: Property) -> Waiting:
    """What stands beside the menu, in one query."""
    ((unconfirmed, to_add, to_take_off, not_posted),) = _WAITING(property.id)
    return Waiting(unconfirmed, to_add + to_take_off, not_posted)


def _how_many(hotel: Any, narrowed: Q) -> Any:
    rows = Order.objects.of(hotel).filter(narrowed).order_by().values("property_id")
    return Coalesce(Subquery(rows.annotate(n=Count("id")).values("n"), output_field=IntegerField()), 0)


_WAITING = Rows(
    lambda hotel: Property.objects.filter(id=hotel).values_list(
        _how_many(hotel, Q(status=OrderStatus.UNCONFIRMED.value) & ~Q(payment=OrderPayment.TO_PAY.value)),
        _how_many(hotel, Q(posting=Posting.TO_DO.value, acted_at__gt=EVER)),
        _how_many(
            hotel,
            Q(posting=Posting.BY_HAND.value, status=OrderStatus.CANCELLED.value, acted_at__gt=EVER),
        ),
        _how_many(hotel, Q(posting__in=literals(UNDER_WAY), acted_at__gt=EVER)),
    )
)
