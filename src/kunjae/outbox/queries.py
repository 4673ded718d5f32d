"""Reads across all properties: what is due, and what is old. Without any lock (design.md 5.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.outbox.facts import State
from kunjae.outbox.models import Message
from kunjae.tenancy.guard import reporting


@dataclass(frozen=True, slots=True)
class Due:
    """A message that somebody may take in hand."""

    property_id: UUID
    id: UUID
    topic: str


def due_messages(*, topics: Collection[str], now: datetime, most: int) -> list[Due]:
    """What is due of these topics, longest due first; what a worker has in hand is not."""
    rows = Message.objects.filter(state=State.WAITING.value, due_at__lte=now, topic__in=topics)
    with reporting("messages due in the outbox"):
        return [Due(*row) for row in rows.order_by("due_at").values_list("property_id", "id", "topic")[:most]]


def old_messages(*, before: datetime, most: int) -> dict[UUID, list[UUID]]:
    """Property -> messages that were done before that moment."""
    # The index is on due_at, which for a message that is done is the end of its last lease: a little after done_at.
    rows = Message.objects.filter(state=State.DONE.value, due_at__lt=before, done_at__lt=before)
    found: dict[UUID, list[UUID]] = {}
    with reporting("messages long done in the outbox"):
        for property_id, id in rows.values_list("property_id", "id")[:most]:
            found.setdefault(property_id, []).append(id)
    return found
