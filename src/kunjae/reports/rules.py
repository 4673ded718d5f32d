"""The sums of reports. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kunjae.concierge.facts import OfferType
from kunjae.reports.facts import LeadSold, MonthSold, OfferSold, Reached, Sale, Sold, Upselling

LEADS: tuple[tuple[int | None, int | None], ...] = (
    (None, None),
    (0, 0),
    (1, 2),
    (3, 6),
    (7, 13),
    (14, 29),
    (30, None),
)
"""Days before arrival, as a hotel thinks of them: during the stay, on the day, and ever earlier."""


def upselling(sales: Iterable[Sale], reached: Reached, first: date, last: date) -> Upselling:
    """What these sales come to; every month from that of `first` to that of `last` is there, sold or not."""
    sales = tuple(sales)
    return Upselling(
        total=sold(sales),
        by_offer=_by_offer(sales),
        by_type=tuple((type, sold([sale for sale in sales if sale.type is type])) for type in OfferType),
        by_month=_by_month(sales, first, last),
        by_month_and_offer=tuple(
            (month, each)
            for month in sorted({_month(sale) for sale in sales})
            for each in _by_offer([sale for sale in sales if _month(sale) == month])
        ),
        by_lead=tuple(LeadSold(least, most, sold(_led(sales, least, most))) for least, most in LEADS),
        reached=reached,
        ordered=len({sale.stay for sale in sales if sale.counts}),
    )


def sold(sales: Iterable[Sale]) -> Sold:
    """Cancelled and expired orders are told apart, and are no revenue (rules.md 9.3)."""
    sales = tuple(sales)
    counting = [sale.amount for sale in sales if sale.counts]
    return Sold(len(counting), sum(counting), len(sales) - len(counting))


def lead_days(sale: Sale) -> int:
    """How many days before arrival it was ordered; below 0 during the stay."""
    return (sale.arrival - sale.ordered_on).days


def _led(sales: Sequence[Sale], least: int | None, most: int | None) -> list[Sale]:
    if least is None:
        return [sale for sale in sales if lead_days(sale) < 0]
    return [sale for sale in sales if least <= lead_days(sale) and (most is None or lead_days(sale) <= most)]


def _by_offer(sales: Sequence[Sale]) -> tuple[OfferSold, ...]:
    by_code: dict[str, list[Sale]] = {}
    for sale in sales:
        by_code.setdefault(sale.offer, []).append(sale)
    found = [OfferSold(code, group[-1].name, group[-1].type, sold(group)) for code, group in by_code.items()]
    return tuple(sorted(found, key=lambda each: (-each.sold.revenue, -each.sold.orders, each.code)))


def _month(sale: Sale) -> date:
    """The first day of the month of arrival."""
    return sale.arrival.replace(day=1)


def _by_month(sales: Sequence[Sale], first: date, last: date) -> tuple[MonthSold, ...]:
    by_month: dict[date, list[Sale]] = {}
    month = first.replace(day=1)
    while month <= last:
        by_month[month] = []
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    for sale in sales:
        by_month[_month(sale)].append(sale)
    return tuple(
        MonthSold(
            month,
            sold(sale for sale in group if sale.type is OfferType.OFFER),
            sold(sale for sale in group if sale.type is OfferType.ROOM_UPGRADE),
        )
        for month, group in by_month.items()
    )
