"""What travels in the guest's page: read back exactly, only what a guest may ask, only what still differs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus
from kunjae.changes.operations import Cancel, ChangeRoomType, MoveDates
from kunjae.guest.change.staging import NOTHING, Staged, Wish
from kunjae.kernel.stay_dates import StayDates
from kunjae.rates.facts import Meal
from kunjae.tenancy.ids import new_id

LATER = StayDates(date(2026, 12, 20), date(2026, 12, 22))
STAY = StayFacts(
    number=1, status=StayStatus.RESERVED, room_type="STD", room="001", rate_plan="BAR", meal=Meal.BREAKFAST,
    conditions={}, policy=None, prepay_percent=Decimal(0), check_in=date(2026, 12, 10),
    check_out=date(2026, 12, 12), earliest_check_in=date(2026, 12, 10), adults=2, children=0, nights=(),
)  # fmt: skip


def booking(*stays: StayFacts) -> BookingFacts:
    return BookingFacts(id=new_id(), code="KJ", version=1, stays=stays, last_number=len(stays))


def test_dates_and_room_type_of_one_stay_are_chosen_one_after_the_other() -> None:
    staged = Staged().with_wish(STAY, Wish(dates=LATER))
    staged = staged.with_wish(STAY, replace(staged.of_stay(1), room_type="DLX"))
    assert staged.operations == (MoveDates(1, dates=LATER), ChangeRoomType(1, room_type="DLX"))


def test_cancelling_takes_the_place_of_all_else_for_the_stay() -> None:
    staged = Staged().with_wish(STAY, Wish(dates=LATER)).with_wish(STAY, Wish(dates=LATER, cancelled=True))
    assert staged.operations == (Cancel(1),)


def test_wishing_what_is_there_already_is_no_wish() -> None:
    assert Staged().with_wish(STAY, Wish(dates=STAY.dates, room_type="STD")) == Staged()


def test_it_reads_back_what_it_wrote() -> None:
    second = replace(STAY, number=2)
    staged = Staged().with_wish(STAY, Wish(LATER, "DLX")).with_wish(second, Wish(cancelled=True))
    assert Staged.from_text(staged.as_text("THB"), "THB") == staged
    assert staged.without(1).of_stay(1) == NOTHING
    assert staged.without(1).of_stay(2) == Wish(cancelled=True)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "{}", "[" * 100_000, '[{"op": "cancel"}]', '[{"op": "move_dates", "stay": 1}]', '"\\ud800"']
)  # fmt: skip
def test_what_cannot_be_understood_counts_as_nothing(text: str) -> None:
    assert Staged.from_text(text, "THB") == Staged()


def test_what_only_staff_may_ask_is_left_out() -> None:
    asked = [
        {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001",
         "nightly_prices": ["1", "1"], "pricing": "manual"},
        {"op": "change_rate_plan", "stay": 1, "rate_plan": "NRF"},
        {"op": "set_prices", "stay": 1, "nightly_prices": ["1", "1"]},
        {"op": "no_show", "stay": 2},
    ]  # fmt: skip
    assert Staged.from_text(json.dumps(asked), "THB").operations == (MoveDates(1, dates=LATER),)


def test_wishes_for_stays_that_are_gone_or_have_become_so_by_themselves_fall_away() -> None:
    cancelled = replace(STAY, number=2, status=StayStatus.CANCELLED)
    moved = replace(STAY, number=3, check_in=LATER.check_in, check_out=LATER.check_out)
    staged = Staged({1: Wish(LATER), 2: Wish(LATER), 3: Wish(LATER), 4: Wish(LATER)})
    assert staged.fitting(booking(STAY, cancelled, moved), {"STD"}) == Staged({1: Wish(LATER)})


def test_a_room_type_that_there_is_not_falls_away_but_the_dates_stay() -> None:
    staged = Staged({1: Wish(LATER, "GONE")})
    assert staged.fitting(booking(STAY), {"STD", "DLX"}) == Staged({1: Wish(LATER)})
