"""The list of orders, newest first (Guest activity > Orders), and what waits to be typed into the PMS.

Every question goes through indexes that give their answers in the list's own order, so that a page takes as long among a
million orders as among a thousand. One of several parts (upgrades: each of them; a word: the bookings and the offers that
have it) is answered part by part, and drawn together by the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from kunjae.bookings.listing import Place
from kunjae.concierge.asked import Given, OrdersWanted, condition, parts_of, placed
from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.kernel.texts import LocalText
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

__all__ = ["OrderRow", "OrdersWanted", "Place", "order_list", "orders_named"]

type Shape = tuple[tuple[str, Any], ...]
"""Of a part: its names, each with how many values it takes (of words: of each)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order of the list. `guest`: of the stay, else who booked; empty when erased. `amount`: gross, minor units."""

    id: UUID
    ordered_at: datetime
    booking: str
    stay: int
    room: str
    guest: str
    offer: str
    name: LocalText
    kind: OfferKind
    status: OrderStatus
    payment: OrderPayment
    posting: Posting
    amount: int
    quantity: int
    day: date | None
    at: time | None
    number: int | None
    had_at: datetime
    by_guest: bool
    auto_confirmed: bool
    acted_at: datetime | None
    acted_by: str
    reason: str

    @property
    def place(self) -> Place:
        return Place(self.ordered_at, self.id)


def order_list(
    property: Property, wanted: OrdersWanted, *, most: int, below: Place | None = None
) -> list[OrderRow]:
    """At most so many orders with the names of guest and offer, newest first, in one query; `below`: those that follow
    that place. One more to find out which offers are meant, and for words those of `parts_of`."""
    parts = [placed(given, wanted.status, below) for given in parts_of(property, wanted).given]
    shapes = tuple(_shape(part) for part in parts)
    values = [value for part in parts for value in _values(part)]
    if len(parts) == 1:
        return [_row(row) for row in _rows(most, shapes[0])(property.id, *values)]
    if not parts:
        return []
    ids = [id for _at, id in _together(most, shapes)(property.id, *values)]
    return orders_named(property, ids)


def orders_named(property: Property, ids: Sequence[UUID]) -> list[OrderRow]:
    """These orders, newest first, in one query; those that there are not are left out."""
    rows = [_row(row) for row in _BY_ID(property.id, list(ids))]
    return sorted(rows, key=lambda row: row.place, reverse=True)


_COLUMNS = (
    "id", "ordered_at", "booking__code", "stay__number", "stay__room__number", "stay__guest__name",
    "booking__booker__name", "offer__code", "offer_name", "kind", "status", "payment", "posting", "amount",
    "quantity", "day", "at", "number", "had_at", "by_guest", "auto_confirmed", "acted_at", "acted_by", "reason",
)  # fmt: skip


@cache
def _rows(most: int, shape: Shape) -> Rows[tuple[Any, ...]]:
    def build(hotel: Any, *values: Any) -> QuerySet[Any, tuple[Any, ...]]:
        return _newest(hotel, shape, list(values)).values_list(*_COLUMNS)[:most]

    return Rows(build)


@cache
def _together(most: int, shapes: tuple[Shape, ...]) -> Rows[tuple[datetime, UUID]]:
    """The newest of all parts, each once."""

    def build(hotel: Any, *values: Any) -> QuerySet[Any, tuple[datetime, UUID]]:
        left = list(values)
        # PostgreSQL would put all orders of every part in order first: there each part gives no more than is asked for.
        # SQLite, which cannot be told so, walks the indexes of the parts side by side.
        sliced = connection.features.supports_slicing_ordering_in_compound
        parts = [_newest(hotel, shape, left).values_list("ordered_at", "id") for shape in shapes]
        first, *more = (part[:most] if sliced else part.order_by() for part in parts)
        return first.union(*more).order_by("-ordered_at", "-id")[:most]

    return Rows(build)


_BY_ID = Rows(lambda hotel, ids: Order.objects.of(hotel).filter(id__in=ids).values_list(*_COLUMNS))


def _newest(hotel: Any, shape: Shape, left: list[Any]) -> QuerySet[Order]:
    given = _given(shape, left)
    rows = Order.objects.of(hotel)
    if "bookings" in given:
        # By the orders of these bookings, then put in order; not through all orders until some of them are found.
        few = rows.alias(moment=Coalesce("ordered_at", "ordered_at"))
        return few.filter(condition(hotel, given, at="moment")).order_by("-moment", "-id")
    return rows.filter(condition(hotel, given)).order_by("-ordered_at", "-id")


def _shape(given: Given) -> Shape:
    return tuple((name, tuple(map(len, value)) if name == "words" else 1) for name, value in given.items())


def _values(given: Given) -> list[Any]:
    """The values of a part in a row, a list as one."""
    found: list[Any] = []
    for name, value in given.items():
        found += [bound for word in value for bound in word] if name == "words" else [value]
    return found


def _given(shape: Shape, left: list[Any]) -> Given:
    """The part again, from the values that are left, which it takes away."""

    def take(count: int) -> list[Any]:
        taken, left[:count] = left[:count], []
        return taken

    return {name: [take(count) for count in size] if name == "words" else take(1)[0] for name, size in shape}


def _row(row: tuple[Any, ...]) -> OrderRow:
    id, at, booking, stay, room, guest, booker, offer, name, kind, status, payment, posting, *rest = row
    amount, quantity, day, slot, number, had_at, by_guest, auto, acted_at, acted_by, reason = rest
    return OrderRow(
        id=id,
        ordered_at=at,
        booking=booking,
        stay=stay,
        room=room or "",
        guest=guest or booker,
        offer=offer,
        name=name,
        kind=OfferKind(kind),
        status=OrderStatus(status),
        payment=OrderPayment(payment),
        posting=Posting(posting),
        amount=amount,
        quantity=quantity,
        day=day,
        at=slot,
        number=number,
        had_at=had_at,
        by_guest=by_guest,
        auto_confirmed=auto,
        acted_at=acted_at,
        acted_by=acted_by,
        reason=reason,
    )
