"""A booking and its shelf as facts: no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from kunjae.bookings.facts import BookingFacts, Night, StayFacts, StayStatus
from kunjae.concierge.facts import (
    DayChoice,
    HourStep,
    NumberOf,
    OfferFacts,
    OfferKind,
    PricePer,
    Question,
    QuestionKind,
    Segment,
    UpgradeTerms,
)
from kunjae.concierge.rules.shelf import Beside, ShelfFacts
from kunjae.properties.facts import PropertyFacts, RoomTypeFacts, TaxSettings
from kunjae.rates.facts import Meal, NightRate

HOTEL = PropertyFacts(
    id=UUID(int=1),
    slug="baan-talay",
    name={"en": "Baan Talay"},
    timezone="Asia/Bangkok",
    currency="THB",
    policy_cutoff_time=time(14),
    check_in_time=time(14),
    taxes=TaxSettings(Decimal(10), Decimal(7)),
    check_out_time=time(12),
)
TYPES = {
    code: RoomTypeFacts(code, {"en": code}, rank, 2, 3, 1, "1 double")
    for rank, code in enumerate(("STD", "DLX", "SUI"), start=1)
}
CHECK_IN, CHECK_OUT = date(2026, 12, 10), date(2026, 12, 13)
PRICES = {"STD": 150000, "DLX": 200000, "SUI": 350000}


def at(day, clock="09:00"):
    """That time of December 2026 in Bangkok."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


FAR = datetime(2026, 11, 25, 2, tzinfo=UTC)


def stay(number=1, **changes):
    nights = tuple(Night(CHECK_IN + timedelta(days=index), 150000) for index in range(3))
    values = {
        "number": number,
        "status": StayStatus.RESERVED,
        "room_type": "STD",
        "room": "001",
        "rate_plan": "BAR",
        "meal": Meal.BREAKFAST,
        "conditions": {},
        "policy": None,
        "prepay_percent": Decimal(0),
        "check_in": CHECK_IN,
        "check_out": CHECK_OUT,
        "earliest_check_in": CHECK_IN,
        "adults": 2,
        "children": 1,
        "nights": nights,
    }
    return StayFacts(**values | changes)


def booking(*stays, **changes):
    stays = stays or (stay(),)
    values = {"id": UUID(int=2), "code": "KJ4F2A7X", "version": 1, "stays": stays, "last_number": len(stays)}
    return BookingFacts(**values | {"source": "direct", "language": "th"} | changes)


def offer(code="spa", **changes):
    values = {"id": UUID(int=10), "code": code, "kind": OfferKind.OFFER, "name": {"en": code, "th": code}}
    return OfferFacts(**values | {"price": 90000} | changes)


def late(*steps, **changes):
    steps = steps or ((14, 50000), (16, 90000))
    hours = tuple(HourStep(time(hour), amount) for hour, amount in steps)
    return offer("late", **{"kind": OfferKind.LATE_CHECK_OUT, "price": None, "steps": hours} | changes)


def early(*steps, **changes):
    steps = steps or ((9, 80000), (11, 40000))
    hours = tuple(HourStep(time(hour), amount) for hour, amount in steps)
    return offer("early", **{"kind": OfferKind.EARLY_CHECK_IN, "price": None, "steps": hours} | changes)


def upgrade(to_type="DLX", segment=None, **terms):
    terms = terms or {"amount": 30000}
    return offer(
        f"to-{to_type.lower()}",
        kind=OfferKind.UPGRADE,
        price=None,
        price_per=PricePer.NIGHT,
        upgrade=UpgradeTerms(to_type=to_type, **terms),
        segment=segment or Segment(),
    )


def day_question(days=DayChoice.ANY, required=True):
    return Question(code="day", kind=QuestionKind.DAY, days=days, required=required)


def slot_question(*times, required=True):
    times = tuple(time(*map(int, each.split(":"))) for each in times or ("10:00", "14:00", "18:00"))
    return Question(code="slot", kind=QuestionKind.SLOT, times=times, required=required)


def number_question(number_of=NumberOf.PERSONS, least=1, most=20, required=True):
    return Question(
        code="number",
        kind=QuestionKind.NUMBER,
        number_of=number_of,
        least=least,
        most=most,
        required=required,
    )


def shelf_facts(*offers, **changes):
    nights = [CHECK_IN + timedelta(days=index) for index in range(4)]
    values = {
        "hotel": HOTEL,
        "booking": booking(),
        "offers": offers or (offer(),),
        "orders": (),
        "room_types": TYPES,
        "ordered": {},
        "beside": {1: Beside(before=True, after=True)},
        "higher": {(1, "DLX"), (1, "SUI")},
        "rates": {
            ("BAR", code, night): NightRate(price) for code, price in PRICES.items() for night in nights
        },
    }
    return ShelfFacts(**values | changes)


def in_house(facts, **changes):
    """The same with the first stay's guest in house."""
    first, *others = facts.booking.stays
    stays = (replace(first, status=StayStatus.IN_HOUSE, **changes), *others)
    return replace(facts, booking=replace(facts.booking, stays=stays))


def with_stay(facts, **changes):
    first, *others = facts.booking.stays
    return replace(facts, booking=replace(facts.booking, stays=(replace(first, **changes), *others)))
