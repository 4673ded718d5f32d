"""The worker: looks for due messages and handles several at a time, until it is told to stop."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from queue import SimpleQueue
from uuid import UUID

import structlog
from django.db import close_old_connections, connections

from kunjae.outbox.dispatcher import Caught, Dispatcher
from kunjae.outbox.queries import Due

PAUSE = 1.0
"""Seconds between two looks at an outbox that has nothing due."""
PAUSES_AFTER_ERROR = 5
"""How many of those it waits when the database does not answer."""
GRACE = 5.0
"""Seconds that a stopping worker waits for what it has in hand. What takes longer is handled again by another."""
FORGET_EVERY = 3600.0
"""Seconds between two removals of old messages."""

log = structlog.get_logger("kunjae.outbox")

type Lane = tuple[UUID, str]
"""Messages of one property and topic, which tend to wait for the same receiver."""


class Worker:
    """`hands` messages at a time, at most half of them of one lane: a receiver that hangs holds up no other hotel,
    and no other topic.

    `run` returns after `stop` was called or `wanted` said no: it takes a pause to notice, then as long as the messages
    in hand take, but no more than `grace`.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        *,
        hands: int = 4,
        pause: float = PAUSE,
        grace: float = GRACE,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        self._dispatcher = dispatcher
        self._hands = hands
        self._most_of_a_lane = max(1, hands // 2)
        self._pause = pause
        self._grace = grace
        self._wanted = wanted
        self._stopping = False
        self._given: SimpleQueue[Due | None] = SimpleQueue()
        self._freed = threading.Event()
        self._lock = threading.Lock()
        self._in_hand: set[Due] = set()

    def stop(self) -> None:
        """End soon. Only sets a flag, so that a signal's handler may call it at any moment."""
        self._stopping = True

    def run(self) -> None:
        """Work until told to stop."""
        # Daemons: a hand that hangs on the network does not keep the process from ending.
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._hands)]
        for thread in threads:
            thread.start()
        forget_at = time.monotonic()
        while self._goes_on():
            with Caught() as caught:
                if time.monotonic() >= forget_at:
                    forget_at = time.monotonic() + FORGET_EVERY
                    self._dispatcher.forget_old()
                self._look()
            if caught.error is not None:
                log.error("outbox_unreadable", error=caught.code, place=caught.place)
                self._rest(PAUSES_AFTER_ERROR * self._pause)
            close_old_connections()
        for _ in threads:
            self._given.put(None)
        until = time.monotonic() + self._grace
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _goes_on(self) -> bool:
        return not self._stopping and self._wanted()

    def _look(self) -> None:
        """Look once, and hand out what is due as hands get free; not for longer than a pause, as more may come."""
        self._freed.clear()
        with self._lock:
            in_hand = set(self._in_hand)
        waiting = [due for due in self._dispatcher.due() if due not in in_hand]
        if not waiting:
            self._freed.wait(self._pause)
        until = time.monotonic() + self._pause
        while waiting and self._goes_on() and (left := until - time.monotonic()) > 0:
            self._freed.clear()
            if waiting := self._hand_out(waiting):
                self._freed.wait(left)

    def _hand_out(self, waiting: list[Due]) -> list[Due]:
        """Give each free hand a message; what is left."""
        left = []
        with self._lock:
            lanes = Counter((due.property_id, due.topic) for due in self._in_hand)
            for due in waiting:
                lane: Lane = (due.property_id, due.topic)
                if len(self._in_hand) < self._hands and lanes[lane] < self._most_of_a_lane:
                    lanes[lane] += 1
                    self._in_hand.add(due)
                    self._given.put(due)
                else:
                    left.append(due)
        return left

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._goes_on() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, self._pause))

    def _work(self) -> None:
        """One hand's work."""
        while (due := self._given.get()) is not None:
            with Caught() as caught:
                self._dispatcher.handle(due)
            if caught.error is not None:  # the database's: the lease ends, and the message is handled again
                log.error("message_not_marked", error=caught.code, place=caught.place, message=str(due.id))
            close_old_connections()
            with self._lock:
                self._in_hand.discard(due)
            self._freed.set()
        connections.close_all()
