"""Running the checks: `prove` reads, and only reads, whatever the state of the database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection

from kunjae.checks.invariants import INVARIANTS
from kunjae.checks.money import MONEY
from kunjae.checks.orders import ORDERS
from kunjae.checks.outbox import OUTBOX
from kunjae.checks.postings import POSTINGS
from kunjae.checks.waiting import WAITING_CHANGES
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.guard import reporting

SHOWN = 5
"""How many violations of one invariant are told in words."""
_PLACE = re.compile(r"\{(\w+)((?::[\w.]+)*)\}")
_MONEY = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one check: how much was looked at, how much was wrong, and a few of those in words."""

    code: str
    says: str
    checked: int
    violations: int
    examples: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.violations


class UnknownSlug(LookupError):
    """There is no such hotel."""


def prove(*, today: date, slug: str | None = None) -> Iterator[Proof]:
    """Check everything, for one hotel or all, one proof after the other. Raises UnknownSlug."""
    with reporting("check of the invariants"):
        only = None if slug is None else _property_id(slug)
        for invariant in (*INVARIANTS, *MONEY, *WAITING_CHANGES, *ORDERS, *POSTINGS, *OUTBOX):
            checked = _number(_sql(invariant.count, only, today))
            yield _proof(invariant.code, invariant.says, checked, _sql(invariant.broken, only, today))
        yield _references(only)
        yield _snapshots(only)


def _property_id(slug: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM properties_property WHERE slug = %s", [slug])
        row = cursor.fetchone()
    if row is None:
        raise UnknownSlug(slug)
    return row[0]


type Statement = tuple[str, list[Any]]


def _sql(template: str, only: Any, today: date) -> Statement:
    """The template for this database; `only` None means all properties."""
    parameters: list[Any] = []

    def fill(match: re.Match[str]) -> str:
        name, parts = match[1], match[2].split(":")[1:]
        if name == "only":
            if only is None:
                return "1 = 1"
            parameters.append(only)
            return f"{parts[0]}.property_id = %s"
        if name == "days":
            first, last = parts
            if connection.vendor == "sqlite":
                return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"
            return f"({last} - {first})"
        if name == "json":
            column, key = parts
            if connection.vendor == "sqlite":
                return f"json_extract({column}, '$.{key}')"
            return f"({column} ->> '{key}')"
        parameters.append((today if name == "today" else today + timedelta(days=1)).isoformat())
        return "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"

    return _PLACE.sub(fill, template), parameters


def _number(statement: Statement) -> int:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return int(cursor.fetchone()[0])


def _proof(code: str, says: str, checked: int, statement: Statement) -> Proof:
    violations = 0
    examples: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        while rows := cursor.fetchmany(1000):
            violations += len(rows)
            examples += [str(row[0]) for row in rows[: SHOWN - len(examples)]]
    return Proof(code, says, checked, violations, tuple(examples))


def _references(only: Any) -> Proof:
    """Every reference of a tenant table leads to a row of the same property; asked of all tables there are."""
    checked = violations = 0
    examples: list[str] = []
    parameters = [] if only is None else [only]
    where = "" if only is None else "AND x.property_id = %s"
    for model in apps.get_models():
        for key in model._meta.private_fields + model._meta.local_fields:
            if not isinstance(key, TenantKey):
                continue
            table, column, target = model._meta.db_table, key.column_name, key.related_model._meta.db_table
            filled = f"FROM {table} x WHERE x.{column} IS NOT NULL {where}"
            checked += _number((f"SELECT COUNT(*) {filled}", parameters))
            lost = (
                f"{filled} AND NOT EXISTS (SELECT 1 FROM {target} y "  # noqa: S608
                f"WHERE y.property_id = x.property_id AND y.id = x.{column})"
            )
            if found := _number((f"SELECT COUNT(*) {lost}", parameters)):
                violations += found
                examples.append(f"{found} of {table}.{column} lead to no row of the property")
    return Proof(
        "references_stay_home",
        "Every reference leads to a row of the same property",
        checked,
        violations,
        tuple(examples[:SHOWN]),
    )


def _snapshots(only: Any) -> Proof:
    """Every kept copy of a booking can be read, and adds up in itself."""
    where, parameters = ("", []) if only is None else ("WHERE h.property_id = %s", [only])
    checked = violations = 0
    examples: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.code, h.number, CAST(h.before AS text), CAST(h.after AS text), "  # noqa: S608
            "CAST(h.operations AS text) FROM changes_historyentry h "
            f"JOIN bookings_booking b ON b.property_id = h.property_id AND b.id = h.booking_id {where}",
            parameters,
        )
        while rows := cursor.fetchmany(500):
            for code, number, before, after, operations in rows:
                checked += 1
                wrong = (
                    _wrong_snapshot(code, before) or _wrong_snapshot(code, after) or _wrong_list(operations)
                )
                if wrong:
                    violations += 1
                    if len(examples) < SHOWN:
                        examples.append(f"{code} entry {number}: {wrong}")
    return Proof(
        "history_can_be_read",
        "Every copy of a booking in the history can be read and adds up",
        checked,
        violations,
        tuple(examples),
    )


def _wrong_list(text: str) -> str:
    try:
        return "" if isinstance(json.loads(text), list) else "the operations are no list"
    except ValueError:
        return "the operations are no JSON"


def _wrong_snapshot(code: str, text: str) -> str:
    """What is wrong with a copy; empty when nothing is."""
    try:
        copy = json.loads(text)
        if copy["code"] != code:
            return f"the copy is of {copy['code']}"
        live = _cents(copy["fees"]) + _cents(copy.get("orders", "0"))  # copies from before orders have none
        for stay in copy["stays"]:
            prices = [_cents(night["room_price"]) + _cents(night["extra_price"]) for night in stay["nights"]]
            nights = [date.fromisoformat(night["date"]) for night in stay["nights"]]
            first, last = date.fromisoformat(stay["check_in"]), date.fromisoformat(stay["check_out"])
            if nights != [first + timedelta(days=day) for day in range((last - first).days)]:
                return f"stay {stay['number']} has other nights than dates"
            ended = stay["status"] in ("cancelled", "no_show")
            if _cents(stay["total"]) != (0 if ended else sum(prices)):
                return f"stay {stay['number']} does not add up"
            live += _cents(stay["total"])
        if _cents(copy["value"]) != live:
            return "the copy does not add up"
        _ = copy["version"], copy["status"], copy["currency"], _cents(copy["paid"])
    except KeyError as error:
        return f"{error} is missing"
    except (ValueError, TypeError, AttributeError):
        return "the copy cannot be read"
    return ""


def _cents(text: str) -> int:
    """A decimal text as a whole number; all amounts of one copy have the same decimals."""
    if not _MONEY.fullmatch(text):
        raise ValueError(text)
    return int(text.replace(".", ""))
