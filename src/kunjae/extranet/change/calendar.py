"""Two months to choose dates from: every day with its price and the rooms left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.inventory.facts import TypeCount
from kunjae.inventory.queries import type_counts
from kunjae.kernel.formats import format_date, format_money
from kunjae.kernel.stay_dates import StayDates
from kunjae.pages.months import month_table, months_later
from kunjae.properties.models import Property
from kunjae.properties.queries import House, property_facts
from kunjae.rates.facts import NightRate
from kunjae.rates.queries import RatePlans, night_rates


@dataclass(frozen=True)
class DateChoice:
    """What the calendar shows: prices and rooms left of one plan and type, the nights now and the nights chosen.

    A room that the stay itself has of the type counts as left.
    """

    rates: Mapping[date, NightRate]
    counts: Mapping[date, TypeCount]
    capacity: int
    old: StayDates | None
    old_is_this_type: bool
    new: StayDates | None
    today: date
    currency: str
    language: str
    era: str

    def months(self, first: date, how_many: int = 2) -> list[dict[str, Any]]:
        """The months as the component `month.html` draws them."""
        return [
            month_table(months_later(first, index), self._day, language=self.language, era=self.era)
            for index in range(how_many)
        ]

    def _day(self, day: date) -> dict[str, Any]:
        rate = self.rates.get(day)
        free = self.counts.get(day, TypeCount(self.capacity)).free
        free += bool(self.old and self.old_is_this_type and day in self.old)
        price = format_money(rate.price, self.currency, self.language) if rate else ""
        left = ngettext("%(count)s left", "%(count)s left", free) % {"count": free} if free > 0 else _("Full")
        if rate is None:
            left = _("No price")
        elif rate.closed:
            left = _("Closed")
        tag = ""
        if self.new and day in (self.new.check_in, self.new.check_out):
            tag = _("In") if day == self.new.check_in else _("Out")
        words = [format_date(day, self.language, era=self.era), price, left, tag]
        return {
            "value": f"pick:{day.isoformat()}",
            "number": day.day,
            "price": price,
            "left": left,
            "tag": tag,
            "label": ", ".join(word for word in words if word),
            "states": " ".join(self._states(day, rate, free)),
            "selected": bool(self.new and day in self.new),
        }

    def _states(self, day: date, rate: NightRate | None, free: int) -> list[str]:
        found = {
            "is-past": day < self.today,
            "is-today": day == self.today,
            "is-full": free <= 0,
            "is-closed": rate is None or rate.closed,
            "is-old": bool(self.old and day in self.old),
            "is-new": bool(self.new and day in self.new),
            "is-check-in": bool(self.new and day == self.new.check_in),
            "is-check-out": bool(self.new and day == self.new.check_out),
        }
        return [state for state, holds in found.items() if holds]


def date_choice(
    property: Property,
    house: House,
    plans: RatePlans,
    *,
    room_type: str,
    priced_as: str,
    rate_plan: str,
    first: date,
    old: StayDates | None,
    old_is_this_type: bool,
    new: StayDates | None,
    today: date,
    language: str,
) -> DateChoice:
    """Prices (as nights of `priced_as`) and rooms left of two months from `first`, in two queries."""
    hotel = property_facts(property)
    type_id = house.type_ids[room_type]
    shown = [StayDates(first, months_later(first, 2))]
    rates = night_rates(
        property,
        hotel.taxes,
        plans={plans.ids[rate_plan]: rate_plan},
        types={house.type_ids[priced_as]: priced_as},
        ranges=shown,
    )
    counts = type_counts(property, {type_id: room_type}, shown)
    return DateChoice(
        rates={night: rate for (_plan, _type, night), rate in rates.items()},
        counts={night: count for (_type, night), count in counts.items()},
        capacity=house.capacities[room_type],
        old=old,
        old_is_this_type=old_is_this_type,
        new=new,
        today=today,
        currency=property.currency,
        language=language,
        era=hotel.era,
    )


def picked(day: date, new: StayDates | None, picking: str) -> tuple[date, date, str]:
    """A press on a day: the first chooses check-in and keeps the length, the second a later check-out.

    Returns check-in, check-out, and the check-in that waits for its check-out (empty when none does).
    """
    nights = len(new) if new else 1
    waiting = date.fromisoformat(picking) if picking else None
    if waiting and day > waiting:
        return waiting, day, ""
    return day, day + timedelta(days=nights), day.isoformat()
