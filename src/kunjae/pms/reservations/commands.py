"""Taking in one reservation as it stands in the PMS: its booking is made, or brought to the same state, in one transaction.

A booking that was made here is linked with its reservation and never touched. What cannot be followed is kept with the
reservation, is shown, and is tried again at every look.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import PMS, BookingFacts, StayFacts, pms_source
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.changes.commands import book, change_at_once, edit_details, preview_booking, preview_change
from kunjae.changes.commands.confirm import QUICKER_RIVAL
from kunjae.changes.commands.course import ARRIVE, LEAVE, NOT_ARRIVE, NOT_LEAVE, move_on
from kunjae.changes.errors import PlanRefused
from kunjae.changes.facts import ChangePlan, Severity
from kunjae.changes.operations import FollowPms
from kunjae.changes.queries import open_booking
from kunjae.inventory.commands import SoldOut
from kunjae.kernel.errors import InvalidInput
from kunjae.pms.facts import ReservationThere
from kunjae.pms.models import Reservation
from kunjae.pms.ports import Pms
from kunjae.pms.reservations.asking import MOST_NUMBER
from kunjae.pms.reservations.facts import (
    LINKED_ALREADY,
    REFUSED,
    ROOM_TAKEN,
    SOLD_OUT,
    Following,
    Naming,
    Step,
    Trouble,
)
from kunjae.pms.reservations.following import Ours, follow, same_rooms
from kunjae.pms.reservations.keeping import fingerprint, import_key, keep, keep_trouble, row_of
from kunjae.pms.reservations.people import booker_of, details_that_differ, notes_of, without_names
from kunjae.pms.reservations.upgrades import upgrading_stays
from kunjae.properties.models import Property
from kunjae.properties.queries import house
from kunjae.rates.queries import rate_plans
from kunjae.tenancy.transactions import run_in_transaction

_MOVES = {
    Step.ARRIVE: ARRIVE,
    Step.LEAVE: LEAVE,
    Step.NOT_ARRIVE: NOT_ARRIVE,
    Step.NOT_LEAVE: NOT_LEAVE,
}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking in a reservation came to. `booking`: its code, or empty: nothing of it is here. `problem`: a code of
    `facts.PROBLEMS`, or empty."""

    booking: str
    problem: str = ""


class _InTheWay(Exception):
    """Nothing of it is to be saved."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.code)


def take_in(
    *, property: Property, pms: Pms, naming: Naming, there: ReservationThere, now: datetime
) -> TakenIn:
    """Bring the booking to the state of this reservation; make it if there is none and something of it stands. What is in
    the way is kept with the reservation and told."""
    if not there.number or len(there.number) > MOST_NUMBER or "\0" in there.number:
        return TakenIn("", REFUSED)
    try:
        return run_in_transaction(
            lambda: _Taking(property, pms, naming, there, now).carry_out(), again_after=QUICKER_RIVAL
        )
    except _InTheWay as error:
        trouble = error.trouble
    except PlanRefused as error:
        trouble = _trouble_of(error.plan)
    except SoldOut as error:
        trouble = Trouble(SOLD_OUT, {"room_type": error.room_type})
    except InvalidInput as error:
        trouble = Trouble(REFUSED, {"because": error.errors[0].code})
    except IntegrityError:
        trouble = Trouble(REFUSED, {"because": "busy"})
    return TakenIn(keep_trouble(property, there, trouble, now), trouble.code)


class _Taking:
    """One transaction's work."""

    def __init__(
        self, property: Property, pms: Pms, naming: Naming, there: ReservationThere, now: datetime
    ) -> None:
        self.property = property
        self.pms = pms
        self.naming = naming
        self.there = there
        self.told = there
        """The same without names, where the guest was erased here."""
        self.now = now
        self.key = import_key(pms.code, there.number)
        self.actor = Actor("system", pms.name)

    def carry_out(self) -> TakenIn:
        row = row_of(self.property, self.there.number)
        booking = row.booking if row else None
        if row is not None and booking is not None and not row.is_theirs:
            # Which rooms are which stays, somebody else may be writing at this moment.
            return self._keep_linked(row_of(self.property, self.there.number, lock=True) or row, booking)
        if booking is None or booking.source != pms_source(self.pms.code):
            # Another PMS's reservation of the same number is not this one.
            booking = self._known()
            if booking is not None and booking.source != pms_source(self.pms.code):
                return self._link(row, booking)
        return self._make(row) if booking is None else self._bring(row, booking.code)

    def _known(self) -> Booking | None:
        """The booking that this reservation is: made here and passed on under its code, or taken in before."""
        if code := self.there.code.strip().upper():
            made_here = (
                Booking.objects.of(self.property).filter(code=code).exclude(import_key__startswith=PMS)
            )
            if "\0" not in code and (found := made_here.first()) is not None:
                return found
        return Booking.objects.of(self.property).filter(import_key=self.key).first()

    def _link(self, row: Reservation | None, booking: Booking) -> TakenIn:
        stays = open_booking(self.property, booking.code).booking.facts.stays
        others = Reservation.objects.of(self.property).filter(booking_id=booking.id)
        if other := others.exclude(number=self.there.number).select_for_update().first():
            return self._join(row, other, booking, stays)
        row = row or Reservation(property=self.property, number=self.there.number)
        row.booking_id, row.is_theirs = booking.id, False
        row.rooms = same_rooms(stays, self.there.rooms)
        return self._keep_linked(row, booking)

    def _keep_linked(self, row: Reservation, booking: Booking) -> TakenIn:
        keep(row, self.there, self.now, seen=fingerprint(self.there, self.naming, booking.version))
        return TakenIn(booking.code)

    def _join(
        self, row: Reservation | None, other: Reservation, booking: Booking, stays: Sequence[StayFacts]
    ) -> TakenIn:
        """Another reservation is the booking already. Where each room is one of its own, this is the party's next room."""
        left = [stay for stay in stays if stay.number not in other.rooms.values()]
        more = same_rooms(left, [each for each in self.there.rooms if each.id not in other.rooms])
        missing = [each for each in self.there.rooms if each.id not in {*other.rooms, *more}]
        if not self.pms.can.rooms_apart or any(each.status.is_live for each in missing):
            raise _InTheWay(Trouble(LINKED_ALREADY, {"booking": booking.code}))
        if more:
            Reservation.objects.of(self.property).filter(id=other.id).update(rooms=other.rooms | more)
        if row is not None:
            keep(row, self.there, self.now)
        return TakenIn(booking.code)

    def _make(self, row: Reservation | None) -> TakenIn:
        found = self._follow(None, {})
        if not found.operations:  # it had ended before anything of it was here
            if row is not None:
                keep(row, self.there, self.now, seen=fingerprint(self.there, self.naming, 0))
            return TakenIn("")
        planned = preview_booking(property=self.property, stays=_stays(found), now=self.now)
        taken = _without_room(planned)
        if taken:
            found = self._follow(None, {}, numberless=taken)
        booked_at = self.there.booked_at
        booked = book(
            property=self.property,
            booker=booker_of(self.there, self.property),
            stays=_stays(found),
            source=pms_source(self.pms.code),
            actor=self.actor,
            now=self.now,
            notes=notes_of(self.there),
            import_key=self.key,
            booked_at=min(booked_at, self.now) if booked_at else None,
        )
        self._step(booked.code, found.on)
        row = row or Reservation(property=self.property, number=self.there.number)
        return self._keep_followed(row, booked.code, found, taken)

    def _bring(self, row: Reservation | None, code: str) -> TakenIn:
        booking = open_booking(self.property, code, lock=True).booking
        # Whoever took it in at the same moment has let the booking go by now.
        row = row_of(self.property, self.there.number, lock=True) or row
        if row is None or row.booking_id != booking.row.id:
            row = row or Reservation(property=self.property, number=self.there.number)
            row.rooms = {room.id: number for number, room in enumerate(self.there.rooms, 1)
                         if booking.facts.stay(number) is not None}  # fmt: skip
        if booking.row.booker.erased_at is not None:
            self.told = without_names(self.there)
        upgrading = upgrading_stays(self.property, booking.row.id)
        found = self._follow(booking.facts, row.rooms, upgrading)
        self._step(code, found.back)
        taken = frozenset[int]()
        if found.operations:
            planned = preview_change(
                property=self.property, code=code, operations=found.operations, now=self.now, record=False
            )
            if taken := _without_room(planned):
                found = self._follow(booking.facts, row.rooms, upgrading, taken)
        if found.operations:
            change_at_once(
                property=self.property,
                code=code,
                operations=found.operations,
                actor=self.actor,
                now=self.now,
                record=False,
                reason=f"{self.pms.name} {self.there.number}",
            )
        self._step(code, found.on)
        details = details_that_differ(booking.row.booker, self.there, self.property)
        if details is not None:
            edit_details(property=self.property, code=code, details=details, actor=self.actor, now=self.now)
        return self._keep_followed(row, code, found, taken, is_open=bool(upgrading))

    def _follow(
        self,
        booking: BookingFacts | None,
        rooms: Mapping[str, int],
        upgrading: Collection[int] = (),
        numberless: Collection[int] = (),
    ) -> Following:
        the_house = house(self.property)
        ours = Ours(
            currency=self.property.currency,
            room_types=the_house.by_code,
            house_rooms=the_house.all_rooms,
            plans=rate_plans(self.property).by_code,
            naming=self.naming,
            rooms=rooms,
            upgrading=upgrading,
            numberless=numberless,
        )
        found = follow(booking, self.told, ours)
        if found.trouble is not None:
            raise _InTheWay(found.trouble)
        return found

    def _step(self, code: str, steps: Sequence[tuple[int, Step]]) -> None:
        for number, step in steps:
            booking = open_booking(self.property, code, lock=True).booking
            move_on(self.property, booking, number, _MOVES[step], self.actor, self.now)

    def _keep_followed(
        self,
        row: Reservation,
        code: str,
        found: Following,
        taken: Collection[int],
        *,
        is_open: bool = False,
    ) -> TakenIn:
        """`is_open`: it is to be looked at again though nothing differs then. `taken`: stays whose room is taken."""
        left = found.left
        if left is None and taken:
            numbers = {number: id for id, number in found.rooms.items()}
            rooms = {room.id: room.room for room in self.there.rooms}
            left = Trouble(ROOM_TAKEN, {"room": ", ".join(sorted(rooms[numbers[each]] for each in taken))})
        booking = booking_row(self.property, code, people=False)
        row.booking_id, row.is_theirs, row.rooms = booking.id, True, dict(found.rooms)
        row.taken_in_at = self.now
        seen = "" if left or is_open else fingerprint(self.there, self.naming, booking.version)
        keep(row, self.told, self.now, left, seen)
        return TakenIn(code, left.code if left else "")


def _stays(found: Following) -> list[FollowPms]:
    return [each for each in found.operations if isinstance(each, FollowPms)]


def _without_room(planned: ChangePlan) -> frozenset[int]:
    """The stays whose room somebody else has."""
    return frozenset(
        stay.number
        for stay in planned.stays
        if any(each.code == "room_taken" and each.severity is not Severity.WARNING for each in stay.problems)
    )


def _trouble_of(planned: ChangePlan) -> Trouble:
    refused = [each for each in planned.problems if each.severity is not Severity.WARNING]
    for problem in refused:
        if problem.code == "sold_out":
            return Trouble(SOLD_OUT, {"room_type": problem.values["room_type"]})
    return Trouble(REFUSED, {"because": refused[0].code if refused else "nothing"})
