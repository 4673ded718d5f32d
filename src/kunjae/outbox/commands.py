"""Putting messages into the outbox: one INSERT inside the business transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from kunjae.outbox.facts import State
from kunjae.outbox.models import Message
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.transactions import one_transaction


class NoTransaction(RuntimeError):
    """A message outside the transaction of what it tells of could be lost, or tell of what never happened."""


def put(
    property: models.Model | UUID,
    topic: str,
    key: str,
    payload: Mapping[str, Any],
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Put a message into the property's outbox, for the topic's handler, at `due_at` or as soon as possible.

    One statement. A key that the property has used already is put once: the second is passed over. Raises
    NoTransaction outside of one.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(f"{topic} {key}: put messages inside the transaction of what they tell of")
    columns = {"topic": topic, "key": key, "payload": payload, "created_at": now, "due_at": due_at or now}
    insert_rows(
        Message,
        property if isinstance(property, UUID) else property.pk,
        [columns],
        ignore_conflicts=True,
    )


@one_transaction
def hold_back(*, property_id: UUID) -> int:
    """Let nobody send what waits in the property's outbox; how many messages that are. All else about them stays."""
    return _move(property_id, State.WAITING, State.HELD)


@one_transaction
def release(*, property_id: UUID) -> int:
    """Let what was held back wait again, with the attempts and the due date that it had; how many messages."""
    return _move(property_id, State.HELD, State.WAITING)


@one_transaction
def try_again(*, property_id: UUID, id: UUID, now: datetime) -> bool:
    """Let a message that had failed for good be tried again from the beginning. False when it has not failed."""
    rows = Message.objects.of(property_id).filter(id=id, state=State.FAILED.value)
    return bool(rows.update(state=State.WAITING.value, attempts=0, due_at=now))


@one_transaction
def send_again(*, property_id: UUID, id: UUID, now: datetime) -> bool:
    """Let a message be handled once more from the beginning, under its own id, though it was done; one that waits for its
    next attempt needs to wait no longer. False where it is held back or forgotten."""
    rows = Message.objects.of(property_id).filter(id=id)
    ended = rows.filter(state__in=(State.DONE.value, State.FAILED.value))
    if ended.update(state=State.WAITING.value, attempts=0, due_at=now, done_at=None):
        return True
    waiting = rows.filter(state=State.WAITING.value)
    waiting.filter(claim__isnull=True, due_at__gt=now).update(due_at=now)
    return waiting.exists()


def _move(property_id: UUID, from_state: State, to_state: State) -> int:
    rows = Message.objects.of(property_id).filter(state=from_state.value)
    return rows.update(state=to_state.value)
