"""Check-out on the last day, early departure, and both undone."""

from datetime import timedelta

import pytest

from kunjae.changes.commands import change_at_once
from kunjae.changes.errors import (
    BalanceOpen,
    ChangedSince,
    EarlyDeparture,
    PlanOutdated,
    PlanRefused,
    TooLateToUndo,
    WrongStatus,
)
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import MoveToBooking
from kunjae.changes.operations_text import operations_from_json
from kunjae.inventory.models import RoomNight
from kunjae.payments.models import LedgerEntry
from tests.changes.the_desk import ARRIVAL, LAST_DAY, SECOND_DAY, AtDesk
from tests.hotel import CLERK, book_stays, make_hotel

pytestmark = pytest.mark.django_db

ALL, TWO_NIGHTS, ONE_NIGHT = 450000, 300000, 150000


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def desk(hotel):
    """Checked in and paid for all three nights."""
    desk = AtDesk(hotel)
    desk.arrive()
    desk.pay(ALL)
    return desk


def test_a_guest_who_has_paid_leaves_on_the_last_day(desk):
    entry = desk.depart()
    assert (desk.stay.status.value, desk.row.left_at, desk.to_clean()) == ("checked_out", LAST_DAY, True)
    assert (entry.kind, entry.operations, desk.told()) == ("check_out", [], ["check_in", "check_out"])
    desk.agrees()


def test_only_who_is_in_house_leaves(hotel):
    desk = AtDesk(hotel)
    with pytest.raises(WrongStatus):
        desk.depart()
    desk.arrive()
    desk.pay(ALL)
    desk.depart()
    with pytest.raises(WrongStatus):
        desk.depart()


def test_who_owes_money_pays_or_there_is_a_reason(hotel):
    desk = AtDesk(hotel)
    desk.arrive()
    desk.pay(ALL - 1)
    with pytest.raises(BalanceOpen) as owed:
        desk.depart()
    assert (owed.value.balance, desk.stay.status.value, desk.to_clean()) == (1, "in_house", False)
    entry = desk.depart(reason="the company pays")
    assert (entry.reason, desk.stay.status.value) == ("the company pays", "checked_out")
    assert HistoryEntry.objects.of(hotel).get(kind="check_out").reason == "the company pays"


def test_money_to_return_holds_nobody_up(desk):
    desk.pay(100)
    desk.depart()


def test_the_last_room_of_a_booking_pays(hotel):
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-13"}
    desk = AtDesk(hotel, code=book_stays(hotel, dates | {"room": "001"}, dates | {"room": "002"}))
    desk.arrive()
    with pytest.raises(BalanceOpen):  # the other room has not arrived
        desk.depart()
    desk.do("arrive", ARRIVAL, stay=2)
    desk.depart()
    with pytest.raises(BalanceOpen):
        desk.do("depart", LAST_DAY, stay=2)


def test_who_stays_too_long_leaves_as_if_on_the_last_day(desk):
    desk.depart(LAST_DAY + timedelta(days=2))
    assert (desk.stay.check_out.isoformat(), desk.stay.total) == ("2026-12-13", ALL)


# Early departure


def test_leaving_early_shows_what_it_costs_first(desk):
    with pytest.raises(EarlyDeparture) as shown:
        desk.depart(SECOND_DAY)
    total = shown.value.plan.total
    # Two nights are given back within a day of arrival: 100 %.
    assert (total.current, total.new, total.fee, total.change) == (ALL, ONE_NIGHT, TWO_NIGHTS, 0)
    assert (desk.stay.status.value, desk.told()) == ("in_house", ["check_in"])


def test_leaving_early_drops_the_nights_left_and_pays_the_tier(hotel, desk):
    entry = desk.leave_early(reason="flight changed")
    assert (desk.stay.check_out.isoformat(), desk.stay.total, desk.booking.fees) == (
        "2026-12-11",
        ONE_NIGHT,
        TWO_NIGHTS,
    )
    assert desk.told() == ["check_in", "change", "check_out"]
    assert entry.operations == [{"op": "leave_early", "stay": 1, "entry": 2}]
    assert RoomNight.objects.of(hotel).count() == 1
    desk.agrees()


def test_a_fee_that_is_not_recorded_is_not_owed(desk):
    desk.leave_early(record=False)
    assert (desk.booking.fees, desk.booking.changes_recorded) == (0, 0)
    desk.agrees()


def test_the_balance_is_that_after_the_early_departure(hotel):
    desk = AtDesk(hotel)
    desk.arrive()
    desk.pay(ONE_NIGHT)
    with pytest.raises(BalanceOpen) as owed:
        desk.leave_early()
    assert owed.value.balance == TWO_NIGHTS
    assert (desk.stay.status.value, len(desk.stay.nights), desk.told()) == ("in_house", 3, ["check_in"])
    desk.leave_early(record=False)
    assert desk.stay.status.value == "checked_out"


def test_an_early_departure_is_refused_when_its_preview_no_longer_holds(desk):
    with pytest.raises(EarlyDeparture) as shown:
        desk.depart(SECOND_DAY)
    desk.pay(100)
    with pytest.raises(PlanOutdated) as fresh:
        desk.depart(SECOND_DAY, digest=shown.value.plan.digest)
    assert (fresh.value.plan.digest != shown.value.plan.digest, desk.stay.status.value) == (True, "in_house")
    assert len(desk.stay.nights) == 3


def test_a_preview_of_yesterday_is_not_todays(desk):
    with pytest.raises(EarlyDeparture) as shown:
        desk.depart(SECOND_DAY)
    with pytest.raises(PlanOutdated):
        desk.depart(SECOND_DAY + timedelta(days=1), digest=shown.value.plan.digest)
    with pytest.raises(PlanOutdated):
        desk.depart(LAST_DAY, digest=shown.value.plan.digest)
    desk.depart(LAST_DAY)


def test_who_leaves_on_the_day_of_arrival_keeps_the_first_night(desk):
    desk.leave_early(ARRIVAL + timedelta(hours=2))
    assert (desk.stay.check_out.isoformat(), desk.stay.total) == ("2026-12-11", ONE_NIGHT)
    desk.agrees()


def test_one_night_left_on_its_evening_drops_nothing(hotel):
    desk = AtDesk(hotel, more={"check_out": "2026-12-11"})
    desk.arrive()
    desk.pay(ONE_NIGHT)
    desk.depart(ARRIVAL + timedelta(hours=2))
    assert desk.told() == ["check_in", "check_out"]
    desk.agrees()


# Undone


def test_a_check_out_is_undone_the_same_day(desk):
    desk.depart()
    desk.do("undo_departure", LAST_DAY + timedelta(hours=12))
    assert (desk.stay.status.value, desk.row.left_at, desk.to_clean()) == ("in_house", None, False)
    assert (desk.row.arrived_at, desk.told()) == (ARRIVAL, ["check_in", "check_out", "undo_check_out"])
    desk.agrees()
    desk.depart()
    desk.agrees()


def test_a_check_out_is_not_undone_after_midnight_nor_where_there_is_none(desk):
    with pytest.raises(WrongStatus):
        desk.do("undo_departure", LAST_DAY)
    desk.depart()
    with pytest.raises(TooLateToUndo):
        desk.do("undo_departure", LAST_DAY + timedelta(hours=13))
    assert desk.stay.status.value == "checked_out"


def test_an_undone_early_departure_has_its_nights_and_prices_again(hotel):
    prices = ["1000.00", "1200.00", "1500.00"]
    desk = AtDesk(hotel, more={"nightly_prices": prices, "adults": 3})
    desk.arrive()
    desk.pay(ALL + 200000)
    before = desk.stay
    desk.leave_early()
    assert desk.booking.fees > 0
    desk.do("undo_departure", SECOND_DAY + timedelta(hours=1))
    assert desk.stay == before
    assert (desk.booking.fees, desk.to_clean()) == (0, False)
    assert desk.told() == ["check_in", "change", "check_out", "undo_check_out", "change"]
    kinds = set(LedgerEntry.objects.of(hotel).values_list("kind", flat=True))
    assert kinds == {"stay", "fee", "fee_waived", "payment"}
    desk.agrees()
    desk.leave_early(SECOND_DAY + timedelta(hours=2))
    desk.do("undo_departure", SECOND_DAY + timedelta(hours=3))
    assert desk.stay == before
    desk.agrees()


def test_an_early_departure_is_not_undone_once_its_room_is_sold(hotel, desk):
    desk.leave_early()
    book_stays(hotel, {"check_in": "2026-12-12", "check_out": "2026-12-14", "room": "001"})
    with pytest.raises(PlanRefused, match="001 is taken"):
        desk.do("undo_departure", SECOND_DAY)
    assert (desk.stay.status.value, desk.to_clean(), desk.told()[-1]) == ("checked_out", True, "check_out")
    desk.agrees()


def test_an_early_departure_is_not_undone_once_its_type_is_sold_out(hotel, desk):
    desk.leave_early()
    for _ in range(3):
        book_stays(hotel, {"check_in": "2026-12-12", "check_out": "2026-12-14"})
    with pytest.raises(PlanRefused, match="sold out"):
        desk.do("undo_departure", SECOND_DAY)
    assert desk.stay.status.value == "checked_out"


def test_a_stay_changed_since_is_not_undone(hotel, desk):
    desk.leave_early()
    prices = [{"op": "set_prices", "stay": 1, "nightly_prices": ["900.00"]}]
    change_at_once(
        property=hotel,
        code=desk.code,
        operations=operations_from_json(prices, "THB"),
        actor=CLERK,
        now=SECOND_DAY,
        reason="the first night was noisy",
    )
    with pytest.raises(ChangedSince):
        desk.do("undo_departure", SECOND_DAY)
    assert desk.stay.status.value == "checked_out"
    desk.agrees()


def test_an_early_departure_is_not_half_undone_in_another_booking(hotel, desk):
    other = book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-21"})
    desk.leave_early()
    change_at_once(
        property=hotel,
        code=desk.code,
        operations=[MoveToBooking(1, other)],
        actor=CLERK,
        now=SECOND_DAY,
        reason="both rooms on one bill",
    )
    there = AtDesk(hotel, code=other)
    with pytest.raises(ChangedSince):
        there.do("undo_departure", SECOND_DAY, stay=2)
    assert there.booking.stay(2).status.value == "checked_out"
    desk.agrees()
