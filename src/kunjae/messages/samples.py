"""Something to show a template with: a real booking, and what is missing of it made up for the eyes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking, Stay
from kunjae.changes.models import HistoryEntry, PendingChange, PendingState
from kunjae.concierge.errors import NoSuchOrder
from kunjae.concierge.models import Order
from kunjae.kernel.moments import local_date
from kunjae.kernel.money import decimals_of
from kunjae.messages.facts import ORDERS, Kind
from kunjae.messages.invited import NothingToOffer
from kunjae.messages.models import Mail
from kunjae.messages.order_samples import sample_offers, sample_order
from kunjae.messages.reading import Matter, read_matter
from kunjae.payments.facts import Method
from kunjae.payments.models import Payment, PaymentRequest, Refund
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True)
class Sample:
    """What a template is shown with. `made_up`: part of it did not happen."""

    matter: Matter
    made_up: bool


def sample(property: Property, kind: Kind, code: str, now: datetime) -> Sample | None:
    """Of this booking, or, without a number, of the newest one there is; None when there is none. What a mail of this
    kind told of it last, else something made up. Raises NoSuchBooking."""
    if not code:
        code = _fitting(property, kind, now)
        newest = Booking.objects.of(property).order_by("-booked_at", "-id").values_list("code", flat=True)
        code = code or newest.first() or ""
        if not code:
            return None
    if "\0" in code:
        raise NoSuchBooking(code)
    told = (
        Mail.objects.of(property)
        .filter(booking__code=code.upper(), kind=kind.value)
        .order_by("-written_at")
        .values_list("about", flat=True)
        .first()
    )
    if told:
        try:
            return Sample(read_matter(property, kind, told, now), made_up=False)
        except (NoSuchOrder, NothingToOffer, ObjectDoesNotExist):
            pass
    plain = Kind.BOOKING_CONFIRMED
    matter = read_matter(property, plain, {"booking": code.upper()}, now)
    if kind is plain:
        return Sample(matter, made_up=False)
    return Sample(_with_what_is_missing(matter, kind, now), made_up=True)


def _fitting(property: Property, kind: Kind, now: datetime) -> str:
    """A booking that such a mail is likely to be about: with an order, or of the next guest to come; empty without one."""
    if kind in ORDERS:
        orders = Order.objects.of(property).order_by("-ordered_at", "-id")
        return orders.values_list("booking__code", flat=True).first() or ""
    if kind is Kind.PRE_ARRIVAL:
        today = local_date(now, property.timezone)
        stays = Stay.objects.of(property).filter(status=StayStatus.RESERVED.value, check_in__gt=today)
        return stays.order_by("check_in", "id").values_list("booking__code", flat=True).first() or ""
    return ""


def _with_what_is_missing(matter: Matter, kind: Kind, now: datetime) -> Matter:
    amount = 1_500 * 10 ** decimals_of(matter.property.currency)
    payment = Payment(amount=amount, method=Method.CARD.value, received_at=now)
    if kind in ORDERS:
        arrival = matter.booking.arrival
        order = sample_order(matter.property, kind, matter.booking.id, arrival, now)
        return replace(matter, order=order, by="guest")
    match kind:
        case Kind.PRE_ARRIVAL:
            return replace(matter, invited=sample_offers(matter.property, matter.booking.code, now))
        case Kind.BOOKING_CHANGED:
            return _changed(matter, {}, now)
        case Kind.BOOKING_CANCELLED:
            ended = {"status": "cancelled", "total": "0"}
            return _changed(matter, ended, now)
        case Kind.PAYMENT_REQUEST:
            request = PaymentRequest(amount=amount, message="…", expires_at=now + timedelta(days=3))
            return replace(matter, request=request)
        case Kind.PAYMENT_RECEIVED:
            return replace(matter, payment=payment)
        case Kind.REFUND_ON_ITS_WAY:
            return replace(matter, refunds=(Refund(amount=amount, payment=payment),))
        case _:
            stays = [stay["number"] for stay in matter.copy["stays"][:1]]
            pending = PendingChange(
                state=PendingState.WAITING.value,
                operations=[{"op": "cancel", "stay": number} for number in stays],
                quote={"at": now.isoformat(), "stays": []},
                to_pay=amount,
                held_until=now + timedelta(minutes=30),
                dropped_because="expired",
            )
            return replace(matter, pending=pending, payment=payment)


def _changed(matter: Matter, after: Mapping[str, Any], now: datetime) -> Matter:
    """The booking after its first stay was changed: into this, or a week later."""
    first, *others = matter.copy["stays"]
    moved = dict(after) or {
        name: (date.fromisoformat(first[name]) + timedelta(days=7)).isoformat()
        for name in ("check_in", "check_out")
    }
    copy = {**matter.copy, "stays": [{**first, **moved}, *others]}
    entry = HistoryEntry(fee=0, change=0, recorded=True, actor_kind="guest", at=now)
    return replace(matter, before=matter.copy, copy=copy, entry=entry)
