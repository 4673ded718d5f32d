"""Files of bookings spoilt by accident or on purpose: every row is imported or rejected with a reason, once, or the
whole file is refused in words."""

from __future__ import annotations

import csv
import gzip
import io
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given

from kunjae.bookings.models import Booking
from kunjae.config import cli
from kunjae.properties.models import Property
from kunjae.rates.models import NightPrice
from tests.hostile.booking_files import DEMAND, OWN, Kind, spoilt_cell_by_cell, spoilt_files, written
from tests.hostile.crawling import undone
from tests.hostile.fuzzing import examples
from tests.hostile.hotels import Hotels, broken_invariants, fingerprint

KINDS = pytest.mark.parametrize("kind", [OWN, DEMAND], ids=["own", "demand"])


@KINDS
def test_no_cell_costs_more_than_its_row(hotels: Hotels, tmp_path: Path, kind: Kind) -> None:
    path = tmp_path / "bookings.csv"
    theirs = fingerprint(hotels.theirs)
    path.write_bytes(b"\n".join(b",".join(map(written, row)) for row in spoilt_cell_by_cell(kind)))
    result = run(kind, path)
    assert result.exit_code == 0, result.output
    _, imported, _ = numbers_of(result, path)
    hotel = Property.objects.get(slug=kind.slug)
    assert 0 < imported == len(bookings(hotel))
    assert "did not reach" not in result.output
    assert broken_invariants(hotel) == []
    assert fingerprint(hotels.theirs) == theirs


FOUND = {
    "a year beyond all calendars": ({"reservation_status_date": "7/15/99999999999999999999"}, "reservation_status_date"),
    "a code that no address can hold": ({"reserved_room_type": "A/B"}, "reserved_room_type"),
    "a code too long for its rooms' numbers": ({"assigned_room_type": "x" * 18}, "assigned_room_type"),
    "more children than a type can hold": ({"children": "100", "babies": "1"}, "children"),
    "a cell too many": ({"reservation_status_date": "7/15/2015,more"}, "more cells than"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", FOUND)
def test_found_what_one_row_did_to_the_whole_file(tmp_path: Path, name: str) -> None:
    wrong, reason = FOUND[name]
    header, good, *_ = DEMAND.table
    row = dict(zip(header, good, strict=True)) | wrong
    path = tmp_path / "bookings.csv"
    path.write_text("\n".join(map(",".join, [header, good, list(row.values())])), encoding="utf-8")
    result = run(DEMAND, path)
    assert result.exit_code == 0, result.output
    assert numbers_of(result, path) == (2, 1, 1)
    assert reason in rejected_rows(path)[0]["reason"]


@pytest.mark.django_db
def test_found_a_hotel_named_by_rows_that_were_rejected(tmp_path: Path) -> None:
    header, good, *_ = DEMAND.table
    nameless = list((dict(zip(header, good, strict=True)) | {"hotel": "\x07"}).values())
    path = tmp_path / "bookings.csv"
    path.write_text("\n".join(map(",".join, [header, good, nameless, nameless])), encoding="utf-8")
    assert numbers_of(run(DEMAND, path), path) == (3, 1, 2)
    assert Property.objects.get().name["en"] == "Resort Hotel"


@pytest.mark.django_db
def test_found_bookings_of_more_than_ten_years(tmp_path: Path) -> None:
    header, good, *_ = DEMAND.table
    earlier = {"arrival_date_year": "2003", "reservation_status_date": "7/15/2003"}
    row = list((dict(zip(header, good, strict=True)) | earlier).values())
    path = tmp_path / "bookings.csv"
    path.write_text("\n".join(map(",".join, [header, good, row])), encoding="utf-8")
    assert numbers_of(run(DEMAND, path), path) == (2, 2, 0)
    nights = NightPrice.objects.of(Property.objects.get()).values_list("night", flat=True)
    assert (len(nights), min(nights), max(nights)) == (4389, date(2003, 7, 10), date(2015, 7, 15))


@KINDS
def test_each_row_is_imported_once_or_rejected_with_a_reason(
    hotels: Hotels, tmp_path: Path, kind: Kind
) -> None:
    path = tmp_path / "bookings.csv"
    theirs = fingerprint(hotels.theirs)

    @examples(40)
    @given(spoilt_files(kind))
    def holds(content: bytes) -> None:
        path.write_bytes(content)
        with undone():
            each_row_has_its_place(kind, path)
            assert fingerprint(hotels.theirs) == theirs

    holds()


def each_row_has_its_place(kind: Kind, path: Path) -> None:
    """Import the file twice: all rows are told of each time, and what was imported stays as it is."""
    path.with_name(f"{path.name}.rejected.csv").unlink(missing_ok=True)
    hotel = Property.objects.filter(slug=kind.slug).first()
    known = bookings(hotel), hotel and fingerprint(hotel)
    result = run(kind, path)
    if result.exit_code:
        assert len(result.stderr) > len("Error: \n"), "refused without a word"
        hotel = Property.objects.filter(slug=kind.slug).first()
        assert (bookings(hotel), hotel and fingerprint(hotel)) == known
        return
    hotel = Property.objects.get(slug=kind.slug)
    once = bookings(hotel)
    assert len(once) == numbers_of(result, path)[1]
    assert broken_invariants(hotel) == []
    again = run(kind, path)
    assert again.exit_code == 0, again.output
    twice = bookings(hotel)
    assert len(twice) == numbers_of(again, path)[1]
    assert once.items() <= twice.items()


def run(kind: Kind, path: Path) -> Result:
    result = CliRunner().invoke(cli.main, ["import-bookings", str(path), *kind.arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1)
    assert "Traceback" not in result.output
    return result


def numbers_of(result: Result, path: Path) -> tuple[int, int, int]:
    """How many rows were read, imported and rejected: those that stand in the file, and in that of rejected rows."""
    told = re.search(r"^read ([\d,]+) = ([\d,]+) imported \+ ([\d,]+) rejected$", result.output, re.MULTILINE)
    assert told, result.output
    read, imported, rejected = (int(number.replace(",", "")) for number in told.groups())
    refused = rejected_rows(path)
    assert read == imported + rejected == rows_in(path.read_bytes())
    assert rejected == len(refused)
    assert all(row["reason"].strip() and int(row["line"]) > 1 for row in refused)
    return read, imported, rejected


def rejected_rows(path: Path) -> list[dict[str, str]]:
    place = path.with_name(f"{path.name}.rejected.csv")
    if not place.exists():
        return []
    with place.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows_in(content: bytes) -> int:
    """Rows with anything in them, the header not counted."""
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    _, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return sum(any(cell.strip() for cell in row) for row in rows)


def bookings(hotel: Property | None) -> dict[str | None, str]:
    """Import key -> code, of those that came from a file."""
    if hotel is None:
        return {}
    rows = Booking.objects.of(hotel).filter(import_key__isnull=False)
    return dict(rows.values_list("import_key", "code"))
