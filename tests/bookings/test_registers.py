"""The rows of ตม.30 and ร.ร.4, to the byte."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kunjae.bookings.facts import Document, RegisteredGuest, Sex
from kunjae.bookings.registers import (
    RR4_HEADINGS,
    TM30_HEADINGS,
    Arrival,
    Gap,
    Register,
    csv_text,
    gaps,
    harmless,
    is_complete,
    rr4_rows,
    tm30_rows,
)

BANGKOK = "Asia/Bangkok"
ANNA = RegisteredGuest(
    first_name="Anna",
    middle_name="Maria",
    last_name="Müller",
    sex=Sex.FEMALE,
    birth_date=date(1985, 6, 7),
    nationality="DEU",
    document=Document.PASSPORT,
    document_number="C01X00T47",
    occupation="Engineer",
    address="Berlin, Germany",
    phone="+4915112345678",
    coming_from="Phuket",
    going_to="Chiang Mai",
)
SOMCHAI = RegisteredGuest(
    first_name="สมชาย",
    last_name="ใจดี",
    nationality="THA",
    document=Document.ID_CARD,
    document_number="1101700230708",
    occupation="ครู",
    address="กรุงเทพมหานคร",
    coming_from="กรุงเทพมหานคร",
    going_to="ระยอง",
)


def arrival(*guests: RegisteredGuest, **changed: Any) -> Arrival:
    """A stay of two, 10 to 12 December 2026, checked in at 14:05 in Bangkok."""
    values: dict[str, Any] = {
        "code": "KJ234567",
        "number": 1,
        "room": "001",
        "booked_as": "Somchai Jaidee",
        "check_in": date(2026, 12, 10),
        "check_out": date(2026, 12, 12),
        "arrived_at": datetime(2026, 12, 10, 7, 5, tzinfo=UTC),
        "left_at": None,
        "has_left": False,
        "adults": max(1, len(guests)),
        "guests": guests,
    }
    return Arrival(**values | changed)


def file(headings: tuple[str, ...], rows: Any) -> bytes:
    return "".join(csv_text(headings, rows)).encode()


def test_the_file_of_foreign_guests_is_the_template_of_the_immigration_bureau() -> None:
    assert file(TM30_HEADINGS, tm30_rows([arrival(ANNA, SOMCHAI)], BANGKOK)) == (
        b"\xef\xbb\xbf"
        + (
            '"ชื่อ\nFirst Name *","ชื่อกลาง\nMiddle Name","นามสกุล\nLast Name","เพศ\nGender *",'
            '"เลขหนังสือเดินทาง\nPassport No. *","สัญชาติ\nNationality *",'
            '"วัน เดือน ปี เกิด\nBirth Date\nDD/MM/YYYY(ค.ศ. / A.D.) \nเช่น 17/06/1985 หรือ 10/00/1985 หรือ 00/00/1985",'
            '"วันที่แจ้งออกจากที่พัก\nCheck-out Date\nDD/MM/YYYY(ค.ศ. / A.D.) \nเช่น 14/06/2023","เบอร์โทรศัพท์\nPhone No."\r\n'
            "Anna,Maria,Müller,F,C01X00T47,DEU,07/06/1985,12/12/2026,4915112345678\r\n"
        ).encode()
    )


def test_the_guest_register_numbers_everybody_and_writes_thai_years() -> None:
    left = datetime(2026, 12, 12, 4, 30, tzinfo=UTC)
    rows = rr4_rows([arrival(SOMCHAI, ANNA, left_at=left, has_left=True)], BANGKOK, "buddhist")
    assert file(RR4_HEADINGS, rows) == (
        b"\xef\xbb\xbf"
        + (
            "ลำดับที่,วันเวลาที่มาเข้าพัก,ห้องพักเลขที่,ชื่อตัวและชื่อสกุล,สัญชาติ,"
            "เลขประจำตัวประชาชน หรือใบสำคัญประจำตัวคนต่างด้าว หรือหนังสือเดินทาง,"
            "ที่อยู่ปัจจุบันอยู่ที่ตำบล อำเภอ จังหวัด หรือประเทศใด,อาชีพ,มาจากตำบล อำเภอ จังหวัด หรือประเทศใด,"
            "จะไปที่ตำบล อำเภอ จังหวัด หรือประเทศใด,วันเวลาที่ออกไป,หมายเหตุ\r\n"
            "1,10/12/2569 14:05,001,สมชาย ใจดี,ไทย,บัตรประจำตัวประชาชน 1101700230708,กรุงเทพมหานคร,ครู,"
            "กรุงเทพมหานคร,ระยอง,12/12/2569 11:30,\r\n"
            "2,10/12/2569 14:05,001,Anna Maria Müller,เยอรมนี,หนังสือเดินทาง C01X00T47,"
            '"Berlin, Germany",Engineer,Phuket,Chiang Mai,12/12/2569 11:30,\r\n'
        ).encode()
    )


def test_a_property_of_the_gregorian_era_gets_its_years() -> None:
    ((_, came, *_),) = rr4_rows([arrival(SOMCHAI)], BANGKOK, "gregorian")
    assert came == "10/12/2026 14:05"


def test_a_stay_without_moments_falls_back_to_its_dates() -> None:
    old = arrival(ANNA, arrived_at=None, has_left=True)
    ((*_, leaves, _phone),) = tm30_rows([old], BANGKOK)
    ((_, came, *_rest, left, _remark),) = rr4_rows([old], BANGKOK, "buddhist")
    assert (leaves, came, left) == ("12/12/2026", "10/12/2569", "12/12/2569")


def test_whoever_has_not_left_has_no_departure_in_the_guest_register_but_an_announced_one_in_tm30() -> None:
    here = arrival(ANNA)
    ((*_, left, _remark),) = rr4_rows([here], BANGKOK, "buddhist")
    ((*_, leaves, _phone),) = tm30_rows([here], BANGKOK)
    assert (left, leaves) == ("", "12/12/2026")


def test_whoever_left_early_left_on_that_day() -> None:
    early = arrival(ANNA, left_at=datetime(2026, 12, 11, 1, tzinfo=UTC), has_left=True)
    ((*_, leaves, _phone),) = tm30_rows([early], BANGKOK)
    assert leaves == "11/12/2026"


def test_the_hotels_midnight_parts_the_days_not_utcs() -> None:
    late = arrival(SOMCHAI, arrived_at=datetime(2026, 12, 10, 17, 30, tzinfo=UTC))
    ((_, came, *_),) = rr4_rows([late], BANGKOK, "gregorian")
    assert came == "11/12/2026 00:30"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1+2", "'+1+2"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_cell_is_taken_for_a_formula(typed: str, written: str) -> None:
    assert harmless(typed) == written


def test_formulas_typed_by_guests_are_harmless_in_both_files() -> None:
    evil = RegisteredGuest(
        first_name="=cmd()",
        last_name="@x",
        nationality="DEU",
        document_number="-1",
        occupation="+1",
        phone="+1 call",
    )
    for headings, rows in (
        (TM30_HEADINGS, tm30_rows([arrival(evil)], BANGKOK)),
        (RR4_HEADINGS, rr4_rows([arrival(evil)], BANGKOK, "buddhist")),
    ):
        text = "".join(csv_text(headings, rows)).removeprefix("\ufeff")
        _, row = csv.reader(io.StringIO(text, newline=""))
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
        assert "'=cmd()" in row[0] + row[3]


def test_nobody_of_unknown_nationality_is_told_to_immigration_and_nobody_foreign_is_left_out() -> None:
    unknown, scarcely = RegisteredGuest(first_name="Who"), RegisteredGuest(nationality="FRA")
    rows = list(tm30_rows([arrival(unknown, scarcely, SOMCHAI)], BANGKOK))
    assert [row[5] for row in rows] == ["FRA"]


def test_a_stay_that_nobody_registered_stands_in_the_guest_register_by_the_name_of_the_booking() -> None:
    ((number, _, room, name, *_rest, remark),) = rr4_rows([arrival()], BANGKOK, "buddhist")
    assert (number, room, name, remark) == ("1", "001", "Somchai Jaidee", "ยังไม่ได้ลงทะเบียนผู้พัก")


def test_an_erased_guest_keeps_the_number_and_nothing_else() -> None:
    erased = arrival(RegisteredGuest(), SOMCHAI)
    first, second = rr4_rows([erased], BANGKOK, "buddhist")
    assert (first[0], first[3], first[-1], second[0]) == ("1", "", "ลบข้อมูลแล้ว", "2")
    assert not list(tm30_rows([erased], BANGKOK))
    assert is_complete(Register.RR4, erased)
    assert is_complete(Register.TM30, erased)


def test_what_is_missing_is_named_guest_by_guest() -> None:
    bare = RegisteredGuest(first_name="Jean", nationality="FRA")
    both = arrival(ANNA, bare)
    assert gaps(Register.TM30, both) == [Gap("Jean", ("sex", "document_number"))]
    wanted = ("document_number", "address", "occupation", "coming_from", "going_to")
    assert gaps(Register.RR4, both) == [Gap("Jean", wanted)]
    assert is_complete(Register.TM30, arrival(ANNA, SOMCHAI))
    assert is_complete(Register.RR4, arrival(ANNA, SOMCHAI))


def test_tm30_takes_m_and_f_only_and_asks_nothing_of_thai_guests() -> None:
    other = RegisteredGuest(first_name="Kim", sex=Sex.OTHER, nationality="AUS", document_number="N1234567")
    assert gaps(Register.TM30, arrival(other)) == [Gap("Kim", ("sex",))]
    ((*_, gender, _passport, _nation, _born, _leaves, _phone),) = tm30_rows([arrival(other)], BANGKOK)
    assert gender == ""
    assert not gaps(Register.TM30, arrival(RegisteredGuest(nationality="THA", first_name="ก")))
    assert gaps(Register.TM30, arrival(RegisteredGuest(first_name="Who"))) == [Gap("Who", ("nationality",))]


def test_every_adult_is_to_be_registered() -> None:
    assert arrival(ANNA, adults=3).unregistered == 2
    assert arrival(adults=0).unregistered == 1
    assert arrival(ANNA, SOMCHAI, adults=1).unregistered == 0
    assert not is_complete(Register.TM30, arrival(ANNA, adults=2))
