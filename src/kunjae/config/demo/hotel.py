"""The demo hotel as a hotel file: what stands in `baan-talay.toml`, and prices by season and weekday around a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

SLUG = "baan-talay"
DAYS_BACK, DAYS_AHEAD = 200, 420
BASE_PRICES = {"STD": 1800, "DLX": 2600, "SEA": 3400, "VIL": 6500}
EXTRA_ADULT, EXTRA_CHILD = 600, 300
WEEKEND = 300


def hotel_file_text(today: date) -> str:
    """The whole hotel as TOML."""
    base = Path(__file__).with_name("baan-talay.toml").read_text(encoding="utf-8")
    return base + "".join(_prices(today))


def picture(name: str) -> bytes | None:
    """What the picture of an offer holds, drawn by `scripts/draw_demo_pictures.py`."""
    file = Path(__file__).with_name("pictures") / name
    return file.read_bytes() if file.is_file() else None


def season(night: date) -> str:
    """What a seaside hotel in the south of Thailand calls that time of the year."""
    if (night.month, night.day) >= (12, 22) or (night.month, night.day) <= (1, 5) or _songkran(night):
        return "peak"
    if night.month in (11, 12, 1, 2, 3):
        return "high"
    return "green" if night.month in (6, 7, 8, 9) else "shoulder"


def _songkran(night: date) -> bool:
    return night.month == 4 and 11 <= night.day <= 16


PERCENT_OF_BASE = {"peak": 160, "high": 125, "shoulder": 100, "green": 80}
PLANS = {"BAR": (100, 0), "NRF": (88, 0), "HB": (100, 900)}
"""Percent of the flexible price, and what is added for meals."""


def price(plan: str, room_type: str, of_season: str, weekend: bool) -> int:
    """Whole baht, rounded to 50."""
    percent, meals = PLANS[plan]
    exact = BASE_PRICES[room_type] * PERCENT_OF_BASE[of_season] * percent / 10_000
    return round((exact + WEEKEND * weekend) / 50) * 50 + meals


def _prices(today: date) -> Iterator[str]:
    nights = [today + timedelta(days=day) for day in range(-DAYS_BACK, DAYS_AHEAD)]
    for of_season, run in groupby(nights, key=season):
        dates = list(run)
        for plan in PLANS:
            for room_type in BASE_PRICES:
                for weekend in (False, True):
                    yield _entry(plan, room_type, of_season, weekend, dates[0], dates[-1])


def _entry(plan: str, room_type: str, of_season: str, weekend: bool, first: date, last: date) -> str:
    lines = [
        "",
        "[[prices]]",
        f'rate_plan = "{plan}"',
        f'room_type = "{room_type}"',
        f"from = {first.isoformat()}",
        f"to = {last.isoformat()}",
        *(['weekdays = ["fri", "sat"]'] if weekend else []),
        f'price = "{price(plan, room_type, of_season, weekend)}"',
        f'extra_adult = "{EXTRA_ADULT}"',
        f'extra_child = "{EXTRA_CHILD}"',
        *(["min_stay = 2"] if of_season == "peak" else []),
        "",
    ]
    return "\n".join(lines)
