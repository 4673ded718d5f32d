"""Lists: newest first, a page at a time, each page told where to go on by an opaque cursor."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kunjae.bookings.listing import Place
from kunjae.kernel.errors import InvalidInput, invalid
from kunjae.kernel.parsing import Reader

PAGE = 50
LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Page[P]:
    """How many, and below which place; None: from the newest on."""

    limit: int
    below: P | None

    @property
    def most(self) -> int:
        """How many rows to read: one more than shown tells whether there is a next page."""
        return self.limit + 1


def read_page[P](reader: Reader, parse: Callable[[Any], P]) -> Page[P]:
    """`limit` and `cursor` of a query string; `parse` makes a place of what the cursor holds."""
    limit = reader.integer("limit", 1, LARGEST_PAGE, PAGE)
    below = reader.take_optional("cursor", lambda value, path: _from_cursor(value, path, parse))
    return Page(limit, below)


def page_json[R](
    page: Page[Any], rows: Sequence[R], content: Sequence[Any], place: Callable[[R], Any]
) -> Any:
    """The answer of a list; `rows` may hold one more than the page, `content` holds those shown."""
    more = len(rows) > page.limit
    return {"items": list(content), "next_cursor": to_cursor(place(rows[page.limit - 1])) if more else None}


def to_cursor(place: Any) -> str:
    """A place as an opaque text for addresses."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def _from_cursor[P](value: object, path: str, parse: Callable[[Any], P]) -> P:
    try:
        if not isinstance(value, str) or len(value) > 300:
            raise ValueError
        padded = value + "=" * (-len(value) % 4)
        return parse(json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)))
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OverflowError,
        RecursionError,
        binascii.Error,
    ):
        raise _invalid_cursor(path) from None


def _invalid_cursor(path: str) -> InvalidInput:
    return invalid(
        path, "invalid_cursor", "is not a cursor that a list answered", "ไม่ใช่เคอร์เซอร์ที่ระบบเคยตอบกลับ"
    )


def place_to_json(place: Place) -> list[str]:
    return [place.at.astimezone(UTC).isoformat(), place.id.hex]


def place_from_json(data: Any) -> Place:
    """Raises ValueError and its like for anything else than `place_to_json` wrote."""
    at, row = data
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None or moment.year < 1900 or moment.year > 9000:
        raise ValueError(at)
    return Place(moment, UUID(hex=row))


def number_from_json(data: Any) -> int:
    """The number of a history's entry."""
    if type(data) is not int or not 0 < data < 2**31:
        raise ValueError(data)
    return data
