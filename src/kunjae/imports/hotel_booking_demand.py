"""The public data set “Hotel booking demand” (Antonio, de Almeida, Nunes 2019, CC BY 4.0) as bookings of ours.

One row = one booking of one stay: booked on its arrival date minus `lead_time`, moved to the assigned room type on
arrival (or when it ended, if that was earlier), ended on its status date, priced at its `adr`.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kunjae.bookings.commands import Booker
from kunjae.bookings.facts import Source, StayStatus
from kunjae.imports.hotel_facts import HotelFile
from kunjae.imports.hotel_file import MOST_NIGHTS_AN_ENTRY, read_hotel_file
from kunjae.imports.rows import BookingRow, RawRow, RowRejected, refuse_more_cells
from kunjae.kernel.errors import invalid
from kunjae.kernel.money import amount_text, parse_amount
from kunjae.kernel.parsing import Reader, parse_integer, parse_text
from kunjae.kernel.stay_dates import StayDates
from kunjae.kernel.values import parse_code

CURRENCY, TIMEZONE = "EUR", "Europe/Lisbon"
MOST_CHILDREN = 100
"""In one room, babies too: what a room type can be for."""
MOST_LETTERS = 16
"""Of a room type's code: a room's number is the code and up to four digits, at most 20 characters."""
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
STATUSES = {
    "Check-Out": StayStatus.CHECKED_OUT,
    "Canceled": StayStatus.CANCELLED,
    "No-Show": StayStatus.NO_SHOW,
}
SOURCES = {
    "Online TA": Source.AGENCY,
    "Offline TA/TO": Source.AGENCY,
    "Groups": Source.GROUP,
    "Direct": Source.DIRECT,
    "Corporate": Source.CORPORATE,
    "Aviation": Source.CORPORATE,
}
MEALS = {
    "BB": ("breakfast", "Bed & breakfast", "รวมอาหารเช้า"),
    "HB": ("half_board", "Half board", "รวมอาหารสองมื้อ"),
    "FB": ("full_board", "Full board", "รวมอาหารสามมื้อ"),
    "SC": ("none", "Self catering", "ไม่รวมอาหาร"),
    "Undefined": ("none", "Meals not stated", "ไม่ระบุอาหาร"),
}
_COLUMNS = (
    "hotel lead_time arrival_date_year arrival_date_month arrival_date_day_of_month stays_in_weekend_nights "
    "stays_in_week_nights adults children babies meal country market_segment reserved_room_type "
    "assigned_room_type adr reservation_status reservation_status_date"
)


class HotelBookingDemand:
    """How a row of the data set is understood."""

    columns = frozenset(_COLUMNS.split())
    may_have: frozenset[str] | None = None

    def read(self, row: RawRow, today: date) -> BookingRow:
        """The row understood. Raises RowRejected for what no hotel could hold, InvalidInput naming a column."""
        refuse_more_cells(row)
        reader = Reader({name: row.values.get(name, "") for name in self.columns}, "")
        lead_time = reader.integer("lead_time", 0, 5000)
        year = reader.integer("arrival_date_year", 1990, 2190)
        month = reader.take("arrival_date_month", _month)
        day = reader.integer("arrival_date_day_of_month", 1, 31)
        nights = [
            reader.integer(name, 0, 365) for name in ("stays_in_weekend_nights", "stays_in_week_nights")
        ]
        adults = reader.integer("adults", 0, 100)
        children = reader.take("children", _children)
        babies = reader.take("babies", _children)
        meal = reader.take("meal", _meal)
        country = reader.text("country", most=4, blank=True)
        segment = reader.text("market_segment", blank=True)
        reserved, assigned = (
            reader.take("reserved_room_type", _room_type_code),
            reader.take("assigned_room_type", _room_type_code),
        )
        price = reader.take("adr", lambda value, at: parse_amount(value, CURRENCY, at, negative=True))
        status = reader.take("reservation_status", _status)
        ended_on = reader.take("reservation_status_date", _american_date)
        reader.text("hotel")
        reader.finish()
        arrival = _arrival(year, month, day)
        if sum(nights) == 0:
            raise RowRejected("0 nights")
        if adults + children + babies == 0:
            raise RowRejected("nobody staying")
        if children + babies > MOST_CHILDREN:
            raise RowRejected(f"more than {MOST_CHILDREN} children")
        if price < 0:
            raise RowRejected("negative rate")
        booked_on = arrival - timedelta(days=lead_time)
        if ended_on < booked_on:
            raise invalid(
                "reservation_status_date", "before_booked", "is before the day it was booked", "อยู่ก่อนวันจอง"
            )
        if status is StayStatus.CHECKED_OUT and ended_on <= arrival:
            raise RowRejected("checked out on arrival day")
        if ended_on > today:
            raise invalid("reservation_status_date", "in_the_future", "lies in the future", "อยู่ในอนาคต")
        return BookingRow(
            key=row.key,
            line=row.line,
            booker=Booker(name=f"Guest {row.number}", country="" if country == "NULL" else country[:3]),
            source=SOURCES.get(segment, Source.OTHER).value,
            notes="",
            room_type=reserved,
            rate_plan=meal,
            room=None,
            dates=StayDates.of(arrival, arrival + timedelta(days=sum(nights)), "stays_in_week_nights"),
            adults=adults,
            children=children + babies,
            price=price,
            booked_on=booked_on,
            status=status,
            ended_on=ended_on,
            moves_to=assigned if assigned != reserved else None,
        )


def hotel_for(
    slug: str, raw: Sequence[RawRow], rows: Sequence[BookingRow], rooms: Mapping[str, int]
) -> HotelFile:
    """The hotel that the rows need: their room types with so many `rooms` each, and a rate plan per meal without
    policy, prepayment and extra charges. Prices of nights are the rows' average for the type, so that later changes
    find some; every imported booking keeps its own."""
    understood = {row.key for row in rows}
    names = Counter(row.values["hotel"] for row in raw if row.key in understood)
    first = min(row.dates.check_in for row in rows)
    last = max(row.dates.check_out for row in rows)
    plans = [code for code in MEALS if any(row.rate_plan == code for row in rows)]
    types = sorted(rooms)
    data: dict[str, Any] = {
        "property": {
            "slug": slug,
            "name": names.most_common(1)[0][0],
            "timezone": TIMEZONE,
            "currency": CURRENCY,
            "languages": ["en"],
            "check_in_time": "14:00",
            "check_out_time": "12:00",
            "buddhist_era": False,
        },
        "room_types": [_room_type(code, rank, rooms[code], rows) for rank, code in enumerate(types, 1)],
        "rate_plans": [
            {
                "code": code,
                "name": {"en": MEALS[code][1], "th": MEALS[code][2]},
                "meal": MEALS[code][0],
            }
            for code in plans
        ],
        "prices": [
            {
                "rate_plan": plan,
                "room_type": code,
                "from": start,
                "to": min(start + timedelta(days=MOST_NIGHTS_AN_ENTRY - 1), last),
                "price": price,
            }
            for code in types
            for price in [_average(row.price for row in rows if code in (row.room_type, row.moves_to))]
            for plan in plans
            for start in _starts(first, last)
        ],
    }
    return read_hotel_file(data)


def _room_type(code: str, rank: int, rooms: int, rows: Iterable[BookingRow]) -> dict[str, Any]:
    here = [row for row in rows if code in (row.room_type, row.moves_to)]
    return {
        "code": code,
        "name": {"en": f"Room type {code}", "th": f"ห้องประเภท {code}"},
        "rank": rank,
        "base_adults": 2,
        "max_adults": max(2, *(row.adults for row in here)) if here else 2,
        "max_children": max((row.children for row in here), default=0),
        "rooms": [f"{code}{number:03}" for number in range(1, rooms + 1)],
    }


def _starts(first: date, last: date) -> list[date]:
    """Where the entries of prices begin that a range of nights takes."""
    days = (last - first).days + 1
    return [first + timedelta(days=day) for day in range(0, days, MOST_NIGHTS_AN_ENTRY)]


def _average(prices: Iterable[int | None]) -> str:
    known = [price for price in prices if price is not None]
    return amount_text(sum(known) // max(1, len(known)), CURRENCY)


def _arrival(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise invalid(
            "arrival_date_day_of_month", "invalid_date", "is no day of that month", "ไม่ใช่วันในเดือนนั้น"
        ) from None


def _month(value: object, path: str) -> int:
    name = str(value)
    if name not in MONTHS:
        raise invalid(path, "invalid_month", "must be the name of a month", "ต้องเป็นชื่อเดือน")
    return MONTHS[name]


def _room_type_code(value: object, path: str) -> str:
    """A code, short enough for its rooms to be numbered after it."""
    return parse_code(parse_text(value, path, most=MOST_LETTERS), path)


def _children(value: object, path: str) -> int:
    return 0 if value in ("NA", "NULL", "") else parse_integer(value, path, 0, MOST_CHILDREN)


def _meal(value: object, path: str) -> str:
    code = parse_text(value, path, most=20)
    if code not in MEALS:
        raise invalid(
            path, "invalid_choice", "must be one of: {m}", "ต้องเป็นค่าใดค่าหนึ่ง: {m}", m=", ".join(MEALS)
        )
    return code


def _status(value: object, path: str) -> StayStatus:
    name = str(value)
    if name not in STATUSES:
        raise invalid(
            path, "invalid_choice", "must be one of: {s}", "ต้องเป็นค่าใดค่าหนึ่ง: {s}", s=", ".join(STATUSES)
        )
    return STATUSES[name]


def _american_date(value: object, path: str) -> date:
    """`7/31/2015`; the data set's publishers also write `2015-07-31`."""
    text = str(value)
    try:
        if "/" in text:
            month, day, year = map(int, text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise invalid(
            path, "invalid_date", "must be a date such as 7/31/2015", "ต้องเป็นวันที่ เช่น 7/31/2015"
        ) from None
