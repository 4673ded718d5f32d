"""Bookings from our own CSV."""

import gzip
from datetime import date
from importlib import import_module

import pytest
from click.testing import CliRunner

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking, Stay
from kunjae.changes.commands import change_at_once
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import Cancel, ChangeGuests
from kunjae.checks.proof import prove
from kunjae.config import cli
from kunjae.imports.bookings import import_bookings, understand_own
from kunjae.imports.csv_files import read_rows, write_rejected
from kunjae.imports.errors import BrokenFile
from kunjae.imports.own_format import OwnFormat
from kunjae.imports.replay import Replay
from tests.hotel import CLERK, NEAR, make_hotel

HEADER = (
    "name,email,phone,language,source,notes,room_type,rate_plan,room,check_in,check_out,adults,children,"
    "price_per_night,booked_on,status"
)
GOOD = """
Anong,anong@example.com,+66812345678,th,line,late arrival,STD,BAR,001,2026-12-10,2026-12-12,2,0,1500.50,2026-11-20,reserved
Malee,,,th,phone,,STD,BAR,,2026-12-01,2026-12-03,2,1,1400,2026-11-20,checked_out
Emma,,,en,agency,,DLX,BAR,101,2026-12-07,2026-12-10,1,0,,2026-12-01,in_house
Jonas,,,en,agency,,DLX,BAR,,2026-12-20,2026-12-22,2,0,2600,2026-12-01,cancelled
Piya,,,th,website,,STD,BAR,,2026-12-05,2026-12-06,2,0,1500,2026-12-01,no_show
"""


def write(tmp_path, rows: str, header: str = HEADER):
    path = tmp_path / "bookings.csv"
    path.write_text(header + "\n" + rows.strip() + "\n", encoding="utf-8")
    return path


def load(hotel, path):
    return import_bookings(property=hotel, found=understand_own(path, hotel, NEAR))


def reasons(hotel, path) -> list[str]:
    return [reason for _, reason in load(hotel, path).rejected]


def all_agrees() -> bool:
    return all(proof.holds for proof in prove(today=NEAR.date()))


@pytest.mark.django_db
class TestImporting:
    def test_every_row_reaches_its_status(self, tmp_path):
        hotel = make_hotel()
        imported = load(hotel, write(tmp_path, GOOD))
        assert (imported.read, imported.imported, imported.rejected, imported.unfinished) == (5, 5, [], [])
        assert imported.statuses == dict.fromkeys(StayStatus, 1)
        first = Booking.objects.of(hotel).get(booker__name="Anong")
        assert (first.value, first.source, first.language, first.booked_at.date()) == (
            300100,
            "line",
            "th",
            date(2026, 11, 20),
        )
        assert Stay.objects.of(hotel).get(booking=first).room.number == "001"
        assert all_agrees()

    def test_a_guest_who_checked_in_had_a_room(self, tmp_path):
        hotel = make_hotel()
        load(hotel, write(tmp_path, GOOD))
        stays = Stay.objects.of(hotel).filter(status__in=["checked_out", "in_house"])
        assert sorted(stay.room.number for stay in stays.select_related("room")) == ["001", "101"]

    def test_no_fee_is_recorded_for_what_ended_before(self, tmp_path):
        hotel = make_hotel()
        load(hotel, write(tmp_path, GOOD))
        assert set(Booking.objects.of(hotel).values_list("fees", "changes_recorded")) == {(0, 0)}

    def test_a_second_run_changes_nothing(self, tmp_path):
        hotel = make_hotel()
        path = write(tmp_path, GOOD)
        load(hotel, path)
        history = HistoryEntry.objects.of(hotel).count()
        again = load(hotel, path)
        assert (again.made, again.events, again.imported) == (0, 0, 5)
        assert HistoryEntry.objects.of(hotel).count() == history

    def test_equal_rows_are_bookings_of_their_own(self, tmp_path):
        hotel = make_hotel()
        row = GOOD.strip().splitlines()[1]
        load(hotel, write(tmp_path, row))
        again = load(hotel, write(tmp_path, f"{row}\n{row}"))
        assert (again.imported, again.made, Booking.objects.of(hotel).count()) == (2, 1, 2)

    def test_what_staff_changed_since_is_left_alone(self, tmp_path):
        hotel = make_hotel()
        row = GOOD.strip().splitlines()[0]
        load(hotel, write(tmp_path, row))
        code = Booking.objects.of(hotel).get().code
        wanted = [ChangeGuests(1, adults=1, children=0)]
        change_at_once(property=hotel, code=code, operations=wanted, actor=CLERK, now=NEAR)
        change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=NEAR)
        assert load(hotel, write(tmp_path, row)).events == 0

    def test_a_run_that_was_broken_off_is_continued(self, tmp_path, monkeypatch):
        hotel = make_hotel()
        path = write(tmp_path, GOOD)
        carry_out, left = Replay._carry_out, iter(range(6))

        def break_off(self, event):
            if next(left, None) is None:
                raise KeyboardInterrupt
            carry_out(self, event)

        with monkeypatch.context() as patched:
            patched.setattr(Replay, "_carry_out", break_off)
            with pytest.raises(KeyboardInterrupt):
                load(hotel, path)
        assert 0 < Booking.objects.of(hotel).count() < 5 or all_agrees()
        again = load(hotel, path)
        assert (again.imported, again.statuses) == (5, dict.fromkeys(StayStatus, 1))
        assert all_agrees()

    def test_a_sold_out_night_rejects_that_row_alone(self, tmp_path):
        hotel = make_hotel()
        rows = "\n".join(
            f"G{n},,,en,agency,,DLX,BAR,,2026-12-20,2026-12-21,2,0,,2026-12-01,reserved" for n in range(3)
        )
        imported = load(hotel, write(tmp_path, rows))
        assert (imported.imported, len(imported.rejected)) == (2, 1)
        assert "sold out" in imported.rejected[0][1].lower()
        assert all_agrees()

    @pytest.mark.django_db(transaction=True)
    def test_a_booking_code_that_is_taken_is_drawn_again(self, tmp_path, monkeypatch):
        hotel = make_hotel()
        codes = iter(["KJAAAAAA", "KJAAAAAA", "KJAAAAAA", "KJAAAAAA", *(f"KJBBBBB{n}" for n in range(2, 9))])
        monkeypatch.setattr(import_module("kunjae.changes.commands.book"), "new_code", lambda: next(codes))
        row = GOOD.strip().splitlines()[0].replace(",001,", ",,")
        imported = load(hotel, write(tmp_path, "\n".join([row] * 3)))
        assert (imported.imported, imported.rejected) == (3, [])
        assert all_agrees()

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"room_type": "XXX"}, "room_type: there is no room type XXX"),
            ({"rate_plan": "XXX"}, "rate_plan: there is no rate plan XXX"),
            ({"room": "999"}, "room: there is no room 999"),
            ({"check_in": "2026-13-01"}, "check_in: must be a date"),
            ({"check_out": "2026-12-10"}, "check_out: check-out must be after check-in"),
            ({"check_out": "2028-01-10"}, "check_out: a stay is at most 365 nights"),
            ({"adults": "0"}, "nobody staying"),
            ({"adults": "two"}, "adults: must be a whole number"),
            ({"price_per_night": "-1"}, "price_per_night: must not be negative"),
            ({"price_per_night": "1.005"}, "price_per_night: THB has 2 decimals"),
            ({"status": "gone"}, "status: must be one of"),
            ({"source": "fax"}, "source: must be one of"),
            ({"language": "fr"}, "language: must be th or en"),
            ({"name": ""}, "name: is required"),
            ({"booked_on": "2026-12-11"}, "booked_on: lies in the future"),
            ({"status": "checked_out"}, "status: cannot be before check_in"),
            ({"price_per_night": "", "rate_plan": "NRF", "room_type": "DLX", "room": ""}, "no price"),
        ],
    )
    def test_a_row_that_cannot_be_is_rejected_with_its_column(self, tmp_path, change, reason):
        hotel = make_hotel()
        cells = dict(zip(HEADER.split(","), GOOD.strip().splitlines()[0].split(","), strict=True)) | change
        found = reasons(hotel, write(tmp_path, ",".join(cells.values())))
        assert len(found) == 1
        assert reason.lower() in found[0].lower()
        assert not Booking.objects.of(hotel).exists()

    def test_the_command_tells_and_writes_the_rejected_rows(self, tmp_path):
        make_hotel()
        path = write(
            tmp_path, GOOD + "Nobody,,,en,other,,STD,BAR,,2026-12-20,2026-12-21,0,0,1,2026-11-01,reserved"
        )
        result = CliRunner().invoke(cli.main, ["import-bookings", str(path), "--property", "baan-talay"])
        # The clock of this machine decides which of the rows lie in the future.
        assert result.exit_code == 0, result.output
        rejected = path.with_name("bookings.csv.rejected.csv").read_text(encoding="utf-8")
        assert "nobody staying" in rejected
        assert "read 6 = " in result.output

    def test_an_unknown_hotel_is_said_so(self, tmp_path):
        result = CliRunner().invoke(
            cli.main, ["import-bookings", str(write(tmp_path, GOOD)), "--property", "x"]
        )
        assert result.exit_code == 1
        assert "There is no hotel" in result.stderr


class TestReading:
    reading = OwnFormat("THB")

    def test_gzip_is_recognised_by_its_content(self, tmp_path):
        path = tmp_path / "bookings"
        path.write_bytes(gzip.compress(f"{HEADER}\n{GOOD.strip()}\n".encode()))
        assert len(read_rows(path, self.reading)[1]) == 5

    def test_the_order_of_the_columns_is_no_part_of_a_row(self, tmp_path):
        one = read_rows(
            write(tmp_path, "A,S,B,2026-01-01,2026-01-02", "name,room_type,rate_plan,check_in,check_out"),
            self.reading,
        )[1]
        two = read_rows(
            write(tmp_path, "S,A,B,2026-01-01,2026-01-02", "room_type,name,rate_plan,check_in,check_out"),
            self.reading,
        )[1]
        assert one[0].key == two[0].key

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "columns missing"),
            (b"name,room_type\n", "columns missing: check_in, check_out, rate_plan"),
            (f"{HEADER},vip\n".encode(), "unknown columns: vip"),
            (f"{HEADER},name\n".encode(), "given twice: name"),
            (f"{HEADER}\n\xe9".encode("latin-1"), "line 2 is not UTF-8"),
            (f'{HEADER}\n"Anong,'.encode(), "line 2"),
            (gzip.compress(b"name", mtime=0)[:-6], "damaged"),
        ],
    )
    def test_a_broken_file_says_what_and_where(self, tmp_path, content, message):
        path = tmp_path / "bookings.csv"
        path.write_bytes(content)
        with pytest.raises(BrokenFile, match=message):
            read_rows(path, self.reading)

    def test_a_row_with_too_many_cells_is_rejected_and_kept(self, tmp_path):
        path = write(tmp_path, GOOD.strip().splitlines()[0] + ",more")
        _, rows = read_rows(path, self.reading)
        assert rows[0].values["…"] == "more"

    def test_rejected_rows_can_be_imported_again_once_they_are_mended(self, tmp_path):
        path = write(tmp_path, GOOD)
        header, rows = read_rows(path, self.reading)
        place = write_rejected(path, header, [(rows[1], "why")])
        assert place is not None
        assert read_rows(place, self.reading)[1][0].key == rows[1].key

    def test_where_the_folder_cannot_be_written_they_go_to_the_current_one(self, tmp_path, monkeypatch):
        path = write(tmp_path, GOOD)
        header, rows = read_rows(path, self.reading)
        (tmp_path / "bookings.csv.rejected.csv").mkdir()
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        place = write_rejected(path, header, [(rows[0], "why")])
        assert place is not None
        assert place.resolve().parent.name == "here"
