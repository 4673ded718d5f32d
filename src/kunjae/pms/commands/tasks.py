"""A posting in the hand of a worker: taken, and about to be sent. Both are short transactions of their own."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kunjae.outbox.facts import Received
from kunjae.pms.charges import content_of
from kunjae.pms.commands.rooms import wait_for_room
from kunjae.pms.commands.telling import tell_if_failing
from kunjae.pms.connections import line_from, shown
from kunjae.pms.facts import Line, PostingKind, PostingState
from kunjae.pms.models import Connection, FolioPosting
from kunjae.pms.opening import put_settle
from kunjae.pms.ports import Pms
from kunjae.pms.registry import adapter
from kunjae.pms.reservations.facts import Naming
from kunjae.pms.rules import JITTER, UNSENT, Step, settled_at, spread_of, step_of
from kunjae.properties.models import Property
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import one_transaction

HAND = timedelta(minutes=3, seconds=30)
"""How long a posting is in one hand: longer than all that a worker does with it takes."""
WORKER_LOST = "worker_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A posting in this worker's hand, as it stood before (`row`), and what is to be done. `since`: on the machine's own clock,
    for what time passes meanwhile; `seen`: the connection's `changed_at`."""

    hotel: Property
    row: FolioPosting
    step: Step
    pms: Pms
    line: Line
    naming: Naming
    seen: datetime
    hand: UUID
    now: datetime
    since: float = field(default_factory=time.monotonic)

    @property
    def kind(self) -> PostingKind:
        return PostingKind(self.row.kind)

    @property
    def state(self) -> PostingState:
        return PostingState(self.row.state)

    @property
    def elapsed(self) -> float:
        """Seconds that it has been in hand."""
        return time.monotonic() - self.since

    @property
    def moment(self) -> datetime:
        """What time it is by now, to the second."""
        return self.now + timedelta(seconds=int(self.elapsed))


@one_transaction
def begin(message: Received) -> Task | None:
    """Take the posting in hand; None when there is nothing to do, or not yet: whoever makes it due again puts the message of
    that moment."""
    property, now = Property.objects.get(id=message.property_id), message.now
    rows = FolioPosting.objects.of(property).filter(id=UUID(message.payload["posting"]))
    row = rows.select_for_update().first()
    connection = Connection.objects.of(property).first()
    if row is None or connection is None or shown(connection).stopped_because:
        return None
    if row.next_try_at is not None and row.next_try_at > now:
        return None
    if row.hand is not None and row.hand_until is not None and row.hand_until > now:
        put_settle(property, row.id, now, at=row.hand_until, why=row.hand.hex)
        return None
    pms = adapter(connection.pms)
    state = PostingState(row.state)
    step = step_of(state, wanted=row.wanted, sent_at=row.sent_at, can=pms.can, now=now)
    if step is Step.NOTHING:
        return None
    if row.hand is not None:  # whoever had it died with it
        _note_loss(property, row, now)
    if (wake := _not_before(property, row, connection, pms, step, now)) is not None:
        why, at = wake
        put_settle(property, row.id, now, at=at, why=why)
        row.next_try_at = at
        row.save(update_fields=["next_try_at", "error", "failing_since", "told_at", "hand", "hand_until"])
        return None
    task = Task(
        hotel=property,
        row=_as_it_stands(property, row, pms),
        step=step,
        pms=pms,
        line=line_from(property, connection),
        naming=Naming.from_json(connection.mapping),
        seen=connection.changed_at,
        hand=new_id(),
        now=now,
    )
    row.hand, row.hand_until, row.tries = task.hand, now + HAND, row.tries + 1
    row.save(
        update_fields=["hand", "hand_until", "tries", "error", "failing_since", "told_at", "next_try_at"]
    )
    return task


@one_transaction
def about_to_send(task: Task, reservation: str, values: dict[str, Any]) -> bool:
    """From here on nobody knows whether the PMS has it, until it says so. False when it is to be something else by now, or is
    in another hand: nothing is sent then."""
    rows = FolioPosting.objects.of(task.hotel).filter(id=task.row.id)
    row = rows.select_for_update().first()
    if row is None or row.hand != task.hand or row.wanted != task.row.wanted:
        return False
    row.state, row.sent_at = PostingState.UNKNOWN.value, task.moment
    row.reservation, row.values = reservation, values
    row.save(update_fields=["state", "sent_at", "reservation", "values"])
    return True


def _as_it_stands(property: Property, row: FolioPosting, pms: Pms) -> FolioPosting:
    """A copy of the row, with the content of the next attempt: what may be there stays what it was."""
    copy = FolioPosting(
        **{each.attname: getattr(row, each.attname) for each in FolioPosting._meta.concrete_fields}
    )
    if row.state in UNSENT and row.wanted:
        content = content_of(property, row) if row.kind == PostingKind.CHARGE.value else row.values
        copy.values = {**content, "pms": pms.code}
    return copy


def _note_loss(property: Property, row: FolioPosting, now: datetime) -> None:
    row.hand = row.hand_until = None
    row.error, row.failing_since = WORKER_LOST, row.failing_since or now
    tell_if_failing(property, row, now, passing=True)


def _not_before(
    property: Property, row: FolioPosting, connection: Connection, pms: Pms, step: Step, now: datetime
) -> tuple[str, datetime] | None:
    """Until when nothing can be done, and why."""
    if step is Step.WAIT:
        return "settled", settled_at(row.sent_at or now, pms.can)
    if step is not Step.DROP and connection.quiet_until is not None and connection.quiet_until > now:
        quiet = connection.quiet_until - now
        return "quiet", now + quiet * (1 + JITTER * spread_of(row.id.int))
    at = wait_for_room(property, row, step, pms.can, now)
    return None if at is None else ("room", at)
