"""One posting is brought to where it should be: onto the folio once and only once, or off it (rules.md 9.6).

    begin (a transaction: it is in this worker's hand) -> ask the PMS -> about to send (a transaction: from here on the outcome
    is unknown) -> send -> finish (a transaction: what came of it, and what is next)

A worker that dies anywhere leaves a posting that says what is known of it: until `about to send` the PMS has nothing of this
attempt; after it the PMS is asked, or the same is sent under the same key. Whoever settles next takes the posting when the
hand is over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from kunjae.bookings.facts import StayStatus
from kunjae.outbox.facts import Answer, Received
from kunjae.pms.charges import charge_of, is_mapped
from kunjae.pms.commands.finishing import Outcome, Result, finish
from kunjae.pms.commands.rooms import has_later_type
from kunjae.pms.commands.tasks import Task, about_to_send, begin
from kunjae.pms.commands.where import NO_ROOM, reservation_of
from kunjae.pms.facts import Booked, Charge, PostingKind, PostingState
from kunjae.pms.opening import put_settle
from kunjae.pms.ports import NotLetIn, PmsBusy, PmsDown, PmsRefused
from kunjae.pms.rules import UNSENT, Step

LEASE = timedelta(minutes=4)
"""How long a worker may have the message in hand: the posting is free again by then."""
SLOWEST = 60.0
"""Seconds that asking may take before nothing is sent any more: sending takes its own time, well within the hand."""
AGAIN_AFTER = timedelta(minutes=10)
IN_COURSE = (StayStatus.RESERVED, StayStatus.IN_HOUSE)


def settle(message: Received) -> Answer:
    """Handler: bring one posting nearer to where it should be. May come any number of times, to any number of workers."""
    task = begin(message)
    if task is not None:
        finish(task, _Attempt(task).carried_out())
    return None


def settle_given_up(message: Received, code: str) -> None:
    """Ten workers died with it, or the database did not answer: it is not left at that."""
    id, now = UUID(message.payload["posting"]), message.now
    put_settle(message.property_id, id, now, at=now + AGAIN_AFTER)


class _Attempt:
    """One attempt: what is asked of the PMS, in order. No transaction is open, but for `about_to_send`."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.sending = False

    def carried_out(self) -> Outcome:
        """What came of it."""
        try:
            return self._step()
        except PmsBusy as error:
            return Outcome(Result.BUSY, after=error.after)
        except NotLetIn as error:
            return Outcome(Result.NOT_LET_IN, code=error.code)
        except PmsRefused as error:
            return Outcome(Result.FAILED, code=error.code, passing=error.passing, sending=self.sending)
        except PmsDown as error:
            if self.sending and error.sent:
                return Outcome(Result.NO_ANSWER, code=error.code, sending=True)
            return Outcome(Result.FAILED, code=error.code, sending=self.sending)

    def _step(self) -> Outcome:
        row = self.task.row
        if self.task.step is Step.DROP:
            return Outcome(Result.OFF)
        if row.values.get("pms", self.task.pms.code) != self.task.pms.code:
            raise PmsRefused("other_pms")
        is_charge = self.task.kind is PostingKind.CHARGE
        if self.task.step is Step.BRING:
            return self._charge() if is_charge else self._move_room(row.values["to"], "")
        return self._take_back() if is_charge else self._move_room(row.values["from"], "-b")

    def _charge(self) -> Outcome:
        task, row = self.task, self.task.row
        if not is_mapped(task.pms, row.values["mapping"]):
            raise PmsRefused("not_mapped")
        reservation, room = self._where()
        if task.pms.can.rooms_apart and not room:
            raise PmsRefused(NO_ROOM, passing=True)
        charge = charge_of(task.hotel, row, reservation, room)
        if task.state is PostingState.UNKNOWN and task.pms.can.finds:
            booked = task.pms.find(charge, task.line)
            if booked is not None:
                return Outcome(Result.THERE, booked)
        if not self._goes_out(reservation, {**row.values, "key": charge.key, "room": charge.room}):
            return Outcome(Result.LEFT)
        return Outcome(Result.THERE, task.pms.post(charge, task.line))

    def _take_back(self) -> Outcome:
        task, row = self.task, self.task.row
        charge = charge_of(task.hotel, row, row.reservation, "")
        booked = self._booked(charge)
        if booked is None:
            return Outcome(Result.OFF)
        if not self._goes_out(row.reservation, row.values):
            return Outcome(Result.LEFT)
        task.pms.reverse(charge, booked, task.line)
        return Outcome(Result.OFF)

    def _booked(self, charge: Charge) -> Booked | None:
        """What is there to be taken back; of a PMS that cannot tell, what may be."""
        if self.task.pms.can.finds:
            return self.task.pms.find(charge, self.task.line)
        return Booked(self.task.row.ref or charge.key, self.task.row.folio)

    def _move_room(self, to: str, suffix: str) -> Outcome:
        task, row = self.task, self.task.row
        if suffix and (StayStatus(row.order.stay.status) not in IN_COURSE or has_later_type(task.hotel, row)):
            return Outcome(Result.OFF)  # whoever slept there slept in the higher type
        there = task.naming.type_there(to)
        if not there:
            raise PmsRefused("not_mapped")
        reservation, room = self._where()
        if not room:
            raise PmsRefused(NO_ROOM, passing=True)
        if not self._goes_out(reservation, {**row.values, "room": room}):
            return Outcome(Result.LEFT)
        task.pms.set_room_type(reservation, room, there, f"{row.id.hex}{suffix}", task.line)
        return Outcome(Result.OFF if suffix else Result.THERE)

    def _where(self) -> tuple[str, str]:
        """Reservation and room: of what may be there, those it was sent to."""
        task, row = self.task, self.task.row
        if row.reservation and row.state not in UNSENT:
            return row.reservation, row.values.get("room", "")
        stay = row.order.stay.number
        return reservation_of(task.hotel, row.booking, stay, task.pms, task.line, task.now)

    def _goes_out(self, reservation: str, values: dict[str, Any]) -> bool:
        if self.task.elapsed > SLOWEST:
            raise PmsDown("slow", sent=False)
        self.sending = about_to_send(self.task, reservation, values)
        return self.sending
