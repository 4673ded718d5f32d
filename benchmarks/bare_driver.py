"""The databases' own drivers, without Django: what everything is held against."""

from __future__ import annotations

import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import psycopg

_PLACE = re.compile(r"(?<!%)%s")


class BareDriver(ABC):
    """A connection of the database's own driver, without Django."""

    @abstractmethod
    def execute(self, sql: str, params: Sequence[Any] = ()) -> tuple[int, list[Any]]:
        """Run one statement and fetch all its rows: how many rows it is about (-1: the driver does not say), and them."""

    @abstractmethod
    def execute_many(self, sql: str, params: Sequence[Sequence[Any]]) -> int:
        """Run one statement with each of the parameters; how many rows they were about together."""

    @abstractmethod
    def begin(self) -> None: ...

    @abstractmethod
    def commit(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    def statement(self, sql: str) -> str:
        """Django's SQL as this driver reads it."""
        return sql


class BareSqlite(BareDriver):
    """sqlite3 with the settings that the house itself gives to a connection."""

    def __init__(self, path: str, init_command: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=20)
        self.connection.executescript(init_command)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> tuple[int, list[Any]]:
        cursor = self.connection.execute(sql, params)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.rowcount, rows

    def execute_many(self, sql: str, params: Sequence[Sequence[Any]]) -> int:
        return self.connection.executemany(sql, params).rowcount

    def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def close(self) -> None:
        self.connection.close()

    def statement(self, sql: str) -> str:
        return _PLACE.sub("?", sql).replace("%%", "%")


class BarePostgres(BareDriver):
    """psycopg: as it comes, which has the server bind parameters and prepares what it has seen five times, or
    `unprepared`, which sends whole statements. Neither is always the quicker: the server may keep a bad plan."""

    def __init__(self, url: str, *, unprepared: bool = False) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET TIME ZONE 'UTC'")
        if unprepared:
            self.connection.prepare_threshold = None
        self.cursor = psycopg.ClientCursor(self.connection) if unprepared else self.connection.cursor()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> tuple[int, list[Any]]:
        cursor = self.cursor.execute(sql, params or None)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.rowcount, rows

    def execute_many(self, sql: str, params: Sequence[Sequence[Any]]) -> int:
        self.cursor.executemany(sql, params)
        return self.cursor.rowcount

    def begin(self) -> None:
        self.cursor.execute("BEGIN")

    def commit(self) -> None:
        self.cursor.execute("COMMIT")

    def close(self) -> None:
        self.connection.close()
