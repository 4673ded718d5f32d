"""How long is left to pay, and how often a page asks what became of a payment. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_SHOWN = 24 * 60 * 60
"""Seconds. What ends later than in a day is told by its moment only: nobody needs the seconds of next week."""

_PAUSES = (2, 2, 2, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12, 15, 20)
"""Seconds before each look: the bank's word mostly comes within the first ten."""
MOST_LOOKS = 45
"""After these, some ten minutes in all, the page stops asking and says how to look again."""


@dataclass(frozen=True, slots=True)
class Countdown:
    """What is left until a moment. The page says the moment in words, which stays true without a script; a script makes
    the seconds run from `now` to `until`, both as the server's clock has them."""

    until: datetime
    now: datetime

    @property
    def seconds(self) -> int:
        """Whole seconds left, never below zero. A part of a second counts as one, so that 0:00 means over."""
        left = self.until - self.now
        return max(0, left.days * 86_400 + left.seconds + (1 if left.microseconds else 0))

    @property
    def over(self) -> bool:
        """At `until` itself it is over: money that comes in that second is late (rules.md 7)."""
        return self.now >= self.until

    @property
    def runs(self) -> bool:
        """Whether seconds are worth showing."""
        return 0 < self.seconds <= LONGEST_SHOWN

    @property
    def clock(self) -> str:
        """`29:05`, `1:02:03`."""
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    @property
    def until_stamp(self) -> int:
        """Milliseconds since 1970, as scripts count."""
        return int(self.until.timestamp() * 1000)

    @property
    def now_stamp(self) -> int:
        return int(self.now.timestamp() * 1000)


def pause_before(look: int) -> int | None:
    """Seconds to wait before the look of this number (from 0); None once the page has asked often enough."""
    if not 0 <= look < MOST_LOOKS:
        return None
    return _PAUSES[min(look, len(_PAUSES) - 1)]


def look_of(text: str | None) -> int:
    """The number of the look that a browser says it makes; the first, whatever else it says."""
    if text and text.isascii() and text.isdigit() and len(text) < 4:
        return int(text)
    return 0
