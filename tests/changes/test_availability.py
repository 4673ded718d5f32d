"""What can be sold for a stay, and why not: the same prices and restrictions that booking it goes through."""

from dataclasses import replace

import pytest

from kunjae.bookings.facts import Night
from kunjae.changes.rules.availability import Restrictions, Sellable, availability
from kunjae.inventory.facts import Taker, TypeCount
from kunjae.kernel.stay_dates import StayDates
from kunjae.rates.facts import NightRate

from .sketches import DELUXE, STANDARD, change_facts, day, planned, rate_plan, rates

DATES = StayDates(day("12-10"), day("12-12"))
STD, DLX, NRF = ("STD", "BAR"), ("DLX", "BAR"), ("STD", "NRF")
TODAY = rates("STD", "12-10", 1500, 1600, extra_adult=500)
FREE_DAYS = Restrictions(1, closed_to_arrival=False, closed_to_departure=False, closed_nights=())


def offered(facts, *products, adults=2, children=0, today="12-01", dates=DATES):
    return availability(facts, products or (STD,), dates, adults, children, day(today))


def only(*arguments, **more):
    (found,) = offered(*arguments, **more)
    return found


def counted(*counts):
    """The type's counts on the two nights of the stay."""
    return {("STD", night): count for night, count in zip(("12-10", "12-11"), counts, strict=True)}


def test_a_product_with_its_nights_its_total_and_nothing_in_the_way():
    found = only(change_facts(rates=TODAY))
    assert found == Sellable(
        room_type=STANDARD,
        rate_plan=rate_plan(),
        rooms_left=3,
        nights=(Night(day("12-10"), 150000), Night(day("12-11"), 160000)),
        unpriced=(),
        restrictions=FREE_DAYS,
        reasons=(),
    )
    assert found.total == 310000
    assert found.is_bookable


def test_products_come_in_the_order_asked():
    prices = TODAY | rates("DLX", "12-10", 2000, 2000) | rates("STD", "12-10", 1400, 1400, plan="NRF")
    found = offered(change_facts(rates=prices), NRF, DLX, STD)
    assert [(one.room_type, one.rate_plan.code, one.total) for one in found] == [
        (STANDARD, "NRF", 280000),
        (DELUXE, "BAR", 400000),
        (STANDARD, "BAR", 310000),
    ]


def test_a_product_that_the_plan_sells_on_none_of_the_nights_is_left_out():
    assert offered(change_facts(rates=TODAY | rates("DLX", "12-12", 2000)), DLX, STD) == offered(
        change_facts(rates=TODAY), STD
    )


@pytest.mark.parametrize(
    ("adults", "children", "nights"),
    [(1, 0, [150000, 160000]), (3, 0, [200000, 210000]), (2, 2, [155000, 165000]), (3, 1, [202500, 212500])],
)
def test_extra_people_pay_extra(adults, children, nights):
    prices = {key: replace(rate, extra_child=2500) for key, rate in TODAY.items()}
    found = only(change_facts(rates=prices), adults=adults, children=children)
    assert [night.total for night in found.nights] == nights


def test_a_night_without_a_price_leaves_no_total():
    found = only(change_facts(rates=rates("STD", "12-11", 1600)))
    assert (found.nights, found.unpriced) == ((Night(day("12-11"), 160000),), (day("12-10"),))
    assert (found.total, found.reasons, found.is_bookable) == (None, ("no_price",), False)


@pytest.mark.parametrize(
    ("counts", "left", "reasons"),
    [
        ([TypeCount(3, 1), TypeCount(3, 0)], 2, ()),
        ([TypeCount(3, 0), TypeCount(3, 1, 1)], 1, ()),
        ([TypeCount(3, 3), TypeCount(3, 0)], 0, ("sold_out",)),
        ([TypeCount(3, 0), TypeCount(3, 4)], 0, ("sold_out",)),
    ],
)
def test_the_fullest_night_decides_how_many_rooms_are_left(counts, left, reasons):
    found = only(change_facts(rates=TODAY, counts=counted(*counts)))
    assert (found.rooms_left, found.reasons, found.is_bookable) == (left, reasons, not reasons)


def test_a_full_check_out_day_takes_no_room_away():
    assert only(change_facts(rates=TODAY, counts={("STD", "12-12"): TypeCount(3, 3)})).rooms_left == 3


@pytest.mark.parametrize(("today", "reasons"), [("12-10", ()), ("12-11", ("past_check_in",))])
def test_nobody_arrives_before_today(today, reasons):
    assert only(change_facts(rates=TODAY), today=today).reasons == reasons


@pytest.mark.parametrize(
    ("night", "closed", "restrictions", "reasons"),
    [
        ("12-10", {"min_stay": 2}, replace(FREE_DAYS, min_stay=2), ()),
        ("12-10", {"min_stay": 3}, replace(FREE_DAYS, min_stay=3), ("min_stay",)),
        ("12-11", {"min_stay": 3}, FREE_DAYS, ()),
        ("12-10", {"closed_to_arrival": True}, replace(FREE_DAYS, closed_to_arrival=True), ("closed_to_arrival",)),
        ("12-11", {"closed_to_arrival": True}, FREE_DAYS, ()),
        ("12-10", {"closed_to_departure": True}, FREE_DAYS, ()),
        ("12-11", {"closed": True}, replace(FREE_DAYS, closed_nights=(day("12-11"),)), ("closed",)),
        ("12-12", {"closed": True}, FREE_DAYS, ()),
        (
            "12-12",
            {"closed_to_departure": True},
            replace(FREE_DAYS, closed_to_departure=True),
            ("closed_to_departure",),
        ),
    ],
)  # fmt: skip
def test_what_the_plan_asks_is_told_and_is_in_the_way_when_broken(night, closed, restrictions, reasons):
    restricted = {("BAR", "STD", day(night)): NightRate(150000, **closed)}
    found = only(change_facts(rates=TODAY | restricted))
    assert (found.restrictions, found.reasons) == (restrictions, reasons)


def test_a_stay_that_begins_on_a_night_without_a_price_asks_for_one_night_at_least():
    assert only(change_facts(rates=rates("STD", "12-11", 1600, min_stay=2))).restrictions == FREE_DAYS


def test_more_people_than_the_type_takes_are_in_the_way():
    facts = change_facts(rates=TODAY)
    assert only(facts, adults=4).reasons == ("occupancy",)
    assert only(facts, children=2).reasons == ("occupancy",)
    assert only(facts, adults=3, children=1).reasons == ()


def test_all_that_is_in_the_way_is_told_at_once():
    prices = rates("STD", "12-10", 1500, min_stay=5, closed=True)
    facts = change_facts(rates=prices, counts=counted(TypeCount(3, 3), TypeCount(3)))
    assert only(facts, adults=9, today="12-11").reasons == (
        "sold_out", "no_price", "min_stay", "closed", "occupancy", "past_check_in",
    )  # fmt: skip


def test_it_is_sold_at_the_price_that_booking_it_has():
    facts = change_facts(rates=TODAY, taken={("001", "12-10"): Taker("KJOTHER1", 1)})
    booked = planned(
        facts,
        {
            "op": "add_stay",
            "room_type": "STD",
            "rate_plan": "BAR",
            "check_in": "2026-12-10",
            "check_out": "2026-12-12",
            "adults": 3,
        },
    )
    assert only(facts, adults=3).nights == booked.stays[0].after.nights
