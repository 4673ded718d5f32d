"""Changes of guests that wait for their money, over all bookings of a property."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kunjae.changes.models import PendingChange, PendingState
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

MOST_WAITING = 500


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """One that waits: whose, how much (minor units), until when, and whether a slip stopped the countdown."""

    code: str
    booker: str
    to_pay: int
    held_until: datetime
    has_slip: bool


_WAITING = Rows(
    lambda hotel: (
        PendingChange.objects.of(hotel)
        .filter(state__in=[PendingState.WAITING.value, PendingState.SLIP.value])
        .order_by("held_until", "id")
        .values_list("booking__code", "booking__booker__name", "to_pay", "held_until", "state")[:MOST_WAITING]
    )
)


def waiting_changes(property: Property) -> list[WaitingChange]:
    """All that wait, those that end first at the top; one query."""
    return [
        WaitingChange(code, booker, to_pay, held_until, state == PendingState.SLIP)
        for code, booker, to_pay, held_until, state in _WAITING(property.id)
    ]
