"""Bringing due messages to their handlers, each at least once.

    claim (a short transaction) -> handler (none open, it may take its time on the network) -> mark (a second one)

A worker that dies between handling and marking leaves the message to the next one, which handles it again under the
same id and key: what must happen once is made once by whoever receives it.
"""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from types import TracebackType

import structlog
from django.utils import timezone

from kunjae.outbox import claims
from kunjae.outbox.claims import Claim
from kunjae.outbox.facts import Answer, Later, Received
from kunjae.outbox.queries import Due, due_messages, old_messages
from kunjae.outbox.rules import DELAYS, next_due

LEASE = timedelta(seconds=90)
"""How long a message may be in hand; longer than any handler takes, its own time limits included."""
KEPT_FOR = timedelta(days=30)
"""Messages that are done go after this time."""
WORKER_LOST = "worker_lost"

log = structlog.get_logger("kunjae.outbox")


def _nothing_more(message: Received, code: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who handles a topic, how often and after which delays it is tried, and who hears when it failed for good
    (`then`, inside the transaction that says so: it may write, but not talk to the network)."""

    handle: Callable[[Received], Answer]
    delays: tuple[timedelta, ...] = DELAYS
    lease: timedelta = LEASE
    then: Callable[[Received, str], None] = _nothing_more


class Caught:
    """Keeps whatever error the block raised, so that one message's misfortune is not the worker's."""

    error: Exception | None = None

    def __enter__(self) -> Caught:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, Exception):
            self.error = error
        return self.error is not None

    @property
    def code(self) -> str:
        """What kind of error it was. Never its text, which may hold a secret or a person's data."""
        return type(self.error).__name__

    @property
    def place(self) -> str:
        """File and line where it was raised."""
        frames = traceback.extract_tb(self.error.__traceback__ if self.error else None)
        return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


class Dispatcher:
    """One worker's way of handling messages. Any number of them may be at work side by side, in threads and in
    processes.

    `clock`: what time it is. `spread`: a random number from 0 to 1. Topics without a subscription are left alone:
    a newer release may know them.
    """

    def __init__(
        self,
        subscriptions: Mapping[str, Subscription],
        *,
        clock: Callable[[], datetime] = timezone.now,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._subscriptions = subscriptions
        self._clock = clock
        self._spread = spread

    def due(self, most: int = 500) -> list[Due]:
        """What is due now."""
        return due_messages(topics=self._subscriptions, now=self._clock(), most=most)

    def run(self) -> int:
        """Handle what is due, one after the other, until nothing is; how many attempts that took."""
        attempts = 0
        while found := self.due():
            attempts += sum(map(self.handle, found))
        return attempts

    def handle(self, due: Due) -> bool:
        """One attempt at one message. False when there was nothing to do, as somebody else has it."""
        subscription = self._subscriptions[due.topic]
        claim = claims.take(
            property_id=due.property_id, id=due.id, now=self._clock(), lease=subscription.lease
        )
        if claim is None:
            return False
        if claim.message.attempt > len(subscription.delays):  # its last attempt took a worker with it
            self._fail(claim, subscription, WORKER_LOST)
            return True
        with Caught() as caught:
            answer = subscription.handle(claim.message)
        if caught.error is not None:
            answer = Later(caught.code)
            log.error("message_handler_raised", error=caught.code, place=caught.place, **_of(claim))
        self._mark(claim, subscription, answer)
        return True

    def forget_old(self, most: int = 1000) -> int:
        """Remove messages that were done KEPT_FOR ago; how many."""
        before, removed = self._clock() - KEPT_FOR, 0
        while old := old_messages(before=before, most=most):
            removed += sum(claims.forget(property_id=hotel, ids=ids) for hotel, ids in old.items())
        return removed

    def _mark(self, claim: Claim, subscription: Subscription, answer: Answer) -> None:
        now = self._clock()
        if answer is None:
            self._tell_if_late(claim, claims.done(claim=claim, now=now))
            return
        due_at = None
        if isinstance(answer, Later):
            due_at = next_due(
                now=now,
                attempt=claim.message.attempt,
                after=answer.after,
                spread=self._spread(),
                delays=subscription.delays,
            )
        if due_at is None:
            self._fail(claim, subscription, answer.code)
        else:
            log.warning("message_again", code=answer.code, due_at=due_at.isoformat(), **_of(claim))
            self._tell_if_late(claim, claims.again(claim=claim, due_at=due_at, code=answer.code))

    def _fail(self, claim: Claim, subscription: Subscription, code: str) -> None:
        log.error("message_failed", code=code, **_of(claim))
        self._tell_if_late(claim, claims.fail(claim=claim, code=code, then=subscription.then))

    def _tell_if_late(self, claim: Claim, in_time: bool) -> None:
        if not in_time:
            log.warning("message_lease_ended", **_of(claim))


def _of(claim: Claim) -> dict[str, object]:
    message = claim.message
    return {"topic": message.topic, "message": str(message.id), "attempt": message.attempt}
