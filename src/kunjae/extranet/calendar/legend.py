"""The words behind the states of bars. css/calendar.css repeats them, in both languages, for who hears the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

from kunjae.extranet.calendar.states import BarState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[BarState, _StrPromise] = {
    BarState.NEW: pgettext_lazy("calendar", "New, nothing paid"),
    BarState.OWES: pgettext_lazy("calendar", "Part paid"),
    BarState.PAID: pgettext_lazy("calendar", "Paid"),
    BarState.IN_HOUSE: pgettext_lazy("calendar", "In house"),
    BarState.LEAVES: pgettext_lazy("calendar", "Leaves today"),
    BarState.LEFT: pgettext_lazy("calendar", "Checked out"),
    BarState.WAITS: pgettext_lazy("calendar", "Change awaits payment"),
    BarState.KEPT: pgettext_lazy("calendar", "Kept for a change"),
    BarState.BLOCK: pgettext_lazy("calendar", "Out of service"),
    BarState.HOLD: pgettext_lazy("calendar", "Held"),
}
DUE = pgettext_lazy("calendar", "Balance to pay")
"""Beside a state: guests who are or were in house, and have not paid all."""
