"""A gate before a table, so that many requests have all looked before the first of them writes."""

from __future__ import annotations

import psycopg

from tests.live.server import Place, wait_until

REQUESTS = 8
"""As many as a server of two processes works on at a time."""


class Gate:
    """Closed from the beginning: on PostgreSQL whoever wants to lock or write a row of the table waits, and whoever
    only reads does not. On SQLite there is none: the house lets one transaction in at a time, reading included."""

    def __init__(self, place: Place, table: str) -> None:
        self.keeper = psycopg.connect(place.url) if place.url else None
        if self.keeper:
            self.keeper.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE".encode())

    def open_when_crowded(self) -> None:
        """Wait until as many stand before it as can."""
        if self.keeper is None:
            return
        with psycopg.connect(self.keeper.info.dsn, autocommit=True) as watch:
            waiting = (
                b"SELECT COUNT(*) FROM pg_stat_activity"
                b" WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            wait_until(lambda: watch.execute(waiting).fetchall() >= [(REQUESTS,)], "a crowd before the gate")
        self.keeper.close()
