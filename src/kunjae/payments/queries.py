"""Reads of payments."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from kunjae.bookings.listing import Place
from kunjae.payments.models import Payment
from kunjae.properties.models import Property


def newest_payments(
    property: Property, booking_id: UUID, *, most: int, below: Place | None = None
) -> list[Payment]:
    """At most so many payments of a booking, newest first, in one query; `below`: those that follow that place."""
    rows = Payment.objects.of(property).filter(booking_id=booking_id)
    if below is not None:
        rows = rows.filter(Q(received_at__lt=below.at) | Q(received_at=below.at, id__lt=below.id))
    return list(rows.order_by("-received_at", "-id")[:most])
