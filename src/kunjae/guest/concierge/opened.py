"""That a guest to whom the hotel wrote before arrival has opened the Concierge."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.concierge.models import Invitation
from kunjae.guest.concierge.opening import OpenedShelf
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction


def note_opened(opened: OpenedShelf) -> None:
    """The first look after the mail is kept; every other one writes nothing."""
    if opened.loaded.is_invited:
        _note(opened.desk.property, opened.loaded.row.id, opened.desk.now)


@one_transaction
def _note(property: Property, booking: UUID, now: datetime) -> None:
    Invitation.objects.of(property).filter(
        booking_id=booking, invited_at__isnull=False, opened_at__isnull=True
    ).update(opened_at=now)
