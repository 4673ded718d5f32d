"""Making a booking: the same engine, on a booking that has no stays yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError

from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import (
    Booker,
    insert_booking,
    insert_stays,
    new_code,
    new_pin,
    save_booker,
    save_note,
)
from kunjae.bookings.facts import BookingFacts
from kunjae.changes.commands.announce import announce
from kunjae.changes.commands.carry_out import (
    booking_after,
    stays_after,
    value_movements,
    with_guest_rows,
    write_rooms,
)
from kunjae.changes.errors import PlanRefused
from kunjae.changes.facts import ChangePlan
from kunjae.changes.operations import AddStay
from kunjae.changes.queries import load_new
from kunjae.changes.rules import plan
from kunjae.inventory.commands import SoldOut
from kunjae.payments.ledger import add_to_value
from kunjae.properties.models import Property
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import run_in_transaction


@dataclass(frozen=True, slots=True)
class Booked:
    """A new booking's code and PIN; the PIN is shown here only."""

    code: str
    pin: str


def book(
    *,
    property: Property,
    booker: Booker,
    stays: Sequence[AddStay],
    source: str,
    actor: Actor,
    now: datetime,
    notes: str = "",
    import_key: str | None = None,
    code: str | None = None,
) -> Booked:
    """Book these stays, all or none.

    Raises SoldOut when a type has no room left, PlanRefused with the plan's problems (no price, a chosen room that
    is taken), InvalidInput naming `stays.0.room_type` and the like.
    """
    # Again after an IntegrityError: the random code was taken, or somebody was quicker at a room.
    return run_in_transaction(
        lambda: _book(property, booker, stays, source, actor, now, notes, import_key, code or new_code()),
        again_after=(IntegrityError,),
    )


def _book(
    property: Property,
    booker: Booker,
    stays: Sequence[AddStay],
    source: str,
    actor: Actor,
    now: datetime,
    notes: str,
    import_key: str | None,
    code: str,
) -> Booked:
    empty = BookingFacts(
        id=new_id(), code=code, version=0, stays=(), last_number=0, source=source, language=booker.language
    )
    loaded = load_new(property, empty, stays)
    planned = plan(loaded.facts, stays, now, path="stays")
    _refuse(planned)
    pin = new_pin()
    guests = with_guest_rows(property, planned)
    after_stays = stays_after(planned, guests)
    # Making a booking is not a change: nothing is counted, and its first version is 1.
    after = replace(booking_after(planned, after_stays), changes_recorded=0)
    insert_booking(
        property=property,
        code=code,
        pin=pin,
        booker=save_booker(property, booker),
        note=save_note(property, notes),
        source=source,
        language=booker.language,
        facts=after,
        actor=actor,
        now=now,
        import_key=import_key,
    )
    stay_ids = insert_stays(
        property=property, booking_id=empty.id, stays=after_stays.values(), ids=loaded.ids
    )
    write_rooms(property, planned, after_stays, stay_ids, loaded.house)
    add_to_value(property, value_movements(planned, {}, {}), now)
    announce(property, None, after, 0, actor, now)
    return Booked(code, pin)


def _refuse(planned: ChangePlan) -> None:
    for problem in planned.problems:
        if problem.code == "sold_out":
            raise SoldOut(problem.nights, problem.values["room_type"])
    if not planned.can_confirm:
        raise PlanRefused(planned)
