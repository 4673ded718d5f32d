"""Rows written as plain statements: many inserted at once, single ones updated.

Making a model's instance for each row and composing the statement anew takes far longer than the database needs. So
rows are dictionaries here (`{"stay_id": …, "night": …}`, relations by their columns), and what there is to know of
a table is gathered once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from kunjae.tenancy.driver import run
from kunjae.tenancy.prepared import adapters

MOST_PARAMETERS = 30_000
"""In one statement; SQLite takes 32,766."""

type Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Column:
    """What there is to know of a column: its default, and how its field gets a value ready where types do not say it."""

    default: Callable[[], Any]
    prepare: Callable[[Any, Any], Any] | None


@cache
def _columns(model: type[models.Model]) -> dict[str, _Column]:
    """The columns of a table by name, in order. All of ours are called as their attributes."""
    by_field = (models.JSONField, models.DecimalField)
    return {
        field.attname: _Column(
            field.get_default, field.get_db_prep_save if isinstance(field, by_field) else None
        )
        for field in model._meta.concrete_fields
    }


def insert_rows(
    model: type[models.Model],
    property_id: UUID,
    rows: Iterable[Row],
    *,
    ignore_conflicts: bool = False,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Insert rows of one property with plain VALUES, in one statement; nothing to insert is no statement.

    What a row leaves out gets the field's default, `id` a new one; KeyError for a column that the table has not.
    Rows that are pointed at must be there already, since foreign keys are checked at each statement.
    `ignore_conflicts` leaves out rows whose unique key is taken.
    """
    columns = _columns(model)
    names = ", ".join(f'"{name}"' for name in columns)
    cells = f"({', '.join(['%s'] * len(columns))})"
    ending = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    for some in batched(rows, MOST_PARAMETERS // len(columns), strict=False):
        values = ", ".join([cells] * len(some))
        params: list[Any] = []
        for row in some:
            full = {**dict.fromkeys(columns, _LEFT_OUT), "property_id": property_id, **row}
            params += _ready(columns, full, using)
        _execute(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {values}{ending}', [params], using)  # noqa: S608 - our own names


def update_rows(
    model: type[models.Model],
    property_id: UUID,
    rows: Mapping[UUID, Row],
    *,
    using: str = DEFAULT_DB_ALIAS,
    **where: Any,
) -> int:
    """Give rows of one property their values (id -> the same columns for all), sent together; how many there were.

    `where`: only where these stand, too. KeyError for a column that the table has not.
    """
    if not rows:
        return 0
    columns = _columns(model)
    assigned = ", ".join(f'"{name}" = %s' for name in next(iter(rows.values())))
    conditions = " AND ".join(f'"{name}" = %s' for name in ("property_id", "id", *where))
    params = [
        _ready(columns, values, using)
        + _ready(columns, {"property_id": property_id, "id": id} | where, using)
        for id, values in rows.items()
    ]
    return _execute(f'UPDATE "{model._meta.db_table}" SET {assigned} WHERE {conditions}', params, using)  # noqa: S608 - our own names


_LEFT_OUT = object()


def _ready(columns: Mapping[str, _Column], row: Row, using: str) -> list[Any]:
    """The row's values as the database takes them."""
    connection = connections[using]
    adapted = adapters(connection)
    ready = []
    for name, value in row.items():
        column = columns[name]
        if value is _LEFT_OUT:
            value = column.default()
        if column.prepare is not None:
            value = column.prepare(value, connection)
        elif (adapt := adapted.get(type(value))) is not None:
            value = adapt(value)
        ready.append(value)
    return ready


def _execute(sql: str, params: list[list[Any]], using: str) -> int:
    """Run the statement once for each list of parameters; the rows it touched."""
    with transaction.mark_for_rollback_on_error(using):
        return run(connections[using], sql, params)
