"""Writing the ledger: entries are added, never changed (rules.md 8). Inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.payments.models import Account, EntryKind, LedgerEntry
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a booking's value, minor units, signed."""

    booking_id: UUID
    kind: EntryKind
    stay_number: int | None
    amount: int
    change_number: int | None = None


def add_to_value(property: Property, movements: Iterable[Movement], now: datetime) -> None:
    """Write the movements that are not zero, in one statement."""
    insert_rows(
        LedgerEntry,
        (
            LedgerEntry(
                property=property,
                booking_id=movement.booking_id,
                account=Account.VALUE.value,
                kind=movement.kind.value,
                stay_number=movement.stay_number,
                change_number=movement.change_number,
                amount=movement.amount,
                at=now,
            )
            for movement in movements
            if movement.amount
        ),
    )
