"""What of a change its guest can see, from the copies of the booking that the history keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SEEN = (
    "status",
    "room_type",
    "rate_plan",
    "meal",
    "conditions",
    "policy",
    "check_in",
    "check_out",
    "adults",
    "children",
    "nights",
)
"""Of a stay. Not its room number, which is for the hotel to choose, and guests hear when they arrive."""

type Stay = Mapping[str, Any]


def guest_sees_a_difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether anything is different that the guest was told, or what is to be paid."""
    return before["value"] != after["value"] or any(
        not _same(old, new) for old, new in stay_pairs(before, after)
    )


def stay_pairs(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[Stay | None, Stay | None]]:
    """Each stay as it was and as it is, by its number; None: it was not there, or is there no more."""
    old = {stay["number"]: stay for stay in before["stays"]}
    new = {stay["number"]: stay for stay in after["stays"]}
    return [(old.get(number), new.get(number)) for number in sorted(old.keys() | new.keys())]


def differs(before: Stay | None, after: Stay | None) -> bool:
    """Whether this stay is another for its guest."""
    return not _same(before, after)


def _same(before: Stay | None, after: Stay | None) -> bool:
    if before is None or after is None:
        return before is after
    return all(before[name] == after[name] for name in SEEN)
