"""What the page of a booking says, put together from facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus
from kunjae.changes.queries import OpenedBooking
from kunjae.changes.rules.fees import policy_clock
from kunjae.changes.rules.guest import changes_left, guest_refusals
from kunjae.guest.access import GuestDesk
from kunjae.guest.booking.course import Stretch, course_of
from kunjae.kernel.moments import local_date
from kunjae.pages.shown import Names, ShownStay, shown_stays
from kunjae.payments.rules import Instalment, MoneyDue, payment_schedule
from kunjae.properties.facts import PropertyFacts
from kunjae.rates.policy_words import policy_notes


@dataclass(frozen=True, slots=True)
class ManagedStay:
    """One stay as its guest may manage it. `no_change`, `no_cancel`: why not, as codes of rules.md 7; empty: may.
    `changes_left` None: any number."""

    shown: ShownStay
    course: tuple[Stretch, ...]
    notes: tuple[str, ...]
    no_change: tuple[str, ...]
    no_cancel: tuple[str, ...]
    changes_left: int | None

    @property
    def facts(self) -> StayFacts:
        return self.shown.facts

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do about it: it is booked, and nobody has come yet."""
        return self.facts.status is StayStatus.RESERVED

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why nothing can be done with it; empty where something can."""
        both = dict.fromkeys((*self.no_change, *self.no_cancel))
        return tuple(both) if self.no_change and self.no_cancel else ()


def managed_stays(desk: GuestDesk, found: OpenedBooking, money: MoneyDue) -> list[ManagedStay]:
    """All stays in the order of their numbers, those that ended too."""
    booking = found.booking.facts
    names = Names.of(found.house, found.plans, desk.language)
    return [
        _managed(desk, booking, shown, money)
        for shown in shown_stays(booking.stays, names, desk.hotel, desk.now)
    ]


def _managed(desk: GuestDesk, booking: BookingFacts, shown: ShownStay, money: MoneyDue) -> ManagedStay:
    stay, hotel = shown.facts, desk.hotel

    def refusals(*, cancelling: bool) -> tuple[str, ...]:
        return guest_refusals(
            booking,
            stay,
            hotel,
            money,
            cancelling=cancelling,
            pending=booking.pending_id is not None,
            now=desk.now,
        )

    return ManagedStay(
        shown=shown,
        course=course_of(stay, policy_clock(hotel), desk.now, currency=hotel.currency, language=desk.language)
        if stay.status is StayStatus.RESERVED
        else (),
        notes=_notes(stay, desk.language),
        no_change=refusals(cancelling=False),
        no_cancel=refusals(cancelling=True),
        changes_left=changes_left(booking, stay),
    )


def _notes(stay: StayFacts, language: str) -> tuple[str, ...]:
    """What else the policy says. What the guest may do is said by the buttons, and by what stands in their place."""
    if stay.policy is None:
        return ()
    free = replace(stay.policy, guest_can_change=True, guest_can_cancel=True, max_changes=None)
    return policy_notes(free, language)


def schedule(facts: BookingFacts, hotel: PropertyFacts, booked_at: datetime) -> tuple[Instalment, ...]:
    """What is to be paid when, as the hotel reads it, too."""
    booked_on = local_date(booked_at, hotel.timezone)
    return payment_schedule(
        facts.stays, fees=facts.fees, orders=facts.orders, paid=facts.paid, booked_on=booked_on
    )


def everything_can_be_cancelled(stays: Sequence[ManagedStay]) -> bool:
    """Whether one button for all of them makes sense: there are several, and each may be cancelled."""
    live = [stay for stay in stays if stay.shown.is_live]
    return len(live) > 1 and all(not stay.no_cancel for stay in live)
