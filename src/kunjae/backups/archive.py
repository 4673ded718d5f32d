"""The file that a backup is: a zip with `manifest.json`, `tables/*.jsonl` and `uploads/…`, written and read in pieces.

Reading trusts nothing: names, sizes and checksums must be those of the manifest, and nothing is kept in memory but a
piece of a megabyte or one line.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import BinaryIO

from kunjae.backups import manifest as manifests
from kunjae.backups.errors import BrokenBackup
from kunjae.backups.manifest import Content, Manifest, TableContent

PIECE = 1 << 20
LINES_AT_ONCE = 500
LONGEST_LINE = 1 << 28
"""Bytes. A row cannot be longer in any database that Kunjae runs on; a line that is, is no row."""
LARGEST_MANIFEST = 1 << 30

type Tick = Callable[[int], None]


class ArchiveWriter:
    """Puts one file after the other into the archive."""

    def __init__(self, target: BinaryIO, made_at: datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._date = made_at.timetuple()[:6]

    def add(self, name: str, pieces: Iterable[bytes]) -> Content:
        """Write a file of these pieces."""
        info = zipfile.ZipInfo(name, self._date)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o100600 << 16  # a file, its owner's alone, whoever unpacks it
        size, digest = 0, hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        return Content(name, size, digest.hexdigest())

    def add_lines(self, name: str, lines: Iterable[bytes], tick: Tick) -> tuple[Content, int]:
        """Write a file of lines, and say how many there were."""
        count = 0

        def pieces() -> Iterator[bytes]:
            nonlocal count
            for some in batched(lines, LINES_AT_ONCE, strict=False):
                count += len(some)
                yield b"".join(some)
                tick(len(some))

        return self.add(name, pieces()), count

    def add_manifest(self, manifest: Manifest) -> None:
        """Write the manifest: without it, the archive is no backup."""
        self.add(manifests.NAME, [manifests.to_json(manifest).encode()])

    def close(self) -> None:
        """Write the table of contents."""
        self._zip.close()


class Archive:
    """A backup opened for reading. Everything it does may raise BrokenBackup."""

    def __init__(self, file: zipfile.ZipFile, path: Path) -> None:
        self._zip = file
        self.path = path
        self.manifest = manifests.from_json(self._manifest_text())
        self._refuse_other_contents()

    def _manifest_text(self) -> bytes:
        try:
            info = self._zip.getinfo(manifests.NAME)
        except KeyError:
            raise BrokenBackup(f"{self.path} is no backup of Kunjae: it has no {manifests.NAME}.") from None
        if info.file_size > LARGEST_MANIFEST:
            raise BrokenBackup(f"{self.path}: {manifests.NAME} is larger than any backup's.")
        return b"".join(self._pieces(manifests.NAME))

    def _refuse_other_contents(self) -> None:
        """The archive holds what the manifest says, each once, and nothing else."""
        promised = {content.name: content for content in self.manifest.contents}
        found = [info for info in self._zip.infolist() if info.filename != manifests.NAME]
        names = {info.filename for info in found}
        if len(names) != len(found) or len(promised) != len(self.manifest.contents):
            raise BrokenBackup(f"{self.path}: the same name stands twice in it.")
        if strange := sorted(names - promised.keys()):
            raise BrokenBackup(f"{self.path}: its manifest does not know {strange[0]!r}.")
        if missing := sorted(promised.keys() - names):
            raise BrokenBackup(f"{self.path}: {missing[0]!r} is missing.")
        for info in found:
            if info.file_size != promised[info.filename].bytes:
                raise BrokenBackup(f"{self.path}: {info.filename!r} has another size than its manifest says.")

    def verify(self, tick: Tick) -> None:
        """Read everything once: checksums and numbers of rows are those of the manifest. `tick` hears of bytes."""
        for table in self.manifest.tables:
            lines = sum(piece.count(b"\n") for piece in self._checked(table.content, tick))
            if lines != table.rows + 1:
                raise BrokenBackup(
                    f"{self.path}: {table.content.name} has {max(0, lines - 1)} rows, not {table.rows}."
                )
        for upload in self.manifest.uploads:
            for _ in self.upload(upload, tick):
                pass

    def lines(self, table: TableContent) -> Iterator[bytes]:
        """The lines of a table's file, the first with the columns' names."""
        info = self._zip.getinfo(table.content.name)
        with self._readable(table.content.name), io.BufferedReader(self._zip.open(info), PIECE) as file:  # type: ignore[type-var]
            while line := file.readline(LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise BrokenBackup(f"{self.path}: {table.content.name} has a line without an end.")
                yield line

    def upload(self, content: Content, tick: Tick) -> Iterator[bytes]:
        """An upload in pieces, its checksum proven at the last."""
        named = Content(manifests.upload_name(content.name), content.bytes, content.sha256)
        return self._checked(named, tick)

    def _checked(self, content: Content, tick: Tick) -> Iterator[bytes]:
        size, digest = 0, hashlib.sha256()
        for piece in self._pieces(content.name):
            size += len(piece)
            digest.update(piece)
            yield piece
            tick(len(piece))
        if size != content.bytes or digest.hexdigest() != content.sha256:
            raise BrokenBackup(f"{self.path}: {content.name!r} is damaged: its checksum is another.")

    def _pieces(self, name: str) -> Iterator[bytes]:
        info = self._zip.getinfo(name)
        if info.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED) or info.flag_bits & 1:
            raise BrokenBackup(f"{self.path}: {name!r} is packed in another way than Kunjae packs.")
        with self._readable(name), self._zip.open(info) as file:
            while piece := file.read(PIECE):
                yield piece

    @contextmanager
    def _readable(self, name: str) -> Iterator[None]:
        try:
            yield
        except _UNREADABLE as error:
            raise BrokenBackup(f"{self.path}: {name!r} is damaged: {error}.") from error


_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError, UnicodeDecodeError,
)  # fmt: skip


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The backup at this path. Raises BrokenBackup, NewerBackup, or OSError when it cannot be read at all."""
    try:
        file = zipfile.ZipFile(path)
    except (*_UNREADABLE, ValueError) as error:
        raise BrokenBackup(
            f"{path} is no backup of Kunjae, or is cut short: it cannot be opened as a zip ({error})."
        ) from error
    with file:
        if any(info.header_offset < 0 for info in file.infolist()):  # the zip's own reader would seek there
            raise BrokenBackup(f"{path} is damaged: its table of contents leads out of the file.")
        yield Archive(file, path)
