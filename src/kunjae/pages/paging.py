"""Pages of lists that are ordered by the moment a booking was made: addresses that say where the next one goes on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import QueryDict

from kunjae.bookings.search import Place

_CURSOR = re.compile(r"(\d{1,17})-([0-9a-f]{32})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cursor_of(place: Place) -> str:
    """A place in a list as an address has it: its moment in microseconds, and its id."""
    return f"{(place.at - _EPOCH) // timedelta(microseconds=1)}-{place.id.hex}"


def read_cursor(text: str) -> Place | None:
    """The place that an address names; None, the first page, for anything else."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    try:
        return Place(_EPOCH + timedelta(microseconds=int(match[1])), UUID(match[2]))
    except OverflowError:
        return None


def address_with(given: QueryDict, **changed: str | None) -> str:
    """This page with these parts changed; None takes a part out."""
    parts = given.copy()
    for name, value in changed.items():
        parts.pop(name, None)
        if value:
            parts[name] = value
    for name in [name for name in parts if not parts[name]]:
        del parts[name]
    return f"?{parts.urlencode()}"
