"""What every table of a hotel's own data inherits."""

import uuid
from typing import Any, Self

from django.db import models

from kunjae.tenancy.fields import PlainValuesUUIDField, TenantKey
from kunjae.tenancy.ids import new_id


class TenantQuerySet[M: models.Model](models.QuerySet[M]):
    """A queryset that knows how to pin its property."""

    def of(self, property: models.Model | uuid.UUID) -> Self:
        """Only the rows of this property, given as its row or its id; the start of every query."""
        return self.filter(property=property)

    def update(self, **values: Any) -> int:
        """As Django's, and `update(booking=booking)` works for a TenantKey too."""
        columns: dict[str, Any] = {}
        for name, value in values.items():
            field = None if name == "pk" else self.model._meta.get_field(name)
            if isinstance(field, TenantKey):
                columns[field.column_name] = value.id if isinstance(value, TenantModel) else value
            else:
                columns[name] = value
        return super().update(**columns)

    update.alters_data = True  # type: ignore[attr-defined]


class TenantManager[M: models.Model](models.Manager[M]):
    """The manager of tenant tables: `Booking.objects.of(property)`."""

    def get_queryset(self) -> TenantQuerySet[M]:
        return TenantQuerySet(self.model, using=self._db, hints=getattr(self, "_hints", None))

    def of(self, property: models.Model | uuid.UUID) -> TenantQuerySet[M]:
        """Only the rows of this property, given as its row or its id; the start of every query."""
        return self.get_queryset().of(property)


class TenantModel(models.Model):
    """A row that belongs to one property: its primary key is (property, id).

    Every unique key of a tenant table starts with the property, every query pins it, and a relation to another
    tenant table is a `TenantKey`. A plain ForeignKey may point only to a shared table. No admin, ManyToMany or
    GenericForeignKey: they do not know composite keys.
    """

    pk = models.CompositePrimaryKey("property_id", "id")
    # The primary key's own index begins with the property: it needs no second one.
    property = models.ForeignKey("properties.Property", models.PROTECT, related_name="+", db_index=False)
    id = PlainValuesUUIDField(default=new_id, editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True

    def save(self, *, force_insert: Any = False, force_update: bool = False, **options: Any) -> None:
        """As Django's; a new row is inserted straight away, without the UPDATE that Django would try first."""
        if self._state.adding and not force_update and not options.get("update_fields"):
            force_insert = force_insert or True
        super().save(force_insert=force_insert, force_update=force_update, **options)
