"""Real deadlocks with a request of the house, as often as wanted, and always the request is the one broken off.

PostgreSQL looks for a deadlock once, `deadlock_timeout` after a wait began, and breaks off whoever looked. So the
request must be the last to wait: it is held at a gate (its stay's row) until the saboteur waits for its booking, and
then runs into the counter that the saboteur holds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.live.server import Place, wait_until


class Saboteur:
    """Locks a night's counters against a booking's request."""

    def __init__(self, url: str, code: str, night: str) -> None:
        self.code = code
        self.counters = psycopg.connect(url)
        self.gate = psycopg.connect(url)
        self.watch = psycopg.connect(url, autocommit=True)
        self.counters.execute("SET deadlock_timeout = '10min'")  # it never looks
        self.counters.execute("SELECT 1 FROM inventory_typenight WHERE night = %s FOR UPDATE", [night])
        self.close_gate()

    def close_gate(self) -> None:
        self.gate.execute(
            "SELECT 1 FROM bookings_stay s JOIN bookings_booking b ON b.id = s.booking_id"
            " WHERE b.code = %s FOR UPDATE OF s",
            [self.code],
        )

    def break_off(self) -> None:
        """Wait for the next attempt of the request and have it broken off."""
        self.counters.execute("SAVEPOINT before")
        self._wait_until_blocked_by(self.gate)
        booking = threading.Thread(
            target=self.counters.execute,
            args=("SELECT 1 FROM bookings_booking WHERE code = %s FOR UPDATE", [self.code]),
        )
        booking.start()
        wait_until(lambda: bool(self._blockers(self.counters.info.backend_pid)), "the saboteur to wait")
        self.gate.rollback()
        booking.join()  # has the booking: the request is gone, and its next attempt waits for us
        self.close_gate()
        self.counters.execute("ROLLBACK TO SAVEPOINT before")

    def leave(self) -> None:
        """Let everything go."""
        for connection in (self.counters, self.gate, self.watch):
            connection.close()

    def _wait_until_blocked_by(self, connection: psycopg.Connection[Any]) -> None:
        pid = connection.info.backend_pid
        blocked = "SELECT COUNT(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
        wait_until(lambda: self._one(blocked, pid) > 0, "the request to run into a lock")

    def _blockers(self, pid: int) -> int:
        return self._one("SELECT cardinality(pg_blocking_pids(%s))", pid)

    def _one(self, statement: str, pid: int) -> int:
        row = self.watch.execute(statement.encode(), [pid]).fetchone()
        assert row is not None
        return int(row[0])


@contextmanager
def saboteur(place: Place, code: str, night: str) -> Iterator[Saboteur]:
    """Somebody who holds that night's counters, and whatever else they locked, until the end."""
    assert place.url is not None
    at_work = Saboteur(place.url, code, night)
    try:
        yield at_work
    finally:
        at_work.leave()


def look_for_deadlocks_at_once(place: Place) -> None:
    """Sessions that begin from now on wait 50 ms instead of a second before they look (on PostgreSQL)."""
    _set(place, "deadlock_timeout", "50ms")


def repeatable_read(place: Place) -> None:
    """Sessions that begin from now on see one moment in a whole transaction, and fail where another wrote since
    (on PostgreSQL)."""
    _set(place, "default_transaction_isolation", "repeatable read")


def _set(place: Place, setting: str, value: str) -> None:
    if place.url is None:
        return
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET {setting} = '{value}'".encode())
