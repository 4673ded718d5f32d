"""How the tables are emptied after a test with transactions of its own.

Django would empty every table, make those of content types and permissions anew, and on PostgreSQL give each table new
files: far longer than most of these tests take. Here only tables that have a row lose it, and what `migrate` has put
into the database stays, which no test touches.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from typing import Any

KEPT = frozenset({"django_content_type", "auth_permission", "django_migrations"})
AT_ONCE = 50
"""Tables asked in one statement; SQLite joins no more than 500."""


@contextmanager
def quick_emptying() -> Iterator[None]:
    """Within, Django empties its tables in this way."""
    from django.db import connections
    from django.test import TransactionTestCase

    usual = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: Any) -> None:
        for alias in self._databases_names(include_mirrors=False):
            empty(connections[alias])

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = usual  # type: ignore[attr-defined]


def empty(connection: Any) -> None:
    """In any order, in one transaction: foreign keys, which hold at each statement, are not looked at before its end
    (SQLite), or at all (PostgreSQL, where everything they could point at is going too). Said to the driver itself: who
    listens to the house's statements has no business here."""
    from django.db import transaction

    with transaction.atomic(using=connection.alias):
        driver = connection.connection.cursor()
        names = _with_rows(connection, driver)
        if connection.vendor == "sqlite":
            driver.execute("PRAGMA defer_foreign_keys = ON")
        elif connection.connection.info.parameter_status("is_superuser") == "on":
            driver.execute("SET LOCAL session_replication_role = replica")
        else:  # on somebody else's server: together with all that point there
            driver.execute(f"TRUNCATE {', '.join(_quoted(connection))}")
            names = []
        for name in names:
            driver.execute(f"DELETE FROM {name}")
        driver.close()


def _with_rows(connection: Any, driver: Any) -> list[str]:
    asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in _quoted(connection)]
    found: list[str] = []
    for some in batched(asked, AT_ONCE, strict=False):
        driver.execute(" UNION ALL ".join(some))
        found += [name for (name,) in driver.fetchall()]
    return found


def _quoted(connection: Any) -> list[str]:
    """Every table but those of KEPT, by name."""
    there = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [f'"{name}"' for name in sorted({*there} - KEPT)]
