"""Making a booking: the same engine, on a booking that has no stays yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

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
from kunjae.changes.errors import PlanOutdated, PlanRefused
from kunjae.changes.facts import ChangeFacts, ChangePlan
from kunjae.changes.operations import AddStay, FollowPms
from kunjae.changes.queries import LoadedChange, load_new
from kunjae.changes.rules import plan
from kunjae.changes.rules.terms import terms_of
from kunjae.inventory.blocking import release_block
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.holds import Hold, without_hold
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
    stays: Sequence[AddStay | FollowPms],
    source: str,
    actor: Actor,
    now: datetime,
    notes: str = "",
    import_key: str | None = None,
    code: str | None = None,
    hold: UUID | None = None,
    terms: str | None = None,
    booked_at: datetime | None = None,
) -> Booked:
    """Book these stays, all or none.

    `hold`: a block that is released first, as the booking takes its place. `terms`: of the preview that was shown
    (`terms_of`); None: whatever the prices are now. `import_key`: no two bookings of a property have the same.
    `booked_at`: when it was made, if elsewhere and before.

    Raises SoldOut when a type has no room left, PlanRefused with the plan's problems (no price, a chosen room that
    is taken), PlanOutdated with the fresh plan when prices or terms are others than those shown, NoSuchBlock when the
    hold is gone, InvalidInput naming `stays.0.room_type` and the like.
    """

    def carry_out() -> Booked:
        if hold is not None:
            release_block(property=property, block=hold, now=now)
        return _book(
            property,
            booker,
            stays,
            source,
            actor,
            now,
            notes,
            import_key,
            code or new_code(),
            terms,
            booked_at,
        )

    # Again after an IntegrityError: the random code was taken, or somebody was quicker at a room.
    return run_in_transaction(carry_out, again_after=(IntegrityError,))


def preview_booking(
    *, property: Property, stays: Sequence[AddStay | FollowPms], now: datetime, hold: Hold | None = None
) -> ChangePlan:
    """What booking these stays would make, with `hold` released. Saves nothing. Raises InvalidInput."""
    facts = _load(property, "", stays).facts
    if hold is not None:
        facts = _released(facts, hold, now)
    return plan(facts, stays, now, path="stays")


def _released(facts: ChangeFacts, hold: Hold, now: datetime) -> ChangeFacts:
    return replace(facts, occupancy=without_hold(facts.occupancy, hold, facts.property.today(now)))


def _load(
    property: Property,
    code: str,
    stays: Sequence[AddStay | FollowPms],
    *,
    source: str = "",
    language: str = "",
) -> LoadedChange:
    empty = BookingFacts(
        id=new_id(), code=code, version=0, stays=(), last_number=0, source=source, language=language
    )
    return load_new(property, empty, stays)


def _book(
    property: Property,
    booker: Booker,
    stays: Sequence[AddStay | FollowPms],
    source: str,
    actor: Actor,
    now: datetime,
    notes: str,
    import_key: str | None,
    code: str,
    terms: str | None,
    booked_at: datetime | None,
) -> Booked:
    loaded = _load(property, code, stays, source=source, language=booker.language)
    planned = plan(loaded.facts, stays, now, path="stays")
    _refuse(planned)
    if terms is not None and terms != terms_of(planned):
        raise PlanOutdated(planned)
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
        booked_at=booked_at,
    )
    stay_ids = insert_stays(
        property=property, booking_id=after.id, stays=after_stays.values(), ids=loaded.ids
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
