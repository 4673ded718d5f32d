"""Editing who booked, notes, source and language: in the history, but not a change (rules.md 6.8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import Booker, save_booker, save_note
from kunjae.bookings.facts import pms_of
from kunjae.bookings.models import Guest
from kunjae.bookings.search import keys_of, replace_keys
from kunjae.changes.commands.booking_rows import update_booking
from kunjae.changes.commands.history import write_entry
from kunjae.changes.commands.pending import move_on_with
from kunjae.changes.models import EntryKind, HistoryEntry
from kunjae.changes.queries import load_change
from kunjae.kernel.errors import invalid
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What may be edited; None leaves each as it is."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    country: str | None = None
    language: str | None = None
    notes: str | None = None
    source: str | None = None


@one_transaction
def edit_details(
    *, property: Property, code: str, details: Details, actor: Actor, now: datetime
) -> HistoryEntry | None:
    """Save what differs; None when nothing does. New details of the booker are a new guest row, and a new text of
    the notes a new note row, so that the history stays true. Raises NoSuchBooking, and InvalidInput when a booking that lives in
    the hotel's own PMS is to come from elsewhere."""
    loaded = load_change(property, code, lock=True)
    booking = loaded.booking
    if booking is None:
        return None
    before, row = booking.facts, booking.row
    _check_source(before.source, details.source)
    after = replace(
        before,
        version=before.version + 1,
        source=details.source or before.source,
        language=details.language or before.language,
    )
    booker = _booker(row.booker, details)
    if booker is not None:
        guest = save_booker(property, booker)
        after = replace(after, booker_id=guest.id)
        names = [guest.name, *(stay.guest_name for stay in before.stays)]
        replace_keys(row, keys_of(row.code, names, guest.phone, guest.email, import_key=row.import_key))
    if details.notes is not None and details.notes != (row.note.text if row.note else ""):
        note = save_note(property, details.notes)
        after = replace(after, note_id=note.id if note else None)
    if replace(after, version=before.version) == before:
        return None
    number = row.last_entry_number + 1
    update_booking(row, after, number)
    if row.pending_id is not None:
        move_on_with(property, row, before.version)
    return write_entry(
        property=property,
        kind=EntryKind.DETAILS,
        number=number,
        before=before,
        after=after,
        actor=actor,
        now=now,
    )


def _check_source(was: str, becomes: str | None) -> None:
    if becomes not in (None, was) and pms_of(was):
        raise invalid(
            "source", "lives_in_pms", "the booking lives in the hotel's PMS", "การจองนี้อยู่ใน PMS ของที่พัก"
        )


def _booker(guest: Guest, details: Details) -> Booker | None:
    """The booker's new details; None when none of them differs."""
    was = Booker(
        name=guest.name, email=guest.email, phone=guest.phone, language=guest.language, country=guest.country
    )
    given = {
        name: value
        for name in ("name", "email", "phone", "country", "language")
        if (value := getattr(details, name)) is not None
    }
    becomes = replace(was, **given)
    return becomes if becomes != was else None
