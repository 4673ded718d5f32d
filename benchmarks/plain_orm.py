"""What somebody who uses Django's ORM as it comes gets out of as many statements.

For each statement that was recorded there is one of the same kind on the same table, in transactions of the same size:
rows that were inserted are made as instances and created, a row that was updated is saved whole, a read gets one row by
its key, what was deleted is deleted by the same column. There are no rules, no facts and no plan.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import models, transaction

from benchmarks.bare_sql import Statement

_TABLE = re.compile(r'(?:FROM|INTO|UPDATE)\s+"(\w+)"', re.IGNORECASE)
_COLUMNS = re.compile(r'INSERT INTO "\w+" \(([^)]*)\)', re.IGNORECASE)
_LAST_COLUMN = re.compile(r'"(\w+)" (?:IN|=) \(?%s[^"]*$', re.IGNORECASE)


class PlainOrm:
    """The work of a recording, by the ORM alone; `run` does it on Django's database."""

    def __init__(self, recording: Sequence[Statement]) -> None:
        self.recording = recording
        self._last: dict[type[models.Model], models.Model | None] = {}

    @cached_property
    def _models(self) -> dict[str, Any]:
        return {model._meta.db_table: model for model in apps.get_models()}

    def run(self) -> None:
        """All of it."""
        with ExitStack() as stack:
            inside = False
            for each in self.recording:
                if each.in_transaction is not inside:
                    inside = each.in_transaction
                    if inside:
                        stack.enter_context(transaction.atomic())
                    else:
                        stack.close()
                self._do(each)

    def _do(self, statement: Statement) -> None:
        sql = statement.sql
        table = _TABLE.search(sql)
        model = self._models.get(table[1]) if table else None
        if model is None:
            return
        if sql.startswith("INSERT"):
            self._insert(model, statement)
        elif sql.startswith("UPDATE"):
            for _ in range(len(statement.params) if statement.many else 1):
                self._update(model)
        elif sql.startswith("DELETE"):
            self._delete(model, statement)
        else:
            self._read(model)

    def _insert(self, model: Any, statement: Statement) -> None:
        columns = _COLUMNS.match(statement.sql)
        if columns is None:
            raise ValueError(statement.sql)
        fields = [_field(model, name.strip().strip('"')) for name in columns[1].split(",")]
        values = [value for row in statement.params for value in row] if statement.many else statement.params
        rows = [_instance(model, fields, row) for row in batched(values, len(fields), strict=True)]
        if len(rows) == 1 and "ON CONFLICT" not in statement.sql:
            rows[0].save(force_insert=True)
        else:
            model._base_manager.bulk_create(rows, ignore_conflicts="ON CONFLICT" in statement.sql)
        self._last[model] = rows[-1]

    def _update(self, model: Any) -> None:
        row = self._known(model)
        if row is not None:
            row.save(force_update=True)

    def _read(self, model: Any) -> None:
        row = self._known(model)
        if row is not None:
            list(model._base_manager.filter(pk=row.pk))

    def _delete(self, model: Any, statement: Statement) -> None:
        column = _LAST_COLUMN.search(statement.sql)
        if column is None:
            raise ValueError(statement.sql)
        property_id, *ids = statement.params
        model._base_manager.filter(property_id=property_id, **{f"{column[1]}__in": ids}).delete()

    def _known(self, model: Any) -> models.Model | None:
        """The row of the table that came last; the first read of a table finds any one."""
        if model not in self._last:
            self._last[model] = model._base_manager.first()
        return self._last[model]


def _field(model: Any, column: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _instance(model: Any, fields: Sequence[Any], values: Sequence[Any]) -> models.Model:
    row: models.Model = model(
        **{field.attname: _value(field, value) for field, value in zip(fields, values, strict=True)}
    )
    return row


def _value(field: Any, value: Any) -> Any:
    """What the database was given, as the model has it."""
    if isinstance(field, models.JSONField):
        return value.obj if hasattr(value, "obj") else json.loads(value) if value is not None else None
    if isinstance(field, models.DateTimeField) and isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return field.to_python(value)
