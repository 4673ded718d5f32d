"""What came of an attempt is written down, with the message of what is to be done next: one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q

from kunjae.accounts.facts import SYSTEM
from kunjae.concierge.commands.telling import note_event
from kunjae.concierge.models import Order
from kunjae.ordering.commands.answering import MovedAway, held_order
from kunjae.outbox.commands import put
from kunjae.outbox.topics import PMS_PAUSED
from kunjae.pms.commands.standing import held_postings, write_standing
from kunjae.pms.commands.tasks import Task
from kunjae.pms.commands.telling import tell_if_failing
from kunjae.pms.facts import Booked, PostingState
from kunjae.pms.models import Connection, FolioPosting
from kunjae.pms.opening import put_settle
from kunjae.pms.rules import JITTER, UNSENT, is_definite, next_try, settled_at, spread_of
from kunjae.tenancy.transactions import run_in_transaction


class Result(StrEnum):
    """What came of an attempt."""

    THERE = "there"
    OFF = "off"
    FAILED = "failed"
    """The PMS said no, or could not be reached: this attempt did nothing."""
    NO_ANSWER = "no_answer"
    """It was sent, and may have been carried out."""
    BUSY = "busy"
    NOT_LET_IN = "not_let_in"
    LEFT = "left"
    """Before it was sent somebody wanted it otherwise."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code`: why not; `passing`: trying again may help; `after`: how long the PMS asked to be left alone; `sending`: the
    attempt had come as far as being sent."""

    result: Result
    booked: Booked | None = None
    code: str = ""
    passing: bool = True
    after: timedelta = timedelta(0)
    sending: bool = False


def finish(task: Task, outcome: Outcome) -> None:
    """Write down what came of it, unless another worker has the posting in hand by now: it finds out for itself."""

    def write() -> None:
        booking, order = held_order(task.hotel, task.row.order_id)
        postings = held_postings(task.hotel, order.id)
        row = next((each for each in postings if each.id == task.row.id), None)
        if row is None or row.hand != task.hand:
            return
        row.hand = row.hand_until = row.next_try_at = None
        now = task.moment
        _Written(task, outcome, row, order, now).write()
        row.save()
        write_standing(task.hotel, booking, order, postings, now)

    run_in_transaction(write, again_after=(MovedAway,))


class _Written:
    """One outcome on its way onto the row."""

    def __init__(self, task: Task, outcome: Outcome, row: FolioPosting, order: Order, now: datetime) -> None:
        self.task, self.outcome, self.row, self.order, self.now = task, outcome, row, order, now

    def write(self) -> None:
        match self.outcome.result:
            case Result.THERE:
                self._there()
            case Result.OFF:
                self._off()
            case Result.BUSY:
                self._back_to_before()
                self._be_quiet()
            case Result.NOT_LET_IN:
                self._back_to_before()
                self._wait_for_people()
                self._pause()
            case Result.LEFT:
                self._back_to_before()
                self._again_now()
            case _:
                self._failed()
        self._follow_wish()

    def _there(self) -> None:
        row, booked = self.row, self.outcome.booked or Booked("")
        row.state, row.ref, row.folio = PostingState.POSTED.value, booked.id[:120], booked.folio[:120]
        row.posted_at = row.posted_at or self.now
        row.error, row.failing_since = "", None
        self._event("posted")

    def _off(self) -> None:
        row = self.row
        row.state, row.reversed_at = PostingState.REVERSED.value, self.now
        row.error, row.failing_since = "", None
        if row.posted_at is not None:
            self._event("reversed")

    def _failed(self) -> None:
        row, outcome, now = self.row, self.outcome, self.now
        row.state = self._state_after_failure().value
        if not outcome.sending:
            row.sent_at = self.task.row.sent_at
        if row.error != outcome.code:
            self._event("post_failed", error=outcome.code)
        row.error, row.failing_since = outcome.code, row.failing_since or now
        if outcome.passing:
            settled = None
            if row.state == PostingState.UNKNOWN.value and (
                not row.wanted or self.task.pms.can.dedup is None
            ):
                settled = settled_at(row.sent_at or now, self.task.pms.can)
            self._again_at(next_try(now, row.tries, spread_of(row.id.int), not_before=settled))
        tell_if_failing(self.task.hotel, row, now, passing=outcome.passing)

    def _state_after_failure(self) -> PostingState:
        before, outcome = self.task.state, self.outcome
        if outcome.result is Result.NO_ANSWER:
            return PostingState.UNKNOWN
        if not self.task.row.wanted:
            return before
        is_sure = is_definite(before, self.task.row.sent_at, self.task.pms.can, self.task.now)
        if before is PostingState.UNKNOWN and not (outcome.sending and is_sure):
            return PostingState.UNKNOWN
        return PostingState.FAILED

    def _back_to_before(self) -> None:
        """The attempt does not count: nothing was carried out, and nobody said why not."""
        row, before = self.row, self.task.row
        row.state, row.sent_at, row.tries = before.state, before.sent_at, before.tries

    def _wait_for_people(self) -> None:
        row = self.row
        row.error, row.failing_since = "", None
        if row.state in UNSENT:
            row.state = PostingState.WAITING.value

    def _be_quiet(self) -> None:
        until = self.now + self.outcome.after
        rows = Connection.objects.of(self.task.hotel)
        rows.filter(Q(quiet_until__isnull=True) | Q(quiet_until__lt=until)).update(quiet_until=until)
        self._again_at(self.now + self.outcome.after * (1 + JITTER * spread_of(self.row.id.int)))

    def _pause(self) -> None:
        """Nothing goes through until somebody enters other credentials; unless somebody just did."""
        rows = Connection.objects.of(self.task.hotel)
        paused = rows.filter(changed_at=self.task.seen, paused_at__isnull=True).update(
            paused_at=self.now, paused_reason=self.outcome.code
        )
        if paused:
            key = f"{PMS_PAUSED}:{self.task.hand.hex}"
            put(self.task.hotel, PMS_PAUSED, key, {"reason": self.outcome.code}, self.now)
        elif rows.filter(paused_at__isnull=True).exists():
            self._again_now()

    def _follow_wish(self) -> None:
        """It is wanted otherwise than when it was taken in hand."""
        row = self.row
        if row.wanted == self.task.row.wanted:
            return
        if row.state in UNSENT:
            row.state, row.reversed_at = PostingState.REVERSED.value, self.now
            row.error, row.failing_since, row.next_try_at = "", None, None
        else:
            row.error, row.failing_since, row.tries = "", None, 0
            self._again_now()

    def _again_now(self) -> None:
        self._again_at(self.now)

    def _again_at(self, at: datetime) -> None:
        """Once more from this hand: when it is put twice, the first is the one that counts."""
        self.row.next_try_at = at
        put_settle(self.task.hotel, self.row.id, self.now, at=at, why=self.task.hand.hex)

    def _event(self, step: str, **values: object) -> None:
        values = {"amount": self.row.amount, "kind": self.row.kind, **values}
        note_event(self.task.hotel, self.order, step, SYSTEM, self.now, values=values)
