"""What the set-up has ready: three policies, the names of plans, codes of room types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kunjae.imports.exported import Table
from kunjae.kernel.texts import LocalText

POLICIES: tuple[Table, ...] = (
    {
        "code": "FLEX",
        "name": {"th": "ยืดหยุ่น", "en": "Flexible"},
        "tiers": [{"days_before": 1, "nights": 1}],
    },
    {
        "code": "MOD",
        "name": {"th": "ปานกลาง", "en": "Moderate"},
        "tiers": [{"days_before": 7, "percent": "50"}, {"days_before": 3, "percent": "100"}],
    },
    {
        "code": "NRF",
        "name": {"th": "ไม่คืนเงิน", "en": "Non-refundable"},
        "guest_can_change": False,
        "guest_can_cancel": False,
        "tiers": [{"always": True, "percent": "100"}],
    },
)
"""In the form of a hotel file. Without amounts: they fit every currency."""

PLAN_CODE = "STD"
MEALS: dict[str, LocalText] = {
    "breakfast": {"th": "รวมอาหารเช้า", "en": "breakfast included"},
    "none": {"th": "ไม่รวมอาหาร", "en": "room only"},
}

ROOM_TYPES: tuple[dict[str, Any], ...] = (
    {"name_th": "ห้องมาตรฐาน", "name_en": "Standard", "numbers": "101-110", "beds": "1 double", "code": "STD"},
    {"name_th": "ห้องดีลักซ์", "name_en": "Deluxe", "numbers": "201-205", "beds": "1 king", "code": "DLX"},
)
"""Examples in the fields of the rooms page."""

_CODES = {
    "standard": "STD",
    "deluxe": "DLX",
    "superior": "SUP",
    "suite": "SUI",
    "family": "FAM",
    "villa": "VIL",
}


def plan_name(policy: LocalText, meal: str) -> dict[str, str]:
    """`Flexible, breakfast included` in each language that the policy's name has."""
    words = MEALS.get(meal, {})
    joint = {"th": " ", "en": ", "}
    return {
        language: f"{name}{joint[language]}{words[language]}" if language in words else name
        for language, name in policy.items()
    }


def type_code(name: str, taken: Iterable[str]) -> str:
    """A code for a room type of this English name that is not taken yet: STD, DLX2, R1."""
    words = re.findall(r"[a-z]+", name.lower())
    known = [_CODES[word] for word in words if word in _CODES]
    code = known[0] if known else words[0][:3].upper() if words else "R"
    taken = set(taken)
    tries = [code] if words else []
    tries += [f"{code}{number}" for number in range(2 if words else 1, len(taken) + 3)]
    return next(each for each in tries if each not in taken)
