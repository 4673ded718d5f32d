"""Any sequence of orders, confirmations, cancellations, stay changes and expiries: holds, stock, ledger and stays agree."""

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kunjae.properties.models import RoomType
from kunjae.rates.models import RatePlan
from tests.hotel import FAR, NEAR, set_prices
from tests.ordering.order_life import Life
from tests.ordering.paying_life import PayingLife
from tests.ordering.the_counter import BREAKFAST, DELUXE, EARLY, LATE, SPA, SUITE, TAXI, make_resort
from tests.payments.till import open_till

pytestmark = pytest.mark.django_db

SMALL = st.integers(0, 7)
VERBS = [verb for verb, times in Life.VERBS.items() for _ in range(times)]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), SMALL, SMALL), min_size=15, max_size=35)


USUAL = (SPA, TAXI)
WITH_RULES = (SPA | {"when_stay_changes": "move"}, TAXI | {"when_stay_changes": "cancel", "stock": 2})


@pytest.mark.parametrize(("prepay", "now", "offered"), [(0, NEAR, USUAL), (100, FAR, WITH_RULES)])
def test_whatever_happens_orders_hold_and_count_what_they_say(prepay, now, offered):
    hotel = make_resort(offered=(*offered, BREAKFAST, LATE, EARLY, DELUXE, SUITE))
    bar = RatePlan.objects.of(hotel).get(code="BAR")
    set_prices(hotel, bar, RoomType.objects.of(hotel).get(code="SUI"), 5000)
    RatePlan.objects.of(hotel).update(prepay_percent=prepay)

    @settings(
        max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False
    )
    @given(STEPS)
    def lived(steps):
        with transaction.atomic():
            life = Life(hotel, now)
            for verb, which, what in steps:
                life.does(verb, which, what)
            life.comes_to_its_end()
            transaction.set_rollback(True)

    lived()


PAYING_VERBS = [verb for verb, times in PayingLife.VERBS.items() for _ in range(times)]
PAYING_STEPS = st.lists(st.tuples(st.sampled_from(PAYING_VERBS), SMALL, SMALL), min_size=25, max_size=45)


@pytest.mark.parametrize("confirming", [(DELUXE, SPA), (TAXI, LATE)])
def test_whatever_guests_pay_at_once_every_order_and_amount_comes_to_an_end(confirming):
    offered = (SPA, TAXI, BREAKFAST, LATE, EARLY, DELUXE)
    hotel = make_resort(
        offered=tuple(each | {"pay": "either", "auto_confirm": each in confirming} for each in offered)
    )
    can = {"cards": True, "webhook": True, "proves": True, "refund": True, "partial_refund": True}

    @settings(
        max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False
    )
    @given(PAYING_STEPS)
    def lived(steps):
        till.taken, till.let_go = {}, []
        with transaction.atomic():
            life = PayingLife(hotel, NEAR, till)
            for verb, which, what in steps:
                life.does(verb, which, what)
            life.comes_to_its_end()
            transaction.set_rollback(True)

    with open_till(hotel, **can, holds=True) as till:
        lived()
