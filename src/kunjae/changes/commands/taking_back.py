"""Undoing what an entry of the history did to a stay, on the same hotel day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import Night
from kunjae.bookings.queries import LoadedBooking
from kunjae.changes.commands.confirm import Confirmed, change_at_once
from kunjae.changes.commands.course import stay_of
from kunjae.changes.errors import ChangedSince, TooLateToUndo
from kunjae.changes.models import EntryKind, HistoryEntry
from kunjae.changes.operations import TakeBack
from kunjae.changes.queries import history_entry
from kunjae.kernel.moments import moment_of
from kunjae.kernel.money import parse_amount
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts


def check_same_day(property: Property, pressed: datetime | None, now: datetime) -> None:
    """Raises TooLateToUndo unless it was pressed on the hotel day of `now`."""
    hotel = property_facts(property)
    if pressed is None or hotel.today(pressed) != hotel.today(now):
        raise TooLateToUndo


def entries_of_today(
    property: Property, booking: LoadedBooking, kind: EntryKind, now: datetime
) -> list[HistoryEntry]:
    """The booking's entries of that kind of this hotel day, newest first, in one query."""
    hotel = property_facts(property)
    since = moment_of(hotel.today(now), time(0), hotel.timezone)
    return list(
        HistoryEntry.objects.of(property)
        .filter(booking_id=booking.row.id, kind=kind.value, at__gte=since)
        .order_by("-number")
    )


def ended_by_no_show(property: Property, booking: LoadedBooking, number: int, now: datetime) -> HistoryEntry:
    """Today's entry that made the stay a no-show. Raises TooLateToUndo."""
    for entry in entries_of_today(property, booking, EntryKind.CHANGE, now):
        if _asked(entry, "no_show", number) is not None:
            return entry
    raise TooLateToUndo


def left_early(property: Property, booking: LoadedBooking, number: int, now: datetime) -> HistoryEntry | None:
    """The change that dropped the nights of a stay checked out today; None when it left on its last day.

    Raises ChangedSince when the stay was moved here after it left: what it dropped, and its fee, are another booking's.
    """
    for entry in entries_of_today(property, booking, EntryKind.CHECK_OUT, now):
        if _stay_in(entry.before, number).get("status") != _stay_in(entry.after, number).get("status"):
            left = _asked(entry, "leave_early", number)
            return history_entry(property, booking.row.id, left["entry"]) if left else None
    raise ChangedSince


def take_back(
    property: Property, booking: LoadedBooking, number: int, entry: HistoryEntry, actor: Actor, now: datetime
) -> Confirmed:
    """Give the stay the nights that the entry took, at their prices, and take its fee back. Not counted as a change.

    Raises ChangedSince when the stay is no longer as the entry left it, PlanRefused when room or nights are gone.
    """
    stay, currency = stay_of(booking.facts, number), property.currency
    before, after = _stay_in(entry.before, number), _stay_in(entry.after, number)
    left = (after.get("room_type"), after.get("rate_plan"), _nights(after, currency))
    if not before or (stay.room_type, stay.rate_plan, stay.nights) != left:
        raise ChangedSince
    fee = _fee(after, currency) - _fee(before, currency)
    return change_at_once(
        property=property,
        code=booking.row.code,
        operations=[TakeBack(number, entry.number, _nights(before, currency), min(fee, stay.recorded_fee))],
        actor=actor,
        now=now,
        record=False,
    )


def _asked(entry: HistoryEntry, name: str, number: int) -> dict[str, Any] | None:
    """The entry's operation of that name on that stay."""
    for operation in entry.operations:
        if operation["op"] == name and operation.get("stay") == number:
            return dict(operation)
    return None


def _stay_in(booking: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """A stay of a kept booking; empty when it has none of that number."""
    return next((stay for stay in booking["stays"] if stay["number"] == number), {})


def _nights(stay: Mapping[str, Any], currency: str) -> tuple[Night, ...]:
    return tuple(
        Night(
            date.fromisoformat(night["date"]),
            parse_amount(night["room_price"], currency, "room_price"),
            parse_amount(night["extra_price"], currency, "extra_price"),
        )
        for night in stay.get("nights", ())
    )


def _fee(stay: Mapping[str, Any], currency: str) -> int:
    return parse_amount(stay["recorded_fee"], currency, "recorded_fee")
