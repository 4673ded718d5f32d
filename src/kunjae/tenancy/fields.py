"""The relation between two tenant tables, declared in one line.

    class Stay(TenantModel):
        booking = TenantKey(Booking, related_name="stays")

brings together

* the column `booking_id`, a UUID;
* the relation `booking`, whose joins and look-ups always carry the property:
  `stay.property_id = booking.property_id AND stay.booking_id = booking.id`;
* the database's own FOREIGN KEY (property_id, booking_id) REFERENCES booking (property_id, id), so that no row
  of one property can ever point at a row of another, whatever the program does;
* an index on (property_id, booking_id).

The column, the constraint and the index are added to the model class as if they had been written out, and so
they stand in the migrations as ordinary `UUIDField`, `AddConstraint` and `AddIndex`. The models that a migration
renders have them from its state and get nothing added a second time.

What differs from a ForeignKey: write the column's name where Django wants a concrete field, as in
`values("booking_id")`, `only("booking_id")`, `order_by("booking_id")`, `save(update_fields=["booking_id"])` and
`UniqueConstraint(fields=["property", "booking_id"])`. The constraint is checked at each statement, not at
COMMIT: insert the row that is pointed at first, delete it last. To rename a key, let the migration remove its
constraint before the rename and add it after.
"""

import copy
from collections.abc import Callable
from typing import Any

from django.core import checks
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.models.constraints import BaseConstraint
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.query_utils import DeferredAttribute

KEY_COLUMNS = ("property_id", "id")


class CompositeForeignKey(BaseConstraint):
    """FOREIGN KEY (columns) REFERENCES to (to_columns), checked at each statement, as a constraint of Meta.

    `columns` and `to_columns` are names of columns and `to` is the name of a table, so that a migration needs no
    other model to write it. On SQLite it is part of CREATE TABLE and outlives every remake of the table; elsewhere
    it is added after all tables of the migration, as Django does with its own foreign keys, so that tables may
    point at each other.
    """

    def __init__(
        self,
        *,
        name: str,
        columns: tuple[str, ...] | list[str],
        to: str,
        to_columns: tuple[str, ...] | list[str] = KEY_COLUMNS,
    ) -> None:
        super().__init__(name=name)
        self.columns = tuple(columns)
        self.to = to
        self.to_columns = tuple(to_columns)

    def constraint_sql(  # type: ignore[override]
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str | None:
        """The clause in CREATE TABLE, or None where the constraint follows in a statement of its own."""
        if schema_editor.connection.vendor != "sqlite":
            schema_editor.deferred_sql.append(self._add_statement(model, schema_editor))
            return None
        quote = schema_editor.quote_name
        columns = ", ".join(quote(column) for column in self.columns)
        to_columns = ", ".join(quote(column) for column in self.to_columns)
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({columns}) "
            f"REFERENCES {quote(self.to)} ({to_columns})"
        )

    def create_sql(  # type: ignore[override]
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> Statement | None:
        """ALTER TABLE ... ADD CONSTRAINT; None on SQLite, whose schema editor remakes the table instead."""
        if schema_editor.connection.vendor == "sqlite":
            return None
        return self._add_statement(model, schema_editor)

    def remove_sql(  # type: ignore[override]
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> Statement | None:
        """ALTER TABLE ... DROP CONSTRAINT; None on SQLite, as above."""
        if schema_editor.connection.vendor == "sqlite":
            return None
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def _add_statement(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        table, quote = model._meta.db_table, schema_editor.quote_name
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (%(columns)s) "
            "REFERENCES %(to_table)s (%(to_columns)s)",
            table=Table(table, quote),
            name=quote(self.name),
            columns=Columns(table, list(self.columns), quote),
            to_table=Table(self.to, quote),
            to_columns=Columns(self.to, list(self.to_columns), quote),
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to ask beforehand: the database refuses the row."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"columns": self.columns, "to": self.to}
        if self.to_columns != KEY_COLUMNS:
            kwargs["to_columns"] = self.to_columns
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CompositeForeignKey):
            return NotImplemented
        return bool(self.deconstruct() == other.deconstruct())

    def __hash__(self) -> int:
        return hash((self.name, self.columns, self.to, self.to_columns))

    def __repr__(self) -> str:
        return f"<CompositeForeignKey {self.name}: {self.columns} -> {self.to} {self.to_columns}>"


class PlainValuesUUIDField(models.UUIDField):  # type: ignore[type-arg]
    """A UUIDField whose presence makes `bulk_create` write plain VALUES on PostgreSQL, never UNNEST.

    Django uses UNNEST only if no field has a placeholder of its own; this one has, the ordinary "%s". A cluster
    would turn INSERT ... SELECT FROM UNNEST into a two-phase commit, and plain VALUES take half the time.
    Migrations see an ordinary UUIDField.
    """

    def get_placeholder_sql(self, value: Any, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if hasattr(value, "as_sql"):
            sql, params = compiler.compile(value)
            return sql, tuple(params)
        return "%s", (value,)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.UUIDField", args, kwargs


class _KeyAttribute(DeferredAttribute):
    """`stay.booking_id`: a new value makes the row forget the booking it has loaded."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        key = self.field.tenant_key  # type: ignore[attr-defined]
        name = self.field.attname
        if key is not None and instance.__dict__.get(name) != value and key.is_cached(instance):
            key.delete_cached_value(instance)
        instance.__dict__[name] = value


class _KeyColumn(PlainValuesUUIDField):
    """The column `booking_id` that `TenantKey` adds."""

    descriptor_class = _KeyAttribute
    tenant_key: "TenantKey | None" = None  # a clone in a migration's state has none


class _KeyDescriptor(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """`stay.booking`: setting it to None empties `booking_id` and leaves the row's property alone."""

    def __set__(self, instance: models.Model, value: models.Model | None) -> None:
        if value is not None:
            ours, theirs = instance.__dict__.get("property_id"), getattr(value, "property_id", None)
            if ours is not None and theirs is not None and str(ours) != str(theirs):
                raise ValueError(
                    f"{self.field.model.__name__}.{self.field.name}: a row cannot point at another property's row."
                )
            super().__set__(instance, value)
            return
        setattr(instance, self.field.column_name, None)
        self.field.set_cached_value(instance, None)


class TenantKey(models.ForeignObject):  # type: ignore[type-arg]
    """A key to another tenant table: column, join, database constraint and index in one declaration.

    `to`            the model or its name, "bookings.Booking", "Booking" or "self"
    `related_name`  name of the way back; "+" for none
    `null`          True lets the row point nowhere
    `on_delete`     what deleting through the ORM does first; the database itself always refuses
    `index`         False leaves out the index on (property, key), where a constraint brings a better one

    The constraint is called `<table>_<column>_fk`. See the module for what differs from a ForeignKey.
    """

    forward_related_accessor_class = _KeyDescriptor
    db_constraint = False  # the schema editor asks every relation; ours is the CompositeForeignKey

    def __init__(
        self,
        to: type[models.Model] | str,
        *,
        related_name: str | None = "+",
        null: bool = False,
        on_delete: Callable[..., Any] = models.PROTECT,
        index: bool = True,
    ) -> None:
        self.index = index
        # Made here and not later, so that the table's columns come in the order of the class body.
        self._column = _KeyColumn(null=null, blank=null, editable=False)
        super().__init__(
            to,
            on_delete,
            from_fields=[],
            to_fields=["property", "id"],
            related_name=related_name,
            null=null,
            blank=null,
            editable=False,
            serialize=False,
        )

    @property
    def column_name(self) -> str:
        """Name of the column that holds the other row's id, as `booking_id`."""
        return f"{self.name}_id"

    def deconstruct(self) -> Any:
        name, path, _, kwargs = super().deconstruct()
        kept = {"to": kwargs["to"]}
        if (related_name := kwargs.get("related_name", "+")) != "+":
            kept["related_name"] = related_name
        if self.null:
            kept["null"] = True
        if self.remote_field.on_delete is not models.PROTECT:
            kept["on_delete"] = self.remote_field.on_delete
        if not self.index:
            kept["index"] = False
        return name, path, [], kept

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False, **kwargs: Any
    ) -> None:
        # The relation is set after its column, whose default would else undo `Stay(booking=...)`.
        self.creation_counter = models.Field.creation_counter
        models.Field.creation_counter += 1
        self.from_fields = ["property", f"{name}_id"]
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if cls.__module__ == "__fake__":  # rendered by a migration, whose state has the rest
            return
        self._add_column(cls)
        if self.index and not cls._meta.abstract:
            self._extend(cls, "indexes", models.Index(fields=["property", self.column_name]))

    def contribute_to_related_class(self, cls: type[models.Model], related: Any) -> None:
        super().contribute_to_related_class(cls, related)
        if self.model.__module__ == "__fake__":
            return
        table = self.model._meta.db_table
        constraint = CompositeForeignKey(
            name=f"{table}_{self.column_name}_fk",
            columns=("property_id", self.column_name),
            to=cls._meta.db_table,
        )
        self._extend(self.model, "constraints", constraint)

    def _add_column(self, cls: type[models.Model]) -> None:
        if any(field.name == self.column_name for field in cls._meta.local_fields):
            return
        column = copy.deepcopy(self._column)
        column.tenant_key = self
        cls.add_to_class(self.column_name, column)

    @staticmethod
    def _extend(cls: type[models.Model], option: str, item: Any) -> None:
        """Add to Meta.indexes or Meta.constraints as if the class had written it; the written list stays as it is."""
        present = getattr(cls._meta, option)
        if item.name and any(other.name == item.name for other in present):
            return
        setattr(cls._meta, option, [*present, item])
        cls._meta.original_attrs[option] = getattr(cls._meta, option)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_tenants()]

    def _check_tenants(self) -> list[checks.CheckMessage]:
        for model in (self.model, self.remote_field.model):
            if isinstance(model, str):
                continue
            if tuple(field.attname for field in model._meta.pk_fields) != KEY_COLUMNS:
                return [
                    checks.Error(
                        f"TenantKey joins two tenant models, and {model._meta.label} is none.",
                        hint="Let it inherit from TenantModel, or use a ForeignKey for a shared table.",
                        obj=self,
                        id="tenancy.E001",
                    )
                ]
        if len(name := f"{self.model._meta.db_table}_{self.column_name}_fk") > 63:
            return [
                checks.Error(
                    f"The name of the foreign key, {name}, is longer than PostgreSQL keeps (63).",
                    obj=self,
                    id="tenancy.E002",
                )
            ]
        return []
