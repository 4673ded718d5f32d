"""Drawings as figures: where the lines of a chart run and what its text alternative says. Pure.

`templates/kunjae/components/fee_chart.html` draws a `FeeChart`:
`{% include "kunjae/components/fee_chart.html" with chart=stay.chart only %}`. The chart of a policy on its settings page,
`settings/rates/day_chart.py`, is put together from the same parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from kunjae.kernel.formats import format_date, format_money
from kunjae.kernel.moments import local_date, moment_of
from kunjae.rates.facts import Policy
from kunjae.rates.policy_words import charge_text, policy_sentence, steps
from kunjae.rates.rules import PolicyClock, change_fee

WIDTH, HEIGHT = 360, 136
LEFT, RIGHT, TOP, FLOOR = 8.0, 352.0, 44.0, 112.0
_EQUAL = 0.7
"""How much of the width every step gets alike, so that a last day is still wide enough for its figure; the rest is
shared by how long each step lasts."""
CROWDED = 5
"""With more steps than this the figures would run into each other: then only the highest one is written."""

_WORDS = {
    "fee": {
        "en": "Fee if the whole stay is cancelled: {course}",
        "th": "ค่าธรรมเนียมหากยกเลิกทั้งรายการ: {course}",
    },
    "today": {"en": "Today", "th": "วันนี้"},
}


@dataclass(frozen=True, slots=True)
class Label:
    """A text of the chart: where it is anchored, and which side of that it stands (`start`, `middle`, `end`)."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    under: str = ""
    """A second text below the line it stands on."""

    @property
    def under_y(self) -> float:
        return self.y + 25


@dataclass(frozen=True, slots=True)
class FeeChart:
    """The fee of cancelling a whole stay over the days before arrival, as a step chart in a 360 x 136 box."""

    line: str
    area: str
    figures: tuple[Label, ...]
    ticks: tuple[Label, ...]
    now: Label | None
    text: str
    """What the chart says, in words."""


def fee_chart(
    policy: Policy | None,
    *,
    arrival: date,
    clock: PolicyClock,
    now: datetime | None,
    night_prices: Sequence[int],
    currency: str,
    language: str,
    era: str = "buddhist",
) -> FeeChart | None:
    """The chart of one stay; None where there is nothing to draw: no policy, or one that asks the same all the time.

    `arrival`: the check-in that the policy's days count from; `night_prices`: the stay's agreed nights, minor units; `now` None: no
    line for today.
    """
    if policy is None:
        return None
    course = steps(policy, arrival, clock)
    if len(course) < 2:
        return None
    total = sum(night_prices)
    fees = [change_fee(step.tier, policy.charge_on, total, night_prices) for step in course]
    starts = [step.start for step in course if step.start is not None]
    end = max(
        moment_of(arrival + timedelta(days=1), clock.cutoff, clock.timezone), starts[-1] + timedelta(days=1)
    )
    lead = max(end - starts[0], timedelta(days=2))
    edges = [starts[0] - lead / 2, *starts, end]
    xs = places(edges)
    ys = heights(fees)
    line, area = outline(xs, ys)
    return FeeChart(
        line=line,
        area=area,
        figures=figures_of(
            xs,
            ys,
            [charge_text(step.tier, currency, language) for step in course],
            [format_money(fee, currency, language) for fee in fees],
        ),
        ticks=tuple(
            Label(
                xs[index + 1],
                FLOOR + 17,
                format_date(local_date(start, clock.timezone), language, year=False),
            )
            for index, start in enumerate(starts)
            if len(starts) < CROWDED or index in (0, len(starts) - 1)
        ),
        now=_now(now, edges, xs, language),
        text=_WORDS["fee"][language].format(
            course=policy_sentence(policy, arrival, clock, currency=currency, language=language, era=era)
        ),
    )


def places(edges: Sequence[datetime]) -> list[float]:
    """Where each edge stands: every step as wide as its share of time and of the number of steps says."""
    whole, count = (edges[-1] - edges[0]).total_seconds(), len(edges) - 1
    found, x = [LEFT], LEFT
    for first, last in pairwise(edges):
        share = _EQUAL / count + (1 - _EQUAL) * (last - first).total_seconds() / whole
        x += share * (RIGHT - LEFT)
        found.append(round(x, 1))
    return found


def place_of(moment: datetime, edges: Sequence[datetime], xs: Sequence[float]) -> float:
    """Where a moment stands between the edges; at the left end when it lies before them, at the right one after them."""
    if moment >= edges[-1]:
        return xs[-1]
    place = xs[0]
    for index, (first, last) in enumerate(pairwise(edges)):
        if first <= moment < last:
            place = xs[index] + (xs[index + 1] - xs[index]) * ((moment - first) / (last - first))
    return round(place, 1)


def heights(fees: Sequence[int]) -> list[float]:
    """How high the line runs for each fee."""
    highest = max(*fees, 1)
    return [round(FLOOR - fee / highest * (FLOOR - TOP), 1) for fee in fees]


def outline(xs: Sequence[float], ys: Sequence[float]) -> tuple[str, str]:
    """The paths of the line and of the area below it."""
    line = "".join(f"{'L' if index else 'M'}{xs[index]} {y}H{xs[index + 1]}" for index, y in enumerate(ys))
    return line, f"{line}V{FLOOR}H{xs[0]}Z"


def figures_of(
    xs: Sequence[float], ys: Sequence[float], charges: Sequence[str], amounts: Sequence[str]
) -> tuple[Label, ...]:
    """The amount above each step, and what the policy asks below its line."""
    highest = min(range(len(ys)), key=lambda index: ys[index])
    return tuple(
        Label(
            round((xs[index] + xs[index + 1]) / 2, 1),
            round(y - 7, 1),
            amounts[index],
            under=charges[index] if FLOOR - y > 22 else "",
        )
        for index, y in enumerate(ys)
        if len(ys) <= CROWDED or index in (0, highest)
    )


def _now(now: datetime | None, edges: Sequence[datetime], xs: Sequence[float], language: str) -> Label | None:
    """The line of today; none once the guests have come."""
    if now is None or now >= edges[-1]:
        return None
    return flag(place_of(now, edges, xs), _WORDS["today"][language])


def flag(place: float, text: str, *, reach: float = 40) -> Label:
    """The words above a moment's line, turned inwards where they would leave the box; `reach`: half their width."""
    anchor = "start" if place < reach else "end" if place > WIDTH - reach else "middle"
    return Label(place, 14, text, anchor)
