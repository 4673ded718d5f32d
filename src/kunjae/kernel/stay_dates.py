"""The nights of a stay (rules.md 2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kunjae.kernel.errors import invalid

MOST_NIGHTS = 365
EARLIEST_DATE = date(1990, 1, 1)
LATEST_DATE = date(2200, 1, 1)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class StayDates:
    """Check-in and check-out as hotel-local dates; the stay sleeps on `check_in <= night < check_out`."""

    check_in: date
    check_out: date

    @classmethod
    def of(cls, check_in: date, check_out: date, path: str = "check_out") -> StayDates:
        """Dates that a stay can have: at least one night, at most 365.

        Raises InvalidInput (`no_nights`, `too_many_nights`, `date_out_of_range`) naming `path`.
        """
        if not EARLIEST_DATE <= check_in <= LATEST_DATE or not EARLIEST_DATE <= check_out <= LATEST_DATE:
            raise invalid(path, "date_out_of_range", "is not a date a stay can have", "ไม่ใช่วันที่ที่เข้าพักได้")
        nights = (check_out - check_in).days
        if nights < 1:
            raise invalid(path, "no_nights", "check-out must be after check-in", "วันเช็คเอาท์ต้องอยู่หลังวันเช็คอิน")
        if nights > MOST_NIGHTS:
            raise invalid(
                path,
                "too_many_nights",
                "a stay is at most {most} nights, these dates are {nights}",
                "เข้าพักได้ไม่เกิน {most} คืน แต่วันที่เลือกรวม {nights} คืน",
                most=MOST_NIGHTS,
                nights=nights,
            )
        return cls(check_in, check_out)

    @property
    def nights(self) -> tuple[date, ...]:
        """The dates slept on, in order."""
        return _nights(self.check_in, self.check_out)

    def __len__(self) -> int:
        return (self.check_out - self.check_in).days

    def __contains__(self, night: date) -> bool:
        return self.check_in <= night < self.check_out


@lru_cache(maxsize=1_000)
def _nights(check_in: date, check_out: date) -> tuple[date, ...]:
    return tuple(check_in + timedelta(days=day) for day in range((check_out - check_in).days))


def merged(ranges: Iterable[StayDates]) -> list[StayDates]:
    """The same nights in as few ranges as possible, in order; the gaps between far dates stay out."""
    found: list[StayDates] = []
    for dates in sorted(ranges):
        if found and dates.check_in <= found[-1].check_out:
            found[-1] = StayDates(found[-1].check_in, max(found[-1].check_out, dates.check_out))
        else:
            found.append(dates)
    return found


def parse_date(text: object, path: str) -> date:
    """A `YYYY-MM-DD` text (or a date) as a date. Raises InvalidInput (`invalid_date`) naming `path`."""
    if type(text) is date:
        return text
    if isinstance(text, str) and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise invalid(path, "invalid_date", "must be a date such as 2026-12-10", "ต้องเป็นวันที่ เช่น 2026-12-10")
