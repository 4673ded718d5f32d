"""What is in a backup: the contents of its `manifest.json`. Pure; docs/adr/0014 has an example."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from kunjae.backups.errors import BrokenBackup, NewerBackup
from kunjae.kernel.errors import InvalidInput, invalid
from kunjae.kernel.parsing import Reader

FORMAT = 1
"""Grows when a program that reads the format of today would misread the file."""
NAME = "manifest.json"
MOST = 1 << 62

type Migrations = frozenset[tuple[str, str]]
"""App and name of each migration."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and how its values are written (`values.py`)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Content:
    """One file in the backup: its name there, its size unpacked and the SHA-256 of that."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table's rows, of which there are `rows`, and the columns in the order in which each row has them."""

    table: str
    columns: tuple[Column, ...]
    rows: int
    content: Content


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made_at`: UTC, RFC 3339. `secret_key`: see `secret_key.fingerprint`. `left_out`: tables that there were and
    whose rows are not in the backup. `uploads`: named by their path in the folder of uploads."""

    kunjae: str
    made_at: str
    database: str
    secret_key: str
    migrations: Migrations
    tables: tuple[TableContent, ...]
    left_out: tuple[str, ...]
    uploads: tuple[Content, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def contents(self) -> list[Content]:
        """Every file that belongs into the backup, but for the manifest itself, by its name there."""
        tables = [table.content for table in self.tables]
        return tables + [Content(upload_name(file.name), file.bytes, file.sha256) for file in self.uploads]


def table_name(table: str) -> str:
    """The name in the backup of a table's file."""
    return f"tables/{table}.jsonl"


def upload_name(path: str) -> str:
    """The name in the backup of an upload."""
    return f"uploads/{path}"


def to_json(manifest: Manifest) -> str:
    """The manifest as it is written."""
    migrations: dict[str, list[str]] = {}
    for app, name in sorted(manifest.migrations):
        migrations.setdefault(app, []).append(name)
    return json.dumps(
        {
            "format": FORMAT,
            "kunjae": manifest.kunjae,
            "made_at": manifest.made_at,
            "database": manifest.database,
            "secret_key": manifest.secret_key,
            "migrations": migrations,
            "tables": [
                {
                    "table": table.table,
                    "columns": [[column.name, column.kind] for column in table.columns],
                    "rows": table.rows,
                    "bytes": table.content.bytes,
                    "sha256": table.content.sha256,
                }
                for table in manifest.tables
            ],
            "left_out": list(manifest.left_out),
            "uploads": [asdict(file) for file in manifest.uploads],
        },
        ensure_ascii=False,
        indent=1,
    )


def from_json(text: bytes) -> Manifest:
    """The manifest that was written. Raises NewerBackup for a format to come, BrokenBackup naming what is wrong."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenBackup(f"Not a backup: {NAME} cannot be read ({error}).") from error
    made_by = data.get("format") if isinstance(data, dict) else None
    if isinstance(made_by, int) and not isinstance(made_by, bool) and made_by > FORMAT:
        raise NewerBackup(
            f"This backup has format {made_by}, made by Kunjae {data.get('kunjae')}; this Kunjae reads up to "
            f"{FORMAT}. Restore it with the Kunjae that made it, or a newer one."
        )
    try:
        return _manifest(data)
    except InvalidInput as error:
        first = error.errors[0]
        raise BrokenBackup(f"Not a backup: {NAME}: {first.path} {first.message['en']}.") from error


def _manifest(data: object) -> Manifest:
    reader = Reader(data, "")
    reader.integer("format", FORMAT, FORMAT)
    migrations = reader.take("migrations", _migrations)
    manifest = Manifest(
        kunjae=reader.text("kunjae"),
        made_at=reader.text("made_at"),
        database=reader.text("database"),
        secret_key=reader.take("secret_key", _sha256),
        migrations=migrations,
        tables=tuple(reader.items("tables", _table, most=10_000)),
        left_out=tuple(reader.items("left_out", _name, most=10_000)),
        uploads=tuple(reader.items("uploads", _upload, most=10_000_000)),
    )
    reader.finish()
    return manifest


def _migrations(value: Any, path: str) -> Migrations:
    if not isinstance(value, dict) or not all(
        isinstance(names, list) and all(isinstance(name, str) for name in names) for names in value.values()
    ):
        raise invalid(
            path, "invalid_type", "must be names of migrations by app", "ต้องเป็นชื่อ migration ของแต่ละแอป"
        )
    return frozenset((app, name) for app, names in value.items() for name in names)


def _table(value: Any, path: str) -> TableContent:
    reader = Reader(value, path)
    table = reader.take("table", _name)
    columns = tuple(reader.items("columns", _column, most=10_000))
    rows = reader.integer("rows", 0, MOST)
    content = _content(reader, table_name(table))
    return TableContent(table, columns, rows, content)


def _column(value: Any, path: str) -> Column:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(each, str) for each in value):
        raise invalid(path, "invalid_type", "must be a name and a kind", "ต้องเป็นชื่อและชนิด")
    return Column(*value)


def _upload(value: Any, path: str) -> Content:
    reader = Reader(value, path)
    return _content(reader, reader.take("name", _path))


def _content(reader: Reader, name: str) -> Content:
    size, sha256 = reader.integer("bytes", 0, MOST), reader.take("sha256", _sha256)
    reader.finish()
    return Content(name, size, sha256)


def _fitting(is_fit: Callable[[str], bool], en: str, th: str) -> Callable[[Any, str], str]:
    def parse(value: Any, path: str) -> str:
        if not isinstance(value, str) or not is_fit(value):
            raise invalid(path, "invalid_text", en, th)
        return value

    return parse


def is_safe_path(path: str) -> bool:
    """Whether this is the path of a file in a folder, which no trick leads out of it."""
    return "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


_name = _fitting(str.isidentifier, "must be the name of a table", "ต้องเป็นชื่อตาราง")
_path = _fitting(
    is_safe_path, "must be a path inside the folder of uploads", "ต้องเป็นที่อยู่ภายในโฟลเดอร์ไฟล์อัพโหลด"
)
_sha256 = _fitting(
    lambda text: len(text) == 64 and set(text) <= set("0123456789abcdef"),
    "must be 64 hexadecimal digits",
    "ต้องเป็นเลขฐานสิบหก 64 หลัก",
)
