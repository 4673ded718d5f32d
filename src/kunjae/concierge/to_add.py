"""What a clerk types into the hotel's PMS by hand, and ticks (rules.md 9.6, one-way)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kunjae.concierge.facts import Answers, OfferKind, OrderStatus, Posting, PricePer
from kunjae.concierge.models import Order
from kunjae.kernel.texts import LocalText
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_TO_ADD = 200
MOST_ADDED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAdd:
    """One order as the PMS is to have it. `product`: what the PMS calls it, empty when nobody said. Minor units; `taxes`:
    the split of `amount`. `added_at`, `added_by`: ticked."""

    id: UUID
    booking: str
    stay: int
    room: str
    guest: str
    check_in: date
    check_out: date
    kind: OfferKind
    name: LocalText
    product: str
    status: OrderStatus
    per: PricePer
    unit: int
    quantity: int
    amount: int
    taxes: dict[str, Any]
    answers: Answers
    acted_at: datetime | None
    added_at: datetime | None
    added_by: str


def to_add_list(property: Property) -> list[ToAdd]:
    """What waits, the longest first, at most `MOST_TO_ADD`, in one query."""
    return [_to_add(row) for row in _TO_ADD(property.id)]


def to_take_off_list(property: Property) -> list[ToAdd]:
    """What was ticked and then cancelled, the longest first, at most `MOST_TO_ADD`, in one query."""
    return [_to_add(row) for row in _TO_TAKE_OFF(property.id)]


def added_list(property: Property) -> list[ToAdd]:
    """What was ticked last and stands, the newest first, at most `MOST_ADDED`, in one query."""
    return [_to_add(row) for row in _ADDED(property.id)]


_COLUMNS = (
    "id", "booking__code", "stay__number", "stay__room__number", "stay__guest__name", "booking__booker__name",
    "stay__check_in", "stay__check_out", "kind", "offer_name", "offer__terms", "status", "price_per", "unit", "quantity",
    "amount", "taxes", "day", "at", "number", "texts", "acted_at", "posted_at", "posted_by",
)  # fmt: skip

_TO_ADD = Rows(
    lambda hotel: (
        Order.objects.of(hotel)
        .filter(posting=Posting.TO_DO.value)
        .order_by("acted_at", "id")
        .values_list(*_COLUMNS)[:MOST_TO_ADD]
    )
)
_TO_TAKE_OFF = Rows(
    lambda hotel: (
        Order.objects.of(hotel)
        .filter(posting=Posting.BY_HAND.value, status=OrderStatus.CANCELLED.value)
        .order_by("acted_at", "id")
        .values_list(*_COLUMNS)[:MOST_TO_ADD]
    )
)
_ADDED = Rows(
    lambda hotel: (
        Order.objects.of(hotel)
        .filter(posting=Posting.BY_HAND.value)
        .exclude(status=OrderStatus.CANCELLED.value)
        .order_by("-posted_at", "-id")
        .values_list(*_COLUMNS)[:MOST_ADDED]
    )
)


def _to_add(row: tuple[Any, ...]) -> ToAdd:
    id, booking, stay, room, guest, booker, check_in, check_out, kind, name, terms, status, per, *rest = row
    unit, quantity, amount, taxes, day, at, number, texts, acted_at, added_at, added_by = rest
    return ToAdd(
        id=id,
        booking=booking,
        stay=stay,
        room=room or "",
        guest=guest or booker,
        check_in=check_in,
        check_out=check_out,
        kind=OfferKind(kind),
        name=name,
        product=terms.get("pms_product", ""),
        status=OrderStatus(status),
        per=PricePer(per),
        unit=unit,
        quantity=quantity,
        amount=amount,
        taxes=taxes,
        answers=Answers(day, at, number, texts),
        acted_at=acted_at,
        added_at=added_at,
        added_by=added_by,
    )
