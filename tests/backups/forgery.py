"""Backups as they should not be: cut, damaged, or made by somebody with other intentions."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

type Edit = Callable[[dict[str, Any]], None]
type Rewrite = Callable[[bytes], bytes]


def forged(
    file: Path,
    to: Path,
    *,
    edit: Edit = lambda _manifest: None,
    rewrite: dict[str, Rewrite] | None = None,
    honest: bool = True,
    more: dict[str, bytes] | None = None,
    without: tuple[str, ...] = (),
) -> Path:
    """A copy of the backup with an edited manifest, rewritten, added or missing files.

    `honest`: sizes, checksums and numbers of rows in the manifest are made right for what was rewritten.
    """
    with zipfile.ZipFile(file) as source:
        contents = {info.filename: source.read(info) for info in source.infolist()}
    manifest = json.loads(contents.pop("manifest.json"))
    for name, change in (rewrite or {}).items():
        contents[name] = change(contents[name])
    if honest:
        _make_right(manifest, contents)
    edit(manifest)
    contents |= more or {}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in contents.items():
            if name not in without:
                target.writestr(name, content)
        target.writestr("manifest.json", json.dumps(manifest))
    return to


def _make_right(manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
    for table in manifest["tables"]:
        content = contents[f"tables/{table['table']}.jsonl"]
        table |= _measured(content) | {"rows": content.count(b"\n") - 1}
    for upload in manifest["uploads"]:
        upload |= _measured(contents[f"uploads/{upload['name']}"])


def _measured(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def table_in(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    """What the manifest says of a table."""
    found: dict[str, Any] = next(table for table in manifest["tables"] if table["table"] == name)
    return found


def rows_changed(change: Callable[[dict[str, Any]], Any]) -> Rewrite:
    """Each row of a table, as values by column, put through `change`, which alters it in place."""

    def rewrite(content: bytes) -> bytes:
        header, *lines = content.splitlines()
        rows = [dict(zip(json.loads(header), json.loads(line), strict=True)) for line in lines]
        for row in rows:
            change(row)
        return b"\n".join([header, *(_as_kunjae_writes(list(row.values())) for row in rows), b""])

    return rewrite


def _as_kunjae_writes(row: list[Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
