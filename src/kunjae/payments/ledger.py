"""The ledger: entries are added, inside a transaction, and never changed (rules.md 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.payments.facts import Account, EntryKind
from kunjae.payments.models import LedgerEntry
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.prepared import Rows


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a booking's value, minor units, signed."""

    booking_id: UUID
    kind: EntryKind
    stay_number: int | None
    amount: int
    change_number: int | None = None
    order_id: UUID | None = None


def add_to_value(property: Property, movements: Iterable[Movement], now: datetime) -> None:
    """Write the movements that are not zero, in one statement."""
    insert_rows(
        LedgerEntry,
        property.id,
        (
            {
                "booking_id": movement.booking_id,
                "account": Account.VALUE.value,
                "kind": movement.kind.value,
                "stay_number": movement.stay_number,
                "change_number": movement.change_number,
                "order_id": movement.order_id,
                "amount": movement.amount,
                "at": now,
            }
            for movement in movements
            if movement.amount
        ),
    )


_OF_BOOKING = Rows(
    lambda hotel, booking: LedgerEntry.objects.of(hotel).filter(booking_id=booking).order_by("at", "id")
)


def movements_of(property: Property, booking_id: UUID) -> list[LedgerEntry]:
    """The entries behind a booking's value and what was paid in the order they were written, in one query; those of an
    account sum to it."""
    return _OF_BOOKING(property.id, booking_id)
