"""A message as its handler sees it, and what a handler may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID


class State(StrEnum):
    """Where a message stands. One that a worker has in hand is waiting, too: `due_at` is the end of its lease. One that
    is held was waiting in a backup; nobody sends it until `release`."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Received:
    """A message in the hands of a worker. `id` and `key` are the same at every attempt; `attempt` counts from 1 and
    began at `now`."""

    property_id: UUID
    id: UUID
    topic: str
    key: str
    payload: Mapping[str, Any]
    created_at: datetime
    attempt: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Later:
    """A handler's answer: not this time. It is tried again by the topic's schedule, and not before `after` has
    passed. `code` says why: a stable word, never a text that came from outside."""

    code: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A handler's answer: trying again is of no use."""

    code: str


type Answer = Later | GiveUp | None
"""None: done."""
