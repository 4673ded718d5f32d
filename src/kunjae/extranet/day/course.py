"""Where a stay stands in its course, for the booking's page: when it arrived and left, and what can be pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kunjae.bookings.day import Pressed, pressed
from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.bookings.queries import LoadedBooking
from kunjae.changes.models import HistoryEntry
from kunjae.extranet.access import Desk


@dataclass(frozen=True, slots=True)
class Course:
    """`actions`: pages of the desk that can be opened now; `undo`: what was pressed today and can be taken back."""

    arrived_at: datetime | None = None
    left_at: datetime | None = None
    actions: tuple[str, ...] = ()
    undo: str = ""


def courses(desk: Desk, booking: LoadedBooking, entries: Sequence[HistoryEntry]) -> dict[int, Course]:
    """Stay number -> its course. One query where somebody has arrived, else none; `entries`: the newest ones."""
    stays = booking.facts.stays
    been = [stay for stay in stays if stay.status in (StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT)]
    moments = pressed(desk.property, [booking.stay_ids[stay.number] for stay in been])
    return {
        stay.number: _course(desk, stay, moments.get(booking.stay_ids[stay.number], Pressed()), entries)
        for stay in stays
    }


def _course(desk: Desk, stay: StayFacts, moments: Pressed, entries: Sequence[HistoryEntry]) -> Course:
    actions: tuple[str, ...] = ()
    undo = ""

    def today(moment: datetime | None) -> bool:
        return moment is not None and desk.hotel.today(moment) == desk.today

    match stay.status:
        case StayStatus.RESERVED if stay.check_in <= desk.today:
            actions = ("check_in", "no_show", "registration")
        case StayStatus.RESERVED:
            actions = ("registration",)
        case StayStatus.IN_HOUSE:
            actions = ("check_out", "registration")
            undo = "check_in" if today(moments.arrived_at) else ""
        case StayStatus.CHECKED_OUT:
            actions = ("registration",)
            undo = "check_out" if today(moments.left_at) else ""
        case StayStatus.NO_SHOW:
            asked = (
                operation
                for entry in entries
                if today(entry.at)
                for operation in entry.operations
                if operation.get("op") == "no_show" and operation.get("stay") == stay.number
            )
            undo = "no_show" if any(asked) else ""
    if not desk.may_change:
        actions, undo = (), ""
    return Course(moments.arrived_at, moments.left_at, actions, undo)
