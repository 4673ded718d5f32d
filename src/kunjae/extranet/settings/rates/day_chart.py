"""The fee of every day before arrival as a step chart. Pure; `settings/rates/day_chart.html` draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kunjae.extranet.settings.rates.trial import Example, FeeOnDays, Trial
from kunjae.kernel.formats import format_money
from kunjae.kernel.moments import moment_of
from kunjae.pages.charts import (
    CROWDED,
    FLOOR,
    Label,
    figures_of,
    flag,
    heights,
    outline,
    place_of,
    places,
)
from kunjae.rates.policy_words import charge_text
from kunjae.rates.rules import PolicyClock

MOST_MARKS = 60
"""Days that get a mark of their own on the axis; with more the marks would be one line."""
_WEEK = 7
_NEAR = 14
"""Two numbers below the axis that stand closer than this would touch."""

_WORDS = {
    "cancelled": {"en": "Cancelled", "th": "ยกเลิก"},
    "axis": {"en": "Days before check-in", "th": "จำนวนวันก่อนเช็คอิน"},
    "chart": {"en": "Fee by days before check-in: {course}", "th": "ค่าธรรมเนียมตามจำนวนวันก่อนเช็คอิน: {course}"},
    "always": {"en": "at any time", "th": "ทุกเวลา"},
    "earlier": {"en": "{last} or more", "th": "{last} วันขึ้นไป"},
    "between": {"en": "{first}–{last}", "th": "{first}–{last} วัน"},
    "one": {"en": "{first}", "th": "{first} วัน"},
    "end": {"en": "{first} to check-in and after", "th": "{first} วัน ถึงเช็คอินและหลังจากนั้น"},
    "check_in": {"en": "check-in day and after", "th": "วันเช็คอินและหลังจากนั้น"},
}


@dataclass(frozen=True, slots=True)
class DayChart:
    """The chart in a 360 x 152 box. `marks`: where each day begins, `now`: when the example is cancelled."""

    line: str
    area: str
    figures: tuple[Label, ...]
    ticks: tuple[Label, ...]
    marks: tuple[float, ...]
    now: Label
    axis: str
    text: str
    """What the chart says, in words."""


def day_chart(
    trial: Trial, example: Example, clock: PolicyClock, *, currency: str, language: str
) -> DayChart:
    """Drawn for the example's arrival, each day from the hotel's cutoff time to the next."""
    edges = edges_of(trial.course, example, clock)
    xs = places(edges)
    ys = heights([days.fee for days in trial.course])
    line, area = outline(xs, ys)
    amounts = [format_money(days.fee, currency, language) for days in trial.course]
    course = "; ".join(
        f"{days_text(days, language)} {amount}" for days, amount in zip(trial.course, amounts, strict=True)
    )
    return DayChart(
        line=line,
        area=area,
        figures=figures_of(
            xs, ys, [charge_text(days.tier, currency, language) for days in trial.course], amounts
        ),
        ticks=_ticks(trial.course, xs, place_of(_starts(example, clock, 0), edges, xs)),
        marks=_marks(example, clock, edges, xs),
        now=flag(place_of(example.cancelled_at, edges, xs), _WORDS["cancelled"][language]),
        axis=_WORDS["axis"][language],
        text=_WORDS["chart"][language].format(course=course),
    )


def days_text(days: FeeOnDays, language: str) -> str:
    """Which days these are: `4 or more`, `3–2`, `1 to check-in and after`."""
    if days.first_day is None:
        word = "earlier" if days.last_day else "always"
    elif not days.last_day:
        word = "end" if days.first_day else "check_in"
    else:
        word = "one" if days.first_day == days.last_day else "between"
    return _WORDS[word][language].format(first=days.first_day, last=days.last_day)


def edges_of(course: Sequence[FeeOnDays], example: Example, clock: PolicyClock) -> list[datetime]:
    """Where each stretch begins, and the end: a day after check-in. The first begins a while before the second."""
    end = _starts(example, clock, -1)
    starts = [days.start for days in course if days.start is not None]
    lead = max((end - starts[0]) / 2, timedelta(days=2)) if starts else timedelta(days=_WEEK)
    return [(starts[0] if starts else end - timedelta(days=1)) - lead, *starts, end]


def _starts(example: Example, clock: PolicyClock, days_before: int) -> datetime:
    """When that day begins."""
    return moment_of(example.check_in - timedelta(days=days_before), clock.cutoff, clock.timezone)


def _marks(
    example: Example, clock: PolicyClock, edges: Sequence[datetime], xs: Sequence[float]
) -> tuple[float, ...]:
    many = (edges[-1] - edges[0]).days
    if many > MOST_MARKS:
        return ()
    moments = (_starts(example, clock, day) for day in range(many, -1, -1))
    return tuple(place_of(moment, edges, xs) for moment in moments if moment > edges[0])


def _ticks(course: Sequence[FeeOnDays], xs: Sequence[float], arrival: float) -> tuple[Label, ...]:
    """The number of days where each stretch begins, and 0 where the day of arrival does."""
    wanted = [(xs[index], days.first_day) for index, days in enumerate(course) if days.first_day is not None]
    if not any(day == 0 for _x, day in wanted):
        wanted.append((arrival, 0))
    shown: list[Label] = []
    for x, day in reversed(wanted):
        if not shown or shown[-1].x - x >= _NEAR * (1 if len(course) <= CROWDED else 2):
            shown.append(Label(x, FLOOR + 17, str(day)))
    return tuple(reversed(shown))
