"""Check-out at the desk, on the last day or before, and undoing it on the same hotel day."""

from __future__ import annotations

from datetime import datetime

from kunjae.accounts.facts import Actor
from kunjae.bookings.day import pressed
from kunjae.bookings.facts import BookingFacts
from kunjae.changes.commands.confirm import QUICKER_RIVAL, confirm_change, preview_change
from kunjae.changes.commands.course import LEAVE, NOT_LEAVE, locked_stay, move_on
from kunjae.changes.commands.taking_back import check_same_day, left_early, take_back
from kunjae.changes.errors import EarlyDeparture, PlanOutdated, WrongStatus
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import MoveDates
from kunjae.changes.queries import open_booking
from kunjae.changes.rules.course import check_balance, check_departure, early_departure, others_in_house
from kunjae.properties.cleaning import mark_room
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts
from kunjae.tenancy.transactions import run_in_transaction


def depart(
    *,
    property: Property,
    code: str,
    stay: int,
    actor: Actor,
    now: datetime,
    reason: str = "",
    digest: str | None = None,
    record: bool = True,
) -> HistoryEntry:
    """Check guests out; their room is to be cleaned.

    Where nights are left, the change that drops them (it pays the policy's tier) is confirmed first, in the same
    transaction: `digest` is that of its preview, `record` as for any change. `reason` is kept with the entry and lets
    guests go who owe money.

    Raises WrongStatus unless the stay is in house, EarlyDeparture when nights are left and no digest was given,
    PlanOutdated when the digest no longer holds, BalanceOpen, NoSuchBooking and NoSuchStay.
    """

    def left() -> HistoryEntry:
        opened, facts = locked_stay(property, code, stay)
        check_departure(facts)
        dropping = early_departure(facts, property_facts(property).today(now))
        told = None
        if dropping is not None:
            entry = _drop_nights(property, code, dropping, actor, now, reason, digest, record)
            told = [{"op": "leave_early", "stay": stay, "entry": entry.number}]
            opened = open_booking(property, code, lock=True)
        elif digest:  # a preview was shown in which nights were left
            raise PlanOutdated(preview_change(property=property, code=code, operations=[], now=now))
        booking = opened.booking.facts
        others_stay = others_in_house(booking, stay)
        check_balance(balance_of(booking), reason, property.currency, others_stay=others_stay)
        if facts.room is not None:
            mark_room(property, opened.house.room_ids[facts.room], to_clean=True)
        return move_on(property, opened.booking, stay, LEAVE, actor, now, reason=reason, operations=told)

    return run_in_transaction(left, again_after=QUICKER_RIVAL)


def _drop_nights(
    property: Property,
    code: str,
    dropping: MoveDates,
    actor: Actor,
    now: datetime,
    reason: str,
    digest: str | None,
    record: bool,
) -> HistoryEntry:
    if not digest:
        shown = preview_change(property=property, code=code, operations=[dropping], now=now, record=record)
        raise EarlyDeparture(shown)
    return confirm_change(
        property=property,
        code=code,
        operations=[dropping],
        digest=digest,
        record=record,
        actor=actor,
        now=now,
        reason=reason,
    ).entry


def balance_of(booking: BookingFacts) -> int:
    """Value less paid, minor units: above zero the guest owes."""
    return booking.total + booking.fees + booking.orders - booking.paid


def undo_departure(*, property: Property, code: str, stay: int, actor: Actor, now: datetime) -> HistoryEntry:
    """The guests have not left: in house again, and the room is not to be cleaned. Nights that an early departure
    dropped come back at their prices, and its fee is taken back.

    Raises WrongStatus unless the stay is checked out, TooLateToUndo on another day than the check-out's, ChangedSince,
    and PlanRefused when the room or the nights have gone to somebody else meanwhile.
    """

    def back() -> HistoryEntry:
        opened, facts = locked_stay(property, code, stay)
        if facts.status is not LEAVE.becomes:
            raise WrongStatus
        stay_id = opened.booking.stay_ids[stay]
        moments = pressed(property, [stay_id])[stay_id]
        check_same_day(property, moments.left_at, now)
        change = left_early(property, opened.booking, stay, now)
        entry = move_on(property, opened.booking, stay, NOT_LEAVE, actor, now)
        if change is not None:
            again = open_booking(property, code, lock=True)
            take_back(property, again.booking, stay, change, actor, now)
        if facts.room is not None:
            mark_room(property, opened.house.room_ids[facts.room], to_clean=False)
        return entry

    return run_in_transaction(back, again_after=QUICKER_RIVAL)
