"""What state a bar is in. Pure. The signs and colours of the states are in css/calendar.css, under the same words."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from kunjae.bookings.facts import StayStatus
from kunjae.inventory.facts import BlockFacts


class BarState(StrEnum):
    """How a bar looks. Each has a colour, a sign, and a word that is read out."""

    NEW = "new"
    """Reserved; nothing is paid yet."""
    OWES = "owes"
    """Reserved; a part is paid."""
    PAID = "paid"
    """Reserved; nothing is left to pay."""
    IN_HOUSE = "inhouse"
    LEAVES = "leaves"
    """In house, and to leave today, or should have left before."""
    LEFT = "left"
    """Checked out."""
    WAITS = "waits"
    """Reserved; a change that its guest wants waits for its money."""
    BLOCK = "block"
    HOLD = "hold"
    KEPT = "kept"
    """Nights kept for a change that waits for its money."""


def state_of_stay(
    status: str, check_out: date, today: date, *, value: int, paid: int, waits: bool = False
) -> BarState:
    """The state of a live stay; `value` and `paid` of its booking, minor units; `waits`: whether a change of it does."""
    if status == StayStatus.IN_HOUSE:
        return BarState.LEAVES if check_out <= today else BarState.IN_HOUSE
    if status == StayStatus.CHECKED_OUT:
        return BarState.LEFT
    if waits:
        return BarState.WAITS
    if paid >= value:
        return BarState.PAID
    return BarState.OWES if paid > 0 else BarState.NEW


def is_due(state: BarState, *, value: int, paid: int) -> bool:
    """Whether a bar says beside its state that money is missing: guests who are or were in house."""
    return state in (BarState.IN_HOUSE, BarState.LEAVES, BarState.LEFT) and paid < value


def state_of_block(block: BlockFacts) -> BarState:
    return BarState.BLOCK if block.held_until is None else BarState.HOLD
