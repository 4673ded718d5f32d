"""Who may arrive and leave when, and which nights an early departure drops."""

from dataclasses import replace
from datetime import date

import pytest

from kunjae.bookings.facts import BookingFacts, StayStatus
from kunjae.changes.errors import BalanceOpen, TooEarly, WrongStatus
from kunjae.changes.rules.course import (
    check_arrival,
    check_balance,
    check_departure,
    check_no_show,
    early_departure,
    others_in_house,
)
from kunjae.tenancy.ids import new_id
from tests.changes.sketches import stay

CHECK_IN, CHECK_OUT = date(2026, 12, 10), date(2026, 12, 13)


def day(number):
    return date(2026, 12, number)


def a_stay(status="in_house", check_out=CHECK_OUT):
    three_nights = stay("2026-12-10", 1500, 1500, 1500, status=StayStatus(status))
    return replace(three_nights, check_out=check_out)


@pytest.mark.parametrize("check", [check_arrival, check_no_show])
@pytest.mark.parametrize(
    ("status", "today", "refused"),
    [
        ("reserved", day(9), TooEarly),
        ("reserved", day(10), None),
        ("reserved", day(12), None),
        ("reserved", day(20), None),
        ("in_house", day(10), WrongStatus),
        ("checked_out", day(10), WrongStatus),
        ("cancelled", day(9), WrongStatus),
        ("no_show", day(10), WrongStatus),
    ],
)
def test_a_reserved_stay_arrives_or_fails_to_from_its_first_day_on(check, status, today, refused):
    if refused is None:
        check(a_stay(status), today)
        return
    with pytest.raises(refused):
        check(a_stay(status), today)


@pytest.mark.parametrize("status", ["reserved", "checked_out", "cancelled", "no_show"])
def test_only_who_is_in_house_leaves(status):
    check_departure(a_stay())
    with pytest.raises(WrongStatus):
        check_departure(a_stay(status))


@pytest.mark.parametrize(
    ("today", "leaves_on"),
    [
        (day(10), day(11)),  # the first night stays
        (day(11), day(11)),
        (day(12), day(12)),
        (day(13), None),
        (day(15), None),
    ],
)
def test_leaving_early_drops_the_nights_from_today_on(today, leaves_on):
    dropping = early_departure(a_stay(), today)
    assert (dropping and (dropping.stay, dropping.dates.check_in, dropping.dates.check_out)) == (
        leaves_on and (1, CHECK_IN, leaves_on)
    )


def test_a_stay_of_one_night_has_none_to_drop():
    assert early_departure(a_stay(check_out=day(11)), day(10)) is None


@pytest.mark.parametrize(
    ("balance", "reason", "others_stay", "refused"),
    [
        (0, "", False, False),
        (-1, "", False, False),
        (1, "", False, True),
        (1, "the company pays", False, False),
        (1, "", True, False),
    ],
)
def test_what_is_owed_is_paid_or_explained_before_the_last_guests_leave(
    balance, reason, others_stay, refused
):
    if not refused:
        check_balance(balance, reason, "THB", others_stay=others_stay)
        return
    with pytest.raises(BalanceOpen):
        check_balance(balance, reason, "THB", others_stay=others_stay)


@pytest.mark.parametrize(
    ("other", "can_pay"),
    [("in_house", True), ("reserved", False), ("checked_out", False), ("cancelled", False)],
)
def test_only_rooms_in_house_can_pay_later(other, can_pay):
    stays = (a_stay(), replace(a_stay(other), number=2))
    both = BookingFacts(id=new_id(), code="KJ", version=1, stays=stays, last_number=2)
    assert others_in_house(both, 1) is can_pay
    assert others_in_house(both, 2) is True
