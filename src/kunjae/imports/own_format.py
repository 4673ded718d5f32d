"""Kunjae's own CSV of bookings (docs/howto/import-bookings.md): one row = one booking of one stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kunjae.bookings.commands import Booker
from kunjae.bookings.facts import Source, StayStatus
from kunjae.imports.rows import BookingRow, RawRow, RowRejected, refuse_more_cells
from kunjae.kernel.errors import invalid
from kunjae.kernel.money import parse_amount
from kunjae.kernel.parsing import Reader, parse_text
from kunjae.kernel.stay_dates import StayDates, parse_date

MOST_PEOPLE = 100


class OwnFormat:
    """The columns of our own format; `currency` is the hotel's."""

    columns = frozenset({"name", "room_type", "rate_plan", "check_in", "check_out"})
    may_have: frozenset[str] | None = frozenset(
        {
            "email",
            "phone",
            "language",
            "source",
            "notes",
            "room",
            "adults",
            "children",
            "price_per_night",
            "booked_on",
            "status",
            "status_on",
        }
    )

    def __init__(self, currency: str) -> None:
        self.currency = currency

    def read(self, row: RawRow, today: date) -> BookingRow:
        """The row understood. Raises RowRejected, and InvalidInput naming the column."""
        refuse_more_cells(row)
        reader = Reader(_given(row.values), "")
        booker = Booker(
            name=reader.text("name"),
            email=reader.text("email", "", most=254, blank=True),
            phone=reader.text("phone", "", most=40, blank=True),
            language=reader.take("language", _language, "en"),
        )
        source = reader.choice("source", Source, Source.OTHER)
        status = reader.choice("status", StayStatus, StayStatus.RESERVED)
        notes = reader.text("notes", "", most=5000, blank=True)
        room_type, rate_plan = reader.text("room_type", most=20), reader.text("rate_plan", most=20)
        room = reader.text("room", "", most=20, blank=True)
        check_in, check_out = reader.take("check_in", parse_date), reader.take("check_out", parse_date)
        adults = reader.integer("adults", 0, MOST_PEOPLE, 2)
        children = reader.integer("children", 0, MOST_PEOPLE, 0)
        price = reader.take_optional(
            "price_per_night", lambda value, at: parse_amount(value, self.currency, at)
        )
        booked_on = reader.take_optional("booked_on", parse_date)
        status_on = reader.take_optional("status_on", parse_date)
        reader.finish()
        dates = StayDates.of(check_in, check_out)
        if adults + children < 1:
            raise RowRejected("nobody staying")
        booked_on = booked_on or min(today, check_in)
        ended_on = status_on or _ended_on(status, dates)
        _check_course(status, dates, booked_on, ended_on, today)
        return BookingRow(
            key=row.key,
            line=row.line,
            booker=booker,
            source=source.value,
            notes=notes,
            room_type=room_type,
            rate_plan=rate_plan,
            room=room or None,
            dates=dates,
            adults=adults,
            children=children,
            price=price,
            booked_on=booked_on,
            status=status,
            ended_on=ended_on if status not in (StayStatus.RESERVED, StayStatus.IN_HOUSE) else None,
        )


def _given(values: Mapping[str, str]) -> dict[str, str]:
    """The cells that hold something and are columns of ours."""
    return {name: value for name, value in values.items() if value and name not in ("line", "reason")}


def _language(value: object, path: str) -> str:
    words = parse_text(value, path, most=10)
    if words not in ("th", "en"):
        raise invalid(path, "invalid_choice", "must be th or en", "ต้องเป็น th หรือ en")
    return words


def _ended_on(status: StayStatus, dates: StayDates) -> date:
    return dates.check_out if status is StayStatus.CHECKED_OUT else dates.check_in


def _check_course(status: StayStatus, dates: StayDates, booked_on: date, ended_on: date, today: date) -> None:
    """Refuse what cannot have happened in this order, or not yet."""
    if booked_on > today:
        raise invalid("booked_on", "in_the_future", "lies in the future", "อยู่ในอนาคต")
    if booked_on > dates.check_in:
        raise invalid("booked_on", "after_arrival", "is after check_in", "อยู่หลัง check_in")
    if status is StayStatus.RESERVED:
        return
    if status is not StayStatus.CANCELLED and dates.check_in > today:
        raise invalid("status", "in_the_future", "cannot be before check_in", "เกิดก่อน check_in ไม่ได้")
    if status is StayStatus.IN_HOUSE:
        return
    if ended_on > today and status is not StayStatus.CANCELLED:
        raise invalid("status_on", "in_the_future", "lies in the future", "อยู่ในอนาคต")
    if ended_on < booked_on:
        raise invalid("status_on", "before_booked", "is before booked_on", "อยู่ก่อน booked_on")
    if status is StayStatus.CHECKED_OUT and ended_on <= dates.check_in:
        raise RowRejected("checked out on arrival day")
