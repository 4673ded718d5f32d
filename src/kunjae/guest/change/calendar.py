"""Two months for a guest to choose dates from: every night with its price, every other day with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.bookings.facts import StayFacts
from kunjae.changes.queries import OpenedBooking
from kunjae.guest.change.days import Nights, Verdict, Why, rooms_left
from kunjae.guest.change.staging import Staged
from kunjae.inventory.queries import type_counts
from kunjae.kernel.formats import format_date, format_money
from kunjae.kernel.stay_dates import LATEST_DATE, StayDates
from kunjae.pages.months import month_table, months_later
from kunjae.properties.queries import property_facts
from kunjae.rates.facts import NightRate
from kunjae.rates.queries import night_rates
from kunjae.rates.rules import extra_charge

LOOKED_AHEAD = timedelta(days=31)
"""How far beyond the months shown nights are known, for stays that end there."""

_STATES = {Why.SOLD_OUT: "is-full", Why.CLOSED: "is-closed", Why.NO_PRICE: "is-closed", Why.PAST: "is-past"}


@dataclass(frozen=True)
class DateChoice:
    """What the calendar shows. `chosen`: the new dates; `picking`: the arrival pressed, which waits for its check-out
    date. `first`: the first day of the first month."""

    nights: Nights
    first: date
    old: StayDates
    chosen: StayDates | None
    picking: date | None
    currency: str
    language: str
    era: str

    def months(self, how_many: int = 2) -> list[dict[str, Any]]:
        """The months as the component `month.html` draws them."""
        return [
            month_table(months_later(self.first, index), self._day, language=self.language, era=self.era)
            for index in range(how_many)
        ]

    def verdict(self, day: date) -> Verdict:
        """Whether the day can be pressed now: as check-out date once an arrival waits for one, else as arrival."""
        if self.picking and day > self.picking:
            return self.nights.departure(self.picking, day)
        return self.nights.arrival(day)

    def _day(self, day: date) -> dict[str, Any]:
        verdict, price = self.verdict(day), self.nights.price(day)
        shown = format_money(price, self.currency, self.language) if price is not None else ""
        tag = self._tag(day)
        is_new = self._is_new(day)
        words = [
            format_date(day, self.language, era=self.era, pattern=_weekday_pattern(self.language)),
            shown,
        ]
        if tag:
            words.append(_("Check-in date") if day == self._arrival else _("Check-out date"))
        elif day in self.old:
            words.append(_("one of your nights now"))
        if verdict.why:
            words.append(why_text(verdict, self.language))
        elif shortest := self._shortest(day):
            words.append(_at_least(shortest))
        return {
            "value": f"pick:{day.isoformat()}",
            "number": day.day,
            "price": shown if day >= self.nights.today else "",
            "left": short_text(verdict) or self._short_hint(day),
            "tag": tag,
            "label": ", ".join(word for word in words if word),
            "states": " ".join(self._states(day, verdict, is_new)),
            "selected": is_new or bool(tag),
            "disabled": not verdict.can_be_chosen,
        }

    @property
    def _arrival(self) -> date | None:
        return self.picking or (self.chosen.check_in if self.chosen else None)

    def _is_new(self, day: date) -> bool:
        return day == self.picking if self.picking else bool(self.chosen and day in self.chosen)

    def _tag(self, day: date) -> str:
        if day == self._arrival:
            return _("In")
        return _("Out") if not self.picking and self.chosen and day == self.chosen.check_out else ""

    def _shortest(self, day: date) -> int:
        """The shortest stay from that day on, where it is more than one night; 0 once an arrival was pressed."""
        if self.picking or day < self.nights.today:
            return 0
        rate = self.nights.rates.get(day)
        return rate.min_stay if rate and rate.min_stay > 1 else 0

    def _short_hint(self, day: date) -> str:
        shortest = self._shortest(day)
        return _short_at_least(shortest) if shortest else ""

    def _states(self, day: date, verdict: Verdict, is_new: bool) -> list[str]:
        out = bool(self.chosen and not self.picking and day == self.chosen.check_out)
        barred = _STATES.get(verdict.why, "is-barred") if verdict.why else ""
        found = {
            barred: bool(barred) and not is_new and not out,
            "is-today": day == self.nights.today,
            "is-old": day in self.old,
            "is-new": is_new,
            "is-check-in": day == self._arrival,
            "is-check-out": out,
        }
        return [state for state, holds in found.items() if holds]


def _weekday_pattern(language: str) -> str:
    return "EEEE d MMM" if language == "th" else "EEE d MMM"


def short_text(verdict: Verdict) -> str:
    """The reason in the one or two words that a day has room for."""
    if verdict.why is Why.MIN_STAY:
        return _short_at_least(verdict.nights)
    return {
        Why.NO_PRICE: _("No price"),
        Why.CLOSED: _("Closed"),
        Why.SOLD_OUT: _("Full"),
        Why.NO_ARRIVAL: _("No arrival"),
        Why.NO_DEPARTURE: _("No departure"),
    }.get(verdict.why, "") if verdict.why else ""  # fmt: skip


def why_text(verdict: Verdict, language: str) -> str:
    """Why the day cannot be chosen, in words for whoever has it read out. Never whose stay is in the way."""
    match verdict.why:
        case Why.PAST:
            return _("has passed")
        case Why.NO_PRICE:
            return _("not for sale in your rate plan")
        case Why.CLOSED:
            return _("closed")
        case Why.SOLD_OUT:
            return _("sold out")
        case Why.NO_ARRIVAL:
            return _("no arrival on this day")
        case Why.NO_DEPARTURE:
            return _("no departure on this day")
        case Why.MIN_STAY:
            return _at_least(verdict.nights)
        case Why.NIGHT_BETWEEN:
            night = format_date(verdict.night, language, year=False) if verdict.night else ""
            return _("the night of %(night)s cannot be had") % {"night": night}
        case Why.TOO_LONG:
            return _("too long a stay")
    return ""


def _at_least(nights: int) -> str:
    return ngettext("at least %(count)s night", "at least %(count)s nights", nights) % {"count": nights}


def _short_at_least(nights: int) -> str:
    return ngettext("from %(count)s night", "from %(count)s nights", nights) % {"count": nights}


def date_choice(
    opened: OpenedBooking,
    staged: Staged,
    stay: StayFacts,
    *,
    room_type: str,
    first: date,
    chosen: StayDates | None,
    picking: date | None,
    today: date,
    language: str,
) -> DateChoice:
    """The calendar of two months from `first` for one stay, its nights as `room_type`; two queries.

    What any stay of the booking has counts as free, and what the others would take by what is `staged` as taken
    (rules.md 2.8).
    """
    hotel = property_facts(opened.property)
    type_id = opened.house.type_ids[room_type]
    begin = min(first, picking) if picking and (first - picking).days <= 366 else first
    until = min(months_later(first, 2) + LOOKED_AHEAD, LATEST_DATE + LOOKED_AHEAD)
    shown = StayDates(begin, until)
    same = room_type == stay.room_type
    priced_as = stay.priced_as if same else room_type
    rates = night_rates(
        opened.property,
        hotel.taxes,
        plans={opened.plans.ids[stay.rate_plan]: stay.rate_plan},
        types={opened.house.type_ids[priced_as]: priced_as},
        ranges=[shown],
    )
    counts = type_counts(opened.property, {type_id: room_type}, [shown])
    live = [each for each in opened.booking.facts.stays if each.status.is_live]
    capacity = opened.house.capacities[room_type]
    return DateChoice(
        nights=Nights(
            rates={night: rate for (_plan, _type, night), rate in rates.items()},
            left=rooms_left(
                {night: count.free for (_type, night), count in counts.items()},
                capacity,
                given=[each.dates for each in live if each.room_type == room_type],
                taken=[
                    dates
                    for each in live
                    if each.number != stay.number
                    and (dates := staged.of_stay(each.number).dates_as(each, room_type))
                ],
            ),
            capacity=capacity,
            today=today,
            until=until,
            price_of=_price_of(stay, opened.house.by_code[priced_as].base_adults),
            kept={night.date: night.total for night in stay.nights} if same else {},
            old=stay.dates if same else None,
        ),
        first=first,
        old=stay.dates,
        chosen=chosen,
        picking=picking,
        currency=hotel.currency,
        language=language,
        era=hotel.era,
    )


def _price_of(stay: StayFacts, base_adults: int) -> Callable[[NightRate], int]:
    def price(rate: NightRate) -> int:
        return rate.price + extra_charge(rate, stay.adults, stay.children, base_adults)

    return price
