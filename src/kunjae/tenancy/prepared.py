"""Statements that Django composes once and the database runs often.

Composing a statement costs Django ten times what SQLite needs to answer it. So the hot reads and writes are written
with the ORM as ever, once, and kept as SQL for each shape of their arguments:

    NIGHTS = Rows(lambda hotel, stays: StayNight.objects.of(hotel).filter(stay_id__in=stays).values_list("night"))

    NIGHTS(hotel.id, [stay.id])

The arguments of a call stand where the builder names them: a value, a list of values (for `__in`), or a list of
tuples (for ranges). A list is filled up to the next power of two with its last member, so that there are few
shapes; an empty one finds nothing. Arguments are what the column holds (a property is given by its id). None is
handed to the builder as it is, for conditions that may be left out. Whatever else the builder says is part of the
statement.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import Q
from django.db.models.expressions import Col, Expression
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import DeleteQuery, Query, UpdateQuery

from kunjae.tenancy.driver import fetch, run

type Adapters = dict[type, Callable[[Any], Any]]


class Slot(Expression):
    """Where an argument will stand: its place in the flat list of a call's values."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Rows[Row]:
    """A read. The builder returns a queryset of rows of a model, also with `select_related`, or a `values_list`."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, Row]]) -> None:
        self._build = build
        self._reads: dict[Any, _Read | None] = {}

    def __call__(self, *arguments: Any, using: str = DEFAULT_DB_ALIAS) -> list[Row]:
        """The rows for these arguments, in one query; in none if a list is empty."""
        return self.read(*arguments, using=using).rows()

    def first(self, *arguments: Any, using: str = DEFAULT_DB_ALIAS) -> Row | None:
        """The first of the rows, or None."""
        return next(iter(self(*arguments, using=using)), None)

    def read(self, *arguments: Any, using: str = DEFAULT_DB_ALIAS) -> Found[Row]:
        """The same, not yet made into values: to see first whether the rows are those of the last time."""
        connection = connections[using]
        shape, values = _flat(arguments)
        key = (connection.vendor, shape)
        if key not in self._reads:
            self._reads[key] = self._composed(connection, arguments)
        read = self._reads[key]
        if read is None:
            return Found([], None, connection)
        return Found(fetch(connection, read.sql, read.filled(values, connection)), read, connection)

    def _composed(self, connection: Any, arguments: tuple[Any, ...]) -> _Read | None:
        try:
            return _Read(self._build(*_slotted(arguments)), connection)
        except EmptyResultSet:
            return None


class Found[Row]:
    """What a read found: `raw` as the database's driver gives it."""

    def __init__(self, raw: list[tuple[Any, ...]], read: _Read | None, connection: Any) -> None:
        self.raw = raw
        self._read = read
        self._connection = connection

    def rows(self) -> list[Row]:
        """The rows as the fields of the models give them."""
        return self._read.converted(self.raw, self._connection) if self._read and self.raw else []


class Write:
    """An update or a delete. The builder returns `updating(queryset, …)` or `deleting(queryset)`."""

    def __init__(self, build: Callable[..., Query]) -> None:
        self._build = build
        self._statements: dict[Any, _Statement | None] = {}

    def __call__(self, *arguments: Any, using: str = DEFAULT_DB_ALIAS) -> int:
        """How many rows were changed; none, without a statement, if a list is empty."""
        connection = connections[using]
        shape, values = _flat(arguments)
        key = (connection.vendor, shape)
        if key not in self._statements:
            self._statements[key] = self._composed(connection, arguments)
        statement = self._statements[key]
        if statement is None:
            return 0
        with transaction.mark_for_rollback_on_error(using):
            return run(connection, statement.sql, [statement.filled(values, connection)])

    def _composed(self, connection: Any, arguments: tuple[Any, ...]) -> _Statement | None:
        try:
            return _Statement(self._build(*_slotted(arguments)).get_compiler(connection.alias))
        except EmptyResultSet:
            return None


def any_of(conditions: Iterable[Q]) -> Q:
    """One of the conditions holds; of none, nothing does."""
    return reduce(or_, conditions, Q(pk__in=[]))


def updating(queryset: models.QuerySet[Any], **values: Any) -> Query:
    """`queryset.update(**values)` as a statement for `Write`."""
    query: UpdateQuery = queryset.query.chain(UpdateQuery)  # type: ignore[assignment]
    query.add_update_values(values)
    query.clear_select_clause()
    return query


def deleting(queryset: models.QuerySet[Any]) -> Query:
    """Deleting just these rows, nothing that points at them, as a statement for `Write`."""
    query = queryset.query.clone()
    query.__class__ = DeleteQuery
    return query


def adapters(connection: Any) -> Adapters:
    """How the database takes values of a type, where it does not take them as they are."""
    if connection.vendor != "sqlite":
        return {}
    return _SQLITE


def _sqlite_moment(moment: datetime) -> str:
    return str(moment.replace(tzinfo=None))  # always UTC: the house has no other moments


_SQLITE: Adapters = {
    uuid.UUID: lambda value: value.hex,
    date: date.isoformat,
    datetime: _sqlite_moment,
}


class _Statement:
    """A composed statement: its SQL, with slots among its parameters."""

    def __init__(self, compiler: Any) -> None:
        self.sql, params = compiler.as_sql()
        self.params = tuple(params)
        if "%" in self.sql.replace("%s", ""):
            raise ValueError(f"a sign of percent in the text of a statement: {self.sql}")

    def filled(self, values: Sequence[Any], connection: Any) -> list[Any]:
        """The parameters, with the call's values in the slots."""
        adapted = adapters(connection)
        params = []
        for param in self.params:
            if type(param) is Slot:
                param = values[param.place]
                if (adapt := adapted.get(type(param))) is not None:
                    param = adapt(param)
            params.append(param)
        return params


class _Read(_Statement):
    """A composed query and how its rows become values or models, as Django's own iterables do it."""

    def __init__(self, queryset: models.QuerySet[Any, Any], connection: Any) -> None:
        compiler = queryset.query.get_compiler(connection.alias)
        super().__init__(compiler)
        expressions = [expression for expression, *_ in compiler.select]
        self.converters = [
            (place, [_uuid_of if _is_uuid(expression) else each for each in converters], expression)
            for place, (converters, expression) in compiler.get_converters(expressions).items()
            if not _is_ready(expression, connection)
        ]
        self.model = None
        if queryset._iterable_class is ModelIterable:
            info, select = compiler.klass_info, compiler.select
            first, last = info["select_fields"][0], info["select_fields"][-1] + 1
            self.model = info["model"]
            self.own = slice(first, last)
            self.names = [column.target.attname for column, *_ in select[first:last]]
            self.related = get_related_populators(info, select, connection.alias, FETCH_ONE)

    def converted(self, rows: list[tuple[Any, ...]], connection: Any) -> list[Any]:
        columns: list[Any] = list(zip(*rows, strict=True))
        for place, converters, expression in self.converters:
            for convert in converters:
                columns[place] = [convert(value, expression, connection) for value in columns[place]]
        rows = list(zip(*columns, strict=True))
        return rows if self.model is None else [self._instance(row, connection.alias) for row in rows]

    def _instance(self, row: tuple[Any, ...], alias: str) -> models.Model:
        assert self.model is not None  # noqa: S101
        found: models.Model = self.model.from_db(alias, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, found)
        return found


def _is_ready(expression: Any, connection: Any) -> bool:
    """Whether the driver gives the column's values as the field would: SQLite's knows dates and truth by the type
    that the column was declared with."""
    ready = (models.DateField, models.BooleanField)
    return (
        connection.vendor == "sqlite"
        and isinstance(expression, Col)
        and isinstance(expression.output_field, ready)
        and not isinstance(expression.output_field, models.DateTimeField)
    )


def _is_uuid(expression: Any) -> bool:
    return isinstance(expression.output_field, models.UUIDField)


def _uuid_of(text: str | None, expression: Any, connection: Any) -> uuid.UUID | None:
    """Rooms, types and plans come again and again: looking an id up takes a tenth of making it."""
    return None if text is None else _known_uuid(text)


_known_uuid = lru_cache(maxsize=10_000)(uuid.UUID)


def _flat(arguments: Sequence[Any]) -> tuple[tuple[int, ...], list[Any]]:
    """The shape of the arguments (a value 0, a list its padded length + 1, None -1) and all their values in a row."""
    shape, values = [], []
    for argument in arguments:
        if type(argument) is list:
            members = _padded(argument)
            shape.append(len(members) + 1)
            if members and type(members[0]) is tuple:
                values += [value for member in members for value in member]
            else:
                values += members
        elif argument is None:
            shape.append(-1)
        else:
            shape.append(0)
            values.append(argument)
    return tuple(shape), values


def _slotted(arguments: Sequence[Any]) -> list[Any]:
    """The arguments with slots for their values, as the builder gets them."""
    places = iter(range(10**6))

    def slots(argument: Any) -> Any:
        if type(argument) is list:
            return [slots(member) for member in _padded(argument)]
        if type(argument) is tuple:
            return tuple(slots(member) for member in argument)
        if argument is None:
            return None
        return Slot(next(places))

    return [slots(argument) for argument in arguments]


def _padded(members: list[Any]) -> list[Any]:
    wanted = 1 << (len(members) - 1).bit_length() if members else 0
    return members + members[-1:] * (wanted - len(members))
