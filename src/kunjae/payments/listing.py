"""The list of all money that moved: payments and refunds of a property, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kunjae.bookings.listing import Place
from kunjae.kernel.moments import moment_of
from kunjae.payments.facts import Method, RefundState
from kunjae.payments.models import Payment, Refund
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows


class MoneyKind(StrEnum):
    """Which way the money went."""

    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyWanted:
    """Which movements; what is None or empty does not narrow. Days are the hotel's. `provider`: its code; `state`: of
    refunds, and so leaves payments out."""

    kind: MoneyKind | None = None
    method: Method | None = None
    provider: str = ""
    state: RefundState | None = None
    first: date | None = None
    last: date | None = None
    booking: str = ""
    """The code of one booking."""

    @property
    def kinds(self) -> tuple[MoneyKind, ...]:
        if self.state is not None:
            return (MoneyKind.REFUND,) if self.kind is not MoneyKind.PAYMENT else ()
        return (self.kind,) if self.kind else tuple(MoneyKind)


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One movement. `amount` in minor units, a refund's below zero. `at`: when it was received or asked for. `state`,
    `cause` and `error`: a refund's; `reference`: what staff or the provider call it. `by`: who recorded or asked."""

    kind: MoneyKind
    id: UUID
    at: datetime
    booking: str
    booker: str
    method: Method
    provider: str
    amount: int
    reference: str
    by: str
    state: RefundState | None = None
    cause: str = ""
    error: str = ""
    done_at: datetime | None = None
    refunded: int = 0
    """Of a payment: what was refunded and what is on its way back."""

    @property
    def place(self) -> Place:
        return Place(self.at, self.id)


def money_list(
    property: Property, wanted: MoneyWanted, *, most: int, below: Place | None = None
) -> list[MoneyRow]:
    """At most so many movements, newest first, in two queries; `below`: those that follow that place. The database looks
    at no more than it gives, unless few are wanted of many."""
    given = given_of(property, wanted, below)
    names, values = tuple(given), tuple(given.values())
    found = []
    if MoneyKind.PAYMENT in wanted.kinds:
        found.append([_payment(row) for row in _payments(most, names)(property.id, *values)])
    if MoneyKind.REFUND in wanted.kinds:
        found.append([_refund(row) for row in _refunds(most, names)(property.id, *values)])
    return list(islice(merge(*found, key=lambda row: row.place, reverse=True), most))


def given_of(property: Property, wanted: MoneyWanted, below: Place | None) -> dict[str, Any]:
    """What narrows, by name, as `narrowed` reads it; `below`: the place that the rows follow. Moments of days from
    midnight to midnight in the hotel."""

    def midnight(day: date) -> datetime:
        return moment_of(day, time(), property.timezone)

    given = {
        "method": wanted.method and wanted.method.value,
        "provider": wanted.provider,
        "state": wanted.state and wanted.state.value,
        "booking": wanted.booking.upper(),
        "since": wanted.first and midnight(wanted.first),
        "until": wanted.last and midnight(wanted.last + timedelta(days=1)),
        "below_at": below and below.at,
        "below_id": below and below.id,
    }
    return {name: value for name, value in given.items() if value}


@cache
def _payments(most: int, names: tuple[str, ...]) -> Rows[tuple[Any, ...]]:
    def build(hotel: Any, *values: Any) -> QuerySet[Any, tuple[Any, ...]]:
        rows = Payment.objects.of(hotel).filter(narrowed("received_at", "", names, values))
        return rows.order_by("-received_at", "-id").values_list(
            "id",
            "received_at",
            "booking__code",
            "booking__booker__name",
            "method",
            "provider",
            "amount",
            "reference",
            "recorded_by",
            "refunded",
            "provider_ref",
        )[:most]

    return Rows(build)


@cache
def _refunds(most: int, names: tuple[str, ...]) -> Rows[tuple[Any, ...]]:
    def build(hotel: Any, *values: Any) -> QuerySet[Any, tuple[Any, ...]]:
        rows = Refund.objects.of(hotel).filter(narrowed("requested_at", "payment__", names, values))
        return rows.order_by("-requested_at", "-id").values_list(
            "id",
            "requested_at",
            "booking__code",
            "booking__booker__name",
            "payment__method",
            "payment__provider",
            "amount",
            "provider_ref",
            "requested_by",
            "state",
            "cause",
            "error",
            "done_at",
        )[:most]

    return Rows(build)


def narrowed(at: str, payment: str, names: tuple[str, ...], values: tuple[Any, ...]) -> Q:
    """The condition of what was given: `at` is the column of the moment, `payment` the way to the payment."""
    given = dict(zip(names, values, strict=True))
    columns = {
        "method": f"{payment}method",
        "provider": f"{payment}provider",
        "state": "state",
        "booking": "booking__code",
        "since": f"{at}__gte",
        "until": f"{at}__lt",
    }
    condition = Q(**{columns[name]: value for name, value in given.items() if name in columns})
    if "below_at" in given:
        place, id = given["below_at"], given["below_id"]
        condition &= Q(**{f"{at}__lte": place}) & (Q(**{f"{at}__lt": place}) | Q(id__lt=id))
    return condition


def _payment(row: tuple[Any, ...]) -> MoneyRow:
    id, at, booking, booker, method, provider, amount, reference, by, refunded, ref = row
    return MoneyRow(
        kind=MoneyKind.PAYMENT,
        id=id,
        at=at,
        booking=booking,
        booker=booker,
        method=Method(method),
        provider=provider,
        amount=amount,
        reference=reference or ref,
        by=by,
        refunded=refunded,
    )


def _refund(row: tuple[Any, ...]) -> MoneyRow:
    id, at, booking, booker, method, provider, amount, ref, by, state, cause, error, done_at = row
    return MoneyRow(
        kind=MoneyKind.REFUND,
        id=id,
        at=at,
        booking=booking,
        booker=booker,
        method=Method(method),
        provider=provider,
        amount=-amount,
        reference=ref,
        by=by,
        state=RefundState(state),
        cause=cause,
        error=error,
        done_at=done_at,
    )
