"""Reading what a mail tells of: a constant number of queries, whatever the booking holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kunjae.bookings.facts import BookingFacts
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row, with_stays
from kunjae.changes.models import HistoryEntry, PendingChange
from kunjae.changes.queries import open_booking
from kunjae.changes.snapshots import booking_snapshot
from kunjae.concierge.rules.shelf import OnShelf
from kunjae.messages.facts import Kind
from kunjae.messages.invited import offers_for
from kunjae.messages.orders import OrderMatter, order_matter
from kunjae.payments.models import Payment, PaymentRequest, Refund
from kunjae.properties.models import Property
from kunjae.properties.queries import House, house
from kunjae.rates.queries import RatePlans, rate_plans

_ENDED = ("cancelled", "no_show")


@dataclass(frozen=True, slots=True)
class Matter:
    """All that a mail tells of. `facts`: the booking as it is; `copy` and `before`: the booking as the history keeps it, after and before a change;
    without one, as it is."""

    property: Property
    house: House
    plans: RatePlans
    booking: Booking
    facts: BookingFacts
    copy: Mapping[str, Any]
    before: Mapping[str, Any] | None = None
    entry: HistoryEntry | None = None
    pending: PendingChange | None = None
    because: str = ""
    request: PaymentRequest | None = None
    payment: Payment | None = None
    refunds: tuple[Refund, ...] = ()
    order: OrderMatter | None = None
    by: str = ""
    """Who did it: the kind of an actor."""
    invited: tuple[OnShelf, ...] = ()


def read_matter(property: Property, kind: Kind, about: Mapping[str, Any], now: datetime) -> Matter:
    """What a mail of this kind tells of. Raises NoSuchBooking, NoSuchOrder, NothingToOffer, and Django's
    ObjectDoesNotExist for other ids."""
    if "entry" in about:
        return _entry(property, about["booking"], about["entry"])
    opened = open_booking(property, about["booking"])
    matter = Matter(
        property,
        opened.house,
        opened.plans,
        opened.booking.row,
        opened.booking.facts,
        booking_snapshot(opened.booking.facts, property.currency),
        because=about.get("because", ""),
    )
    booking_id = matter.booking.id
    if kind is Kind.BOOKING_CONFIRMED and matter.booking.status in _ENDED:
        matter = replace(matter, copy=_as_made(matter))
    if id := about.get("pending"):
        rows = PendingChange.objects.of(property).filter(booking_id=booking_id)
        matter = replace(matter, pending=rows.get(id=UUID(id)))
    if id := about.get("request"):
        requests = PaymentRequest.objects.of(property).filter(booking_id=booking_id)
        matter = replace(matter, request=requests.get(id=UUID(id)))
    if id := about.get("payment"):
        payments = Payment.objects.of(property).filter(booking_id=booking_id)
        matter = replace(matter, payment=payments.get(id=UUID(id)))
    if kind is Kind.REFUND_ON_ITS_WAY:
        matter = replace(matter, refunds=_refunds(property, booking_id, about))
    if id := about.get("order"):
        order = order_matter(property, booking_id, UUID(id))
        matter = replace(matter, order=order, by=about.get("by", ""))
    if kind is Kind.PRE_ARRIVAL:
        matter = replace(matter, invited=offers_for(property, about["booking"], about["stays"], now))
    return matter


def _as_made(matter: Matter) -> Mapping[str, Any]:
    """The booking as it was before anything was changed: one that was cancelled within the minute was confirmed, too."""
    first: Mapping[str, Any] | None = (
        HistoryEntry.objects.of(matter.property)
        .filter(booking_id=matter.booking.id, number=1)
        .values_list("before", flat=True)
        .first()
    )
    return first or matter.copy


def _entry(property: Property, code: str, number: int) -> Matter:
    booking = booking_row(property, code)
    entry = HistoryEntry.objects.of(property).get(booking_id=booking.id, number=number)
    the_house, plans = house(property), rate_plans(property)
    codes = {id: facts.code for id, facts in plans.by_id.items()}
    return Matter(
        property,
        the_house,
        plans,
        booking,
        with_stays(booking, the_house, codes).facts,
        entry.after,
        before=entry.before,
        entry=entry,
    )


def _refunds(property: Property, booking_id: UUID, about: Mapping[str, Any]) -> tuple[Refund, ...]:
    """All that went back at that moment."""
    moment = datetime.fromisoformat(about["moment"])
    rows = Refund.objects.of(property).filter(booking_id=booking_id).select_related("payment")
    at = {"done_at": moment} if about["by_hand"] else {"requested_at": moment}
    return tuple(rows.filter(**at).order_by("id"))
