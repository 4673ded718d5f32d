"""Rows written as plain statements: many inserted at once, single ones updated.

Making a model's instance for each row and composing the statement anew takes far longer than the database needs. So
rows are dictionaries here (`{"stay_id": …, "night": …}`, relations by their columns), and what there is to know of
a table is gathered once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from kunjae.tenancy.driver import run
from kunjae.tenancy.prepared import adapters

MOST_PARAMETERS = 30_000
"""In one statement; SQLite takes 32,766."""

FEW_ROWS = 8
"""Inserts of more hardly come again with the same number."""

type Row = Mapping[str, Any]


class _Table:
    """What there is to know of a table. Its columns are called as the attributes of their fields."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.name = f'"{model._meta.db_table}"'
        self.columns = ", ".join(f'"{field.attname}"' for field in fields)
        self.cells = f"({', '.join(['%s'] * len(fields))})"
        self.defaults: list[tuple[str, Callable[[], Any]]] = [
            (field.attname, field.get_default) for field in fields
        ]
        # What gets a value ready where its type does not say it.
        self.prepare: dict[str, Callable[[Any, Any], Any] | None] = {
            field.attname: field.get_db_prep_save
            if isinstance(field, models.JSONField | models.DecimalField)
            else None
            for field in fields
        }

    def or_update(self, unique: Sequence[str]) -> str:
        """The end of an insert that gives the row with the same unique key its values instead."""
        others = [name for name in self.prepare if name not in unique and name != "id"]
        key = ", ".join(f'"{name}"' for name in unique)
        return f" ON CONFLICT ({key}) DO UPDATE SET {', '.join(f'"{name}" = excluded."{name}"' for name in others)}"


_table = cache(_Table)


def insert_rows(
    model: type[models.Model],
    property_id: UUID,
    rows: Iterable[Row],
    *,
    ignore_conflicts: bool = False,
    unique: Sequence[str] = (),
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Insert rows of one property with plain VALUES, in one statement; nothing to insert is no statement.

    What a row leaves out gets the field's default, `id` a new one; KeyError for a column that the table has not.
    Rows that are pointed at must be there already, since foreign keys are checked at each statement.
    `ignore_conflicts` leaves out rows whose unique key is taken. `unique`: the columns of a unique key; where it is
    taken, the row that has it keeps its id and takes the other values.
    """
    table, ready = _table(model), _Ready(using)
    ending = " ON CONFLICT DO NOTHING" if ignore_conflicts else table.or_update(unique) if unique else ""
    for some in batched(rows, MOST_PARAMETERS // len(table.defaults), strict=False):
        values = ", ".join([table.cells] * len(some))
        params: list[Any] = []
        for row in some:
            if unknown := row.keys() - table.prepare.keys():
                raise KeyError(*unknown)
            for name, default in table.defaults:
                value = row[name] if name in row else property_id if name == "property_id" else default()
                params.append(ready(table.prepare[name], value))
        sql = f"INSERT INTO {table.name} ({table.columns}) VALUES {values}{ending}"  # noqa: S608 - our own names
        _execute(sql, [params], using, often=len(some) <= FEW_ROWS)


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
    table, ready = _table(model), _Ready(using)
    names = [*next(iter(rows.values())), "property_id", "id", *where]
    assigned = ", ".join(f'"{name}" = %s' for name in names[: -2 - len(where)])
    conditions = " AND ".join(f'"{name}" = %s' for name in names[-2 - len(where) :])
    params = [
        [
            ready(table.prepare[name], value)
            for name, value in zip(names, (*values.values(), property_id, id, *where.values()), strict=True)
        ]
        for id, values in rows.items()
    ]
    return _execute(f"UPDATE {table.name} SET {assigned} WHERE {conditions}", params, using)  # noqa: S608 - our own names


class _Ready:
    """Gets values ready for the database."""

    def __init__(self, using: str) -> None:
        self._connection = connections[using]
        self._adapt = adapters(self._connection)

    def __call__(self, prepare: Callable[[Any, Any], Any] | None, value: Any) -> Any:
        if prepare is not None:
            return prepare(value, self._connection)
        adapt = self._adapt.get(type(value))
        return value if adapt is None else adapt(value)


def _execute(sql: str, params: list[list[Any]], using: str, *, often: bool = True) -> int:
    """Run the statement once for each list of parameters; the rows it touched."""
    with transaction.mark_for_rollback_on_error(using):
        return run(connections[using], sql, params, often=often)
