"""Figures and dates in templates: thin filters over `kunjae.kernel.formats`, in the language of the page.

Amounts are minor units. `property.era` ("buddhist" or "gregorian") may follow every date filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils.translation import get_language

from kunjae.kernel import formats, texts

register = template.Library()


def _language() -> str:
    return (get_language() or "th").split("-")[0]


@register.filter
def local(text: texts.LocalText | str | None) -> str:
    """A text kept in several languages, in the language of the page: `{{ property.name|local }}`."""
    return texts.in_language(text, _language()) if isinstance(text, Mapping) else text or ""


@register.filter
def money(amount: int | None, currency: str) -> str:
    """`{{ amount|money:"THB" }}` gives `3,600`; nothing known gives a dash."""
    return "–" if amount is None else formats.format_money(amount, currency, _language())


@register.filter
def signed_money(amount: int | None, currency: str) -> str:
    """`+600`, `−3,000`, `0`: for changes and entries of an account."""
    return "–" if amount is None else formats.format_money(amount, currency, _language(), signed=True)


@register.filter
def money_with_unit(amount: int | None, currency: str) -> str:
    """`600 บาท` in Thai, `600 THB` in English: in sentences and on buttons."""
    return "–" if amount is None else formats.format_money(amount, currency, _language(), unit=True)


@register.filter
def magnitude(amount: int) -> int:
    """The amount without its sign: `To return now 2,400`."""
    return abs(amount)


@register.filter
def money_role(amount: int | None) -> str:
    """CSS class of a change's direction: the guest owes more, gets something back, or neither."""
    if not amount:
        return "figure"
    return "figure figure--owes" if amount > 0 else "figure figure--back"


@register.filter
def hotel_date(day: date | None, era: str = "buddhist") -> str:
    """`12 ธ.ค. 2569`, `12 Dec 2026`."""
    return "–" if day is None else formats.format_date(day, _language(), era=era or "buddhist")


@register.filter
def short_date(day: date | None) -> str:
    """`12 ธ.ค.`, `12 Dec`: where the year is plain from beside it."""
    return "–" if day is None else formats.format_date(day, _language(), year=False)


@register.filter
def weekday_date(day: date | None, era: str = "buddhist") -> str:
    """`เสาร์ 12 ธ.ค. 2569`, `Sat 12 Dec 2026`."""
    if day is None:
        return "–"
    pattern = "EEEE d MMM" if _language() == "th" else "EEE d MMM"
    return formats.format_date(day, _language(), era=era or "buddhist", pattern=pattern).removeprefix("วัน")


@register.simple_tag
def date_range(first: date, last: date, era: str = "buddhist") -> str:
    """`{% date_range check_in check_out property.era %}` gives `10–12 ธ.ค. 2569`."""
    return formats.format_date_range(first, last, _language(), era=era or "buddhist")


@register.simple_tag
def moment(when: datetime, timezone: str, era: str = "buddhist") -> str:
    """`{% moment policy.free_until property.timezone property.era %}` gives `7 ธ.ค. 2569 14:00 น.`"""
    return formats.format_moment(when, timezone, _language(), era=era or "buddhist")
