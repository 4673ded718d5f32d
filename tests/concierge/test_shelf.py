"""What a booking is offered, and why not the rest."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.concierge.facts import DayChoice, OrderStatus, PricePer, Segment
from kunjae.concierge.rules.pricing import Wanted, as_order, quote
from kunjae.concierge.rules.shelf import PASSED_BY_STAFF, Beside, on_shelf, shelf
from kunjae.concierge.words import REASONS, reason_text
from tests.concierge.the_shelf import (
    CHECK_IN,
    CHECK_OUT,
    FAR,
    HOTEL,
    TYPES,
    at,
    booking,
    day_question,
    early,
    in_house,
    late,
    offer,
    shelf_facts,
    slot_question,
    stay,
    upgrade,
    with_stay,
)


def reasons(facts, now=FAR):
    """Of the first offer for the first stay."""
    return on_shelf(facts, facts.booking.stays[0], facts.offers[0], now).reasons


def narrowed(**segment):
    return shelf_facts(offer(segment=Segment(**segment)))


@pytest.mark.parametrize(
    ("segment", "reason"),
    [
        ({"valid_from": CHECK_IN, "valid_to": CHECK_IN}, None),
        ({"valid_from": CHECK_IN + timedelta(days=1)}, "not_valid"),
        ({"valid_to": CHECK_IN - timedelta(days=1)}, "not_valid"),
        ({"weekdays": (3,)}, None),  # 10 December 2026 is a Thursday
        ({"weekdays": (4, 5)}, "weekday"),
        ({"before_arrival": False}, "before_arrival"),
        ({"during_stay": False}, None),
        ({"order_from_days": 15}, None),  # 25 November is 15 days before
        ({"order_from_days": 14}, "too_early"),
        ({"order_until_days": 15}, None),
        ({"order_until_days": 16}, "too_late"),
        ({"order_until_hours": 15 * 24}, None),
        ({"order_until_hours": 16 * 24}, "too_late"),
        ({"room_types": ("STD", "SUI")}, None),
        ({"room_types": ("SUI",)}, "room_type"),
        ({"rate_plans": ("NRF",)}, "rate_plan"),
        ({"sources": ("direct",)}, None),
        ({"sources": ("agency",)}, "source"),
        ({"languages": ("en",)}, "language"),
        ({"least_adults": 2, "most_adults": 2}, None),
        ({"least_adults": 3}, "adults"),
        ({"most_adults": 1}, "adults"),
        ({"least_children": 2}, "children"),
        ({"most_children": 0}, "children"),
        ({"least_nights": 3, "most_nights": 3}, None),
        ({"least_nights": 4}, "nights"),
        ({"most_nights": 2}, "nights"),
    ],
)
def test_segments_choose_who_sees_it_and_staff_may_pass_them(segment, reason):
    facts = narrowed(**segment)
    assert reasons(facts) == ((reason,) if reason else ())
    assert bool(shelf(facts, FAR)) == (reason is None)
    assert quote(facts, [Wanted(1, "spa")], FAR, by_staff=True)[0].amount == 90000


def test_the_days_before_arrival_end_at_midnight_of_the_hotel():
    facts = narrowed(order_from_days=1, order_until_days=1)
    assert reasons(facts, at(8, "23:59")) == ("too_early",)
    assert reasons(facts, at(9, "00:00")) == reasons(facts, at(9, "23:59")) == ()
    assert reasons(facts, at(10, "00:00")) == ("too_late",)


def test_a_guest_in_house_sees_what_is_for_the_stay():
    facts = in_house(narrowed(during_stay=False))
    assert reasons(facts, at(11)) == ("during_stay",)
    assert reasons(in_house(narrowed(before_arrival=False)), at(11)) == ()
    # Without a question for a day it is for today, in house: not for the arrival.
    assert reasons(in_house(narrowed(weekdays=(3,))), at(11)) == ("weekday",)
    assert on_shelf(facts, facts.booking.stays[0], facts.offers[0], at(11)).days[0].day == date(2026, 12, 11)


@pytest.mark.parametrize("status", [StayStatus.CANCELLED, StayStatus.NO_SHOW, StayStatus.CHECKED_OUT])
def test_an_ended_stay_is_offered_nothing(status):
    facts = with_stay(shelf_facts(), status=status)
    assert reasons(facts) == ("not_live",)
    assert shelf(facts, FAR, everything=True) == ()


def test_what_is_switched_off_is_on_no_shelf_whoever_looks():
    facts = shelf_facts(offer(enabled=False), offer("gone", retired=True))
    assert shelf(facts, FAR, everything=True) == ()
    assert reasons(facts) == ("not_on_sale",)


def test_days_that_can_be_chosen_are_those_with_pieces_left_on_the_right_weekdays():
    segment = Segment(weekdays=(3, 5, 6))
    massage = offer(questions=(day_question(), slot_question()), stock=8, segment=segment)
    facts = shelf_facts(massage, ordered={("spa", CHECK_IN): 8, ("spa", date(2026, 12, 12)): 5})
    found = shelf(facts, FAR)[0]
    assert [(each.day.day, each.left) for each in found.days] == [(12, 3), (13, 8)]
    loose = shelf(facts, FAR, everything=True)[0]
    assert [(each.day.day, each.left) for each in loose.days] == [(11, 8), (12, 3), (13, 8)]
    full = {("spa", CHECK_IN + timedelta(days=number)): 8 for number in range(4)}
    assert reasons(replace(facts, ordered=full)) == ("sold_out",)
    # What only stock forbids nobody may pass; the weekday alone staff may.
    strict = replace(facts, ordered={key: 8 for key in full if key[1].day != 11})
    assert reasons(strict) == ("sold_out",)
    assert shelf(strict, FAR, everything=True)[0].reasons == ("not_valid",)
    assert quote(strict, [Wanted(1, "spa", {"day": "2026-12-11", "slot": "10:00"})], FAR, by_staff=True)


def test_times_close_so_many_hours_before():
    massage = offer(questions=(day_question(), slot_question()), segment=Segment(order_until_hours=2))
    facts = in_house(shelf_facts(massage))
    times = {
        moment: [each.slots for each in shelf(facts, at(12, moment))[0].days]
        for moment in ("07:59", "08:00", "12:00", "16:00")
    }
    tomorrow = (time(10), time(14), time(18))
    assert times["07:59"] == [(time(10), time(14), time(18)), tomorrow]
    assert times["08:00"] == [(time(14), time(18)), tomorrow]
    assert times["12:00"] == [(time(18),), tomorrow]
    assert times["16:00"] == [tomorrow]
    # Staff are bound by the clock alone.
    assert shelf(facts, at(12, "16:00"), everything=True)[0].days[0].slots == (time(18),)
    assert reasons(facts, at(13, "16:00")) == ("too_late",)
    assert reasons(facts, at(13, "18:00")) == ("past",)
    assert "past" not in PASSED_BY_STAFF


@pytest.mark.parametrize(
    ("days", "offered"),
    [(DayChoice.ARRIVAL, [10]), (DayChoice.DEPARTURE, [13]), (DayChoice.ANY, [10, 11, 12, 13])],
)
def test_a_day_is_of_the_arrival_the_departure_or_any(days, offered):
    facts = shelf_facts(offer(questions=(day_question(days),)))
    assert [each.day.day for each in shelf(facts, FAR)[0].days] == offered


def test_hours_need_the_night_beside_the_stay_in_its_own_room():
    facts = shelf_facts(late(), early(), beside={1: Beside(before=False, after=True)})
    assert [each.offer.code for each in shelf(facts, FAR)] == ["late"]
    assert [each.reasons for each in shelf(facts, FAR, everything=True)] == [(), ("room_taken",)]
    assert {reasons(replace(facts, beside={}))} == {("no_room",)}
    one = shelf(facts, FAR)[0]
    assert (one.unit, [step.at.hour for step in one.steps]) == (50000, [14, 16])


def test_hours_that_every_guest_has_are_not_sold():
    facts = shelf_facts(late((11, 10000), (12, 20000), (15, 30000)))
    assert [step.at.hour for step in shelf(facts, FAR)[0].steps] == [15]
    assert reasons(shelf_facts(late((11, 10000)))) == ("not_on_sale",)
    assert reasons(shelf_facts(early((14, 10000)))) == ("not_on_sale",)


def test_an_early_check_in_is_sold_until_its_hour_and_a_late_check_out_until_the_usual_one():
    facts = shelf_facts(early())
    assert [step.at.hour for step in shelf(facts, at(10, "08:59"))[0].steps] == [9, 11]
    assert [step.at.hour for step in shelf(facts, at(10, "09:00"))[0].steps] == [11]
    assert reasons(facts, at(10, "11:00")) == ("past",)
    assert reasons(in_house(facts), at(10, "07:30")) == ("past",)  # who came earlier still is in already
    leaving = in_house(shelf_facts(late()))
    assert reasons(leaving, at(13, "11:59")) == ()
    assert reasons(leaving, at(13, "12:00")) == ("past",)


def test_an_upgrade_leads_up_the_ladder_into_a_free_room():
    facts = shelf_facts(upgrade(), upgrade("SUI", amount=80000))
    assert [each.offer.code for each in shelf(facts, FAR)] == ["to-dlx", "to-sui"]
    assert reasons(with_stay(facts, room_type="DLX")) == ("not_higher",)
    assert reasons(with_stay(facts, room_type="SUI")) == ("not_higher",)
    assert reasons(replace(facts, higher={(1, "SUI"), (2, "DLX")})) == ("no_higher_room",)
    assert reasons(replace(facts, room_types=TYPES | {"DLX": replace(TYPES["DLX"], retired=True)})) == (
        "not_higher",
    )
    assert reasons(shelf_facts(upgrade("SUI", amount=1, from_types=("DLX",)))) == ("room_type",)
    pending = replace(facts.booking, pending_id=facts.booking.id)
    assert reasons(replace(facts, booking=pending)) == ("change_pending",)


def test_a_percentage_of_the_difference_needs_both_prices_of_every_night():
    facts = shelf_facts(upgrade(percent=Decimal("50"), least=10000))
    assert shelf(facts, FAR)[0].night_amounts == (25000,) * 3
    gone = {key: rate for key, rate in facts.rates.items() if key != ("BAR", "DLX", date(2026, 12, 11))}
    assert reasons(replace(facts, rates=gone)) == ("no_price",)


def test_one_hour_and_one_upgrade_a_stay_and_what_is_bought_stays_marked():
    facts = shelf_facts(late(), upgrade(), upgrade("SUI", amount=80000), offer())
    wanted = [Wanted(1, "late", {"hour": "14:00"}), Wanted(1, "to-dlx"), Wanted(1, "spa")]
    orders = tuple(as_order(each, FAR) for each in quote(facts, wanted, FAR))
    found = {each.offer.code: each for each in shelf(replace(facts, orders=orders), FAR)}
    assert found["late"].reasons == found["to-dlx"].reasons == ("already_ordered",)
    assert "to-sui" not in found  # the other upgrade cannot be had, and was not bought
    assert [len(each.bought) for each in found.values()] == [1, 1, 1]
    assert found["spa"].reasons == ()  # a massage may be ordered twice
    ended = tuple(replace(order, status=OrderStatus.CANCELLED) for order in orders)
    assert all(not each.bought and not each.reasons for each in shelf(replace(facts, orders=ended), FAR))


def test_each_stay_of_a_booking_has_its_own_shelf():
    facts = shelf_facts(
        offer(segment=Segment(room_types=("DLX",))),
        offer("wine"),
        booking=booking(stay(), stay(2, room_type="DLX")),
    )
    assert [(each.stay, each.offer.code) for each in shelf(facts, FAR)] == [
        (1, "wine"),
        (2, "spa"),
        (2, "wine"),
    ]


def test_nothing_by_night_is_left_to_sell_on_the_last_day():
    breakfast = offer("breakfast", price_per=PricePer.PERSON_NIGHT)
    facts = in_house(shelf_facts(breakfast, upgrade()))
    assert [len(each.nights) for each in shelf(facts, at(12))] == [1, 1]
    assert [each.reasons for each in shelf(facts, at(13), everything=True)] == [("past",), ("past",)]


def test_a_hotel_behind_utc_and_a_clock_that_is_set_back():
    hotel = replace(HOTEL, timezone="America/New_York")
    massage = offer(questions=(slot_question("01:30"),))
    facts = shelf_facts(massage, hotel=hotel)
    facts = with_stay(facts, check_in=date(2026, 11, 1), check_out=date(2026, 11, 3))
    # 01:30 comes twice that night: the first one, 05:30 UTC, counts.
    assert reasons(facts, datetime(2026, 11, 1, 5, 29, tzinfo=UTC)) == ()
    assert reasons(facts, datetime(2026, 11, 1, 5, 30, tzinfo=UTC)) == ("past",)


def test_every_reason_has_its_words():
    assert REASONS.keys() > PASSED_BY_STAFF
    for reason in REASONS:
        assert reason_text(reason, "th") != reason_text(reason, "en") != reason
    assert CHECK_OUT > CHECK_IN
