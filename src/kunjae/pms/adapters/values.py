"""What the adapters' wire formats have in common: amounts, days, moments and texts, read with care."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from kunjae.kernel.money import decimals_of, round_half_up
from kunjae.pms.facts import Charge
from kunjae.pms.ports import PmsDown

LONGEST_NAME = 120


def text(found: Mapping[str, Any], *path: str) -> str:
    """The text at `path`, empty where there is none."""
    value: object = found
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def needed(found: Mapping[str, Any], *path: str, sent: bool = False) -> str:
    """The text at `path`. Raises PmsDown where the answer does not hold it; `sent` as there."""
    value = text(found, *path)
    if not value:
        raise PmsDown("unreadable_answer", sent=sent)
    return value


def part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under `name`, empty where there is none."""
    value = found.get(name)
    return value if isinstance(value, Mapping) else {}


def parts(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of the list under `name`."""
    value = found.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def rows(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of the list under `name`, which the answer must hold: that there are none is said by an empty one."""
    if not isinstance(found.get(name), list):
        raise PmsDown("unreadable_answer", sent=False)
    return parts(found, name)


def major(amount: int, currency: str) -> Decimal:
    """Minor units as the number that PMSs want: 150000 THB -> 1500, 1500 KWD -> 1.5."""
    return Decimal(amount).scaleb(-decimals_of(currency))


def minor(value: object, currency: str) -> int:
    """A PMS's number in minor units, rounded half up. Raises PmsDown for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PmsDown("unreadable_answer", sent=False)
    return round_half_up(Decimal(value).scaleb(decimals_of(currency)))


def count(value: object) -> int:
    """A number of people. Anything else is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def moment(words: str) -> datetime:
    """`2026-11-25T14:00:00+07:00`; without an offset it is UTC. Raises PmsDown."""
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise PmsDown("unreadable_answer", sent=False) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day_of(words: str, timezone: str) -> date:
    """The hotel's day on which a moment is."""
    return moment(words).astimezone(ZoneInfo(timezone)).date()


def beginning(day: date, timezone: str) -> datetime:
    """The first moment of the hotel's day, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def stamp(when: datetime) -> str:
    """A moment as PMSs read it: UTC, whole seconds."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def spans(first: date, last: date, days: int) -> list[tuple[date, date]]:
    """The days from `first` to `last` cut into spans of at most `days`, each with its first and last day."""
    found = []
    while first <= last:
        until = min(last, first + timedelta(days=days - 1))
        found.append((first, until))
        first = until + timedelta(days=1)
    return found


def line_name(charge: Charge, *, with_day: bool = False) -> str:
    """A charge as the folio names it, with the pieces where there are several."""
    pieces = f" × {charge.quantity}" if charge.quantity > 1 else ""
    day = f" ({charge.day.isoformat()})" if with_day else ""
    return charge.name[: LONGEST_NAME - len(pieces) - len(day)] + pieces + day
