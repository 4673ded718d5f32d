"""That a guest to whom the hotel wrote before arrival has opened the Concierge."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.concierge.models import Invitation
from kunjae.guest.access import GuestDesk
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows
from kunjae.tenancy.transactions import one_transaction

_UNOPENED = Rows(
    lambda hotel, booking: (
        Invitation.objects.of(hotel)
        .filter(booking_id=booking, invited_at__isnull=False, opened_at__isnull=True)
        .values_list("id")[:1]
    )
)


def note_opened(desk: GuestDesk) -> None:
    """One query; the first time after the mail, a write."""
    if desk.booking_id and _UNOPENED.first(desk.property.id, desk.booking_id):
        _note(desk.property, desk.booking_id, desk.now)


@one_transaction
def _note(property: Property, booking: UUID, now: datetime) -> None:
    Invitation.objects.of(property).filter(
        booking_id=booking, invited_at__isnull=False, opened_at__isnull=True
    ).update(opened_at=now)
