"""The one kind of transaction in which every command of the house runs.

    @one_transaction
    def confirm_change(*, booking_id, now): ...

    run_in_transaction(lambda: release_rooms(...))

PostgreSQL may break off a transaction for a deadlock or a serialization failure: it is run again, up to five
times, so the work must do nothing that a rollback cannot undo. On SQLite writers queue before BEGIN (`sqlite3/`),
and so none is told "database is locked".

A command that calls another joins its transaction; whatever fails inside then rolls back the whole.
"""

import functools
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

RETRIES = 5
FIRST_PAUSE = 0.02  # seconds; doubled with each retry, and spread at random so that rivals do not meet again

_DEADLOCK = "40P01"
_SERIALIZATION_FAILURE = "40001"


class Busy(Exception):
    """Too many others are changing the same rows right now; please try again in a moment.

    Raised after the last retry. No KunjaeError: the caller did nothing wrong, and the edge answers it with 503 and
    `retry_after` seconds.
    """

    code = "busy"
    retry_after = 1


class _Running(threading.local):
    """Aliases of the databases on which this thread is inside a transaction of ours."""

    def __init__(self) -> None:
        self.aliases: set[str] = set()


_running = _Running()


def run_in_transaction[T](
    work: Callable[[], T], *, again_after: tuple[type[Exception], ...] = (), using: str = DEFAULT_DB_ALIAS
) -> T:
    """Run `work` in one transaction and return what it returns.

    Runs it again after a deadlock, a serialization failure or a locked database, up to RETRIES times; then raises
    Busy. `again_after`: errors of the work's own that mean that a rival was quicker; the work looks again, in a new
    transaction, and after the last try its error is raised as it is. Inside another transaction it joins that one:
    no retry, no lock of its own; who opened it runs again, or not at all.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        with _joined(connection):
            return work()
    for attempt in range(RETRIES + 1):
        if attempt:
            time.sleep(FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311
        outcome = _Outcome()
        try:
            with _opened(connection, outcome):
                return work()
        except OperationalError as error:
            if outcome.committed or not _is_passing(error):
                raise
            last: Exception = error
        except again_after as error:
            if outcome.committed:
                raise
            last = error
    if isinstance(last, OperationalError):
        raise Busy from last
    raise last


def one_transaction[**P, T](command: Callable[P, T]) -> Callable[P, T]:
    """Decorator: each call of the command runs in one transaction, as `run_in_transaction` does."""

    @functools.wraps(command)
    def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> T:
        return run_in_transaction(lambda: command(*args, **kwargs))

    return in_one_transaction


@contextmanager
def business_transaction(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """The same transaction as a `with` block, which cannot be run again: a deadlock raises Busy at once.

    For set-up code and short writes; commands take `one_transaction`.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        with _joined(connection):
            yield
        return
    outcome = _Outcome()
    try:
        with _opened(connection, outcome):
            yield
    except OperationalError as error:
        if outcome.committed or not _is_passing(error):
            raise
        raise Busy from error


class _Outcome:
    """Whether COMMIT has happened: what fails after it, in a callback, must not make the work happen twice."""

    committed = False


@contextmanager
def _opened(connection: BaseDatabaseWrapper, outcome: _Outcome) -> Iterator[None]:
    """BEGIN ... COMMIT."""

    def committed() -> None:
        outcome.committed = True

    with _marked_atomic(connection):
        transaction.on_commit(committed, using=connection.alias)
        yield


@contextmanager
def _joined(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Be part of the open transaction: ours, or a test case's, from which a savepoint sets us apart."""
    if connection.alias in _running.aliases:
        with transaction.atomic(using=connection.alias, savepoint=False):
            yield
    else:
        with _marked_atomic(connection):
            yield


@contextmanager
def _marked_atomic(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """An atomic block that commands inside recognise as ours."""
    with transaction.atomic(using=connection.alias):
        _running.aliases.add(connection.alias)
        try:
            yield
        finally:
            _running.aliases.discard(connection.alias)
        if connection.needs_rollback:
            raise transaction.TransactionManagementError(
                "A command that failed inside this transaction was caught: it cannot be committed."
            )


def _is_passing(error: OperationalError) -> bool:
    """Whether the same work is likely to succeed if it is tried again."""
    state = getattr(error.__cause__, "sqlstate", None)
    if state is not None:
        return state in (_DEADLOCK, _SERIALIZATION_FAILURE)
    return "database is locked" in str(error) or "database table is locked" in str(error)
