"""The whole database as it was at one moment, read while everybody goes on working.

On a connection of its own, in one transaction that only reads. On SQLite that is a read transaction of the WAL: it
neither joins the queue of writers nor holds anybody up. On PostgreSQL it is REPEATABLE READ, READ ONLY.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection that sees the database as it is now, until the end of the block: everything that was confirmed to
    anybody before, all or nothing of what is under way."""
    connection = _connection_of_its_own()
    try:
        connection.ensure_connection()
        if connection.vendor == "postgresql":
            connection.connection.read_only = True
            connection.set_autocommit(False)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA query_only = ON")
                cursor.execute("BEGIN DEFERRED")
            connection.introspection.table_names(
                cursor
            )  # the first read is the moment: BEGIN alone takes none
        yield connection
    finally:
        connection.close()


def _connection_of_its_own() -> BaseDatabaseWrapper:
    """Another connection to the same database, no part of a pool."""
    usual = connections[DEFAULT_DB_ALIAS]
    settings = copy.deepcopy(usual.settings_dict)
    settings["OPTIONS"].pop("pool", None)
    if usual.vendor == "postgresql":
        from psycopg import IsolationLevel

        settings["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    return type(usual)(settings, alias="snapshot")
