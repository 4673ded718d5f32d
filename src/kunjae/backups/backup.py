"""Making a backup while the house goes on working."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from django.db.backends.base.base import BaseDatabaseWrapper

from kunjae.backups.archive import ArchiveWriter, Tick
from kunjae.backups.errors import AlreadyThere, CannotBackUp
from kunjae.backups.manifest import Content, Manifest, Migrations, TableContent, table_name, upload_name
from kunjae.backups.rows import count_rows, lines_of
from kunjae.backups.schema import Schema, applied_migrations, in_words, known_migrations, schema_at
from kunjae.backups.secret_key import fingerprint
from kunjae.backups.snapshot import snapshot
from kunjae.backups.uploads import open_upload, paths_of_uploads, pieces_of, sync_folder
from kunjae.kernel.moments import moment_text


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """What is in the backup, and its size in bytes."""

    manifest: Manifest
    size: int


def make_backup(
    file: Path, *, now: datetime, force: bool = False, start: Callable[[int], None], tick: Tick
) -> MadeBackup:
    """Write everything into `file`, readable by its owner only. The name is there once all of it is, never before.

    `start` hears how many rows there are, `tick` of each few. Raises AlreadyThere (not with `force`), CannotBackUp,
    and OSError when the file cannot be written.
    """
    if not force and file.exists():
        raise AlreadyThere(file)
    with _drafted(file, force=force) as draft:
        manifest = write_backup(draft, now=now, start=start, tick=tick)
        size = draft.tell()
    return MadeBackup(manifest, size)


def write_backup(target: BinaryIO, *, now: datetime, start: Callable[[int], None], tick: Tick) -> Manifest:
    """Write everything to `target`, which need not be able to seek."""
    with closing(ArchiveWriter(target, now)) as archive:
        with snapshot() as connection:
            migrations, schema = _schema_of(connection)
            tables = _add_tables(archive, connection, schema, start, tick)
            database = connection.vendor
        # After the snapshot: a file that one of its rows names was there before, and is still unless it was deleted.
        uploads = list(_add_uploads(archive))
        manifest = Manifest(
            kunjae=version("kunjae"),
            made_at=moment_text(now),
            database=database,
            secret_key=fingerprint(),
            migrations=migrations,
            tables=tuple(tables),
            left_out=schema.left_out,
            uploads=tuple(uploads),
        )
        archive.add_manifest(manifest)
    return manifest


def _add_tables(
    archive: ArchiveWriter,
    connection: BaseDatabaseWrapper,
    schema: Schema,
    start: Callable[[int], None],
    tick: Tick,
) -> list[TableContent]:
    counts = {table.name: count_rows(connection, table) for table in schema.kept}
    start(sum(counts.values()))
    tables = []
    for table in schema.kept:
        content, lines = archive.add_lines(table_name(table.name), lines_of(connection, table), tick)
        if lines != counts[table.name] + 1:
            raise CannotBackUp(f"{table.name} has {counts[table.name]} rows, but {lines - 1} were read.")
        tables.append(TableContent(table.name, table.columns, lines - 1, content))
    return tables


def _schema_of(connection: BaseDatabaseWrapper) -> tuple[Migrations, Schema]:
    migrations = applied_migrations(connection)
    if not migrations:
        raise CannotBackUp("There is nothing to back up: the database has no tables yet.")
    if unknown := migrations - known_migrations():
        raise CannotBackUp(
            f"The database is newer than this Kunjae, which does not know {in_words(unknown)}. "
            "Back it up with the Kunjae that works on it."
        )
    return migrations, schema_at(migrations)


def _add_uploads(archive: ArchiveWriter) -> Iterator[Content]:
    for path in paths_of_uploads():
        if (descriptor := open_upload(path)) is not None:
            added = archive.add(upload_name(path), pieces_of(descriptor))
            yield Content(path, added.bytes, added.sha256)


@contextmanager
def _drafted(file: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A file to write to that gets its name at the end; if the block fails, nothing is left of it."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        _give_name(draft, file, force=force)
        sync_folder(file.parent)
    finally:
        draft.unlink(missing_ok=True)


def _give_name(draft: Path, file: Path, *, force: bool) -> None:
    if force:
        os.replace(draft, file)
        return
    try:
        os.link(draft, file)  # unlike a rename, never replaces what somebody put there meanwhile
    except FileExistsError:
        raise AlreadyThere(file) from None
    except OSError:  # a file system without hard links, as on most USB sticks
        if file.exists():
            raise AlreadyThere(file) from None
        os.rename(draft, file)
