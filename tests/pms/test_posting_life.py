"""Under any order of faults each confirmed order is on the folio exactly once and each cancelled one nets to zero, once the PMS
behaves; and nothing waits for ever unseen."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kunjae.pms.registry import registered
from tests.pms.front_desk import FrontDesk
from tests.pms.paper import BLIND, DEDUPS, FORGETS
from tests.pms.posting_life import DONE, PostingLife

pytestmark = pytest.mark.django_db

SMALL = st.integers(0, 9)
VERBS = [verb for verb, times in PostingLife.VERBS.items() for _ in range(times)]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), SMALL, SMALL), min_size=10, max_size=40)


@pytest.mark.parametrize("can", [DEDUPS, FORGETS, BLIND], ids=["dedups", "forgets", "blind"])
def test_whatever_happens_each_order_is_on_the_folio_once_or_not_at_all(can):
    desk = FrontDesk(can)
    began = desk.clock.now

    @settings(
        max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False
    )
    @given(STEPS)
    def lived(steps):
        with transaction.atomic():
            desk.starts_anew(began)
            life = PostingLife(desk)
            for verb, which, what in steps:
                life.does(verb, which, what)
            life.comes_to_its_end()
            transaction.set_rollback(True)

    with registered(desk.pms):
        desk.opens()
        lived()
    assert {verb for verb in PostingLife.VERBS if not DONE[verb]} == set()
