"""A PMS kept on paper, in this process: it remembers what was booked under which key, and misbehaves as it is told. Made for the
posting engine; what the real ones say over HTTP stands in `fakes`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kunjae.bookings.facts import StayStatus
from kunjae.payments.ports import KeyField
from kunjae.payments.providers.fields import missing
from kunjae.pms.connections import save_connection
from kunjae.pms.facts import Booked, Choice, HouseThere, MapField, RequestShown, ReservationThere, RoomThere
from kunjae.pms.ports import Can, NotLetIn, PmsBusy, PmsDown, PmsRefused
from kunjae.properties.models import Property
from tests.hotel import FAR
from tests.outbox.desk import Clock

DEDUPS = Can(dedup=timedelta(hours=24), upgrades=True, hook=False)
FORGETS = Can(dedup=None, upgrades=True, hook=False)
"""Takes whatever comes, as often as it comes."""
BLIND = Can(dedup=timedelta(days=3650), upgrades=True, hook=False, finds=False)
"""Cannot be asked what stands on a folio."""
LATE = timedelta(seconds=90)
"""When something lands that was on its way at a timeout: before `settles`."""
HOUSE = HouseThere("H1", "Baan Talay", "THB")
SECRET = "sekrit-of-the-hotel"


class Killed(Exception):
    """The worker dies here."""


@dataclass
class Entry:
    """One line of a folio."""

    id: str
    key: str
    amount: int
    name: str
    on: bool = True


@dataclass
class Paper:
    """`faults`: what happens to the next calls, one for each; then it behaves. `during`: called in the middle of the next
    call that changes something."""

    clock: Clock
    can: Can = DEDUPS
    code: str = "paper"
    name: str = "Paper"
    address: str = "https://paper.test"
    fields: tuple[KeyField, ...] = (
        KeyField("token", {"en": "Token"}, {}, secret=True),
        KeyField("hotel", {"en": "Hotel"}, {}),
    )
    map_fields: tuple[MapField, ...] = (MapField("product", {"en": "Product"}, required=False),)
    faults: deque[str] = field(default_factory=deque)
    during: Callable[[], None] | None = None
    folios: dict[str, list[Entry]] = field(default_factory=dict)
    rooms: dict[str, dict[str, str]] = field(default_factory=dict)
    """Reservation -> room -> its type."""
    codes: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[object, str]] = field(default_factory=dict)
    late: list[tuple[Any, Callable[[], object]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def check(self, values):
        return missing(self.fields, values)

    def knows(self, booking: str, *types: str) -> str:
        """A reservation for a booking that was made here; its number."""
        number = f"R-{booking}"
        self.codes[booking] = number
        self.rooms[number] = {f"{number}-{index}": type for index, type in enumerate(types or ("std",), 1)}
        self.folios.setdefault(number, [])
        return number

    def behaves(self) -> None:
        self.faults.clear()
        self.during = None

    # What stands there

    def standing(self) -> list[tuple[str, int]]:
        """Reservation and amount of all that stands on folios."""
        self._land()
        return sorted(
            (number, entry.amount) for number, entries in self.folios.items() for entry in entries if entry.on
        )

    # The port

    def house(self, line):
        self._asked("house")
        return HOUSE

    def choices(self, line):
        return {"product": [Choice("spa", "Spa")]}

    def room_types(self, line):
        return [Choice("std", "Standard"), Choice("dlx", "Deluxe")]

    def rates(self, line):
        return []

    def shown(self, charge, line):
        return RequestShown("POST", f"{self.address}/folios", f"{charge.name} {charge.amount}")

    def post(self, charge, line):
        content = (charge.reservation, charge.room, charge.amount, charge.name, charge.quantity, charge.day)

        def book() -> Booked:
            if self.can.dedup is not None and charge.key in self.keys:
                before, id = self.keys[charge.key]
                if before != content:
                    raise PmsRefused("other_content")
                return Booked(id, charge.reservation)
            entries = self._folio(charge.reservation)
            id = charge.key if not self.can.finds else f"C{len(entries) + 1}"
            entries.append(Entry(id, charge.key, charge.amount, charge.name))
            self.keys[charge.key] = (content, id)
            return Booked(id, charge.reservation)

        return self._carried_out("post", book)

    def find(self, charge, line):
        assert self.can.finds, "cannot be asked"
        self._asked("find", reads=True)
        found = [each for each in self._folio(charge.reservation) if each.key == charge.key and each.on]
        return Booked(found[0].id, charge.reservation) if found else None

    def reverse(self, charge, booked, line):
        def take_off() -> None:
            for each in self._folio(charge.reservation):
                if each.id == booked.id:
                    each.on = False
            if not self.can.finds:  # nothing comes under this key any more
                self.keys.setdefault(charge.key, (None, booked.id))

        self._carried_out("reverse", take_off)

    def reservation(self, number, line):
        self._asked("reservation", reads=True)
        return self._there(number) if number in self.rooms else None

    def reservation_by_code(self, code, line):
        self._asked("reservation_by_code", reads=True)
        number = self.codes.get(code)
        return self._there(number) if number else None

    def arrivals(self, first, last, line):
        return iter(())

    def changed(self, since, line):
        return None

    def set_room_type(self, reservation, room, room_type, key, line):
        def move() -> None:
            self.rooms[reservation][room] = room_type

        self._carried_out("set_room_type", move)

    def touched(self, headers, body, line):
        return ()

    # How it misbehaves

    def _carried_out(self, what: str, work: Callable[[], Any]) -> Any:
        fault = self._asked(what)
        if self.during is not None:
            during, self.during = self.during, None
            during()
        if fault == "killed_before":
            raise Killed
        if fault == "nothing":  # the request got lost
            raise PmsDown("timeout", sent=True)
        if fault == "late":
            self.late.append((self.clock.now + LATE, work))
            raise PmsDown("timeout", sent=True)
        done = work()
        if fault == "lost":  # the answer got lost
            raise PmsDown("timeout", sent=True)
        if fault == "killed":
            raise Killed
        return done

    def _asked(self, what: str, *, reads: bool = False) -> str:
        """The fault of this call; those that mean that nothing is carried out are raised."""
        self.asked.append(what)
        self._land()
        fault = self.faults.popleft() if self.faults else ""
        if fault == "down" or (reads and fault in ("lost", "late", "nothing")):
            raise PmsDown("no_connection", sent=False)
        if fault == "busy":
            raise PmsBusy(timedelta(seconds=40))
        if fault == "locked":
            raise PmsRefused("folio_locked", passing=True)
        if fault == "no":
            raise PmsRefused("checked_out")
        if fault == "401":
            raise NotLetIn
        if reads and fault.startswith("killed"):
            raise Killed
        return fault

    def _land(self) -> None:
        landing = [work for at, work in self.late if at <= self.clock.now]
        self.late = [(at, work) for at, work in self.late if at > self.clock.now]
        for work in landing:
            work()

    def _folio(self, reservation: str) -> list[Entry]:
        return self.folios.setdefault(reservation, [])

    def _there(self, number: str) -> ReservationThere:
        rooms = tuple(
            RoomThere(
                id=id,
                status=StayStatus.RESERVED,
                room_type=type,
                check_in=date(2026, 12, 10),
                check_out=date(2026, 12, 12),
                adults=2,
            )
            for id, type in self.rooms[number].items()
        )
        code = next((code for code, each in self.codes.items() if each == number), "")
        return ReservationThere(number=number, rooms=rooms, code=code, currency="THB")


def connected(hotel: Property, pms: Paper, now=FAR) -> None:
    """The hotel's PMS is this one, tested and at work."""
    save_connection(
        property=hotel,
        pms=pms.code,
        values={"token": SECRET, "hotel": "H1"},
        enabled=True,
        now=now,
        house=HOUSE,
    )
