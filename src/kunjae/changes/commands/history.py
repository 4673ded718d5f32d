"""Writing a booking's history. Inside the caller's transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import BookingFacts
from kunjae.changes.commands.announce import announce
from kunjae.changes.facts import ChangePlan
from kunjae.changes.models import EntryKind, HistoryEntry
from kunjae.changes.operations import AddStay, FollowPms, SetGuest, without_names
from kunjae.changes.operations_text import operations_to_json
from kunjae.changes.snapshots import booking_snapshot
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.ids import new_id


def write_entry(
    *,
    property: Property,
    kind: EntryKind,
    number: int,
    before: BookingFacts,
    after: BookingFacts,
    actor: Actor,
    now: datetime,
    reason: str = "",
    operations: list[dict[str, Any]] | None = None,
    **figures: Any,
) -> HistoryEntry:
    """One entry of a booking's history, with the whole booking before and after, and the message that tells of it."""
    columns = {
        "id": new_id(),
        "booking_id": before.id,
        "number": number,
        "kind": kind.value,
        "at": now,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "reason": reason,
        "operations": operations or [],
        "before": booking_snapshot(before, property.currency),
        "after": booking_snapshot(after, property.currency),
        **figures,
    }
    insert_rows(HistoryEntry, property.id, [columns])
    announce(property, before, after, number, actor, now)
    return HistoryEntry(property=property, **columns)


def figures_of(plan: ChangePlan) -> dict[str, Any]:
    """The four figures of a plan as the columns of an entry."""
    total = plan.total
    return {
        "current": total.current,
        "new": total.new,
        "fee": total.fee,
        "change": total.change,
        "waived_fee": 0 if plan.record else plan.fees,
        "fees_waived": plan.fees_waived,
        "recorded": plan.record,
    }


def kept_operations(plan: ChangePlan, guests: dict[int, UUID]) -> list[dict[str, Any]]:
    """The operations as the history keeps them: people by the ids of their rows only."""
    known = [
        replace(operation, guest_id=guests.get(operation.stay))
        if isinstance(operation, SetGuest | AddStay | FollowPms)
        else operation
        for operation in plan.operations
    ]
    return operations_to_json(without_names(known), plan.facts.property.currency)
