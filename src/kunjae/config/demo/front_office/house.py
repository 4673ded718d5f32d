"""What the front office knows: a hotel, its reservations, and what stands on their folios. Kept as JSON in a
file, or only in memory. Prices are minor units."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
LIVE = ("confirmed", "not_confirmed", "checked_in")
ROOM_STATUS = {
    "confirmed": "not_checked_in",
    "not_confirmed": "not_checked_in",
    "checked_in": "in_house",
    "checked_out": "checked_out",
    "canceled": "cancelled",
    "no_show": "not_checked_in",
}
EMPTY: Row = {
    "hotel": {},
    "room_types": [],
    "rate_plans": [],
    "items": [],
    "reservations": {},
    "checks": {},
    "keys": {},
    "webhooks": [],
    "version": 0,
}


class House:
    """All calls hold one lock; whoever changes something does it in a `with house.changing()` of its own or
    by a method."""

    def __init__(self, file: Path | None = None, clock: Callable[[], datetime] | None = None) -> None:
        self._file = file
        self._clock = clock or (lambda: datetime.now(UTC))
        self.lock = threading.RLock()
        self.changed: list[Callable[[str, str], None]] = []
        """Who hears of it when a reservation changes: event and number."""
        self.data: Row = json.loads(json.dumps(EMPTY))
        if file is not None and file.exists():
            self.data |= json.loads(file.read_text(encoding="utf-8"))

    # Reading

    @property
    def hotel(self) -> Row:
        found: Row = self.data["hotel"]
        return found

    @property
    def version(self) -> int:
        """Grows with every change."""
        return int(self.data["version"])

    def now(self) -> datetime:
        return self._clock()

    def reservations(self) -> list[Row]:
        """By arrival, then by number."""
        with self.lock:
            rows = list(self.data["reservations"].values())
        return sorted(rows, key=lambda row: (arrival(row), row["number"]))

    def reservation(self, number: str) -> Row | None:
        found: Row | None = self.data["reservations"].get(number)
        return found

    def folio(self, number: str) -> list[Row]:
        """The checks of a reservation as they came, voided ones too."""
        with self.lock:
            rows = [row for row in self.data["checks"].values() if row["reservation"] == number]
        return sorted(rows, key=lambda row: row["place"])

    def charged(self, number: str) -> int:
        """What its checks come to."""
        return sum(row["amount"] for row in self.folio(number) if not row["voided"])

    # Changing

    def save(self) -> None:
        """Something was changed."""
        self.data["version"] += 1
        if self._file is None:
            return
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps(self.data, ensure_ascii=False), encoding="utf-8")
        os.replace(beside, self._file)

    def take_over(self, other: House) -> None:
        """Know what the other one knows."""
        with self.lock:
            self.data = other.data
            self.save()

    def furnish(
        self, hotel: Row, room_types: Iterable[Row], rate_plans: Iterable[Row], items: Iterable[Row] = ()
    ) -> None:
        """The hotel: `id`, `name`, `currency`, `decimals`, `timezone`, `api_key`; types and plans: `id`,
        `name`; items: `sku`, `name`, `category`, `price`."""
        with self.lock:
            self.data |= {
                "hotel": hotel,
                "room_types": list(room_types),
                "rate_plans": list(rate_plans),
                "items": list(items),
            }
            self.save()

    def book(
        self,
        guest: Row,
        rooms: Iterable[Row],
        *,
        code: str = "",
        status: str = "confirmed",
        number: str = "",
        source: str = "Website",
    ) -> Row:
        """A new reservation. Guest: `first`, `last`, `email`, `phone`, `country`; rooms: `room_type`, `from`,
        `to` (ISO), `adults`, `children`, `rate`, `room`, `prices` (one for each night)."""
        with self.lock:
            number = number or str(10_000_000_001 + len(self.data["reservations"]))
            stamp = self.stamp()
            made: Row = {
                "number": number,
                "code": code,
                "status": status,
                "source": source,
                "created": stamp,
                "modified": stamp,
                "deleted": False,
                "guest": {"id": f"9{number}", **guest},
                "rooms": [
                    {"children": 0, "rate": "", "room": "", "status": ROOM_STATUS[status], **room, "sub": sub}
                    for sub, room in _named(number, rooms)
                ],
            }
            self.data["reservations"][number] = made
            self.save()
        self.tell("reservation/created", number)
        return made

    def set_status(self, number: str, status: str) -> None:
        """Check in, check out, cancel, no-show."""
        with self.lock:
            row = self.data["reservations"][number]
            row |= {"status": status, "modified": self.stamp()}
            for room in row["rooms"]:
                if room["status"] != "cancelled":
                    room["status"] = ROOM_STATUS[status]
            self.save()
        self.tell("reservation/status_changed", number)

    def move(self, number: str, days: int) -> None:
        """All its rooms so many days later, at the same prices."""
        with self.lock:
            row = self.data["reservations"][number]
            for room in row["rooms"]:
                for end in ("from", "to"):
                    room[end] = (date.fromisoformat(room[end]) + timedelta(days=days)).isoformat()
            row["modified"] = self.stamp()
            self.save()
        self.tell("reservation/dates_changed", number)

    def add_check(self, id: str, row: Row) -> Row:
        """A line on a folio: `reservation`, `name`, `quantity`, `amount`, `note`, `sku`, `room`."""
        with self.lock:
            checks = self.data["checks"]
            checks[id] = {"id": id, "place": len(checks), "posted": self.stamp(), "voided": "", **row}
            self.save()
            made: Row = checks[id]
        return made

    def void(self, id: str) -> bool:
        """Take a line off. False: there never was one."""
        with self.lock:
            row = self.data["checks"].get(id)
            if row is None:
                return False
            if not row["voided"]:
                row["voided"] = self.stamp()
                self.save()
        return True

    def stamp(self) -> str:
        """The moment, UTC, as Cloudbeds writes it."""
        return self._clock().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    def tell(self, event: str, number: str) -> None:
        for hear in list(self.changed):
            hear(event, number)


def arrival(row: Row) -> str:
    """The first day of a reservation."""
    return min((room["from"] for room in row["rooms"]), default="")


def departure(row: Row) -> str:
    return max((room["to"] for room in row["rooms"]), default="")


def nights(room: Row) -> list[str]:
    """The dates of its nights."""
    first, last = date.fromisoformat(room["from"]), date.fromisoformat(room["to"])
    return [(first + timedelta(days=each)).isoformat() for each in range((last - first).days)]


def _named(number: str, rooms: Iterable[Row]) -> list[tuple[str, Row]]:
    """A reservation's only room has its number; of several each has a number behind it."""
    rows = list(rooms)
    if len(rows) == 1:
        return [(number, rows[0])]
    return [(f"{number}-{place}", row) for place, row in enumerate(rows, 1)]
