"""What became of a booking: every entry of its history, and each one with the booking before and after."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.changes.models import HistoryEntry
from kunjae.changes.queries import history as entries_of
from kunjae.changes.queries import history_entry
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.booking.snapshots import Snapshot, people_named, read_snapshot
from kunjae.extranet.booking.telling import (
    People,
    compared_details,
    compared_stays,
    notes_of,
    tell,
    told,
)
from kunjae.pages.shown import Names, ShownMoney, shown_stays
from kunjae.properties.queries import house
from kunjae.rates.queries import rate_plans


@staff_page()
@require_safe
def history(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """All entries, newest first, and the booking itself as the first of them."""
    row = _row(desk, code)
    entries = told(desk, entries_of(desk.property, row.id), _names(desk))
    return show(request, desk, "kunjae/booking/history.html", {"booking": row, "entries": entries})


@staff_page()
@require_safe
def entry(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """One entry: before and after side by side, or with `?view=before` (or `after`) the whole booking as it was."""
    row = _row(desk, code)
    found = history_entry(desk.property, row.id, number) if number < 2**31 else None
    if found is None:
        raise Http404
    before, after = read_snapshot(found.before), read_snapshot(found.after)
    people = People(desk.property, before.people | after.people | people_named(found))
    notes = notes_of(desk.property, [before.note_id, after.note_id])
    names = _names(desk)
    content = {
        "booking": row,
        "told": tell(found, names, people, desk.hotel.era),
        "entry": found,
        "is_newest": number == row.last_entry_number,
    }
    view = request.GET.get("view")
    if view in ("before", "after"):
        state = before if view == "before" else after
        content |= _whole(desk, state, found, names, people) | {
            "view": view,
            "note": notes.get(state.note_id),
        }
        return show(request, desk, "kunjae/booking/old_booking.html", content)
    content |= {
        "stays": compared_stays(before, after, names, people, desk.hotel.era),
        "details": compared_details(before, after, people, notes, desk.language),
        "before": before,
        "after": after,
    }
    return show(request, desk, "kunjae/booking/history_entry.html", content)


def _whole(
    desk: Desk, state: Snapshot, found: HistoryEntry, names: Names, people: People
) -> dict[str, object]:
    """A kept booking as a page shows one, with the names of its people in its stays."""
    stays = tuple(replace(stay, guest_name=people.name(stay.guest_id)) for stay in state.stays)
    hotel = replace(desk.hotel, currency=state.currency)
    return {
        "state": state,
        "booker": people.contact(state.booker_id),
        "stays": shown_stays(stays, names, hotel, found.at, with_deadline=False),
        "money": ShownMoney(state.money, state.fees, state.orders),
    }


def _names(desk: Desk) -> Names:
    """Names of types and plans as they are called today; a room's beds today say nothing of what they were."""
    return replace(Names.of(house(desk.property), rate_plans(desk.property), desk.language), beds={})


def _row(desk: Desk, code: str) -> Booking:
    try:
        return booking_row(desk.property, code)
    except NoSuchBooking:
        raise Http404 from None
