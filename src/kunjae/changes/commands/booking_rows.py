"""The rows of the bookings that a change is about. Inside its transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import summary
from kunjae.bookings.facts import BookingFacts
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import LoadedBooking
from kunjae.bookings.search import booking_keys, replace_keys
from kunjae.changes.commands.history import write_entry
from kunjae.changes.commands.pending import BOOKING_CHANGED, end_waiting
from kunjae.changes.facts import ChangePlan
from kunjae.changes.models import EntryKind
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import update_rows


def update_booking(row: Booking, after: BookingFacts, entry_number: int) -> None:
    """Bring the booking's own row to the state after; one statement, only on the version that was read. The row in hand
    has its version and its waiting change then."""
    columns = {
        "version": after.version,
        "last_stay_number": after.last_number,
        "last_entry_number": entry_number,
        "value": after.total + after.fees + after.orders,
        "paid": after.paid,
        "fees": after.fees,
        "orders": after.orders,
        "changes_recorded": after.changes_recorded,
        "booker_id": after.booker_id,
        "note_id": after.note_id,
        "source": after.source,
        "language": after.language,
        "pending_id": after.pending_id,
        **summary(after),
    }
    updated = update_rows(Booking, row.property_id, {row.id: columns}, version=row.version)
    if updated != 1:
        raise RuntimeError(f"booking {row.code} changed under its lock")
    row.version, row.pending_id = after.version, after.pending_id


def receive_stays(
    property: Property,
    planned: ChangePlan,
    target: LoadedBooking,
    code: str,
    actor: Actor,
    now: datetime,
    reason: str,
) -> None:
    """The other side of a move: the target's row and history. Its ledger entries are written with the source's."""
    arrived = tuple(
        replace(stay.before, number=stay.moved_to[1], recorded_fee=0)
        for stay in planned.touched
        if stay.moved_to and stay.moved_to[0] == code and stay.before
    )
    before = target.facts
    after = replace(
        before,
        version=before.version + 1,
        stays=(*before.stays, *arrived),
        last_number=max(stay.number for stay in arrived),
        orders=before.orders + _counted_with(planned, code),
        pending_id=None,
    )
    end_waiting(property, target.row, BOOKING_CHANGED, actor, now)
    number = target.row.last_entry_number + 1
    update_booking(target.row, after, number)
    replace_keys(target.row, booking_keys(target.row, after.stays))
    source = planned.facts.booking.code
    write_entry(
        property=property,
        kind=EntryKind.CHANGE,
        number=number,
        before=before,
        after=after,
        actor=actor,
        now=now,
        reason=reason,
        operations=[{"op": "receive_stay", "stay": stay.number, "booking": source} for stay in arrived],
        current=before.total,
        new=after.total,
        fee=0,
        change=after.total - before.total,
        recorded=False,
    )


def _counted_with(planned: ChangePlan, code: str) -> int:
    """What the orders count that go with their stays to that booking, minor units."""
    going = {stay.number for stay in planned.touched if stay.moved_to and stay.moved_to[0] == code}
    return sum(effect.order.counted for effect in planned.orders if effect.order.stay in going)
