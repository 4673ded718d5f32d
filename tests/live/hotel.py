"""The hotel of the live tests, as its hotel file says: ten standard rooms, five deluxe rooms, prices for every night.

The servers keep the real time, so its nights are counted from today. Tests that share a server have a `Season` each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SLUG = "baan-talay"
STANDARD = [f"{number:03}" for number in range(1, 11)]
DELUXE = [f"{number}" for number in range(101, 106)]
PRICE = {"STD": "1500.00", "DLX": "2500.00"}
SEASONS, LENGTH = 24, 60
_TODAY = datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Season:
    """Sixty nights, from 0 to 59, that nobody else uses, all far from any deadline."""

    number: int = 0

    def night(self, number: int) -> str:
        """The date of one of them."""
        return (_TODAY + timedelta(days=30 + LENGTH * self.number + number)).isoformat()

    def nights(self, first: int, until: int) -> dict[str, str]:
        """The dates of a stay that sleeps on `first <= night < until`."""
        return {"check_in": self.night(first), "check_out": self.night(until)}

    def stay(self, first: int, until: int, *, room_type: str = "STD", **more: Any) -> dict[str, Any]:
        """A stay on these nights, as the API takes it."""
        dates = self.nights(first, until)
        return {"room_type": room_type, "rate_plan": "BAR", "adults": 2, "children": 0} | dates | more

    @property
    def ends(self) -> tuple[str, str]:
        """Its first and last night."""
        return self.night(0), self.night(LENGTH - 1)


def booking(*stays: dict[str, Any], name: str = "Somchai Jaidee") -> dict[str, Any]:
    """A booking as the API takes it."""
    return {"booker": {"name": name, "language": "th"}, "source": "direct", "stays": list(stays)}


def _rooms(numbers: list[str]) -> str:
    return ", ".join(f'"{number}"' for number in numbers)


def _prices(room_type: str) -> str:
    return f"""
[[prices]]
rate_plan = "BAR"
room_type = "{room_type}"
from = {_TODAY}
to = {Season(SEASONS - 1).ends[1]}
price = "{PRICE[room_type]}"
extra_adult = "500"
"""


HOTEL_FILE = f"""
[property]
slug = "{SLUG}"
name = {{ th = "บ้านทะเล", en = "Baan Talay" }}
timezone = "Asia/Bangkok"
currency = "THB"
languages = ["th", "en"]
check_in_time = "14:00"
check_out_time = "12:00"
policy_cutoff_time = "14:00"

[[room_types]]
code = "STD"
name = {{ th = "ห้องมาตรฐาน", en = "Standard" }}
rank = 1
base_adults = 2
max_adults = 3
beds = "1 double"
rooms = [{_rooms(STANDARD)}]

[[room_types]]
code = "DLX"
name = {{ th = "ห้องดีลักซ์", en = "Deluxe" }}
rank = 2
base_adults = 2
max_adults = 3
beds = "1 double"
rooms = [{_rooms(DELUXE)}]

[[policies]]
code = "F"
name = {{ th = "ยืดหยุ่น", en = "Flexible" }}
tiers = [ {{ days_before = 3, percent = "50" }}, {{ days_before = 1, percent = "100" }} ]

[[rate_plans]]
code = "BAR"
name = {{ th = "รวมอาหารเช้า", en = "Breakfast included" }}
meal = "breakfast"
policy = "F"
{_prices("STD")}{_prices("DLX")}"""
