"""Months to choose days from, as the component `month.html` draws them; and the months of an address."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from kunjae.kernel.formats import format_date
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE

SUNDAY = 6


def month_table(
    first: date, draw: Callable[[date], Mapping[str, Any]], *, language: str, era: str
) -> dict[str, Any]:
    """The month that begins on `first`; `draw` makes what the component needs of each of its days."""
    weekday_form = "EEEEE" if language == "th" else "EEEEEE"
    week = [date(2026, 12, 6) + timedelta(days=index) for index in range(7)]
    return {
        "caption": format_date(first, language, era=era, pattern="MMMM"),
        "weekdays": [
            {
                "short": format_date(day, language, pattern=weekday_form, year=False),
                "long": format_date(day, language, pattern="EEEE", year=False),
            }
            for day in week
        ],
        "weeks": [
            [draw(day) if day.month == first.month else None for day in days]
            for days in calendar.Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
        ],
    }


def month_of(text: str, otherwise: date) -> date:
    """The first day of the month named `YYYY-MM`; of the month of `otherwise` if it names none."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = otherwise.replace(day=1)
    return min(max(first, EARLIEST_DATE), LATEST_DATE.replace(day=1))


def other_months(first: date) -> tuple[str, str]:
    """The month before and the month after, as `YYYY-MM`."""
    return f"{months_later(first, -1):%Y-%m}", f"{months_later(first, 1):%Y-%m}"


def months_later(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
