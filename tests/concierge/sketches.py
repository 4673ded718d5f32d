"""Offers of every kind, sketched by a dice, valid as a hotel would write them. A seed gives always the same."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from hypothesis import strategies as st

from kunjae.bookings.facts import StayStatus
from kunjae.concierge.facts import (
    Category,
    DayChoice,
    HourStep,
    NumberOf,
    OfferFacts,
    OfferKind,
    PayWhen,
    PricePer,
    Question,
    QuestionKind,
    Segment,
    TaxTreatment,
    UpgradeTerms,
    WhenStayChanges,
)
from kunjae.concierge.rules.shelf import Beside
from kunjae.properties.facts import FurtherFee, TaxSettings
from tests.concierge.the_shelf import FAR, HOTEL, shelf_facts, with_stay

DICE = st.integers(0, 2**32).map(Random)
TYPES = ("STD", "DLX", "SUI")
NAMES = [{"th": "นวดไทย", "en": "Thai massage; 60 min"}, {"en": "Massage"}, {"th": "นวด"}]


def some(dice, things, most):
    """Up to so many of them, in their order."""
    chosen = set(dice.sample(things, dice.randint(0, min(most, len(things)))))
    return tuple(thing for thing in things if thing in chosen)


def maybe(dice, least, most):
    return None if dice.random() < 0.5 else dice.randint(least, most)


def pair(dice, least, most):
    """Two in order, either of them perhaps missing."""
    low, high = sorted([dice.randint(least, most), dice.randint(least, most)])
    return dice.choice([(None, None), (None, None), (low, None), (None, high), (low, high)])


def segment(dice):
    first, last = pair(dice, 0, 30)
    until, early = pair(dice, 0, 20)
    (least_adults, most_adults), (least_children, most_children) = pair(dice, 1, 4), pair(dice, 0, 3)
    least_nights, most_nights = pair(dice, 1, 5)
    before = dice.random() < 0.7
    return Segment(
        valid_from=None if first is None else date(2026, 12, 1) + timedelta(days=first),
        valid_to=None if last is None else date(2026, 12, 1) + timedelta(days=last),
        weekdays=some(dice, range(7), 6) if dice.random() < 0.3 else (),
        before_arrival=before,
        during_stay=not before or dice.random() < 0.7,
        order_from_days=early,
        order_until_days=until,
        order_until_hours=maybe(dice, 0, 40),
        room_types=some(dice, TYPES, 2) if dice.random() < 0.3 else (),
        rate_plans=dice.choice([(), (), ("BAR",), ("NRF",)]),
        sources=dice.choice([(), (), ("direct", "agency"), ("line",)]),
        languages=dice.choice([(), (), ("th",), ("en",)]),
        least_adults=least_adults,
        most_adults=most_adults,
        least_children=least_children,
        most_children=most_children,
        least_nights=least_nights,
        most_nights=most_nights,
    )


def clock(dice):
    return time(dice.randrange(24), dice.choice([0, 15, 30]))


def questions(dice, *, dated):
    found = []

    def asked():
        return dice.random() < 0.5

    if dated and asked():
        days = dice.choice(list(DayChoice))
        found.append(Question(code="day", kind=QuestionKind.DAY, days=days, required=asked()))
    if dated and asked():
        times = tuple(sorted({clock(dice) for _ in range(4)}))
        found.append(Question(code="slot", kind=QuestionKind.SLOT, times=times, required=asked()))
    if asked():
        least, most = sorted([dice.randint(1, 6), dice.randint(1, 6)])
        of = dice.choice(list(NumberOf))
        number = Question(
            code="number", kind=QuestionKind.NUMBER, number_of=of, least=least, most=most, required=asked()
        )
        found.append(number)
    if asked():
        label = dice.choice(NAMES)
        found.append(Question(code="wish", kind=QuestionKind.TEXT, label=label, most=50, required=asked()))
    return tuple(found)


def upgrade(dice):
    to_type = dice.choice(TYPES[1:])
    from_types = some(dice, TYPES[: TYPES.index(to_type)], 2)
    if dice.random() < 0.5:
        return UpgradeTerms(to_type=to_type, from_types=from_types, amount=dice.randint(0, 10**6))
    percent = Decimal(dice.randint(0, 1_000_000)) / 10000
    return UpgradeTerms(to_type=to_type, from_types=from_types, percent=percent, least=dice.randint(0, 50000))


def offer(dice, code="spa"):
    kind = dice.choice([OfferKind.OFFER, *OfferKind])
    if kind is OfferKind.UPGRADE:
        terms = {"price_per": PricePer.NIGHT, "upgrade": upgrade(dice)}
    elif kind.moves_an_hour:
        hours = sorted({clock(dice) for _ in range(4)})
        terms = {"steps": tuple(HourStep(hour, dice.randint(0, 10**6)) for hour in hours)}
    else:
        per, price = dice.choice(list(PricePer)), dice.randint(0, 10**7)
        terms = {
            "price": price,
            "price_per": per,
            "old_price": dice.choice([None, price + 100]),
            "most_pieces": maybe(dice, 1, 9),
            "questions": questions(dice, dated=not per.by_night),
        }
    return OfferFacts(
        id=UUID(int=dice.randint(1, 9)),
        code=code,
        kind=kind,
        name=dice.choice(NAMES),
        description=dice.choice([{}, *NAMES]),
        mail_text=dice.choice([{}, *NAMES]),
        category=dice.choice(list(Category)),
        picture=dice.choice(["", "spa.jpg"]),
        enabled=dice.random() < 0.5,
        retired=dice.random() < 0.5,
        taxes=dice.choice(list(TaxTreatment)),
        segment=segment(dice) if dice.random() < 0.6 else Segment(),
        stock=maybe(dice, 0, 8),
        auto_confirm=dice.random() < 0.5,
        pms_product=dice.choice(["", "SPA60"]),
        notify=dice.choice([(), ("spa@example.com",)]),
        note=dice.choice(["", "Ask Nok"]),
        guest_cancels_until=maybe(dice, 0, 48),
        when_stay_changes=dice.choice(list(WhenStayChanges)),
        pay=dice.choice(list(PayWhen)),
        **terms,
    )


def place(dice):
    """Three offers, o0 to o2, a stay, and a moment around it: the facts of its shelf, and now."""
    offers = [replace(offer(dice, f"o{index}"), enabled=True, retired=False) for index in range(3)]
    taxes = TaxSettings(
        Decimal(dice.choice([0, 10])),
        Decimal(dice.choice([0, 7])),
        dice.choice([(), (FurtherFee({"en": "fee"}, Decimal(1)),)]),
        vat_on_fees=dice.random() < 0.5,
        prices_include_taxes=dice.random() < 0.5,
    )
    facts = with_stay(
        shelf_facts(*offers, hotel=replace(HOTEL, taxes=taxes)),
        status=dice.choice([StayStatus.RESERVED, StayStatus.IN_HOUSE]),
        adults=dice.randint(1, 3),
        children=dice.randint(0, 1),
        room_type=dice.choice(["STD", "DLX"]),
    )
    ordered = {
        (each.code, date(2026, 12, 10) + timedelta(days=number)): dice.randint(0, each.stock)
        for each in offers
        if each.stock is not None
        for number in some(dice, range(4), 2)
    }
    free = Beside(before=True, after=True)
    beside = dice.choice([{}, {1: free}, {1: free}, {1: Beside(before=False, after=True)}])
    higher = dice.choice([set(), {(1, "DLX")}, {(1, "DLX"), (1, "SUI")}])
    now = FAR + timedelta(minutes=dice.randint(0, 19 * 24 * 60))
    return replace(facts, ordered=ordered, beside=beside, higher=higher), now


def answers(dice, on):
    """Answers that fit what the shelf shows."""
    if on.offer.kind.moves_an_hour:
        return {"hour": f"{dice.choice(on.steps).at:%H:%M}"}
    found = {}
    day = dice.choice(on.days)
    if on.offer.question(QuestionKind.DAY):
        found["day"] = day.day.isoformat()
    if on.offer.question(QuestionKind.SLOT) and day.slots:
        found["slot"] = f"{dice.choice(day.slots):%H:%M}"
    if asked := on.offer.question(QuestionKind.NUMBER):
        found["number"] = dice.randint(asked.least, asked.most)
    for question in on.offer.questions:
        if question.kind is QuestionKind.TEXT:
            found[question.code] = "no nuts"
    return found
