"""Files of bookings that are good, of either kind, and how they are spoilt."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from kunjae.imports.hotel_booking_demand import HotelBookingDemand
from tests.hostile.fuzzing import FACTOR, SHARE
from tests.hostile.values import ODD_DATES, ODD_NUMBERS, ODD_TEXTS, values

type Cell = str | bytes
SAMPLE = Path(__file__).parent.parent / "data" / "resort_hotel_sample.csv"
LONGEST = 200_000
"""Bytes of a cell: Python's reader of CSV takes 131,072."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what a good one holds, how it is imported, into which hotel, which words it knows, and one in how
    many odd cells is tried each time."""

    table: list[list[str]]
    arguments: list[str]
    slug: str
    known: list[str]
    part: int = 1


def _table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.strip())))


def _without_unread(table: list[list[str]]) -> list[list[str]]:
    """Without the columns that the importer does not look at, but for one."""
    kept = [at for at, name in enumerate(table[0]) if name in HotelBookingDemand.columns | {"agent"}]
    return [[row[at] for at in kept] for row in table]


OWN = Kind(
    _table("""
name,email,phone,language,source,notes,room_type,rate_plan,room,check_in,check_out,adults,children,price_per_night,booked_on,status,status_on
Anong,anong@example.com,+66812345678,th,line,"late, ""very"" late",STD,BAR,001,2026-12-20,2026-12-22,2,0,1500.50,2026-11-20,reserved,
Malee,,,th,phone,,STD,BAR,,2026-11-20,2026-11-23,2,1,1400,2026-11-10,checked_out,2026-11-22
Emma,,,en,agency,,DLX,NRF,101,2026-11-24,2026-11-27,1,0,2000,2026-11-20,in_house,
Jonas,,,en,agency,,DLX,BAR,,2026-12-20,2026-12-22,2,0,,2026-11-20,cancelled,2026-11-21
Piya,,,th,website,,STD,BAR,,2026-11-15,2026-11-16,2,0,1500,2026-11-10,no_show,
"""),
    ["--property", "baan-talay"],
    "baan-talay",
    ["STD", "DLX", "BAR", "NRF", "001", "999", "101", "FREMDLING-T", "FREMDLING-1", "th", "fr", "line", "fax", "reserved", "in_house", "checked_out", "cancelled", "no_show", "0", "1", "3", "100", "2026-11-14", "2026-11-25", "2026-12-21", "2027-12-20", "2026-11-20 ", "99999999999.99", "100000000000"],
)  # fmt: skip
DEMAND = Kind(
    _without_unread(_table("\n".join(SAMPLE.read_text(encoding="utf-8").splitlines()[:5]))),
    ["--property", "resort", "--map", "hotel-booking-demand"],
    "resort",
    ["A", "C", "A B", "a/b", "NULL", "NA", "Undefined", "BB", "XX", "July", "Canceled", "No-Show", "Check-Out", "0", "1", "10", "100", "365", "2015", "2024", "7/15/2015", "2015-07-15", "7/15/99999999999999999999", "0/0/0", "1/1/1", "7/15", "7/15/2015/1", "-6.38", "0.00", "Groups"],
    part=4,
)  # fmt: skip

ODD_PIECES = [b'"', b'""', b'","', b"\n", b"\r", b"\r\n", b"\x00", b",", b",,,,", b";", b"\xef\xbb\xbf", b"\xff", b"\xc2\x85", b"\xe2\x80\xa8", b'"a\nb"', b"'", b"\\", b"\t", b"\n\n,,,\n\n", b'"' + b"x\n" * 70_000 + b'"']  # fmt: skip


def spoilt_cell_by_cell(kind: Kind) -> list[list[str]]:
    """A table with a row for each odd value in each column, each otherwise good and on a night of its own."""
    header, good, *_ = kind.table
    odd = [value for value in [*ODD_TEXTS, *ODD_NUMBERS, *ODD_DATES, *kind.known] if isinstance(value, str)]
    rows = []
    for night, (at, value) in enumerate((at, value) for at in range(len(header)) for value in odd):
        day = date(2026, 12, 1) + timedelta(days=night % 90)
        row = dict(zip(header, good, strict=True))
        if kind is OWN:
            row |= {"check_in": f"{day}", "check_out": f"{day + timedelta(days=1)}", "room": ""}
        rows.append(list((row | {header[at]: value}).values()))
    tried = min(len(rows), len(rows) * FACTOR // SHARE // kind.part)
    return [header, *Random(1).sample(rows, tried)]


@st.composite
def spoilt_files(draw: st.DrawFn, kind: Kind) -> bytes:
    """The kind's good file with one to three things wrong with its cells, rows, columns, letters or bytes."""
    table: list[list[Cell]] = [list(row) for row in kind.table]
    cells = values(kind.known, most=LONGEST)
    delimiter, end = b",", b"\n"
    finish: Callable[[bytes], bytes] = bytes
    for _ in range(draw(st.integers(1, 3))):
        how = draw(st.sampled_from(["cell"] * 8 + ["known"] * 8 + ["row", "column", "writing", "bytes"]))
        if not table:
            break
        row = draw(st.integers(1, len(table) - 1)) if len(table) > 1 else 0
        column = draw(st.integers(0, max(0, min(map(len, table)) - 1)))
        if how in ("cell", "known") and column < len(table[row]):
            table[row][column] = draw(cells if how == "cell" else st.sampled_from(kind.known))
        elif how == "row":
            table = draw(_spoilt_rows(table, row))
        elif how == "column":
            table = draw(_spoilt_columns(table, column))
        elif how == "writing":
            delimiter = draw(st.sampled_from([b",", b";", b"\t", b"|", b""]))
            end = draw(st.sampled_from([b"\n", b"\r", b"\r\n", b"\n\r", b"\n\n", b""]))
        elif how == "bytes":
            finish = draw(_spoilt_bytes())
    return finish(end.join(delimiter.join(map(written, row)) for row in table) + end)


@st.composite
def _spoilt_rows(draw: st.DrawFn, table: list[list[Cell]], row: int) -> list[list[Cell]]:
    """The row lost, doubled, longer, shorter, empty, or standing where the header was."""
    how = draw(st.sampled_from(["lost", "doubled", "longer", "shorter", "empty", "first", "alone"]))
    changed: dict[str, list[list[Cell]]] = {
        "lost": table[:row] + table[row + 1 :],
        "doubled": [*table, table[row]],
        "longer": [*table[:row], [*table[row], "more", ""], *table[row + 1 :]],
        "shorter": [*table[:row], table[row][: len(table[row]) // 2], *table[row + 1 :]],
        "empty": [*table[:row], [""] * len(table[row]), [], *table[row:]],
        "first": [table[row], *table[:row], *table[row + 1 :]],
        "alone": table[:1],
    }
    return changed[how]


@st.composite
def _spoilt_columns(draw: st.DrawFn, table: list[list[Cell]], column: int) -> list[list[Cell]]:
    """The column lost, doubled, or of another name."""
    how = draw(st.sampled_from(["lost", "doubled", "renamed", "swapped"]))
    if how == "lost":
        return [row[:column] + row[column + 1 :] for row in table]
    if how == "doubled":
        return [[*row, *row[column : column + 1]] for row in table]
    header = list(table[0])
    if how == "renamed":
        name = draw(st.sampled_from(["line", "reason", "…", "", "vip", "NAME", " name ", "adr"]))
        header[column : column + 1] = [name]
    else:
        header = header[::-1]
    return [header, *table[1:]]


@st.composite
def _spoilt_bytes(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """What happens to the whole file: another encoding, packed, cut, or something odd in its midst."""
    share = draw(st.floats(0, 1))
    piece = draw(st.sampled_from(ODD_PIECES) | st.binary(min_size=1, max_size=3))
    encoding = draw(st.sampled_from(["utf-16", "utf-32", "cp874", "cp1252", "utf-7"]))

    def place(content: bytes) -> int:
        return int(len(content) * share)

    changes: list[Callable[[bytes], bytes]] = [
        lambda content: content.decode("utf-8", "replace").encode(encoding, "replace"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: gzip.compress(content, mtime=0),
        lambda content: gzip.compress(content, mtime=0)[: place(content)],
        lambda content: b"\x1f\x8b" + content,
        lambda content: content[: place(content)],
        lambda content: content[: place(content)] + piece + content[place(content) :],
        lambda content: content[: place(content)] + piece + content[place(content) + len(piece) :],
        lambda _: b"",
    ]
    return draw(st.sampled_from(changes))


def written(cell: Cell) -> bytes:
    """The cell as it stands in a file: quoted where it has to be."""
    content = cell if isinstance(cell, bytes) else cell.encode("utf-8", "surrogatepass")
    if any(sign in content for sign in b',"\r\n'):
        return b'"' + content.replace(b'"', b'""') + b'"'
    return content
