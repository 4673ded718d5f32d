"""Where bars lie on the calendar: columns, clipped edges, lanes. Pure: dates and numbers.

A column is a night of the window, the first one is 0. A bar covers the nights that it sleeps on; that it begins and ends
in the middle of a day is a matter of drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The nights that the calendar shows: `first <= night < until`."""

    first: date
    days: int

    @property
    def until(self) -> date:
        return self.first + timedelta(days=self.days)

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=column) for column in range(self.days))

    def column(self, day: date) -> int | None:
        """The column of a day; None outside of the window."""
        column = (day - self.first).days
        return column if 0 <= column < self.days else None


@dataclass(frozen=True, slots=True)
class Bar[Item]:
    """Something that sleeps `width` nights of the window from `column` on. `begins` and `ends`: whether its first and its
    last night are among them; if not, the bar runs on beyond the edge."""

    item: Item
    column: int
    width: int
    begins: bool
    ends: bool

    @property
    def after(self) -> int:
        """The first column behind it."""
        return self.column + self.width


def bar[Item](item: Item, first: date, until: date, window: Window) -> Bar[Item] | None:
    """The bar of something that sleeps on `first <= night < until`; None if that is outside of the window."""
    begin = (first - window.first).days
    end = (until - window.first).days
    column, after = max(begin, 0), min(end, window.days)
    if column >= after:
        return None
    return Bar(item, column, after - column, begin >= 0, end <= window.days)


def lanes[Item](bars: Iterable[Bar[Item]]) -> list[list[Bar[Item]]]:
    """The bars in as few lanes as can be, none over another in one lane; those that begin first lie on top."""
    found: list[list[Bar[Item]]] = []
    for each in sorted(bars, key=lambda bar: (bar.column, -bar.width)):
        lane = next((lane for lane in found if lane[-1].after <= each.column), None)
        if lane is None:
            found.append([each])
        else:
            lane.append(each)
    return found


def cells[Item](lane: Sequence[Bar[Item]], days: int) -> Iterator[Bar[Item] | int]:
    """A lane from left to right: its bars, and how many free nights lie between them."""
    column = 0
    for each in sorted(lane, key=lambda bar: bar.column):
        if each.column > column:
            yield each.column - column
        yield each
        column = each.after
    if column < days:
        yield days - column


def months(window: Window) -> list[tuple[date, int]]:
    """The months of the window, each by its first day shown, with how many of its days are."""
    found: list[tuple[date, int]] = []
    for day in window.dates:
        if found and (found[-1][0].year, found[-1][0].month) == (day.year, day.month):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((day, 1))
    return found
