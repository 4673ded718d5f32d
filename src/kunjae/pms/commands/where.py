"""Which reservation of the PMS, and which room of it, an order goes to. Asks the PMS: never inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError

from kunjae.bookings.facts import StayFacts
from kunjae.bookings.queries import booking_row
from kunjae.changes.queries import open_booking
from kunjae.pms.facts import Line, ReservationThere, RoomThere
from kunjae.pms.models import Reservation
from kunjae.pms.ports import Pms, PmsRefused
from kunjae.pms.reservations.following import same_rooms
from kunjae.pms.reservations.keeping import keep
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

NO_RESERVATION, RESERVATION_TAKEN, NO_ROOM = "no_reservation", "reservation_taken", "no_room"


def reservation_of(
    property: Property, booking: str, stay: int, pms: Pms, line: Line, now: datetime
) -> tuple[str, str]:
    """The PMS's names of the booking's reservation, and of the stay's room, empty where none of its rooms could be it. A booking
    that was made here and is not linked yet is looked for by its code, and linked. Raises PmsRefused: `no_reservation`, which
    may come yet; `reservation_taken`."""
    row = Reservation.objects.of(property).filter(booking__code=booking).first()
    there: ReservationThere | None = None
    if row is None:
        there = pms.reservation_by_code(booking, line)
        if there is None:
            raise PmsRefused(NO_RESERVATION, passing=True)
        row = _linked(property, booking, there, now)
    if (room := _room(row.rooms, stay)) is not None:
        return row.number, room
    there = there or pms.reservation(row.number, line)
    if there is None:
        raise PmsRefused(NO_RESERVATION, passing=True)
    if not row.is_theirs:
        row = _linked(property, booking, there, now)
    return row.number, _room(row.rooms, stay) or ""


def _room(rooms: dict[str, int], stay: int) -> str | None:
    return next((id for id, number in rooms.items() if number == stay), None)


def _rooms(known: dict[str, int], stays: Sequence[StayFacts], rooms: Sequence[RoomThere]) -> dict[str, int]:
    """Which room is which stay: what was known stays so, as orders may be there already."""
    ids, numbers = {room.id for room in rooms}, {stay.number for stay in stays}
    kept = {id: number for id, number in known.items() if id in ids and number in numbers}
    left = [stay for stay in stays if stay.number not in kept.values()]
    return kept | same_rooms(left, [room for room in rooms if room.id not in kept])


def _linked(property: Property, booking: str, there: ReservationThere, now: datetime) -> Reservation:
    """The reservation is this booking, which was made here."""

    def link() -> Reservation:
        ours = booking_row(property, booking, lock=True)
        rows = Reservation.objects.of(property).select_for_update()
        mine, known = rows.filter(booking_id=ours.id).first(), rows.filter(number=there.number).first()
        if known is not None and known.booking_id not in (None, ours.id):
            raise PmsRefused(RESERVATION_TAKEN)
        if mine is not None and known is not None and mine.id != known.id:
            Reservation.objects.of(property).filter(id=known.id).delete()  # seen before, of no booking
        row = mine or known or Reservation(property=property)
        # Staff may have entered another of the PMS's names of it.
        row.number, row.booking_id, row.is_theirs = there.number, ours.id, False
        row.rooms = _rooms(row.rooms, open_booking(property, booking).booking.facts.stays, there.rooms)
        keep(row, there, now)
        return row

    return run_in_transaction(link, again_after=(IntegrityError,))
