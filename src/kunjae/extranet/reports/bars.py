"""Where the bars of a report run: shares of the largest, in a box that the page stretches. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kunjae.reports.facts import MonthSold

WIDTH = 100
"""Of the box of a lying bar."""
TALL, FLOOR, STEP, THICK = 132, 112, 48, 28
"""Of the box of standing bars: its height, where they stand, and how wide one with its gap and without it is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A lying bar, a share of WIDTH, at least a hair where there is anything at all."""

    length: float


@dataclass(frozen=True, slots=True)
class Column:
    """The standing bar of one month: offers below, upgrades on them."""

    x: int
    middle: int
    label: str
    offers_top: float
    offers_height: float
    upgrades_top: float
    upgrades_height: float


def lying(values: Iterable[int]) -> list[Bar]:
    """A bar for each value, the largest as long as the box."""
    values = list(values)
    largest = max(values, default=0)
    return [Bar(max(0.8, round(WIDTH * value / largest, 1)) if value else 0) for value in values]


def standing(months: Sequence[MonthSold], labels: Sequence[str]) -> list[Column]:
    """A column for each month, with its label."""
    largest = max((month.revenue for month in months), default=0) or 1
    columns = []
    for index, (month, label) in enumerate(zip(months, labels, strict=True)):
        offers = round(FLOOR * 0.82 * month.offers.revenue / largest, 1)
        upgrades = round(FLOOR * 0.82 * month.upgrades.revenue / largest, 1)
        columns.append(
            Column(
                x=index * STEP + (STEP - THICK) // 2,
                middle=index * STEP + STEP // 2,
                label=label,
                offers_top=FLOOR - offers,
                offers_height=offers,
                upgrades_top=round(FLOOR - offers - upgrades, 1),
                upgrades_height=upgrades,
            )
        )
    return columns
