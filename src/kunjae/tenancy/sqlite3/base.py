"""SQLite whose writers queue.

SQLite lets one writer in at a time. Who comes meanwhile looks again every tenth of a second, and gets in if it
happens to look between two others: among busy writers that may take longer than it is willing to wait. So each
transaction and each single write (a command of the house, a session, a rate limit) first waits its turn on a lock
file beside the database, and then finds the database free. The kernel lets the lock go with the process that holds
it, so a crash leaves no queue behind.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

LONG_WAIT = 0.5
"""Seconds; whoever waits longer until it may write is mentioned in the log."""

_LONGEST_KEPT = 5_000
"""Characters. Longer statements are the inserts of many rows, of which hardly two are alike."""

_WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
logger = structlog.get_logger(__name__)


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose single writes queue, and that turns `%s` into `?` once for each statement, not each time."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        with self.wrapper.single_write(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.wrapper.single_write(query):
            return super().executemany(query, param_list)

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> Any:
        if param_names is None and len(query) <= _LONGEST_KEPT:
            return _with_question_marks(str(query))
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=2_000)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to a SQLite file; a database in memory has no queue."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        with _told_if_long():
            self._take_turn()
            try:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs do not know it
            except BaseException:
                self._end_turn()
                raise

    @contextmanager
    def single_write(self, sql: str) -> Iterator[None]:
        """Wait for one's turn if the statement writes and no transaction has waited already."""
        if self.in_atomic_block or not _WRITE.match(sql):
            yield
            return
        with _told_if_long():
            self._take_turn()
            try:
                yield
            finally:
                self._end_turn()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()  # before any on_commit callback; a COMMIT that fails is rolled back

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        path = self._queue_path()
        if path is None or self._turn is not None:
            return
        try:
            self._turn = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._turn, fcntl.LOCK_EX)
        except BaseException as error:
            self._end_turn()
            if isinstance(error, OSError):  # the folder is gone, the disk is full
                raise OperationalError(f"cannot queue to write: {error.strerror}") from error
            raise

    def _end_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)  # and with it the lock
            self._turn = None

    def _queue_path(self) -> str | None:
        if self.is_in_memory_db():
            return None
        name = os.fspath(self.settings_dict["NAME"])
        if name.startswith("file:"):
            name = unquote(urlsplit(name).path)
        return f"{name}.queue"


@contextmanager
def _told_if_long() -> Iterator[None]:
    started = time.monotonic()
    yield
    waited = time.monotonic() - started
    if waited > LONG_WAIT:
        logger.warning("writer_waited", seconds=round(waited, 3))
