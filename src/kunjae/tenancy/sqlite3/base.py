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
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

LONG_WAIT = 0.5
"""Seconds; whoever waits longer for its turn is mentioned in the log."""

_WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
logger = structlog.get_logger(__name__)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to a SQLite file; a database in memory has no queue."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None
        self.execute_wrappers.append(self._single_write)

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_for_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs do not know it
        except BaseException:
            self._end_turn()
            raise

    def _single_write(self, execute: Callable[..., Any], sql: str, *details: Any) -> Any:
        if self.in_atomic_block or not _WRITE.match(sql):
            return execute(sql, *details)
        self._wait_for_turn()
        try:
            return execute(sql, *details)
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

    def _wait_for_turn(self) -> None:
        path = self._queue_path()
        if path is None or self._turn is not None:
            return
        started = time.monotonic()
        try:
            self._turn = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._turn, fcntl.LOCK_EX)
        except BaseException as error:
            self._end_turn()
            if isinstance(error, OSError):  # the folder is gone, the disk is full
                raise OperationalError(f"cannot queue to write: {error.strerror}") from error
            raise
        waited = time.monotonic() - started
        if waited > LONG_WAIT:
            logger.warning("writer_waited", seconds=round(waited, 3))

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
