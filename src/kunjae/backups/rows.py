"""A table's rows as lines of JSON, one array each, and back into a table.

The first line names the columns. Rows come in the order of their key, each property's after the other: so the same
rows are the same lines, on every database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from kunjae.backups.errors import BrokenBackup, CannotBackUp, CannotRestore
from kunjae.backups.schema import PROPERTIES, Table
from kunjae.backups.values import adapter, decoder, encoder, kind_of
from kunjae.tenancy.guard import reporting
from kunjae.tenancy.pins import PROPERTY

AT_ONCE = 1000
"""Rows in memory at a time."""

type Row = list[Any]

_plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_escaped = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)


def count_rows(connection: BaseDatabaseWrapper, table: Table) -> int:
    """How many rows there are, of all properties."""
    with reporting("how many rows there are to back up"), connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table.name)}")  # noqa: S608 - our own name
        return int(cursor.fetchone()[0])


def is_empty(connection: BaseDatabaseWrapper, table: Table) -> bool:
    """Whether no property has a row in it."""
    with reporting("whether there are rows already"), connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table.name)} LIMIT 1")  # noqa: S608 - our own name
        return cursor.fetchone() is None


def lines_of(connection: BaseDatabaseWrapper, table: Table) -> Iterator[bytes]:
    """The table as lines. Inside a transaction; a few rows in memory at a time. Raises CannotBackUp for a value
    that is none of its column's kind."""
    yield header_of(table)
    encoders = [encoder(field) for field in table.fields]
    for number, row in enumerate(_rows(connection, table), 1):
        try:
            values = [
                None if value is None else encode(value) for value, encode in zip(row, encoders, strict=True)
            ]
            yield _line(values)
        except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
            raise CannotBackUp(f"Row {number} of {table.name} cannot be written: {error}.") from error


def header_of(table: Table) -> bytes:
    """The first line."""
    return _line([column.name for column in table.columns])


def _line(values: Row) -> bytes:
    try:
        return (_plain.encode(values) + "\n").encode()
    except UnicodeEncodeError:  # half a character, which SQLite keeps in JSON: escaped, it travels
        return (_escaped.encode(values) + "\n").encode()


def _rows(connection: BaseDatabaseWrapper, table: Table) -> Iterator[Sequence[Any]]:
    quote = connection.ops.quote_name
    select = f"SELECT {', '.join(quote(column.name) for column in table.columns)} FROM {quote(table.name)}"  # noqa: S608 - our own names
    if not table.belongs_to_properties:
        yield from _read(connection, f"{select} ORDER BY {', '.join(map(quote, table.key))}", [])
        return
    rest = ", ".join(quote(column) for column in table.key if column != PROPERTY)
    for property_id in _properties(connection):
        yield from _read(connection, f"{select} WHERE {quote(PROPERTY)} = %s ORDER BY {rest}", [property_id])


def _properties(connection: BaseDatabaseWrapper) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {PROPERTIES} ORDER BY id")  # noqa: S608 - our own name
        return [property_id for (property_id,) in cursor.fetchall()]


def _read(connection: BaseDatabaseWrapper, sql: str, parameters: list[Any]) -> Iterator[Sequence[Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def load(connection: BaseDatabaseWrapper, table: Table, lines: Iterable[bytes]) -> None:
    """Insert the rows of the lines, without the first, into the table. Inside a transaction.

    Raises BrokenBackup for a line that is no row of this table, CannotRestore for what the database refuses.
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in table.columns)
    rows = _decoded(connection, table, lines)
    try:
        if connection.vendor == "postgresql":
            statement = f"COPY {quote(table.name)} ({names}) FROM STDIN"
            with (
                connection.cursor() as cursor,
                connection.wrap_database_errors,
                cursor.copy(statement) as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(table.columns))
            statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places})"  # noqa: S608 - our own names
            with connection.cursor() as cursor:
                for some in batched(rows, AT_ONCE, strict=False):
                    cursor.executemany(statement, some)
    except DatabaseError as error:
        raise CannotRestore(f"The database refused rows of {table.name}: {first_line(error)}") from error


def first_line(error: DatabaseError) -> str:
    """What the database says, without the values that it may name further down."""
    return (str(error).strip().splitlines() or ["no reason given"])[0]


def _decoded(connection: BaseDatabaseWrapper, table: Table, lines: Iterable[bytes]) -> Iterator[Row]:
    """The rows as the database takes them."""
    cells = [_cell(connection, *each) for each in zip(table.fields, table.may_be_empty, strict=True)]
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            if not isinstance(values, list) or len(values) != len(cells):
                raise ValueError(f"not a row of {len(cells)} values")
            row = [cell(value) for cell, value in zip(cells, values, strict=True)]
        except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
            raise BrokenBackup(f"Row {number} of {table.name} cannot be read: {error}.") from error
        yield row


def _cell(connection: BaseDatabaseWrapper, field: Any, may_be_empty: bool) -> Callable[[Any], Any]:
    decode, adapt = decoder(field), adapter(field, connection)
    null_is_a_value = not may_be_empty and kind_of(field) == "json"

    def cell(value: Any) -> Any:
        if value is not None or null_is_a_value:
            return adapt(decode(value))
        if may_be_empty:
            return None
        raise ValueError(f"{field.name} is empty")

    return cell
