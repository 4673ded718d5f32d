"""The registers that Thai law asks a hotel for, from who arrived to the rows of a file. Pure.

ตม.30 (Immigration Act, section 38): foreign guests, told within 24 hours of their arrival; the columns and headings are
those of the Immigration Bureau's own template. ร.ร.4 (Hotel Act, sections 35 and 36): every guest, in the columns of the
ministry's form. Both are Thai documents: their headings and words do not follow the language of the page.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from kunjae.bookings.facts import Document, RegisteredGuest, Sex
from kunjae.kernel.countries import HOME, country_name

_BUDDHIST_YEARS = 543
_FORMULA_SIGNS = "=+-@\t\r\n"


class Register(StrEnum):
    TM30 = "tm30"
    RR4 = "rr4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A stay whose guests came. `arrived_at` and `left_at` None: checked in or out when moments were not kept yet, then
    its dates stand for them. `booked_as`: the name of the stay's guest, else the booker's. A guest of whom nothing is left
    was erased."""

    code: str
    number: int
    room: str
    booked_as: str
    check_in: date
    check_out: date
    arrived_at: datetime | None
    left_at: datetime | None
    has_left: bool
    adults: int
    guests: tuple[RegisteredGuest, ...] = ()

    @property
    def unregistered(self) -> int:
        """How many nobody wrote down, of the adults; somebody always sleeps there."""
        return max(0, max(self.adults, 1) - len(self.guests))

    def day(self, zone: ZoneInfo) -> date:
        """The hotel-local day on which they came."""
        return self.arrived_at.astimezone(zone).date() if self.arrived_at else self.check_in


@dataclass(frozen=True, slots=True)
class Gap:
    """What a register wants to know of one guest and does not."""

    name: str
    fields: tuple[str, ...]


TM30_WANTED = ("first_name", "sex", "document_number", "nationality")
"""The starred columns of the template. It takes M or F only, so another sex is a gap as well."""
RR4_WANTED = (
    "name", "nationality", "document_number", "address", "occupation", "coming_from", "going_to",
)  # fmt: skip
"""The law wants every column filled unless there is a good reason."""


def gaps(register: Register, arrival: Arrival) -> list[Gap]:
    """What is missing of the guests that are registered, in their order; see also `Arrival.unregistered`."""
    missing = ((guest.name, _missing(register, guest)) for guest in arrival.guests)
    return [Gap(name, fields) for name, fields in missing if fields]


def is_foreign(guest: RegisteredGuest) -> bool:
    """Whether the Immigration Bureau wants to know of them; nobody of unknown nationality."""
    return guest.nationality not in ("", HOME)


def _missing(register: Register, guest: RegisteredGuest) -> tuple[str, ...]:
    if guest == ERASED_GUEST:
        return ()
    if register is Register.RR4:
        return tuple(field for field in RR4_WANTED if not getattr(guest, field))
    if not is_foreign(guest):
        return () if guest.nationality else ("nationality",)
    missing = [field for field in TM30_WANTED if not getattr(guest, field)]
    if guest.sex is Sex.OTHER:
        missing.append("sex")
    return tuple(missing)


def is_complete(register: Register, arrival: Arrival) -> bool:
    return not arrival.unregistered and not gaps(register, arrival)


TM30_HEADINGS = (
    "ชื่อ\nFirst Name *",
    "ชื่อกลาง\nMiddle Name",
    "นามสกุล\nLast Name",
    "เพศ\nGender *",
    "เลขหนังสือเดินทาง\nPassport No. *",
    "สัญชาติ\nNationality *",
    "วัน เดือน ปี เกิด\nBirth Date\nDD/MM/YYYY(ค.ศ. / A.D.) \nเช่น 17/06/1985 หรือ 10/00/1985 หรือ 00/00/1985",
    "วันที่แจ้งออกจากที่พัก\nCheck-out Date\nDD/MM/YYYY(ค.ศ. / A.D.) \nเช่น 14/06/2023",
    "เบอร์โทรศัพท์\nPhone No.",
)
RR4_HEADINGS = (
    "ลำดับที่",
    "วันเวลาที่มาเข้าพัก",
    "ห้องพักเลขที่",
    "ชื่อตัวและชื่อสกุล",
    "สัญชาติ",
    "เลขประจำตัวประชาชน หรือใบสำคัญประจำตัวคนต่างด้าว หรือหนังสือเดินทาง",
    "ที่อยู่ปัจจุบันอยู่ที่ตำบล อำเภอ จังหวัด หรือประเทศใด",
    "อาชีพ",
    "มาจากตำบล อำเภอ จังหวัด หรือประเทศใด",
    "จะไปที่ตำบล อำเภอ จังหวัด หรือประเทศใด",
    "วันเวลาที่ออกไป",
    "หมายเหตุ",
)
DOCUMENTS = {Document.ID_CARD: "บัตรประจำตัวประชาชน", Document.PASSPORT: "หนังสือเดินทาง"}
UNREGISTERED = "ยังไม่ได้ลงทะเบียนผู้พัก"
ERASED = "ลบข้อมูลแล้ว"
ERASED_GUEST = RegisteredGuest()
_SEXES = {Sex.MALE: "M", Sex.FEMALE: "F"}


def tm30_rows(arrivals: Iterable[Arrival], timezone: str) -> Iterator[tuple[str, ...]]:
    """A row for each foreign guest; dates DD/MM/YYYY in the Gregorian era. What is missing stays empty: a guest who is
    known to be foreign is never left out."""
    zone = ZoneInfo(timezone)
    for arrival in arrivals:
        leaves = arrival.left_at.astimezone(zone).date() if arrival.left_at else arrival.check_out
        for guest in arrival.guests:
            if is_foreign(guest):
                yield (
                    guest.first_name,
                    guest.middle_name,
                    guest.last_name,
                    _SEXES.get(guest.sex, "") if guest.sex else "",
                    guest.document_number,
                    guest.nationality,
                    f"{guest.birth_date:%d/%m/%Y}" if guest.birth_date else "",
                    f"{leaves:%d/%m/%Y}",
                    _plain_phone(guest.phone),
                )


def rr4_rows(arrivals: Iterable[Arrival], timezone: str, era: str) -> Iterator[tuple[str, ...]]:
    """A numbered row for each guest who arrived; a stay without any registered guest has one with the name of the
    booking, and says so in the remarks. Years in the property's `era`."""
    zone, number = ZoneInfo(timezone), 0
    for arrival in arrivals:
        came = _moment_or_day(arrival.arrived_at, arrival.check_in, zone, era)
        left = _moment_or_day(arrival.left_at, arrival.check_out, zone, era) if arrival.has_left else ""
        for guest in arrival.guests or (RegisteredGuest(first_name=arrival.booked_as),):
            number += 1
            remark = ERASED if guest == ERASED_GUEST else "" if arrival.guests else UNREGISTERED
            yield (
                str(number),
                came,
                arrival.room,
                guest.name,
                country_name(guest.nationality, "th"),
                _document(guest),
                guest.address,
                guest.occupation,
                guest.coming_from,
                guest.going_to,
                left,
                remark,
            )


def _document(guest: RegisteredGuest) -> str:
    kind = DOCUMENTS.get(guest.document) if guest.document else None
    return f"{kind} {guest.document_number}" if kind and guest.document_number else guest.document_number


def csv_text(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The file, line by line: as Excel reads Thai (with a byte order mark), and with no cell that it takes for a formula."""
    write = csv.writer(_Echo())
    yield "\ufeff" + write.writerow(headings)
    for row in rows:
        yield write.writerow(harmless(cell) for cell in row)


def harmless(cell: str) -> str:
    """What begins like a formula gets an apostrophe in front, as it was typed by a stranger."""
    return f"'{cell}" if cell.startswith(tuple(_FORMULA_SIGNS)) else cell


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def _plain_phone(phone: str) -> str:
    """`+66812345678` without its plus, which would make it a formula; anything else as it is."""
    return phone[1:] if phone.startswith("+") and phone[1:].isdigit() else phone


def _moment_or_day(moment: datetime | None, day: date, zone: ZoneInfo, era: str) -> str:
    """`10/12/2569 14:05`; without the time where no moment was kept."""
    local = moment.astimezone(zone) if moment else None
    shown = local.date() if local else day
    year = shown.year + (_BUDDHIST_YEARS if era == "buddhist" else 0)
    return f"{shown:%d/%m}/{year:04}" + (f" {local:%H:%M}" if local else "")
