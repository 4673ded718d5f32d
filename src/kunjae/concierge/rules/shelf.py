"""What the Concierge has for a booking: every offer and upgrade that fits each of its stays, and why the others do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus
from kunjae.concierge.facts import (
    HourStep,
    NumberOf,
    OfferFacts,
    OfferKind,
    OrderFacts,
    PricePer,
    Question,
    QuestionKind,
    Segment,
    UpgradeTerms,
)
from kunjae.concierge.rules.days import OfferedDay, days_of
from kunjae.concierge.rules.moments import had_at
from kunjae.concierge.rules.taxes import grossed
from kunjae.kernel.money import percent_of
from kunjae.properties.facts import PropertyFacts, RoomTypeFacts
from kunjae.rates.facts import NightRate, RateKey

PASSED_BY_STAFF = frozenset(
    {
        "not_valid",
        "weekday",
        "before_arrival",
        "during_stay",
        "too_early",
        "too_late",
        "room_type",
        "rate_plan",
        "source",
        "language",
        "adults",
        "children",
        "nights",
    }
)
"""Reasons that bind guests only: who and when. Never stock, rooms, prices, the clock."""


_SERVED = (StayStatus.RESERVED, StayStatus.IN_HOUSE)


@dataclass(frozen=True, slots=True)
class Beside:
    """Whether the nights beside a stay are free in its room."""

    before: bool
    after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfFacts:
    """All that decides what a booking is offered.

    `ordered`: offer code and day -> pieces ordered. `beside`: stay number -> the nights beside it; a stay without a room
    number is absent. `higher`: stay number and room type of which a room is free on all its nights (in house: those to
    come). `free`: room type and night -> rooms left of those that upgrades and hours of the stays may take; what is absent
    runs out of none. `rates`: today's gross prices of own and higher types in the stays' plans.
    """

    hotel: PropertyFacts
    booking: BookingFacts
    offers: tuple[OfferFacts, ...]
    orders: tuple[OrderFacts, ...]
    room_types: Mapping[str, RoomTypeFacts]
    ordered: Mapping[tuple[str, date], int]
    beside: Mapping[int, Beside]
    higher: Collection[tuple[int, str]]
    rates: Mapping[RateKey, NightRate]
    free: Mapping[tuple[str, date], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """One offer for one stay.

    `offer`: as it is sold here: gross prices, and a price by piece asks for the number even where the hotel wrote no question.
    `unit`: gross minor units for one order, night, person or piece; of hours the cheapest step, of an upgrade whose price
    differs from night to night their average. `days`: those that can be ordered, one where the offer asks for none.
    `steps`: the hours that can still be had. `nights`: those that a price by night and an upgrade are for, with the price of
    each in `night_amounts` for an upgrade. `bought`: orders of it that count. `reasons`: why it cannot be ordered; none:
    it can.
    """

    stay: int
    offer: OfferFacts
    unit: int
    days: tuple[OfferedDay, ...]
    steps: tuple[HourStep, ...] = ()
    nights: tuple[date, ...] = ()
    night_amounts: tuple[int, ...] = ()
    bought: tuple[OrderFacts, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def amount_from(self) -> int:
        """The least that an order of it comes to: what "from" says."""
        return sum(self.night_amounts) if self.offer.upgrade else self.unit


def held_nights(offer: OfferFacts, stay: StayFacts) -> tuple[tuple[str, date], ...]:
    """Of which room type, on which nights, an order of the offer for the stay keeps a room."""
    if offer.upgrade is not None:
        return tuple((offer.upgrade.to_type, night) for night in stay.dates.nights)
    if offer.kind is OfferKind.LATE_CHECK_OUT:
        return ((stay.room_type, stay.check_out),)
    if offer.kind is OfferKind.EARLY_CHECK_IN:
        return ((stay.room_type, stay.check_in - timedelta(days=1)),)
    return ()


def without_rooms(facts: ShelfFacts, taken: Mapping[tuple[str, date], int]) -> ShelfFacts:
    """The facts once so many rooms of these types are taken on these nights."""
    gone = {key for key, number in taken.items() if key in facts.free and facts.free[key] <= number}
    if not gone:
        return facts
    stays = {stay.number: stay for stay in facts.booking.stays}
    higher = {
        (number, code)
        for number, code in facts.higher
        if not any((code, night) in gone for night in stays[number].dates.nights)
    }
    beside = {
        number: Beside(
            before=each.before and (stay.room_type, stay.check_in - timedelta(days=1)) not in gone,
            after=each.after and (stay.room_type, stay.check_out) not in gone,
        )
        for number, each in facts.beside.items()
        for stay in [stays[number]]
    }
    return replace(facts, higher=higher, beside=beside)


def shelf(facts: ShelfFacts, now: datetime, *, everything: bool = False) -> tuple[OnShelf, ...]:
    """What can be ordered now for the stays to come and in house, stay by stay, in the order of the offers.

    What a guest has bought stays on the shelf, marked, though it cannot be ordered again. `everything`: what does not fit
    too, with its reasons, and with the days that staff may choose. Offers that are switched off or retired never.
    """
    found = (
        on_shelf(facts, stay, offer, now, by_staff=everything)
        for stay in facts.booking.stays
        if stay.status in _SERVED
        for offer in facts.offers
        if offer.enabled and not offer.retired
    )
    return tuple(each for each in found if everything or not each.reasons or each.bought)


def on_shelf(
    facts: ShelfFacts, stay: StayFacts, offer: OfferFacts, now: datetime, *, by_staff: bool = False
) -> OnShelf:
    """One offer for one stay, with every reason why it cannot be ordered; `by_staff`: days and hours as staff may choose
    them, the reasons as for a guest."""
    hotel = facts.hotel
    sold = _as_sold(grossed(offer, hotel.taxes))
    strict = days_of(offer, stay, hotel, facts.ordered, now)
    loose = days_of(offer, stay, hotel, facts.ordered, now, loosely=True) if by_staff else strict
    steps = _steps(sold, stay, hotel, now, loosely=by_staff)
    nights = _nights(offer, stay, hotel.today(now))
    amounts = _upgrade_amounts(facts, stay, sold.upgrade, nights) if sold.upgrade else ()
    bought = tuple(
        order
        for order in facts.orders
        if order.stay == stay.number and order.offer == offer.code and order.status.counts
    )
    no_day = loose.reason or strict.reason
    if no_day == "sold_out" and loose.offered:
        no_day = "not_valid"  # for guests; staff may still choose one of the other days
    reasons = dict.fromkeys(_reasons(facts, stay, offer, now, no_day))
    if offer.kind.moves_an_hour and not steps:
        reasons[
            "past" if any(_is_beyond(offer.kind, step, hotel) for step in offer.steps) else "not_on_sale"
        ] = None
    if not nights and _is_by_night(offer):
        reasons["past"] = None
    if amounts is None:
        reasons["no_price"] = None
    return OnShelf(
        stay=stay.number,
        offer=sold,
        unit=_unit(sold, steps, amounts),
        days=loose.offered,
        steps=steps,
        nights=nights,
        night_amounts=amounts or (),
        bought=bought,
        reasons=tuple(reasons),
    )


# How it is sold here


def _as_sold(offer: OfferFacts) -> OfferFacts:
    """With its number of pieces asked for, within what the offer sells at once."""
    if offer.price_per is not PricePer.PIECE or offer.kind is not OfferKind.OFFER:
        return offer
    most = offer.most_pieces
    asked = offer.question(QuestionKind.NUMBER)
    if asked is None:
        asked = Question(code="number", kind=QuestionKind.NUMBER, number_of=NumberOf.PIECES, most=most or 20)
        return replace(offer, questions=(*offer.questions, asked))
    if most is None or asked.most <= most:
        return offer
    fitting = replace(asked, most=max(most, asked.least))
    return replace(offer, questions=tuple(fitting if each is asked else each for each in offer.questions))


def _steps(
    offer: OfferFacts, stay: StayFacts, hotel: PropertyFacts, now: datetime, *, loosely: bool
) -> tuple[HourStep, ...]:
    """The hours that are beyond the hotel's own times and can still be had."""
    lead = timedelta(0) if loosely else timedelta(hours=offer.segment.order_until_hours or 0)
    late = offer.kind is OfferKind.LATE_CHECK_OUT
    if not late and stay.status is StayStatus.IN_HOUSE:
        return ()  # they are in already
    day = stay.check_out if late else stay.check_in
    return tuple(
        step
        for step in offer.steps
        if _is_beyond(offer.kind, step, hotel)
        and had_at(offer.kind, stay, hotel, day=day, at=step.at) > now + lead
    )


def _is_beyond(kind: OfferKind, step: HourStep, hotel: PropertyFacts) -> bool:
    """Whether the hour is later than the usual check-out, or earlier than the usual check-in."""
    if kind is OfferKind.LATE_CHECK_OUT:
        return step.at > hotel.check_out_time
    return step.at < hotel.check_in_time


def _is_by_night(offer: OfferFacts) -> bool:
    return offer.price_per.by_night or offer.kind is OfferKind.UPGRADE


def _nights(offer: OfferFacts, stay: StayFacts, today: date) -> tuple[date, ...]:
    """The nights that it is for, if its price is by night: all; of a guest in house those to come."""
    if not _is_by_night(offer):
        return ()
    if stay.status is not StayStatus.IN_HOUSE:
        return stay.dates.nights
    return tuple(night for night in stay.dates.nights if night >= today)


def _upgrade_amounts(
    facts: ShelfFacts, stay: StayFacts, upgrade: UpgradeTerms, nights: tuple[date, ...]
) -> tuple[int, ...] | None:
    """The price of each night; None where a night has no price to compare."""
    if upgrade.amount is not None:
        return (upgrade.amount,) * len(nights)
    found = []
    for night in nights:
        own = facts.rates.get((stay.rate_plan, stay.room_type, night))
        higher = facts.rates.get((stay.rate_plan, upgrade.to_type, night))
        if own is None or higher is None or upgrade.percent is None:
            return None
        found.append(max(upgrade.least, percent_of(higher.price - own.price, upgrade.percent)))
    return tuple(found)


def _unit(offer: OfferFacts, steps: tuple[HourStep, ...], amounts: tuple[int, ...] | None) -> int:
    if offer.upgrade is not None:
        return -(-sum(amounts) // len(amounts)) if amounts else offer.upgrade.amount or 0
    if offer.kind.moves_an_hour:
        return min((step.amount for step in steps or offer.steps), default=0)
    return offer.price or 0


# Why not


def _reasons(
    facts: ShelfFacts, stay: StayFacts, offer: OfferFacts, now: datetime, no_day: str
) -> Iterator[str]:
    if stay.status not in _SERVED:
        yield "not_live"
    if not offer.enabled or offer.retired:
        yield "not_on_sale"
    yield from _when(offer.segment, stay, facts.hotel.today(now))
    if no_day:
        yield no_day
    yield from _who(offer.segment, stay, facts.booking)
    if offer.kind.moves_an_hour:
        yield from _room(facts, stay, offer)
    if offer.upgrade is not None:
        yield from _ladder(facts, stay, offer.upgrade)


def _when(segment: Segment, stay: StayFacts, today: date) -> Iterator[str]:
    in_house = stay.status is StayStatus.IN_HOUSE
    if in_house and not segment.during_stay:
        yield "during_stay"
    if not in_house and not segment.before_arrival:
        yield "before_arrival"
    days = (stay.check_in - today).days
    if segment.order_from_days is not None and days > segment.order_from_days:
        yield "too_early"
    if segment.order_until_days is not None and days < segment.order_until_days:
        yield "too_late"


def _who(segment: Segment, stay: StayFacts, booking: BookingFacts) -> Iterator[str]:
    for reason, wanted, has in (
        ("room_type", segment.room_types, stay.room_type),
        ("rate_plan", segment.rate_plans, stay.rate_plan),
        ("source", segment.sources, booking.source),
        ("language", segment.languages, booking.language),
    ):
        if wanted and has not in wanted:
            yield reason
    for reason, least, most, number in (
        ("adults", segment.least_adults, segment.most_adults, stay.adults),
        ("children", segment.least_children, segment.most_children, stay.children),
        ("nights", segment.least_nights, segment.most_nights, len(stay.dates)),
    ):
        if (least is not None and number < least) or (most is not None and number > most):
            yield reason


def _room(facts: ShelfFacts, stay: StayFacts, offer: OfferFacts) -> Iterator[str]:
    """An hour is to be had only in a room whose night beside the stay is free (rules.md 9.8)."""
    if _has(facts, stay, offer.kind):
        yield "already_ordered"
        return
    beside = facts.beside.get(stay.number)
    if beside is None:
        yield "no_room"
    elif not (beside.after if offer.kind is OfferKind.LATE_CHECK_OUT else beside.before):
        yield "room_taken"


def _ladder(facts: ShelfFacts, stay: StayFacts, upgrade: UpgradeTerms) -> Iterator[str]:
    """An upgrade leads up, once, into a room that is free, while nothing else is to become of the booking."""
    if upgrade.from_types and stay.room_type not in upgrade.from_types:
        yield "room_type"
    if _has(facts, stay, OfferKind.UPGRADE):
        yield "already_ordered"
        return
    own, higher = facts.room_types.get(stay.room_type), facts.room_types.get(upgrade.to_type)
    if own is None or higher is None or higher.retired or higher.rank <= own.rank:
        yield "not_higher"
    elif (stay.number, upgrade.to_type) not in facts.higher:
        yield "no_higher_room"
    if facts.booking.pending_id is not None:
        yield "change_pending"


def _has(facts: ShelfFacts, stay: StayFacts, kind: OfferKind) -> bool:
    return any(
        order.stay == stay.number and order.kind is kind and order.status.counts for order in facts.orders
    )
