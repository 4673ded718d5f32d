"""Reads across all properties: what is due, and what is old. Without any lock (design.md 5.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min

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


@dataclass(frozen=True, slots=True)
class Standing:
    """What of one topic waits, is held or has failed at one property. `since`: the oldest of them was put then."""

    topic: str
    state: str
    count: int
    since: datetime


def standing(property_id: UUID, *, now: datetime) -> list[Standing]:
    """What waits and is due, or has been tried before, is held, or has failed, by topic; what is only to be done later
    is left out."""
    rows = Message.objects.of(property_id).exclude(state=State.DONE.value)
    rows = rows.exclude(state=State.WAITING.value, due_at__gt=now, attempts=0)
    found = rows.values_list("topic", "state").annotate(Count("id"), Min("created_at"))
    return [Standing(*row) for row in found.order_by("state", "topic")]


def failed_messages(property_id: UUID, *, most: int) -> list[Message]:
    """What will not be tried again by itself, newest first."""
    rows = Message.objects.of(property_id).filter(state=State.FAILED.value)
    return list(rows.order_by("-created_at", "-id")[:most])


def oldest_due(*, now: datetime) -> datetime | None:
    """Since when the longest waiting message of all properties has been due and in nobody's hand; None: nothing is."""
    rows = Message.objects.filter(state=State.WAITING.value, due_at__lte=now)
    with reporting("how long the outbox has been waiting"):
        return rows.order_by("due_at").values_list("due_at", flat=True).first()
