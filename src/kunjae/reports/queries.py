"""Reads for reports: three queries, whatever the number of offers and months."""

from __future__ import annotations

from datetime import date

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Stay
from kunjae.concierge.facts import OfferKind, OrderStatus
from kunjae.concierge.models import Invitation, Order
from kunjae.kernel.moments import local_date
from kunjae.properties.models import Property
from kunjae.reports.facts import Reached, Sale, Upselling
from kunjae.reports.rules import upselling
from kunjae.tenancy.prepared import Rows

LIVE = [status.value for status in StayStatus if status.is_live]

_SALES = Rows(
    lambda hotel, first, last: (
        Order.objects.of(hotel)
        .filter(stay__check_in__gte=first, stay__check_in__lte=last)
        .order_by("ordered_at", "id")
        .values_list(
            "stay_id", "offer__code", "offer_name", "kind", "amount", "status", "ordered_at", "stay__check_in"
        )
    )
)
_STAYS = Rows(
    lambda hotel, first, last: (
        Stay.objects.of(hotel)
        .filter(check_in__gte=first, check_in__lte=last, status__in=LIVE)
        .values_list("check_in", "check_out")
    )
)
_INVITED = Rows(
    lambda hotel, first, last: (
        Invitation.objects.of(hotel)
        .filter(stay__check_in__gte=first, stay__check_in__lte=last, stay__status__in=LIVE)
        .values_list("invited_at", "opened_at")
    )
)


def upselling_report(property: Property, first: date, last: date) -> Upselling:
    """What the Concierge sold to the stays that arrive from `first` to `last`, hotel-local days."""
    sales = (
        Sale(
            stay,
            offer,
            name,
            OfferKind(kind).type,
            amount,
            OrderStatus(status).counts,
            local_date(ordered_at, property.timezone),
            arrival,
        )
        for stay, offer, name, kind, amount, status, ordered_at, arrival in _SALES(property.id, first, last)
    )
    stays = _STAYS(property.id, first, last)
    invited = _INVITED(property.id, first, last)
    reached = Reached(
        arrivals=len(stays),
        room_nights=sum((check_out - check_in).days for check_in, check_out in stays),
        mailed=sum(invited_at is not None for invited_at, _ in invited),
        opened=sum(opened_at is not None for _, opened_at in invited),
    )
    return upselling(sales, reached, first, last)
