"""Reading CSV files row by row, plain or gzipped, and writing the rows that were rejected."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kunjae.imports.errors import BrokenFile
from kunjae.imports.rows import RawRow, Reading

ADDED = ("line", "reason")
"""Columns that the file of rejected rows adds; they are no part of a row's content."""
_GZIP = b"\x1f\x8b"


def read_rows(path: Path, reading: Reading) -> tuple[list[str], list[RawRow]]:
    """The columns and the rows of the file. Raises BrokenFile naming what is wrong and where."""
    text = _text(path)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[RawRow] = []
    equals: Counter[str] = Counter()
    try:
        header = [name.strip() for name in next(lines, [])]
        _check_header(path, header, reading)
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            if len(cells) > len(header):
                values["…"] = ",".join(cells[len(header) :])
            content = _hash(values)
            equals[content] += 1
            rows.append(RawRow(lines.line_num, len(rows) + 1, f"{content}-{equals[content]}", values))
    except csv.Error as error:
        raise BrokenFile(f"{path.name}: line {lines.line_num}: {error}") from error
    return header, rows


def write_rejected(path: Path, header: list[str], rejected: Iterable[tuple[RawRow, str]]) -> Path | None:
    """Write the rejected rows beside the file, else into the current folder; None when there are none."""
    rejected = sorted(rejected, key=lambda item: item[0].number)
    columns = [name for name in header if name not in ADDED]
    name = f"{path.name}.rejected.csv"
    places = [path.with_name(name), Path(name)]
    if not rejected:
        for place in places[:1]:
            place.unlink(missing_ok=True)
        return None
    for place in places:
        try:
            with place.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow([*columns, *ADDED])
                for row, reason in rejected:
                    writer.writerow([*(row.values.get(column, "") for column in columns), row.line, reason])
        except OSError as error:
            refused = error
        else:
            return place
    raise BrokenFile(f"The rejected rows could not be written: {refused.strerror}.")


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BrokenFile(f"{path.name}: line {line} is not UTF-8 text") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BrokenFile(f"{path.name}: the gzip file is damaged ({error})") from error
    except OSError as error:
        raise BrokenFile(f"{path.name}: {error.strerror}") from error


def _check_header(path: Path, header: list[str], reading: Reading) -> None:
    if missing := sorted(reading.columns - set(header)):
        raise BrokenFile(f"{path.name}: line 1: columns missing: {', '.join(missing)}")
    if twice := sorted(name for name, times in Counter(header).items() if times > 1):
        raise BrokenFile(f"{path.name}: line 1: columns given twice: {', '.join(twice)}")
    if reading.may_have is not None:
        unknown = sorted(set(header) - reading.columns - reading.may_have - set(ADDED))
        if unknown:
            raise BrokenFile(f"{path.name}: line 1: unknown columns: {', '.join(unknown)}")


def _hash(values: dict[str, str]) -> str:
    """The content of a row, whatever the order of its columns; empty cells are no content."""
    content = sorted((name, value) for name, value in values.items() if value and name not in ADDED)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:48]
