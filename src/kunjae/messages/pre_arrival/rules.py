"""When the mail before arrival is sent. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

MOST_DAYS = 90
FIRST_HOUR, LAST_HOUR = 9, 21
"""Mails are sent by day, the hotel's: from 9:00 to 21:00."""


def arrivals(today: date, earliest_days: int, latest_days: int) -> tuple[date, date]:
    """The first and the last day of arrival that is written to today."""
    return today + timedelta(days=latest_days), today + timedelta(days=earliest_days)


def may_send(local: datetime, check_in: date, latest_days: int) -> bool:
    """Whether the mail may leave at this local moment. At night it waits for the morning, unless it would be too late by
    then: so who books tonight for tomorrow hears of it, too."""
    if time(FIRST_HOUR) <= local.time() < time(LAST_HOUR):
        return True
    last_day = check_in - timedelta(days=latest_days)
    return local.time() >= time(LAST_HOUR) and local.date() >= last_day


def next_sweep(now: datetime) -> datetime:
    """The next full hour."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
