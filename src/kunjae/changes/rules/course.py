"""Who may arrive, leave and fail to come when, and what leaving early drops (rules.md 2.7 and 4.8)."""

from __future__ import annotations

from datetime import date, timedelta

from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus
from kunjae.changes.errors import BalanceOpen, TooEarly, WrongStatus
from kunjae.changes.operations import MoveDates
from kunjae.kernel.stay_dates import StayDates


def check_arrival(stay: StayFacts, today: date) -> None:
    """A reserved stay arrives on its first day or later. Raises WrongStatus and TooEarly."""
    if stay.status is not StayStatus.RESERVED:
        raise WrongStatus
    if today < stay.check_in:
        raise TooEarly(stay.check_in)


check_no_show = check_arrival
"""Whoever could arrive can fail to: from the first day on, as the desk closes its day before midnight."""


def check_departure(stay: StayFacts) -> None:
    """Only who is in house leaves. Raises WrongStatus."""
    if stay.status is not StayStatus.IN_HOUSE:
        raise WrongStatus


def early_departure(stay: StayFacts, today: date) -> MoveDates | None:
    """The change that drops the nights still left; None when there are none.

    A stay keeps its first night: whoever leaves on the day of arrival has had the room.
    """
    last = max(today, stay.check_in + timedelta(days=1))
    if last >= stay.check_out:
        return None
    return MoveDates(stay.number, dates=StayDates(stay.check_in, last))


def others_in_house(booking: BookingFacts, number: int) -> bool:
    """Whether another stay of the booking is still in house: its guests can pay when they leave."""
    return any(stay.status is StayStatus.IN_HOUSE for stay in booking.stays if stay.number != number)


def check_balance(balance: int, reason: str, currency: str, *, others_stay: bool) -> None:
    """What is owed is paid before the last guests of a booking leave, or there is a reason. Money to return holds
    nobody up. Raises BalanceOpen."""
    if balance > 0 and not reason and not others_stay:
        raise BalanceOpen(balance, currency)
