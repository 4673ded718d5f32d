"""A PMS that keeps reservations in memory, answers as a port does, and fails when it is told to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kunjae.pms.facts import Booked, Charge, Choice, HouseThere, Line, RequestShown, ReservationThere
from kunjae.pms.ports import Can, Forged, PmsError
from tests.pms.reservations.sketches import reservation

NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class TheirPms:
    """`faults`: what the next calls raise, one each. `tells_changes`: whether it can say what changed since a moment."""

    code, name, address = "theirs", "Their PMS", "http://127.0.0.1:1"
    can = Can(dedup=timedelta(days=1), upgrades=True, hook=True)
    fields: tuple[Any, ...] = ()
    map_fields: tuple[Any, ...] = ()

    def __init__(self, *, tells_changes: bool = False) -> None:
        self.reservations: dict[str, ReservationThere] = {}
        self.changed_at: dict[str, datetime] = {}
        self.faults: deque[PmsError | None] = deque()
        self.asked: list[str] = []
        self.folio: dict[str, int] = {}
        self.tells_changes = tells_changes

    def has(self, *rooms: Any, now: datetime = NEVER, **values: Any) -> ReservationThere:
        """From now on the reservation stands so."""
        made = reservation(*rooms, **values)
        self.reservations[made.number] = made
        self.changed_at[made.number] = now
        return made

    def becomes(self, number: str, now: datetime = NEVER, **values: Any) -> ReservationThere:
        made = replace(self.reservations[number], **values)
        self.reservations[number], self.changed_at[number] = made, now
        return made

    def _answers(self, what: str) -> None:
        self.asked.append(what)
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            raise fault

    def check(self, values: Mapping[str, str]) -> list[Any]:
        return []

    def house(self, line: Line) -> HouseThere:
        return HouseThere("h", "Theirs", line.currency)

    def room_types(self, line: Line) -> list[Choice]:
        self._answers("room types")
        return [Choice("rt-1", "Superior"), Choice("rt-2", "Suite")]

    def rates(self, line: Line) -> list[Choice]:
        self._answers("rates")
        return [Choice("flex", "Flexible"), Choice("nrf", "Non-refundable")]

    def reservation(self, number: str, line: Line) -> ReservationThere | None:
        self._answers(number)
        return self.reservations.get(number)

    def arrivals(self, first: date, last: date, line: Line) -> Iterator[ReservationThere]:
        for each in list(self.reservations.values()):
            if first <= min(room.check_in for room in each.rooms) <= last:
                self._answers("a page")
                yield each

    def changed(self, since: datetime, line: Line) -> Iterator[ReservationThere] | None:
        if not self.tells_changes:
            return None
        return self._changed(since)

    def _changed(self, since: datetime) -> Iterator[ReservationThere]:
        self._answers(f"changed since {since.isoformat()}")
        for number, each in list(self.reservations.items()):
            if self.changed_at[number] >= since:
                yield each

    def reservation_by_code(self, code: str, line: Line) -> ReservationThere | None:
        return next((each for each in self.reservations.values() if each.code == code), None)

    def set_room_type(self, reservation: str, room: str, room_type: str, key: str, line: Line) -> None:
        self._answers(f"{room} becomes {room_type}")
        rooms = self.reservations[reservation].rooms
        self.becomes(
            reservation,
            rooms=tuple(replace(each, room_type=room_type) if each.id == room else each for each in rooms),
        )

    def choices(self, line: Line) -> dict[str, Any]:
        return {}

    def shown(self, charge: Charge, line: Line) -> RequestShown:
        return RequestShown("POST", self.address, charge.key)

    def post(self, charge: Charge, line: Line) -> Booked:
        self.folio[charge.key] = charge.amount
        return Booked(charge.key)

    def find(self, charge: Charge, line: Line) -> Booked | None:
        return Booked(charge.key) if charge.key in self.folio else None

    def reverse(self, charge: Charge, booked: Booked, line: Line) -> None:
        self.folio.pop(charge.key, None)

    def touched(self, headers: Mapping[str, str], body: bytes, line: Line) -> list[str]:
        if headers.get("x-from") != "them":
            raise Forged
        return body.decode().split()
