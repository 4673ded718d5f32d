"""What reports are made of, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kunjae.concierge.facts import OfferType
from kunjae.kernel.texts import LocalText


@dataclass(frozen=True, slots=True)
class Sale:
    """One order of a stay. `amount`: gross, minor units; `counts`: whether it is revenue (rules.md 9.3); `stay`: any name
    that tells stays apart. `ordered_on`: hotel-local."""

    stay: object
    offer: str
    name: LocalText
    type: OfferType
    amount: int
    counts: bool
    ordered_on: date
    arrival: date


@dataclass(frozen=True, slots=True)
class Reached:
    """Stays that arrive in the days of a report, and how far the Concierge came with them. `room_nights`: theirs."""

    arrivals: int
    room_nights: int
    mailed: int
    opened: int


@dataclass(frozen=True, slots=True)
class Sold:
    """Orders of one kind: how many count, what they come to (minor units), and how many do not count any more."""

    orders: int = 0
    revenue: int = 0
    fallen: int = 0


@dataclass(frozen=True, slots=True)
class OfferSold:
    """What one offer sold."""

    code: str
    name: LocalText
    type: OfferType
    sold: Sold

    @property
    def is_upgrade(self) -> bool:
        return self.type is OfferType.ROOM_UPGRADE


@dataclass(frozen=True, slots=True)
class MonthSold:
    """What was sold to those who arrive in one month; `first`: its first day."""

    first: date
    offers: Sold
    upgrades: Sold

    @property
    def orders(self) -> int:
        return self.offers.orders + self.upgrades.orders

    @property
    def revenue(self) -> int:
        return self.offers.revenue + self.upgrades.revenue


@dataclass(frozen=True, slots=True)
class LeadSold:
    """What was ordered so many days before arrival: `least` to `most`, None without end; both None: during the stay."""

    least: int | None
    most: int | None
    sold: Sold


@dataclass(frozen=True, slots=True)
class Upselling:
    """What the Concierge sold to the stays that arrive in some days. `ordered`: stays with an order that counts. `by_offer`:
    the most revenue first."""

    total: Sold
    by_offer: tuple[OfferSold, ...]
    by_type: tuple[tuple[OfferType, Sold], ...]
    by_month: tuple[MonthSold, ...]
    by_month_and_offer: tuple[tuple[date, OfferSold], ...]
    by_lead: tuple[LeadSold, ...]
    reached: Reached
    ordered: int

    @property
    def per_room_night(self) -> int:
        """Revenue for each room night sold, rounded half up; 0 without any."""
        nights = self.reached.room_nights
        return (2 * self.total.revenue + nights) // (2 * nights) if nights else 0
