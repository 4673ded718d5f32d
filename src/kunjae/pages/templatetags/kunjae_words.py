"""The words behind codes, in templates: `{{ booking.status|status_text }}`. A code that nobody knows is shown as it is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kunjae.bookings.facts import StayFacts
from kunjae.kernel.formats import format_date, unit_name
from kunjae.kernel.moments import local_date
from kunjae.kernel.money import percent_text
from kunjae.pages import words
from kunjae.pages.presentation import people_text
from kunjae.pages.templatetags.kunjae_format import hotel_date

register = template.Library()


def _language() -> str:
    return (get_language() or "th").split("-")[0]


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """`{% status_badge stay.status %}`: the badge of a booking's or stay's status."""
    return _badge(words.BADGES.get(status, "warn"), status_text(status))


@lru_cache(maxsize=100)
def _badge(role: str, text: str) -> SafeString:
    return render_to_string("kunjae/components/badge.html", {"role": role, "text": text})


@register.filter
def status_text(status: str) -> str:
    return str(words.STATUSES.get(status, status))


@register.filter
def meal_text(meal: str) -> str:
    return str(words.MEALS.get(meal, meal))


@register.filter
def source_text(source: str) -> str:
    return words.source_text(source)


@register.filter
def method_text(method: str) -> str:
    return str(words.METHODS.get(method, method))


@register.filter
def ledger_text(kind: str) -> str:
    return str(words.LEDGER.get(kind, kind))


@register.filter
def language_name(language: str) -> str:
    return words.LANGUAGES.get(language, language)


@register.simple_tag
def people(stay: StayFacts) -> str:
    """`{% people stay %}`: 2 adults, 1 child."""
    return people_text(stay)


@register.simple_tag
def local_day(when: datetime, timezone: str, era: str = "buddhist") -> str:
    """`{% local_day booking.booked_at property.timezone era %}`: the hotel's date at that moment."""
    return hotel_date(local_date(when, timezone), era)


@register.filter
def night_date(day: date) -> str:
    """`อังคาร 15 ธ.ค.`, `Tue 15 Dec`: a night where the year is plain from beside it."""
    language = _language()
    pattern = "EEEE d MMM" if language == "th" else "EEE d MMM"
    return format_date(day, language, pattern=pattern, year=False).removeprefix("วัน")


@register.filter
def phone(number: str) -> str:
    """`+66812345678` in groups, `+66 81 234 5678`; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def percent(value: Decimal) -> str:
    """`33.33`, `50`."""
    return percent_text(value)


@register.filter
def unit(currency: str) -> str:
    """What stands behind an amount: บาท, THB."""
    return unit_name(currency, _language())
