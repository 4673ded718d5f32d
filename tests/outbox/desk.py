"""What tests of the outbox need: a clock that is set by hand, messages, and a dispatcher over them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from kunjae.outbox.commands import put
from kunjae.outbox.dispatcher import Dispatcher, Subscription
from kunjae.outbox.facts import Answer, Received
from kunjae.outbox.models import Message
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import business_transaction
from tests.hotel import FAR


class Clock:
    """Stands still until it is turned."""

    def __init__(self, now: datetime = FAR) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class Recorder:
    """A handler that keeps what it got and answers what it is told to, one after the other, then None."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.got: list[Received] = []
        self._answers = list(answers)
        self._lock = threading.Lock()

    def __call__(self, message: Received) -> Answer:
        with self._lock:
            self.got.append(message)
            answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


def put_some(hotel: Property, *keys: str, topic: str = "topic", now: datetime = FAR, **payload: Any) -> None:
    with business_transaction():
        for key in keys:
            put(hotel, topic, key, payload, now)


def dispatcher(
    handlers: Mapping[str, Subscription | Callable[[Received], Answer]], clock: Clock, spread: float = 0.0
) -> Dispatcher:
    subscriptions = {
        topic: handler if isinstance(handler, Subscription) else Subscription(handler)
        for topic, handler in handlers.items()
    }
    return Dispatcher(subscriptions, clock=clock, spread=lambda: spread)


def only_message(hotel: Property) -> Message:
    return Message.objects.of(hotel).get()


def all_at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run the works in threads that start together; what each returned."""
    outcomes: list[Any] = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(index: int, work: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes[index] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
