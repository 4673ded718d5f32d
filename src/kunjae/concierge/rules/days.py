"""On which days and at which times an offer can be had in a stay, and how many pieces each day has left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.concierge.facts import DayChoice, OfferFacts, OfferKind, QuestionKind, Segment
from kunjae.concierge.rules.moments import had_at
from kunjae.properties.facts import PropertyFacts


@dataclass(frozen=True, slots=True)
class OfferedDay:
    """A day on which an offer can be had: at which times, where it has times, and how many pieces are left (None: without
    limit)."""

    day: date
    slots: tuple[time, ...]
    left: int | None


@dataclass(frozen=True, slots=True)
class Days:
    """The days that can be chosen, and why there are none."""

    offered: tuple[OfferedDay, ...]
    reason: str = ""


def base_day(kind: OfferKind, stay: StayFacts, today: date) -> date:
    """The day that an order counts on when the guest chooses none: the arrival; for a guest in house today; of a late
    check-out the departure."""
    if kind is OfferKind.LATE_CHECK_OUT:
        return stay.check_out
    if kind is OfferKind.OFFER and stay.status is StayStatus.IN_HOUSE:
        return min(max(today, stay.check_in), stay.check_out)
    return stay.check_in


def candidate_days(offer: OfferFacts, stay: StayFacts, today: date) -> tuple[date, ...]:
    """The days of the stay that the offer asks for, past ones too; the one that it counts on where it asks for none."""
    question = offer.question(QuestionKind.DAY)
    if question is None:
        return (base_day(offer.kind, stay, today),)
    if question.days is DayChoice.ARRIVAL:
        return (stay.check_in,)
    if question.days is DayChoice.DEPARTURE:
        return (stay.check_out,)
    return (*stay.dates.nights, stay.check_out)


def days_of(
    offer: OfferFacts,
    stay: StayFacts,
    hotel: PropertyFacts,
    ordered: Mapping[tuple[str, date], int],
    now: datetime,
    *,
    loosely: bool = False,
) -> Days:
    """The days that can be ordered now. `loosely`: only stock and the clock forbid one, as for staff."""
    found = [OfferedDay(day, (), None) for day in candidate_days(offer, stay, hotel.today(now))]
    segment = offer.segment
    lead = timedelta(0) if loosely else timedelta(hours=segment.order_until_hours or 0)
    if not (found := [kept for each in found if (kept := _still(offer, stay, hotel, each, now))]):
        return Days((), "past")
    if not loosely:
        if not (found := [each for each in found if _is_valid(segment, each.day)]):
            return Days((), "not_valid")
        if not (found := [each for each in found if _has_weekday(segment, each.day)]):
            return Days((), "weekday")
        if not (found := [kept for each in found if (kept := _still(offer, stay, hotel, each, now + lead))]):
            return Days((), "too_late")
    if offer.stock is not None:
        stock = offer.stock
        found = [
            OfferedDay(each.day, each.slots, left)
            for each in found
            if (left := stock - ordered.get((offer.code, each.day), 0)) > 0
        ]
    return Days(tuple(found), "" if found else "sold_out")


def _still(
    offer: OfferFacts, stay: StayFacts, hotel: PropertyFacts, each: OfferedDay, moment: datetime
) -> OfferedDay | None:
    """The day with the times that come after the moment; None if it cannot be had any more."""
    question = offer.question(QuestionKind.SLOT)
    if question is None or offer.kind is not OfferKind.OFFER:
        return each if _is_ahead(offer, stay, hotel, each.day, moment) else None
    slots = tuple(
        at for at in question.times if had_at(offer.kind, stay, hotel, day=each.day, at=at) > moment
    )
    if slots or (not question.required and _is_ahead(offer, stay, hotel, each.day, moment)):
        return OfferedDay(each.day, slots, each.left)
    return None


def _is_ahead(offer: OfferFacts, stay: StayFacts, hotel: PropertyFacts, day: date, moment: datetime) -> bool:
    if offer.kind is OfferKind.EARLY_CHECK_IN:
        return any(had_at(offer.kind, stay, hotel, day=day, at=step.at) > moment for step in offer.steps)
    return had_at(offer.kind, stay, hotel, day=day) > moment


def _is_valid(segment: Segment, day: date) -> bool:
    return (segment.valid_from is None or segment.valid_from <= day) and (
        segment.valid_to is None or day <= segment.valid_to
    )


def _has_weekday(segment: Segment, day: date) -> bool:
    return not segment.weekdays or day.weekday() in segment.weekdays
