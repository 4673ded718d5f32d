"""Which days a guest can choose for one stay, and why not the others (rules.md 3.3, 6.1 and 7). Pure.

The same rules as the plan's (`changes.rules`), asked of every day before anything is chosen: the preview has the last
word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from kunjae.kernel.stay_dates import MOST_NIGHTS, StayDates
from kunjae.rates.facts import NightRate

ONE_DAY = timedelta(days=1)


class Why(StrEnum):
    """Why a day cannot be chosen."""

    PAST = "past"
    NO_PRICE = "no_price"
    CLOSED = "closed"
    SOLD_OUT = "sold_out"
    NO_ARRIVAL = "closed_to_arrival"
    NO_DEPARTURE = "closed_to_departure"
    MIN_STAY = "min_stay"
    NIGHT_BETWEEN = "night_between"
    """A night between arrival and this day cannot be had."""
    TOO_LONG = "too_many_nights"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a day can be chosen (`why` None). `nights`: the shortest stay asked, where that is the reason; `night`:
    the one that is in between."""

    why: Why | None = None
    nights: int = 0
    night: date | None = None

    @property
    def can_be_chosen(self) -> bool:
        return self.why is None


FREE = Verdict()


@dataclass(frozen=True, slots=True)
class Nights:
    """The nights of one room type in the stay's rate plan, as one guest could have them.

    `rates`: today's; `left`: night -> rooms left for this stay, `capacity` where a night is not named. `kept`: night ->
    agreed price of the nights that the stay has of this type and plan, which stay its own at that price; `old`: its
    dates with them, None where it is sold as another. `until`: up to which day all this is known. Amounts in minor
    units; `price_of` adds the charge for these guests to a rate.
    """

    rates: Mapping[date, NightRate]
    left: Mapping[date, int]
    capacity: int
    today: date
    until: date
    price_of: Callable[[NightRate], int]
    kept: Mapping[date, int] = field(default_factory=dict)
    old: StayDates | None = None

    def price(self, night: date) -> int | None:
        """What the night would cost these guests; None when it has no price."""
        if night in self.kept:
            return self.kept[night]
        rate = self.rates.get(night)
        return None if rate is None else self.price_of(rate)

    def in_the_way(self, night: date) -> Why | None:
        """Why the stay cannot sleep on that night; nothing is in the way of the nights that it has."""
        if night in self.kept:
            return None
        rate = self.rates.get(night)
        if rate is None:
            return Why.NO_PRICE
        if rate.closed:
            return Why.CLOSED
        return Why.SOLD_OUT if self.left.get(night, self.capacity) <= 0 else None

    def arrival(self, day: date) -> Verdict:
        """Whether a stay can begin on that day: it has a night to sleep, and some day to leave on."""
        if day < self.today:
            return Verdict(Why.PAST)
        if why := self.in_the_way(day):
            return Verdict(why)
        if self.old and day == self.old.check_in:
            return FREE
        rate = self.rates.get(day)
        if rate and rate.closed_to_arrival:
            return Verdict(Why.NO_ARRIVAL)
        leaving, refused = day + ONE_DAY, FREE
        while leaving <= self.until:
            refused = self.departure(day, leaving)
            if refused.can_be_chosen or refused.why in (Why.NIGHT_BETWEEN, Why.TOO_LONG):
                break
            leaving += ONE_DAY
        else:
            return FREE  # Beyond what is known: the preview will tell.
        if refused.can_be_chosen:
            return FREE
        shortest = rate.min_stay if rate else 1
        too_short = (leaving - ONE_DAY - day).days < shortest
        return Verdict(Why.MIN_STAY, shortest) if too_short else Verdict(Why.NO_DEPARTURE)

    def departure(self, arrival: date, day: date) -> Verdict:
        """Whether a stay that begins on `arrival` can end on that later day."""
        if (day - arrival).days > MOST_NIGHTS:
            return Verdict(Why.TOO_LONG)
        night = arrival
        while night < day:
            if self.in_the_way(night):
                return Verdict(Why.NIGHT_BETWEEN, night=night)
            night += ONE_DAY
        if self.old and (arrival, day) == (self.old.check_in, self.old.check_out):
            return FREE
        rate = self.rates.get(arrival)
        if rate and (day - arrival).days < rate.min_stay:
            return Verdict(Why.MIN_STAY, rate.min_stay)
        leaving = self.rates.get(day)
        if leaving and leaving.closed_to_departure and not (self.old and day == self.old.check_out):
            return Verdict(Why.NO_DEPARTURE)
        return FREE


def rooms_left(
    free: Mapping[date, int], capacity: int, *, given: Iterable[StayDates], taken: Iterable[StayDates]
) -> dict[date, int]:
    """Night -> rooms of a type that one stay can choose from, for the nights that differ from `capacity`.

    `free`: what is left to anybody. `given`: the dates of all the booking's stays of that type, which count as free;
    `taken`: those that its other stays would have in that type by what is chosen for them (rules.md 2.8).
    """
    left = dict(free)
    for dates in given:
        for night in dates.nights:
            left[night] = left.get(night, capacity) + 1
    for dates in taken:
        for night in dates.nights:
            left[night] = left.get(night, capacity) - 1
    return left
