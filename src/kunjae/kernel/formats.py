"""Money and dates as people read them, in Thai and English."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date

from kunjae.kernel.money import decimals_of

MINUS = "−"
"""A true minus sign: as wide as a plus, so signed columns stay aligned."""

_BUDDHIST_YEARS = 543


def format_money(
    amount: int, currency: str, language: str, *, signed: bool = False, unit: bool = False
) -> str:
    """Minor units as a grouped figure: `3,600.00`; whole amounts without their zero decimals: `3,600`.

    `signed` puts + or a true minus before it (nothing before zero), `unit` the currency's code or ฿-style
    name behind it.
    """
    decimals = decimals_of(currency)
    whole, part = divmod(abs(amount), 10**decimals)
    figure = f"{whole:,}.{part:0{decimals}}" if part else f"{whole:,}"
    sign = MINUS if amount < 0 else "+" if signed and amount > 0 else ""
    return f"{sign}{figure} {unit_name(currency, language)}" if unit else f"{sign}{figure}"


def unit_name(currency: str, language: str) -> str:
    """What stands behind an amount: บาท for THB in Thai, else the currency's code."""
    return "บาท" if (currency, language) == ("THB", "th") else currency


def format_date(
    day: date, language: str, *, era: str = "buddhist", pattern: str = "d MMM", year: bool = True
) -> str:
    """`12 ธ.ค. 2569` in Thai (the year in the Buddhist era unless `era` is gregorian), `12 Dec 2026` in English."""
    words = _day_and_month(day, pattern, language)
    if not year:
        return words
    shown = day.year + _BUDDHIST_YEARS if language == "th" and era == "buddhist" else day.year
    return f"{words} {shown}"


_day_and_month = lru_cache(maxsize=5_000)(babel_date)


def format_date_range(first: date, last: date, language: str, *, era: str = "buddhist") -> str:
    """Two dates, said once what they share: `10–12 Dec 2026`, `30 Dec 2026 – 2 Jan 2027`."""
    end = format_date(last, language, era=era)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{format_date(first, language, era=era, year=first.year != last.year)} – {end}"


def format_moment(moment: datetime, timezone: str, language: str, *, era: str = "buddhist") -> str:
    """A moment on the hotel's clock: `7 ธ.ค. 2569 14:00 น.`, `7 Dec 2026 14:00`."""
    local = moment.astimezone(ZoneInfo(timezone))
    clock = f"{local:%H:%M}"
    return f"{format_date(local.date(), language, era=era)} {clock}" + (" น." if language == "th" else "")
