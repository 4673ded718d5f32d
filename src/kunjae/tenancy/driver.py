"""The short way to the database's driver, for statements that are ready to run.

Django's cursor costs as much as SQLite needs for a statement by its key. So a statement goes to the driver at once,
under the same rules: a connection that is there, no broken transaction, the driver's errors as Django's. Where
somebody listens (the guard, counted queries, a debugger), it takes Django's way, and they hear of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def fetch(connection: Any, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a query finds, as the driver gives them. `%s` are its only signs of percent."""
    if _somebody_listens(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())
    _make_ready(connection)
    with connection.wrap_database_errors:
        return list(connection.connection.execute(_written_for(connection, sql), params).fetchall())


def run(connection: Any, sql: str, params: Sequence[Sequence[Any]]) -> int:
    """Run a write once for each list of parameters; how many rows it touched. As a query otherwise; outside a
    transaction on Django's way, where single writes queue."""
    if _somebody_listens(connection) or not connection.in_atomic_block:
        with connection.cursor() as cursor:
            return _touched(cursor, sql, params)
    _make_ready(connection)
    with connection.wrap_database_errors:
        return _touched(connection.connection.cursor(), _written_for(connection, sql), params)


def _touched(cursor: Any, sql: str, params: Sequence[Sequence[Any]]) -> int:
    if len(params) == 1:
        cursor.execute(sql, params[0])
    else:
        cursor.executemany(sql, params)
    return int(cursor.rowcount)


def _somebody_listens(connection: Any) -> bool:
    return bool(connection.execute_wrappers) or connection.queries_logged


def _make_ready(connection: Any) -> None:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()


def _written_for(connection: Any, sql: str) -> str:
    return sql.replace("%s", "?") if connection.vendor == "sqlite" else sql
