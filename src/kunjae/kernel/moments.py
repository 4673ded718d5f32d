"""Between hotel-local dates and moments in UTC (rules.md 4.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from kunjae.kernel.errors import invalid


def zone(name: str, path: str = "timezone") -> ZoneInfo:
    """The time zone of that name. Raises InvalidInput (`unknown_timezone`) naming `path`."""
    if name not in available_timezones():
        raise invalid(path, "unknown_timezone", "{name} is not a time zone", "{name} ไม่ใช่เขตเวลา", name=name)
    return ZoneInfo(name)


def moment_of(day: date, at: time, timezone: str) -> datetime:
    """The UTC moment of a local time.

    A local time that occurs twice is the first one, one that does not exist takes the offset before the gap:
    what `fold=0` means for the standard library's zones.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def local_date(moment: datetime, timezone: str) -> date:
    """Which day it is at the hotel at that moment."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def moment_text(moment: datetime) -> str:
    """RFC 3339 in UTC, as the API writes moments: `2026-12-07T07:00:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
