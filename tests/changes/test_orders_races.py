"""Orders that follow their stays at the same moment: nothing is promised twice."""

from collections import Counter

import pytest

from kunjae.changes.commands.confirm import Confirmed
from kunjae.changes.errors import PlanOutdated
from kunjae.concierge.models import OfferDay, Order
from tests.changes.test_races import all_at_once, prepared
from tests.hotel import book_stays
from tests.ordering.the_counter import (
    SPA,
    add_offer,
    again,
    booking,
    broken,
    confirm,
    make_resort,
    massage,
    order,
    stayed,
    wants,
)

pytestmark = pytest.mark.django_db(transaction=True)

TO_THE_20TH = {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-22"}


def test_one_of_three_takes_its_massage_to_the_day_that_has_one_left():
    hotel = make_resort(offered=())
    add_offer(hotel, SPA, stock=1, when_stay_changes="move")
    codes = []
    for first in (10, 12, 14):
        dates = {"check_in": f"2026-12-{first}", "check_out": f"2026-12-{first + 2}"}
        codes.append(book_stays(hotel, dates))
        order(hotel, codes[-1], massage(dates["check_in"]))
    outcomes = all_at_once(*(prepared(hotel, code, TO_THE_20TH) for code in codes), gate="concierge_offer")
    assert Counter(type(outcome) for outcome in outcomes) == {Confirmed: 1, PlanOutdated: 2}
    for outcome in outcomes:
        if isinstance(outcome, PlanOutdated):
            (effect,) = outcome.plan.orders
            assert effect.because == "sold_out"
    assert OfferDay.objects.of(hotel).get(day="2026-12-20").ordered == 1
    assert broken() == []


def test_an_order_is_confirmed_while_its_stay_is_cancelled():
    """Whichever comes first: in the end the order is cancelled and counts nothing."""
    hotel = make_resort()
    code = stayed(hotel, room="001")
    spa, late = order(hotel, code, massage(), wants("late", hour="14:00"))
    cancelled = prepared(hotel, code, {"op": "cancel", "stay": 1})
    outcomes = all_at_once(
        cancelled, lambda: confirm(hotel, spa), lambda: confirm(hotel, late), gate="bookings_booking"
    )
    if isinstance(outcomes[0], PlanOutdated):
        prepared(hotel, code, {"op": "cancel", "stay": 1})()
    assert {again(row).status for row in (spa, late)} == {"cancelled"}
    assert (booking(hotel, code).value, booking(hotel, code).orders) == (0, 0)
    assert not Order.objects.of(hotel).exclude(counted=0).exists()
    assert broken() == []
