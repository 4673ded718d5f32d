"""The short way to the database's driver, for statements that are ready to run.

Django's cursor costs as much as SQLite needs for a statement by its key, and on PostgreSQL it sends every statement
with its values written into the text, to be parsed and planned each time. So a statement goes to the driver at once,
on PostgreSQL prepared, under the same rules: a connection that is there, no broken transaction, the driver's errors
as Django's. Where somebody listens (the guard, counted queries, a debugger), it takes Django's way, and they hear
of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings

MOST_PREPARED = 200
"""Statements that a connection to PostgreSQL keeps prepared: more than the house has for all usual shapes."""


def fetch(connection: Any, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a query finds, as the driver gives them. `%s` are its only signs of percent."""
    if _somebody_listens(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())
    _make_ready(connection)
    with connection.wrap_database_errors:
        return list(_executed(connection, sql, [params]).fetchall())


def run(connection: Any, sql: str, params: Sequence[Sequence[Any]], *, often: bool = True) -> int:
    """Run a write once for each list of parameters; how many rows it touched. As a query otherwise; outside a
    transaction on Django's way, where single writes queue. `often`: whether it pays to keep it prepared."""
    if _somebody_listens(connection) or not connection.in_atomic_block:
        with connection.cursor() as cursor:
            if len(params) == 1:
                cursor.execute(sql, params[0])
            else:
                cursor.executemany(sql, params)
            return int(cursor.rowcount)
    _make_ready(connection)
    with connection.wrap_database_errors:
        return int(_executed(connection, sql, params, often=often).rowcount)


def _somebody_listens(connection: Any) -> bool:
    return bool(connection.execute_wrappers) or connection.queries_logged


def _make_ready(connection: Any) -> None:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()


def _executed(connection: Any, sql: str, params: Sequence[Sequence[Any]], *, often: bool = True) -> Any:
    """The driver's cursor after the statement."""
    raw = connection.connection
    if connection.vendor == "sqlite":
        sql = sql.replace("%s", "?")
        return raw.execute(sql, params[0]) if len(params) == 1 else raw.executemany(sql, params)
    cursor = psycopg.Cursor(raw)
    if len(params) > 1:
        cursor.executemany(sql, params)
    else:
        raw.prepared_max = MOST_PREPARED
        cursor.execute(sql, params[0], prepare=often and settings.PREPARED_STATEMENTS)
    return cursor
