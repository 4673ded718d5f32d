"""Backup and restore as the command line does them, without its words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from kunjae.backups.backup import make_backup
from kunjae.backups.holding import Held
from kunjae.backups.restore import opened_backup
from kunjae.backups.rows import is_empty
from kunjae.backups.schema import applied_migrations, schema_at
from kunjae.checks.proof import prove
from tests.backups.houses import House

NOW = datetime(2026, 12, 9, 3, tzinfo=UTC)


def back_up(house: House, file: Path, *, force: bool = False) -> Path:
    with house.entered():
        make_backup(file, now=NOW, force=force, start=lambda _rows: None, tick=lambda _rows: None)
    return file


def restore(file: Path, house: House, *, other_key: bool = False, send_waiting: bool = True) -> Held:
    """With every row as it was, unless what waited is to be held back."""
    with house.entered(), opened_backup(file, other_key=other_key) as backup:
        backup.verify(lambda _bytes: None)
        return backup.restore(lambda _rows: None, send_waiting=send_waiting)


def has_rows(house: House) -> bool:
    """Whether the database has any row that would be in a backup."""
    with house.entered():
        tables = schema_at(applied_migrations(connection)).kept
        return not all(is_empty(connection, table) for table in tables)


def what_does_not_hold(house: House) -> list[str]:
    """Codes of the proofs that fail there."""
    with house.entered():
        return [proof.code for proof in prove(today=NOW.date()) if not proof.holds]
