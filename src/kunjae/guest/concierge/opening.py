"""What a guest may order now, by room of the booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus
from kunjae.changes.commands.pending import end_if_over
from kunjae.concierge.queries import LoadedShelf, load_shelf
from kunjae.concierge.rules.shelf import OnShelf, ShelfFacts, on_shelf, shelf
from kunjae.guest.access import GuestDesk

OPEN = (StayStatus.RESERVED, StayStatus.IN_HOUSE)
"""Stays that something can still be ordered for."""


@dataclass(frozen=True, slots=True)
class OpenedShelf:
    """What a booking's offers depend on at this moment, read once."""

    desk: GuestDesk
    loaded: LoadedShelf

    @property
    def facts(self) -> ShelfFacts:
        return self.loaded.facts

    @property
    def booking(self) -> BookingFacts:
        return self.facts.booking

    @property
    def stays(self) -> tuple[StayFacts, ...]:
        """The rooms that something can be ordered for, in the order of their numbers."""
        return tuple(stay for stay in self.booking.stays if stay.status in OPEN)

    def stay(self, number: str) -> StayFacts | None:
        """The room of that number, if it can be ordered for; the first one where none is named."""
        if not number:
            return next(iter(self.stays), None)
        return next((stay for stay in self.stays if str(stay.number) == number), None)

    def shown(self, stay: StayFacts) -> Sequence[OnShelf]:
        """What fits this room, and what was bought for it."""
        return [on for on in shelf(self.facts, self.desk.now) if on.stay == stay.number]

    def found(self, stay: StayFacts, code: str) -> OnShelf | None:
        """One offer for this room, with why it cannot be ordered, if so; None for one that is not sold at all."""
        offer = next((each for each in self.facts.offers if each.code == code and each.enabled), None)
        return on_shelf(self.facts, stay, offer, self.desk.now) if offer else None


def open_shelf(desk: GuestDesk) -> OpenedShelf:
    """All that the offers depend on; a change whose time to pay is over is dropped first."""
    try:
        loaded = load_shelf(desk.property, desk.code, desk.now)
        waits = loaded.facts.booking.pending_id is not None
        if waits and end_if_over(property=desk.property, code=desk.code, now=desk.now):
            loaded = load_shelf(desk.property, desk.code, desk.now)
    except NoSuchBooking as error:
        raise Http404 from error
    return OpenedShelf(desk, loaded)
