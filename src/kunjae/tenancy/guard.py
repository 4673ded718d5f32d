"""The guard: every statement on a tenant table pins its property.

    with guard_installed(): ...          a block of code
    install_guard()                      all connections, also those that other threads open later (tests, development)
    with reporting("arrivals of all our hotels"): ...   a named read across properties

It runs in all tests, and costs a few microseconds for a statement that it has seen before.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.signals import connection_created
from django.db.migrations.migration import Migration

from kunjae.tenancy.pins import PROPERTY
from kunjae.tenancy.statements import Findings, read

# Characters of a refused statement in the message; never its parameters, which are personal data.
_SHOWN = 600

_report: ContextVar[str | None] = ContextVar("kunjae_report", default=None)
_tables: tuple[Any, frozenset[str]] = (None, frozenset())


class UnpinnedQuery(Exception):
    """A statement on a tenant table does not pin the property, and so would reach into every hotel."""

    code = "unpinned_query"


def tenant_tables() -> frozenset[str]:
    """Names of all tables whose primary key holds the property, from whatever app."""
    global _tables
    models = apps.get_models(include_auto_created=True)
    if _tables[0] is not models:  # the registry keeps its list until a model is added
        names = {
            model._meta.db_table
            for model in models
            if any(field.column == PROPERTY for field in model._meta.pk_fields)
        }
        _tables = models, frozenset(names)
    return _tables[1]


def tenant_guard(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Mapping[str, Any]
) -> Any:
    """An `execute_wrapper` that raises UnpinnedQuery instead of running a statement which

    * reads, changes or deletes rows of a tenant table, or inserts what it selects from one, without pinning it;
    * names several properties as its own (one transaction = one property);
    * changes a row's property;
    * writes to a tenant table, or locks its rows, inside `reporting`.

    Statements of the schema editor, of migrations and of a test case's flush pass.
    """
    text = str(sql)
    tables = tenant_tables()
    if any(table in text for table in tables):
        findings = read(text, tables)
        complaint = _complaint(findings, params, many)
        if complaint and not _is_about_the_schema():
            raise UnpinnedQuery(f"{complaint}\n{text[:_SHOWN]}")
    return execute(sql, params, many, context)


def _complaint(findings: Findings, params: Any, many: bool) -> str | None:
    if not findings.touches_tenants:
        return None
    if (report := _report.get()) is not None:
        if findings.verb in {"SELECT", "WITH", "VALUES"} and not findings.locks:
            return None
        return f'The report "{report}" may only read.'
    if findings.moves_rows:
        return f"A row stays with its property: {', '.join(findings.moves_rows)}."
    if findings.unpinned:
        names = ", ".join(sorted(set(findings.unpinned)))
        return f"Pin {PROPERTY} of {names}, for instance with Model.objects.of(property)."
    if not many and len(_properties(findings, params)) > 1:
        return "One statement, one property: this one names several."
    return None


def _properties(findings: Findings, params: Any) -> set[str]:
    found = set(findings.literals)
    for place in findings.places:
        value = params[place]
        values = value if isinstance(value, (list, tuple, set)) else [value]
        found |= {str(each) for each in values}
    return {each.replace("-", "").lower() for each in found}


_SCHEMA_WORK = frozenset(
    function.__code__
    for function in (
        BaseDatabaseSchemaEditor.execute,
        BaseDatabaseOperations.execute_sql_flush,
        BaseDatabaseCreation.serialize_db_to_string,
        Migration.apply,
        Migration.unapply,
    )
)


def _is_about_the_schema() -> bool:
    """Whether a schema editor, a migration or a flush asks. Only looked up for statements about to be refused."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code in _SCHEMA_WORK:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


@contextmanager
def reporting(reason: str) -> Iterator[None]:
    """Let the block read across properties; `reason` names the report. It may neither write nor lock.

    Lazy querysets must be read inside the block.
    """
    if not reason.strip():
        raise ValueError("A report across properties has a name.")
    token = _report.set(reason)
    try:
        yield
    finally:
        _report.reset(token)


_SIGNAL = "kunjae.tenancy.guard"
_installed = False


def install_guard() -> None:
    """Guard every open connection of this thread and every connection that any thread opens from now on.

    Once, in `conftest.py` or a settings module for development; calling it again does nothing more.
    """
    global _installed
    _installed = True
    connection_created.connect(_guard_connection, dispatch_uid=_SIGNAL)
    for connection in connections.all(initialized_only=True):
        _guard_connection(connection=connection)


def remove_guard() -> None:
    """Take the guard off this thread's connections and guard no new ones."""
    global _installed
    _installed = False
    connection_created.disconnect(dispatch_uid=_SIGNAL)
    for connection in connections.all(initialized_only=True):
        while tenant_guard in connection.execute_wrappers:
            connection.execute_wrappers.remove(tenant_guard)


@contextmanager
def guard_installed() -> Iterator[None]:
    """Guard all statements of the block, on this thread's connections and on those opened meanwhile.

    Leaves things as they were: where the guard stands already it changes nothing.
    """
    if _installed:
        yield
        return
    install_guard()
    try:
        yield
    finally:
        remove_guard()


def _guard_connection(connection: Any, **kwargs: Any) -> None:
    # In front, because leaving `connection.execute_wrapper` takes away the last one.
    if tenant_guard not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, tenant_guard)
