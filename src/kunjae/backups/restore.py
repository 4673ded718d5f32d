"""Bringing a backup back into an empty house: all of it or nothing."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from kunjae.backups.archive import Archive, Tick, open_archive
from kunjae.backups.errors import BrokenBackup, CannotRestore, NewerBackup, NoSpace, NotEmpty, OtherSecretKey
from kunjae.backups.holding import Held, hold_back
from kunjae.backups.manifest import Manifest, TableContent
from kunjae.backups.rows import AT_ONCE, first_line, header_of, is_empty, lines_of, load
from kunjae.backups.schema import (
    PROPERTIES,
    Table,
    applied_migrations,
    in_words,
    known_migrations,
    make_tables,
    renew_tables,
    schema_at,
)
from kunjae.backups.secret_key import fingerprint
from kunjae.backups.uploads import refuse_present_uploads, unpacked, uploads_folder
from kunjae.tenancy.transactions import business_transaction


@contextmanager
def opened_backup(path: Path, *, other_key: bool = False) -> Iterator[Backup]:
    """The backup at this path, understood and found fit for this program and this house, which was not touched.

    Raises BrokenBackup, NewerBackup, OtherSecretKey (not with `other_key`), and OSError when it cannot be read.
    """
    with open_archive(path) as archive:
        yield Backup(archive, other_key=other_key)


class Backup:
    """A backup that can be restored: first `verify`, then `restore`."""

    def __init__(self, archive: Archive, *, other_key: bool) -> None:
        self._archive = archive
        self.manifest = archive.manifest
        _refuse_newer(self.manifest)
        self._tables = _matched(archive)
        self.same_key = self.manifest.secret_key == fingerprint()
        if not self.same_key and not other_key:
            raise OtherSecretKey(
                "This backup was made under another secret key: with the present one, PINs, second factors and secrets "
                "of webhooks in it cannot be read. Put the old key in place (KUNJAE_SECRET_KEY, or the file secret-key of the data "
                "folder), or pass --other-key to restore without."
            )

    @property
    def size(self) -> int:
        """How many bytes there are to verify."""
        return sum(content.bytes for content in self.manifest.contents)

    def verify(self, tick: Tick) -> None:
        """Read all of it, without writing: every checksum and number of rows is right, and there is room for it.
        `tick` hears of bytes. Raises NotEmpty, NoSpace, BrokenBackup."""
        connection = connections[DEFAULT_DB_ALIAS]
        _refuse_present_rows(connection)
        refuse_present_uploads()
        self._refuse_too_much(connection)
        self._archive.verify(tick)

    def restore(self, tick: Tick, *, send_waiting: bool = False) -> Held:
        """Make the tables as they were at the backup, fill them, renew them, and put the uploads in place, in one
        transaction. `tick` hears of rows, twice of each: written, and read again to compare the checksum.

        What waited to be sent, and the endpoints of webhooks, are held back then, and how many is returned; not with
        `send_waiting`.

        Raises NotEmpty, BrokenBackup, CannotRestore, Busy; whatever is raised, nothing was changed.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        try:
            with unpacked(self._archive) as uploads, _keys_checked_later(connection), business_transaction():
                _lock(connection)
                _refuse_present_rows(connection)
                make_tables(connection, self.manifest.migrations)
                for table, content in self._tables:
                    load(connection, table, self._rows(table, content, tick))
                _finish(connection, [table for table, _ in self._tables])
                for table, content in self._tables:
                    _compare(connection, table, content, tick)
                renew_tables(connection)
                held = Held() if send_waiting else hold_back()
                if self.manifest.uploads:
                    refuse_present_uploads()
                    uploads.put_in_place()
                return held
        except DatabaseError as error:
            raise CannotRestore(f"The database refused: {first_line(error)}") from error

    def _rows(self, table: Table, content: TableContent, tick: Tick) -> Iterator[bytes]:
        lines = self._archive.lines(content)
        if next(lines, b"") != header_of(table):
            raise BrokenBackup(f"{content.content.name} begins with other columns than its manifest says.")
        yield from ticking(lines, tick)

    def _refuse_too_much(self, connection: BaseDatabaseWrapper) -> None:
        """What is unpacked must fit on the disk, however small the file is."""
        needed = sum(upload.bytes for upload in self.manifest.uploads)
        if connection.vendor == "sqlite":
            needed += sum(table.content.bytes for table in self.manifest.tables)
        free = shutil.disk_usage(uploads_folder().parent).free
        if needed > free:
            raise NoSpace(
                f"{uploads_folder().parent} has {free:,} bytes free, and the backup needs at least {needed:,}."
            )


def ticking(lines: Iterator[bytes], tick: Tick) -> Iterator[bytes]:
    """The lines, while `tick` hears of them."""
    for some in batched(lines, AT_ONCE, strict=False):
        yield from some
        tick(len(some))


def _refuse_newer(manifest: Manifest) -> None:
    if unknown := manifest.migrations - known_migrations():
        raise NewerBackup(
            f"This backup was made by Kunjae {manifest.kunjae}, with tables that this Kunjae does not know "
            f"({in_words(unknown)}). Restore it with the Kunjae that made it, or a newer one."
        )


def _matched(archive: Archive) -> list[tuple[Table, TableContent]]:
    """Each table of the backup as its migrations make it, what is pointed at first. Raises BrokenBackup where a table
    or a column is not theirs, or one of theirs is missing."""
    manifest = archive.manifest
    try:
        tables = schema_at(manifest.migrations).tables
    except ValueError as error:
        raise BrokenBackup(f"{archive.path}: its migrations do not fit together: {error}.") from error
    contents = {content.table: content for content in manifest.tables}
    names = {table.name for table in tables}
    if unknown := sorted(contents.keys() - names):
        raise BrokenBackup(f"{archive.path}: at its migrations there is no table {unknown[0]!r}.")
    if missing := sorted(names - contents.keys() - set(manifest.left_out)):
        raise BrokenBackup(f"{archive.path}: the table {missing[0]!r} is missing.")
    matched = [(table, contents[table.name]) for table in tables if table.name in contents]
    for table, content in matched:
        if content.columns != table.columns:
            differing = sorted(
                {column.name for column in set(content.columns) ^ set(table.columns)} or {"order of columns"}
            )
            raise BrokenBackup(
                f"{archive.path}: {table.name} has other columns than at its migrations: {differing[0]!r}."
            )
    return matched


def _refuse_present_rows(connection: BaseDatabaseWrapper) -> None:
    """Raises NotEmpty where a table that a backup would hold has a row, CannotRestore for a newer database."""
    applied = applied_migrations(connection)
    if unknown := applied - known_migrations():
        raise CannotRestore(
            f"The database is newer than this Kunjae, which does not know {in_words(unknown)}."
        )
    if full := [table.name for table in schema_at(applied).kept if not is_empty(connection, table)]:
        raise NotEmpty(
            f"The database is not empty ({full[0]} has rows). Restore goes only into an empty one: name another "
            "KUNJAE_DATA_DIR or KUNJAE_DATABASE_URL."
        )


@contextmanager
def _keys_checked_later(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite makes tables anew only with foreign keys off, which it turns off only outside of a transaction."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def _lock(connection: BaseDatabaseWrapper) -> None:
    """Nobody adds a hotel or a user until the end. On SQLite, BEGIN IMMEDIATE has seen to that."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # At each statement, not at COMMIT: a table with checks outstanding could not be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        there = connection.introspection.table_names(cursor)
        for name in (PROPERTIES, get_user_model()._meta.db_table):
            if name in there:
                quoted = connection.ops.quote_name(name)
                cursor.execute(f"LOCK TABLE {quoted} IN SHARE ROW EXCLUSIVE MODE")


def _finish(connection: BaseDatabaseWrapper, tables: list[Table]) -> None:
    """After the last row: references are checked, counters stand behind the numbers that are used, and the planner
    knows how much there is."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_key_check")
            if lost := cursor.fetchone():
                raise CannotRestore(
                    f"A row of {lost[0]} points at a row of {lost[2]} that is not in the backup."
                )
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {', '.join(connection.ops.quote_name(table.name) for table in tables)}")


def _compare(connection: BaseDatabaseWrapper, table: Table, content: TableContent, tick: Tick) -> None:
    """The rows that the database gives back are those of the backup, to the byte. Raises CannotRestore."""
    digest = hashlib.sha256()
    for line in ticking(lines_of(connection, table), tick):
        digest.update(line)
    if digest.hexdigest() != content.content.sha256:
        raise CannotRestore(f"The database gives back other rows of {table.name} than it was given.")
