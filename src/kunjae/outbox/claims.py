"""Taking a message in hand and letting it go: two short transactions, none of them open while a handler works.

A claim is a lease. A worker that dies lets go of it by not coming back: when the lease ends the message is due again,
and whoever held it before can no longer say what became of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from kunjae.outbox.facts import Received, State
from kunjae.outbox.models import Message
from kunjae.tenancy.bulk import update_rows
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.prepared import Rows
from kunjae.tenancy.transactions import one_transaction


def _due(hotel: Any, id: Any, now: Any) -> QuerySet[Message]:
    # On SQLite one transaction writes at a time: nobody else can be between reading and writing.
    skips = connection.features.has_select_for_update_skip_locked
    rows = Message.objects.of(hotel).filter(id=id, state=State.WAITING.value, due_at__lte=now)
    return rows.select_for_update(skip_locked=True) if skips else rows


_DUE: Rows[Message] = Rows(_due)


@dataclass(frozen=True, slots=True)
class Claim:
    """A message in hand, and the token that says so."""

    message: Received
    token: UUID


@one_transaction
def take(*, property_id: UUID, id: UUID, now: datetime, lease: timedelta) -> Claim | None:
    """Take a due message in hand until the lease ends; None when somebody else has it or it is no longer due.

    The attempt counts from here, so that a message whose handler kills its worker does not do so forever.
    """
    row = _DUE.first(property_id, id, now)
    if row is None:
        return None
    claim = Claim(
        Received(
            property_id=property_id,
            id=id,
            topic=row.topic,
            key=row.key,
            payload=row.payload,
            created_at=row.created_at,
            attempt=row.attempts + 1,
            now=now,
        ),
        token=new_id(),
    )
    held = {"claim": claim.token, "attempts": claim.message.attempt, "due_at": now + lease}
    return claim if update_rows(Message, property_id, {id: held}) else None


def done(*, claim: Claim, now: datetime) -> bool:
    """The message has been handled. False when the lease had ended and somebody else took it."""
    return _let_go(claim, state=State.DONE, last_error="", done_at=now)


def again(*, claim: Claim, due_at: datetime, code: str) -> bool:
    """It is to be tried again. False as above."""
    return _let_go(claim, state=State.WAITING, last_error=code, due_at=due_at)


@one_transaction
def fail(*, claim: Claim, code: str, then: Callable[[Received, str], None]) -> bool:
    """It will not be tried again; `then` hears of it in the same transaction. False as above."""
    if not _let_go(claim, state=State.FAILED, last_error=code):
        return False
    then(claim.message, code)
    return True


@one_transaction
def _let_go(claim: Claim, *, state: State, **values: object) -> bool:
    message = claim.message
    told = {"claim": None, "state": state.value, **values}
    return bool(update_rows(Message, message.property_id, {message.id: told}, claim=claim.token))


@one_transaction
def forget(*, property_id: UUID, ids: list[UUID]) -> int:
    """Remove messages of one property that are done; how many there were."""
    rows = Message.objects.of(property_id).filter(id__in=ids, state=State.DONE.value)
    return rows.delete()[0]
