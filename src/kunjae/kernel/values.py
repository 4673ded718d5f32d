"""Single values that people write: codes, addresses, times. Each function raises InvalidInput naming `path`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from kunjae.kernel.errors import invalid
from kunjae.kernel.parsing import parse_local_text, parse_text
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE, parse_date
from kunjae.kernel.texts import LocalText


def text_like(pattern: str, most: int, code: str, en: str, th: str) -> Callable[[object, str], str]:
    """The parser of texts that fit the pattern as a whole; it refuses all others with these words."""
    fitting = re.compile(pattern)

    def parse(value: object, path: str) -> str:
        words = parse_text(value, path, most=most)
        if not fitting.fullmatch(words):
            raise invalid(path, code, en, th)
        return words

    return parse


parse_code = text_like(
    r"[^\s/?#%]+",
    20,
    "invalid_code",
    "must be a code without spaces, such as STD",
    "ต้องเป็นรหัสที่ไม่มีช่องว่าง เช่น STD",
)
parse_email = text_like(
    r"[^@\s]+@[^@\s]+\.[^@\s]+",
    254,
    "invalid_email",
    "must be an e-mail address",
    "ต้องเป็นอีเมล",
)


def parse_name(value: object, path: str) -> LocalText:
    """A text for all languages or one per language, in one at least."""
    words = parse_local_text(value, path)
    if not words:
        raise invalid(path, "required", "is required", "ต้องระบุ")
    return words


def parse_time(value: object, path: str) -> time:
    """A time of the day on the hotel's clock, to the minute."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value, re.ASCII):
        hour, minute = map(int, value.split(":"))
        if hour < 24 and minute < 60:
            return time(hour, minute)
    if type(value) is time and value.tzinfo is None:
        return value.replace(second=0, microsecond=0)
    raise invalid(path, "invalid_time", 'must be a time such as "14:00"', 'ต้องเป็นเวลา เช่น "14:00"')


def parse_day(value: object, path: str) -> date:
    """A date that a stay can have."""
    day = parse_date(value, path)
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        raise invalid(path, "date_out_of_range", "is not a date a stay can have", "ไม่ใช่วันที่ที่เข้าพักได้")
    return day
