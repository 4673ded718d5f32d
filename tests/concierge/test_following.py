"""What becomes of an order when its stay changes, by its rule alone: no database (rules.md 9.9)."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.bookings.facts import StayStatus
from kunjae.concierge.facts import (
    Answers,
    OfferKind,
    OrderFacts,
    OrderPayment,
    OrderStatus,
    Posting,
    PricePer,
    TaxTreatment,
    WhenStayChanges,
)
from kunjae.concierge.following_words import because_text, effect_text
from kunjae.concierge.rules.following import Does, RoomHold, follow, hold_of, orders_difference
from tests.concierge.the_shelf import CHECK_IN, CHECK_OUT, FAR, HOTEL, at, stay

DAY = timedelta(days=1)


def an_order(**changes):
    """A confirmed breakfast for three guests on three nights, at 100 each."""
    values = {
        "id": UUID(int=9),
        "stay": 1,
        "offer": "breakfast",
        "kind": OfferKind.OFFER,
        "name": {"en": "Breakfast"},
        "status": OrderStatus.CONFIRMED,
        "payment": OrderPayment.ON_BOOKING,
        "posting": Posting.NOT_NEEDED,
        "per": PricePer.PERSON_NIGHT,
        "unit": 10000,
        "quantity": 9,
        "amount": 90000,
        "counted": 90000,
        "taxes": TaxTreatment.AS_ROOMS,
        "answers": Answers(),
        "when_stay_changes": WhenStayChanges.DEFAULT,
        "guest_cancels_until": None,
        "had_at": at(13, "12:00"),
        "ordered_at": FAR,
    }
    return OrderFacts(**values | changes)


def one(per, amount, **changes):
    return an_order(per=per, unit=amount, quantity=1, amount=amount, counted=amount, **changes)


def became(order, **changes):
    """The effect on the order of a stay that changes so."""
    before = stay(status=changes.pop("was", StayStatus.RESERVED))
    return follow([order], {1: before}, {1: replace(before, **changes)}, HOTEL)


def test_of_a_stay_that_stays_the_same_nothing_becomes():
    assert became(an_order()) == ()
    assert became(an_order(), rate_plan="NRF") == ()
    assert became(an_order(status=OrderStatus.EXPIRED, counted=0), check_out=CHECK_OUT + DAY) == ()


@pytest.mark.parametrize(
    ("changes", "quantity"),
    [
        ({"check_out": CHECK_OUT + DAY}, 12),
        ({"check_out": CHECK_OUT - DAY}, 6),
        ({"check_in": date(2027, 1, 1), "check_out": date(2027, 1, 2)}, 3),
        ({"adults": 1}, 6),
        ({"check_out": CHECK_OUT - DAY, "children": 0}, 4),
    ],
)
def test_by_person_and_night_it_is_counted_anew_at_its_unit_price(changes, quantity):
    (effect,) = became(an_order(), **changes)
    assert effect.does is Does.REPRICED
    assert (effect.after.quantity, effect.after.amount, effect.after.counted) == (
        quantity,
        quantity * 10000,
        quantity * 10000,
    )
    assert orders_difference([effect]) == (quantity - 9) * 10000


def test_a_number_that_was_answered_stands():
    two = an_order(answers=Answers(number=2), quantity=6, amount=60000, counted=60000)
    (effect,) = became(two, adults=3, check_out=CHECK_OUT + DAY)
    assert effect.after.quantity == 8


def test_nights_that_had_gone_by_when_it_was_ordered_are_not_counted():
    """Ordered in house on the second day, for two of three nights."""
    late = an_order(quantity=6, amount=60000, counted=60000)
    (longer,) = became(late, was=StayStatus.IN_HOUSE, check_out=CHECK_OUT + DAY)
    assert longer.after.quantity == 9
    (shorter,) = became(late, was=StayStatus.IN_HOUSE, check_out=CHECK_OUT - DAY)
    assert shorter.after.quantity == 3
    (none,) = became(late, was=StayStatus.IN_HOUSE, check_out=CHECK_IN + DAY)
    assert (none.does, none.because) == (Does.CANCELLED, "outside_stay")


def test_an_upgrade_for_a_percentage_goes_by_the_average_of_its_nights():
    upgrade = an_order(
        kind=OfferKind.UPGRADE,
        per=PricePer.NIGHT,
        room_type="DLX",
        unit=34,
        quantity=3,
        amount=100,
        counted=100,
    )
    (effect,) = became(upgrade, check_out=CHECK_OUT - DAY)
    assert (effect.after.quantity, effect.after.amount) == (2, 67)


@pytest.mark.parametrize("per", [PricePer.ORDER, PricePer.ROOM, PricePer.PERSON, PricePer.PIECE])
def test_what_has_no_nights_is_kept(per):
    (effect,) = became(one(per, 120000), check_in=CHECK_IN + 9 * DAY, check_out=CHECK_OUT + 9 * DAY)
    assert (effect.does, effect.after.amount) == (Does.KEPT, 120000)
    # It can be had until the end of the new day of arrival.
    assert effect.after.had_at == at(20, "00:00")


def test_dated_on_the_day_of_departure_it_is_still_within_the_stay():
    lunch = one(
        PricePer.ORDER, 500, answers=Answers(day=CHECK_OUT, at=time(11)), stock_day=CHECK_OUT, pieces=1
    )
    (inside,) = became(lunch, check_out=CHECK_OUT + DAY)
    assert inside.does is Does.KEPT
    (outside,) = became(lunch, check_out=CHECK_OUT - DAY)
    assert (outside.does, outside.because) == (Does.CANCELLED, "outside_stay")
    (kept,) = became(replace(lunch, when_stay_changes=WhenStayChanges.KEEP), check_out=CHECK_OUT - DAY)
    assert (kept.does, kept.after.had_at) == (Does.KEPT, lunch.had_at)


def test_without_a_day_of_its_own_it_takes_the_stock_of_the_arrival():
    fruit = one(PricePer.ROOM, 500, stock_day=CHECK_IN, pieces=1)
    (effect,) = became(fruit, check_in=CHECK_IN + DAY)
    assert effect.after.stock_day == CHECK_IN + DAY
    (in_house,) = became(replace(fruit, stock_day=CHECK_IN + DAY), check_out=CHECK_OUT + DAY)
    assert in_house.after.stock_day == CHECK_IN + DAY


@given(
    shift=st.integers(-5, 5),
    nights=st.integers(1, 6),
    adults=st.integers(1, 4),
    rule=st.sampled_from(WhenStayChanges),
    per=st.sampled_from(PricePer),
    day=st.none() | st.integers(0, 3).map(lambda days: CHECK_IN + days * DAY),
    counts=st.booleans(),
)
def test_whatever_becomes_of_it_its_unit_price_stands_and_it_lies_within_the_stay(
    shift, nights, adults, rule, per, day, counts
):
    quantity = {PricePer.PERSON: 3, PricePer.NIGHT: 3, PricePer.PERSON_NIGHT: 9}.get(per, 1)
    order = an_order(
        per=per,
        unit=700,
        quantity=quantity,
        amount=700 * quantity,
        counted=700 * quantity if counts else 0,
        status=OrderStatus.CONFIRMED if counts else OrderStatus.UNCONFIRMED,
        answers=Answers(day=day),
        stock_day=day,
        pieces=1 if day else 0,
        when_stay_changes=rule,
    )
    first = CHECK_IN + shift * DAY
    for effect in became(order, check_in=first, check_out=first + nights * DAY, adults=adults):
        after = effect.after
        assert (after is None) == (effect.does is Does.CANCELLED) == bool(effect.because)
        assert effect_text(effect, "th", "THB")
        if after is None:
            assert because_text(effect.because, "th") != because_text(effect.because, "en")
            continue
        assert after.amount == 700 * after.quantity
        assert after.counted == (after.amount if counts else 0)
        assert (after.stock_day is None) == (day is None)
        if rule is not WhenStayChanges.KEEP and after.answers.day is not None:
            assert first <= after.answers.day <= first + nights * DAY
        # Told the same again, nothing more becomes of it.
        again = stay(check_in=first, check_out=first + nights * DAY, adults=adults)
        assert follow([after], {1: again}, {1: again}, HOTEL) == ()


def test_what_orders_keep_beside_their_stay():
    upgrade = an_order(kind=OfferKind.UPGRADE, room_type="DLX", status=OrderStatus.UNCONFIRMED, counted=0)
    assert hold_of(upgrade, stay()) == RoomHold(
        "DLX", None, tuple(CHECK_IN + days * DAY for days in range(3))
    )
    assert hold_of(replace(upgrade, status=OrderStatus.CONFIRMED), stay()) is None
    late, early = (
        one(PricePer.ORDER, 500, kind=kind) for kind in (OfferKind.LATE_CHECK_OUT, OfferKind.EARLY_CHECK_IN)
    )
    assert hold_of(late, stay()) == RoomHold("STD", "001", (CHECK_OUT,))
    assert hold_of(early, stay()) == RoomHold("STD", "001", (CHECK_IN - DAY,))
    assert hold_of(late, stay(room=None)) is None
    assert hold_of(an_order(), stay()) is None
