"""Any sequence of guests' changes, hotels' changes, payments, webhooks, slips, refunds and ends of holds: the ledger explains
all of it, no payment is lost, nothing goes back twice, no night is sold twice, no hold is left behind."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kunjae.rates.models import RatePlan
from tests.changes.money_life import Life
from tests.hostile.fuzzing import examples
from tests.hotel import FAR, NEAR, make_hotel
from tests.payments.till import open_till

pytestmark = pytest.mark.django_db

SMALL = st.integers(0, 7)
VERBS = [verb for verb, times in Life.VERBS.items() for _ in range(times)]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), SMALL, SMALL), min_size=15, max_size=35)


@pytest.mark.parametrize(("prepay", "now"), [(0, NEAR), (30, FAR), (100, FAR)])
def test_whatever_happens_money_and_nights_add_up(prepay, now):
    hotel = make_hotel()
    RatePlan.objects.of(hotel).update(prepay_percent=prepay)

    @examples(12)
    @given(STEPS)
    def lived(steps):
        with transaction.atomic(), open_till(hotel) as till:
            life = Life(hotel, till, now)
            for verb, which, what in steps:
                life.does(verb, which, what)
            life.comes_to_its_end()
            transaction.set_rollback(True)

    lived()
