"""The single values of a hotel file: codes, names, times, colours. Each function raises InvalidInput naming `path`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.moments import zone
from kunjae.kernel.money import decimals_of
from kunjae.kernel.parsing import parse_local_text, parse_text
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE, parse_date
from kunjae.kernel.texts import LocalText


def _text_like(pattern: str, most: int, code: str, en: str, th: str) -> Callable[[object, str], str]:
    """The parser of texts that fit the pattern as a whole; it refuses all others with these words."""
    fitting = re.compile(pattern)

    def parse(value: object, path: str) -> str:
        words = parse_text(value, path, most=most)
        if not fitting.fullmatch(words):
            raise invalid(path, code, en, th)
        return words

    return parse


parse_slug = _text_like(
    r"[a-z0-9]+(-[a-z0-9]+)*",
    60,
    "invalid_slug",
    "must be small letters, digits and hyphens, such as baan-talay",
    "ต้องเป็นตัวอักษรอังกฤษพิมพ์เล็ก ตัวเลข และขีดกลาง เช่น baan-talay",
)
parse_code = _text_like(
    r"[^\s/?#%]+",
    20,
    "invalid_code",
    "must be a code without spaces, such as STD",
    "ต้องเป็นรหัสที่ไม่มีช่องว่าง เช่น STD",
)
parse_colour = _text_like(
    r"#[0-9A-Fa-f]{6}",
    7,
    "invalid_colour",
    'must be a colour such as "#0E5A5A"',
    'ต้องเป็นสี เช่น "#0E5A5A"',
)
parse_email = _text_like(
    r"[^@\s]+@[^@\s]+\.[^@\s]+",
    254,
    "invalid_email",
    "must be an e-mail address",
    "ต้องเป็นอีเมล",
)
parse_file_name = _text_like(
    r"[^./\\][^/\\]*",
    200,
    "invalid_file_name",
    "must be the name of a file beside this one",
    "ต้องเป็นชื่อไฟล์ที่อยู่โฟลเดอร์เดียวกัน",
)


def parse_room_number(value: object, path: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        raise invalid(
            path,
            "invalid_type",
            'must be a text, such as "101": a number would lose its zeros',
            'ต้องเป็นข้อความ เช่น "101" เพราะตัวเลขจะเสียเลขศูนย์ข้างหน้า',
        )
    return parse_text(value, path, most=20)


def parse_name(value: object, path: str) -> LocalText:
    words = parse_local_text(value, path)
    if not words:
        raise invalid(path, "required", "is required", "ต้องระบุ")
    return words


def parse_timezone(value: object, path: str) -> str:
    name = parse_text(value, path, most=60)
    zone(name, path)
    return name


def parse_currency(value: object, path: str) -> str:
    code = parse_text(value, path, most=3)
    try:
        decimals_of(code)
    except InvalidInput as error:
        wrong = error.errors[0]
        raise InvalidInput(FieldError(path, wrong.code, wrong.message)) from error
    return code


def parse_time(value: object, path: str) -> time:
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value, re.ASCII):
        hour, minute = map(int, value.split(":"))
        if hour < 24 and minute < 60:
            return time(hour, minute)
    if type(value) is time and value.tzinfo is None:
        return value.replace(second=0, microsecond=0)
    raise invalid(path, "invalid_time", 'must be a time such as "14:00"', 'ต้องเป็นเวลา เช่น "14:00"')


def parse_day(value: object, path: str) -> date:
    day = parse_date(value, path)
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        raise invalid(path, "date_out_of_range", "is not a date a stay can have", "ไม่ใช่วันที่ที่เข้าพักได้")
    return day
