"""The same SQL by the bare driver.

What a piece of work sends to the database is written down (`recorded`: every statement with its parameters, and where
transactions begin and end) and sent again, exactly, by sqlite3 or psycopg alone, which fetches every row.

Reads can be sent again at any time. Writes need care: each piece of work is recorded on a copy of the database, and
sent again on another copy which is just as the first one was, in the same order; keys are made by the program and are
among the parameters, so that both copies end up the same. `replay` makes sure of it: each statement must be about as
many rows as it was when it was recorded. So it does the whole work of the database and none of the house's.

Two transactions that follow each other with no statement between them are sent as one, which favours the bare driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connections

from benchmarks.bare_driver import BareDriver
from benchmarks.figures import Times, Work

if TYPE_CHECKING:
    from benchmarks.run import Run

BEGINNINGS = ("BEGIN", "COMMIT")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, and how many rows it was about (-1: the driver did not say). `many`: `params` holds the
    parameters of several runs of it."""

    sql: str
    params: tuple[Any, ...]
    many: bool
    in_transaction: bool
    rows: int


class DifferentWork(Exception):
    """A statement that was sent again did something else than the first time."""


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """What Django's connection is asked inside the block."""
    connection = connections["default"]
    found: list[Statement] = []

    def record(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not sql.startswith(BEGINNINGS):
            found.append(
                Statement(
                    sql,
                    tuple(params or ()),
                    many,
                    connection.in_atomic_block,
                    rows_of(result, context["cursor"]),
                )
            )
        return result

    def rows_of(result: Any, cursor: Any) -> int:
        """How many it read or touched, as the driver says; the short way has no cursor and gives what it found."""
        if cursor is not None:
            return int(cursor.cursor.rowcount)
        if isinstance(result, int):
            return result
        return -1 if connection.vendor == "sqlite" else len(result)

    with connection.execute_wrapper(record):
        yield found


def record(work: Callable[[], object]) -> list[Statement]:
    """What this work asks the database."""
    with recorded() as statements:
        work()
    return statements


class Replayed:
    """The same SQL by the bare driver, in each of its ways on a copy of the hotel of its own; the quickest counts."""

    def __init__(self, run: Run, name: str) -> None:
        self.databases = run.databases
        self.names = {
            way: run.copied_hotel(f"{name}_{place}") for place, way in enumerate(run.databases.ways)
        }
        self.drivers = {way: run.databases.bare(copy, way) for way, copy in self.names.items()}

    def works(self, asked: Sequence[Sequence[Statement]]) -> list[list[Work]]:
        """For each way the works that send each of the recordings."""
        return [
            [_replaying(for_driver(each, driver), driver) for each in asked]
            for driver in self.drivers.values()
        ]

    def quickest(self, times: Sequence[Times]) -> tuple[str, Times]:
        """Of the times of the ways, in their order: the way with the least median."""
        return min(zip(self.drivers, times, strict=True), key=lambda way: way[1].median)

    def close(self) -> None:
        for driver in self.drivers.values():
            driver.close()
        for name in self.names.values():
            self.databases.drop(name)


def _replaying(statements: Sequence[Statement], driver: BareDriver) -> Work:
    return lambda: replay(statements, driver)


def for_driver(statements: Sequence[Statement], driver: BareDriver) -> list[Statement]:
    """The statements in the driver's own words, so that sending them costs no translation."""
    return [replace(each, sql=driver.statement(each.sql)) for each in statements]


def replay(statements: Sequence[Statement], driver: BareDriver, *, in_order: bool = True) -> None:
    """Send them again. Raises DifferentWork when one is about another number of rows. Not `in_order`: others write at
    the same time, and so reads may find something else."""
    inside = False
    for each in statements:
        if each.in_transaction is not inside:
            if inside:
                driver.commit()
            else:
                driver.begin()
            inside = each.in_transaction
        if each.many:
            rows = driver.execute_many(each.sql, each.params)
        else:
            rows, _ = driver.execute(each.sql, each.params)
        if rows != each.rows and (in_order or not each.sql.startswith("SELECT")):
            raise DifferentWork(f"{rows} rows instead of {each.rows}: {each.sql[:200]}")
    if inside:
        driver.commit()


def statements_of(statements: Sequence[Statement]) -> int:
    """How many statements that are, BEGIN and COMMIT too; one that is sent for several rows is one, as Django counts."""
    inside, count = False, 0
    for each in statements:
        count += 1 + (each.in_transaction is not inside)
        inside = each.in_transaction
    return count + inside


def executions_of(statements: Sequence[Statement]) -> int:
    """The same with one that is sent for several rows as many times."""
    return statements_of(statements) + sum(len(each.params) - 1 for each in statements if each.many)
