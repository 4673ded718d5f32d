"""Many rows in one statement."""

from collections.abc import Iterable

from django.db import models


def insert_rows[M: models.Model](model: type[M], objects: Iterable[M]) -> list[M]:
    """Insert the rows of one property with plain VALUES and return them; nothing to insert is no statement.

    ValueError if the rows belong to several properties. Rows that are pointed at must be there already, since
    foreign keys are checked at each statement. (A tenant table's `bulk_create` writes plain VALUES too; see
    `fields.PlainValuesUUIDField`.)
    """
    rows = list(objects)
    if len({row.property_id for row in rows}) > 1:  # type: ignore[attr-defined]
        raise ValueError(f"Rows of several properties in one insert into {model._meta.db_table}.")
    return model._base_manager.bulk_create(rows)
