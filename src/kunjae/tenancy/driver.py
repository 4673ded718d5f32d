"""The short way to the database's driver, for statements that are ready to run.

Django's cursor costs as much as SQLite needs for a statement by its key, and on PostgreSQL it sends every statement
with its values written into the text, to be parsed and planned each time. So a statement goes to the driver at once,
on PostgreSQL prepared, under the same rules: a connection that is there, no broken transaction, the driver's errors
as Django's. Who listens to statements (the guard of the tests) hears of it; where they are written down (a debugger,
counted queries), it takes Django's way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, cast

import psycopg
from django.conf import settings

MOST_PREPARED = 200
"""Statements that a connection to PostgreSQL keeps prepared: more than the house has for all usual shapes."""


def fetch(connection: Any, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a query finds, as the driver gives them. `%s` are its only signs of percent."""
    if connection.queries_logged:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def execute(sql: str, params: Sequence[Any], *_told: Any) -> list[tuple[Any, ...]]:
        _make_ready(connection)
        with connection.wrap_database_errors:
            return list(_executed(connection, sql, [params]).fetchall())

    return cast(list[tuple[Any, ...]], _heard(connection, execute)(sql, params, False, _told(connection)))


def run(connection: Any, sql: str, params: Sequence[Sequence[Any]], *, often: bool = True) -> int:
    """Run a write once for each list of parameters; how many rows it touched. As a query otherwise; outside a
    transaction on Django's way, where single writes queue. `often`: whether it pays to keep it prepared."""
    many = len(params) > 1
    if connection.queries_logged or not connection.in_atomic_block:
        with connection.cursor() as cursor:
            if many:
                cursor.executemany(sql, params)
            else:
                cursor.execute(sql, params[0])
            return int(cursor.rowcount)

    def execute(sql: str, params: Any, many: bool, *_told: Any) -> int:
        _make_ready(connection)
        with connection.wrap_database_errors:
            return int(_executed(connection, sql, params if many else [params], often=often).rowcount)

    heard = _heard(connection, execute)
    return cast(int, heard(sql, params if many else params[0], many, _told(connection)))


def _heard(connection: Any, execute: Callable[..., Any]) -> Callable[..., Any]:
    """`execute`, so that those who listen hear of it and may forbid it, as on Django's way."""
    for wrapper in reversed(connection.execute_wrappers):
        execute = partial(wrapper, execute)
    return execute


def _told(connection: Any) -> dict[str, Any]:
    return {"connection": connection, "cursor": None}


def _make_ready(connection: Any) -> None:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()


def _executed(connection: Any, sql: str, params: Sequence[Sequence[Any]], *, often: bool = True) -> Any:
    """The driver's cursor after the statement."""
    raw = connection.connection
    if connection.vendor == "sqlite":
        sql = sql.replace("%s", "?")
        return raw.execute(sql, params[0]) if len(params) == 1 else raw.executemany(sql, params)
    cursor = psycopg.RawCursor(raw)
    numbered = (_numbered if often else _number)(sql)
    if len(params) > 1:
        cursor.executemany(numbered, params)
    else:
        raw.prepared_max = MOST_PREPARED
        cursor.execute(numbered, params[0], prepare=often and settings.PREPARED_STATEMENTS)
    return cursor


def _number(sql: str) -> bytes:
    """With PostgreSQL's own places, $1, $2, …: psycopg takes far longer to find them in a long statement."""
    first, *others = sql.split("%s")
    return "".join([first, *(f"${place}{text}" for place, text in enumerate(others, 1))]).encode()


_numbered = lru_cache(2 * MOST_PREPARED)(_number)
