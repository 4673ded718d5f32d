"""Reads of payments."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kunjae.bookings.listing import Place
from kunjae.payments.models import Payment
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows


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
