"""One guest: how to reach them, and every stay of theirs that the hotel knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.bookings.gathering import MOST_BOOKINGS, Gathered, gathered, guest_of
from kunjae.bookings.queries import LoadedBooking
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.guests.listing import country_text
from kunjae.pages.shown import Names
from kunjae.properties.queries import house
from kunjae.rates.queries import rate_plans


@dataclass(frozen=True, slots=True)
class GuestStay:
    """One stay of a guest, all that its row shows. `booked_as`: who booked it, where that was another name."""

    code: str
    facts: StayFacts
    room_type: str
    rate_plan: str
    booked_as: str

    @property
    def value(self) -> int:
        """What it is worth: its nights while it counts, the fee that was recorded once it does not; minor units."""
        return self.facts.total if self.facts.status.is_live else self.facts.recorded_fee


@dataclass(frozen=True, slots=True)
class Figures:
    """All stays that count, and the money of the guest's own bookings; minor units."""

    stays: int
    nights: int
    value: int
    balance: int


@dataclass(frozen=True, slots=True)
class Course:
    """A guest's stays by when they are. A reserved stay whose last day has gone by is past, whatever became of it."""

    present: list[GuestStay]
    coming: list[GuestStay]
    past: list[GuestStay]
    ended: list[GuestStay]
    """Cancelled, or the guest did not come."""


@staff_page()
@require_safe
def guest(request: HttpRequest, desk: Desk, *, guest: UUID) -> HttpResponse:
    """The profile behind any guest row of the property; 404 for those of others."""
    row = guest_of(desk.property, guest)
    if row is None:
        raise Http404
    found = gathered(desk.property, row)
    names = Names.of(house(desk.property), rate_plans(desk.property), desk.language)
    stays = [
        _shown(booking, stay, found, names) for booking in found.bookings for stay in found.stays(booking)
    ]
    content: dict[str, Any] = {
        "guest": row,
        "country": country_text(row.country, desk.language),
        "course": course(stays, desk.today),
        "figures": _figures(stays, found),
        "is_booker": bool(found.whole),
        "others": found.others,
        "notes": [(each.row.code, each.row.note) for each in found.bookings if each.row.note],
        "newest_only": MOST_BOOKINGS if found.has_more else 0,
    }
    return show(request, desk, "kunjae/guests/guest.html", content)


def _shown(booking: LoadedBooking, stay: StayFacts, found: Gathered, names: Names) -> GuestStay:
    booker = booking.row.booker
    return GuestStay(
        code=booking.row.code,
        facts=stay,
        room_type=names.room_type(stay.room_type),
        rate_plan=names.rate_plan(stay.rate_plan),
        booked_as=booker.name if booker.name != found.guest.name else "",
    )


def course(stays: Iterable[GuestStay], today: date) -> Course:
    """The stays apart: what is now and past begins with the newest, what is to come with the next."""
    parts = Course([], [], [], [])
    for stay in sorted(stays, key=lambda each: (each.facts.check_in, each.code), reverse=True):
        match stay.facts.status:
            case StayStatus.IN_HOUSE:
                parts.present.append(stay)
            case StayStatus.RESERVED if stay.facts.check_out > today:
                parts.coming.insert(0, stay)
            case StayStatus.RESERVED | StayStatus.CHECKED_OUT:
                parts.past.append(stay)
            case _:
                parts.ended.append(stay)
    return parts


def _figures(stays: Iterable[GuestStay], found: Gathered) -> Figures:
    live = [stay.facts for stay in stays if stay.facts.status.is_live]
    own = [each.row for each in found.bookings if each.row.id in found.whole]
    return Figures(
        stays=len(live),
        nights=sum(len(stay.dates) for stay in live),
        value=sum(stay.total for stay in live),
        balance=sum(row.value - row.paid for row in own),
    )
