"""What policies say, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.rates.facts import ChargeOn, Clock, Policy, Tier
from kunjae.rates.policy_words import (
    charge_text,
    deadline_text,
    policy_notes,
    policy_sentence,
    policy_words,
    steps,
    tiers_text,
)
from kunjae.rates.rules import PolicyClock, tier_in_force

ARRIVAL = date(2026, 12, 10)
CLOCK = PolicyClock(time(14), "Asia/Bangkok")
HALF, ALL = Tier(3, percent=Decimal(50)), Tier(1, percent=Decimal(100))
F = Policy({"en": "Flexible"}, tiers=(ALL, HALF))
ALWAYS_500 = Policy({}, tiers=(Tier(None, amount=50000),))
LAYERED = Policy({}, tiers=(Tier(None, amount=50000), Tier(7, nights=1)))


@pytest.mark.parametrize(
    ("policy", "english", "thai"),
    [
        (
            F,
            "Free until 7 Dec 2026 14:00, then 50%, from 9 Dec 2026 14:00 100%",
            "ไม่มีค่าธรรมเนียมถึง 7 ธ.ค. 2569 14:00 น. จากนั้นชาร์จ 50% ตั้งแต่ 9 ธ.ค. 2569 14:00 น. ชาร์จ 100%",
        ),
        (ALWAYS_500, "Always 500 THB", "ชาร์จ 500 บาท ทุกกรณี"),
        (
            LAYERED,
            "500 THB until 3 Dec 2026 14:00, then 1 night",
            "ชาร์จ 500 บาท ถึง 3 ธ.ค. 2569 14:00 น. จากนั้นชาร์จ 1 คืน",
        ),
        (Policy({}), "Always free", "ไม่มีค่าธรรมเนียม"),
        (Policy({}, tiers=(Tier(3, percent=Decimal(0)),)), "Always free", "ไม่มีค่าธรรมเนียม"),
        (
            None,
            "No policy: no fee, and the guest can change nothing alone",
            "ไม่ได้กำหนดนโยบาย: ไม่มีค่าธรรมเนียม และผู้เข้าพักเปลี่ยนแปลงเองไม่ได้",
        ),
    ],
)
def test_the_course_of_a_policy_is_one_sentence(policy: Policy | None, english: str, thai: str) -> None:
    assert policy_sentence(policy, ARRIVAL, CLOCK, currency="THB", language="en") == english
    assert policy_sentence(policy, ARRIVAL, CLOCK, currency="THB", language="th") == thai


@pytest.mark.parametrize(
    ("policy", "now", "words"),
    [
        (F, datetime(2026, 12, 7, 6, 59, 59, tzinfo=UTC), "Free until 7 Dec 2026 14:00"),
        (F, datetime(2026, 12, 7, 7, tzinfo=UTC), "50% until 9 Dec 2026 14:00"),
        (F, datetime(2026, 12, 9, 6, 59, 59, tzinfo=UTC), "50% until 9 Dec 2026 14:00"),
        (F, datetime(2026, 12, 9, 7, tzinfo=UTC), "100% now"),
        (LAYERED, datetime(2026, 1, 1, tzinfo=UTC), "500 THB until 3 Dec 2026 14:00"),
        (ALWAYS_500, datetime(2026, 1, 1, tzinfo=UTC), "500 THB now"),
        (Policy({}), datetime(2026, 1, 1, tzinfo=UTC), "Always free"),
    ],
)
def test_what_holds_now_and_until_when(policy: Policy, now: datetime, words: str) -> None:
    assert deadline_text(policy, ARRIVAL, CLOCK, now, currency="THB", language="en") == words


def test_years_follow_the_hotels_choice_of_era() -> None:
    words = policy_sentence(F, ARRIVAL, CLOCK, currency="THB", language="th", era="gregorian")
    assert "7 ธ.ค. 2026" in words


@pytest.mark.parametrize(
    ("policy", "english"),
    [
        (F, "Within 3 days 50%, within 1 day 100%"),
        (LAYERED, "Within 7 days 1 night, else 500 THB"),
        (Policy({}, tiers=(Tier(0, nights=2),)), "From check-in day 2 nights"),
        (ALWAYS_500, "Always 500 THB"),
    ],
)
def test_a_policy_without_a_date(policy: Policy, english: str) -> None:
    assert tiers_text(policy, "THB", "en") == english


def test_thai_says_it_as_the_glossary_does() -> None:
    assert tiers_text(Policy({}, tiers=(HALF,)), "THB", "th") == "ภายใน 3 วันก่อนเข้าพัก ชาร์จ 50%"


def test_what_else_a_policy_says() -> None:
    strict = Policy(
        {},
        guest_can_change=False,
        guest_can_cancel=False,
        charge_on=ChargeOn.WHOLE_STAY,
        clock=Clock.EARLIEST_ARRIVAL,
        no_show_percent=Decimal("33.3"),
    )
    assert policy_notes(strict, "en") == (
        "The guest can neither change nor cancel it alone",
        "Charged on the whole stay, not only on what is given back",
        "Counted from the earliest check-in it ever had",
        "No-show: 33.3%",
    )
    assert policy_notes(Policy({}, max_changes=1), "en")[0] == "The guest may change it 1 time"
    assert policy_notes(Policy({}, guest_can_cancel=False), "en")[0] == "The guest can't cancel it alone"
    assert policy_notes(None, "en") == ()
    assert policy_words(strict, "THB", "en").startswith("Always free · The guest can neither")


def test_what_a_tier_asks() -> None:
    texts = [charge_text(tier, "JPY", "en") for tier in (None, HALF, Tier(3, nights=2), Tier(3, amount=500))]
    assert texts == ["free", "50%", "2 nights", "500 JPY"]


TIERS = st.lists(
    st.builds(
        lambda days, percent: Tier(days, percent=Decimal(percent)),
        st.none() | st.integers(0, 60),
        st.integers(0, 100),
    ),
    max_size=6,
    unique_by=lambda tier: tier.days_before,
)


@given(TIERS, st.integers(0, 100 * 24))
def test_the_steps_say_at_every_hour_what_the_rules_charge(tiers: list[Tier], hours: int) -> None:
    policy = Policy({}, tiers=tuple(tiers))
    now = datetime(2026, 9, 5, 3, 30, tzinfo=UTC) + timedelta(hours=hours)
    step = [each for each in steps(policy, ARRIVAL, CLOCK) if each.start is None or each.start <= now][-1]
    reached = tier_in_force(policy, ARRIVAL, CLOCK, now)
    percent = reached.tier.percent if reached else None
    assert ((step.tier.percent if step.tier else None) or 0) == (percent or 0)
    for language in ("th", "en"):
        assert policy_sentence(policy, ARRIVAL, CLOCK, currency="THB", language=language)
        assert deadline_text(policy, ARRIVAL, CLOCK, now, currency="THB", language=language)
