"""Months of one plan in one type: each night with its price, its restrictions and the rooms left."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.inventory.facts import TypeCount
from kunjae.kernel.formats import format_date, format_money
from kunjae.rates.facts import NightRate

SUNDAY = 6
_A_SUNDAY = date(2026, 12, 6)


@dataclass(frozen=True, slots=True)
class Sign:
    """A restriction: its icon, the figure beside it, and what it says."""

    icon: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Night:
    """One night as it is drawn. `price` empty: there is none; `fraction`: what is behind the point, which may stand on
    a line of its own."""

    value: str
    number: int
    price: str
    fraction: str
    left: str
    signs: tuple[Sign, ...]
    states: str


@dataclass(frozen=True, slots=True)
class Month:
    caption: str
    weekdays: tuple[tuple[str, str], ...]
    """Short and long name of each."""
    weeks: tuple[tuple[Night | None, ...], ...]


def later(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class PriceCalendar:
    """What the months show; a night without a counter has all rooms of its type left."""

    rates: Mapping[date, NightRate]
    counts: Mapping[date, TypeCount]
    capacity: int
    today: date
    currency: str
    language: str
    era: str

    def months(self, first: date, how_many: int) -> list[Month]:
        return [self._month(later(first, index)) for index in range(how_many)]

    def _month(self, first: date) -> Month:
        short = "EEEEE" if self.language == "th" else "EEEEEE"
        week = [_A_SUNDAY + timedelta(days=index) for index in range(7)]
        return Month(
            caption=format_date(first, self.language, era=self.era, pattern="MMMM"),
            weekdays=tuple(
                (
                    format_date(day, self.language, pattern=short, year=False),
                    format_date(day, self.language, pattern="EEEE", year=False),
                )
                for day in week
            ),
            weeks=tuple(
                tuple(self._night(day) if day.month == first.month else None for day in days)
                for days in calendar.Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
            ),
        )

    def _night(self, day: date) -> Night:
        rate = self.rates.get(day)
        free = self.counts.get(day, TypeCount(self.capacity)).free
        states = {
            "is-past": day < self.today,
            "is-today": day == self.today,
            "is-full": free <= 0,
            "is-closed": rate is not None and rate.closed,
            "has-no-price": rate is None,
        }
        price = format_money(rate.price, self.currency, self.language) if rate else ""
        whole, point, fraction = price.partition(".")
        return Night(
            value=day.isoformat(),
            number=day.day,
            price=whole,
            fraction=point + fraction,
            left=ngettext("%(count)s left", "%(count)s left", free) % {"count": free}
            if free > 0
            else _("Full"),
            signs=_signs(rate) if rate else (),
            states=" ".join(state for state, holds in states.items() if holds),
        )


def _signs(rate: NightRate) -> tuple[Sign, ...]:
    signs = []
    if rate.closed:
        signs.append(Sign("ban", "", _("Closed, not for sale")))
    if rate.min_stay > 1:
        nights = ngettext("At least %(count)s night", "At least %(count)s nights", rate.min_stay)
        signs.append(Sign("moon", str(rate.min_stay), nights % {"count": rate.min_stay}))
    if rate.closed_to_arrival:
        signs.append(Sign("log-in", "", _("No arrivals")))
    if rate.closed_to_departure:
        signs.append(Sign("log-out", "", _("No departures")))
    return tuple(signs)
