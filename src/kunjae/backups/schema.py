"""Which tables there are once certain migrations have run, and how a database gets there.

Everything is taken from the migrations, not from the models of today: so a backup can be made before an upgrade's
`kunjae migrate`, and a backup of last year finds tables of last year's shape.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from kunjae.backups.manifest import Column, Migrations
from kunjae.backups.values import kind_of
from kunjae.tenancy.pins import PROPERTY

MIGRATIONS_TABLE = "django_migrations"
PROPERTIES = "properties_property"
LEFT_OUT = frozenset(
    {
        "sessions.Session",  # who is signed in: a key to the house, worthless by the time of a restore
        "account.EmailConfirmation",  # keys of the same kind, for a few days
        "contenttypes.ContentType",  # made by every `migrate` anew; nothing of ours points there
        "auth.Permission",  # likewise: what staff may do is their role's (accounts.roles)
        "auth.Group",
        "auth.Group_permissions",
    }
)
"""Models whose rows are no part of a backup."""


@dataclass(frozen=True)
class Table:
    """A table of the database at certain migrations."""

    model: Any
    """As the migrations know it; its rows can be read and written by its fields."""

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)

    @cached_property
    def fields(self) -> list[models.Field[Any, Any]]:
        """The field of each column; of a key to another table, that table's."""
        return [_bare(field) for field in self.model._meta.local_concrete_fields]

    @cached_property
    def may_be_empty(self) -> list[bool]:
        """Of each column, whether it may hold nothing."""
        return [bool(field.null) for field in self.model._meta.local_concrete_fields]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        named = zip(self.model._meta.local_concrete_fields, self.fields, strict=True)
        return tuple(Column(field.column, kind_of(bare)) for field, bare in named)

    @cached_property
    def key(self) -> list[str]:
        """The columns of its primary key."""
        return [field.column for field in self.model._meta.pk_fields]

    @property
    def belongs_to_properties(self) -> bool:
        """Whether each row is a property's own (a tenant table)."""
        return PROPERTY in self.key

    @property
    def points_at(self) -> set[str]:
        """Names of the tables that must be there first."""
        options = self.model._meta
        return {
            field.remote_field.model._meta.db_table
            for field in [*options.local_fields, *options.private_fields]
            if field.remote_field is not None and field.remote_field.model is not None
        }


@dataclass(frozen=True)
class Schema:
    """All tables at certain migrations, what is pointed at first."""

    tables: tuple[Table, ...]

    @property
    def kept(self) -> list[Table]:
        """Those whose rows belong into a backup."""
        return [table for table in self.tables if table.model._meta.label not in LEFT_OUT]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Names of the others."""
        return tuple(table.name for table in self.tables if table.model._meta.label in LEFT_OUT)


def known_migrations() -> Migrations:
    """Every migration that this program has."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def applied_migrations(connection: BaseDatabaseWrapper) -> Migrations:
    """The migrations of this program's apps that have run on the database."""
    ours = {config.label for config in apps.get_app_configs()}
    with connection.cursor() as cursor:
        if MIGRATIONS_TABLE not in connection.introspection.table_names(cursor):
            return frozenset()
        cursor.execute(f"SELECT app, name FROM {MIGRATIONS_TABLE}")  # noqa: S608 - our own name
        return frozenset((app, name) for app, name in cursor.fetchall() if app in ours)


@lru_cache(maxsize=4)
def schema_at(migrations: Migrations) -> Schema:
    """The tables once these migrations have run, all known. Raises ValueError if some need others that are not
    among them. Kept: a backup or a restore asks several times, and each time takes a good part of a second."""
    loader = MigrationLoader(None)
    for node in migrations:
        parents = {parent.key for parent in loader.graph.node_map[node].parents}
        if missing := parents - migrations:
            raise ValueError(f"{in_words({node})} without {in_words(missing)}")
    state = loader.project_state(sorted(migrations))
    tables = {
        model._meta.db_table: Table(model)
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    points_at = {name: tables[name].points_at for name in sorted(tables)}
    return Schema(tuple(tables[name] for name in TopologicalSorter(points_at).static_order()))


def make_tables(connection: BaseDatabaseWrapper, migrations: Migrations) -> None:
    """Bring the database, which holds no row of ours, to exactly these migrations.

    Inside a transaction. Tables that are newer are dropped and made again as they were then: none runs backwards.
    """
    if not applied_migrations(connection) <= migrations:
        _drop_tables(connection)
    executor = MigrationExecutor(connection)
    full = executor.migration_plan(executor.loader.graph.leaf_nodes())
    wanted = [step for step in full if (step[0].app_label, step[0].name) in migrations]
    executor.migrate(None, plan=wanted)


def renew_tables(connection: BaseDatabaseWrapper) -> None:
    """Run the migrations that are left, and what Django does after them. Inside a transaction."""
    call_command("migrate", database=connection.alias, interactive=False, verbosity=0)


def in_words(migrations: Iterable[tuple[str, str]]) -> str:
    """The first few of them by name."""
    names = [f"{app}.{name}" for app, name in sorted(migrations)]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _drop_tables(connection: BaseDatabaseWrapper) -> None:
    """Drop what `migrate` made."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        ours = [*(table.name for table in schema_at(applied_migrations(connection)).tables), MIGRATIONS_TABLE]
        names = [quote(name) for name in ours if name in there]
        # SQLite drops one at a time, with foreign keys off; PostgreSQL needs those that point at each other together.
        for some in [[name] for name in names] if connection.vendor == "sqlite" else [names]:
            cursor.execute(f"DROP TABLE {', '.join(some)}")


def _bare(field: Any) -> models.Field[Any, Any]:
    while field.remote_field is not None:
        field = field.target_field
    found: models.Field[Any, Any] = field
    return found
